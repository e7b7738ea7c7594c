"""Landscapes: the cover of a song, a seaside, a town at night."""

from math import cos, pi, sin
from typing import TYPE_CHECKING

import numpy as np

from app.layouts.composing.art.brush import area, glow, pen, ramp, shape, solid

if TYPE_CHECKING:
    import skia


def cover(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A low sun over waves."""
    canvas.drawPaint(ramp((0, 0), (0, height), ("#2b2a5a", "#7d4a86", "#ef7f6d", "#ffc98b"), (0.0, 0.32, 0.62, 0.8)))
    x, y = width / 2, height * 0.56
    canvas.drawCircle(x, y, 0.5, glow((x, y), 0.5, "#fff0c2", 0.7))
    canvas.drawCircle(x, y, 0.2, ramp((x, y - 0.2), (x, y + 0.2), ("#fff6d8", "#ffb27a")))
    _stars(canvas, width, height * 0.35, 40, 7)
    for row, tone in enumerate(("#b45c74", "#84497a", "#533a6f", "#2f2b58")):
        top = height * (0.64 + 0.095 * row)
        waves, phase = 2.0 + 0.35 * row, 0.9 * row
        _wave(canvas, width, height, tone, top=top, tall=0.022 + 0.006 * row, waves=waves, phase=phase)
    for at, far in ((0.3, 0.24), (0.37, 0.2), (0.7, 0.27)):
        _bird(canvas, width * at, height * far, 0.032)


def seaside(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A bright bay with a lighthouse."""
    canvas.drawPaint(ramp((0, 0), (0, height), ("#69b7e8", "#bfe3f2", "#f7efdc"), (0.0, 0.45, 0.62)))
    canvas.drawCircle(width * 0.2, height * 0.2, 0.35, glow((width * 0.2, height * 0.2), 0.35, "#fffbe6", 0.9))
    canvas.drawCircle(width * 0.2, height * 0.2, 0.075, solid("#fffdf2"))
    for x, y, size in ((0.42, 0.17, 0.07), (0.68, 0.11, 0.05), (0.88, 0.24, 0.06)):
        _cloud(canvas, width * x, height * y, size)
    sea = height * 0.55
    _ground(canvas, (0, sea, width, height - sea), ("#3f92bf", "#2a6f9e", "#1f5683"))
    canvas.drawPath(
        shape((width, sea + 0.01), (width * 0.86, sea - 0.16), (width * 0.66, sea - 0.1), (width * 0.6, sea + 0.01)),
        solid("#5c8a68"),
    )
    x = width * 0.8
    tower = area((x - 0.035, sea - 0.1), (x - 0.022, sea - 0.32), (x + 0.022, sea - 0.32), (x + 0.035, sea - 0.1))
    canvas.drawPath(tower, solid("#fbf6ec"))
    for low in (0.16, 0.25):
        band = area(
            (x - 0.0315, sea - low),
            (x - 0.028, sea - low - 0.045),
            (x + 0.028, sea - low - 0.045),
            (x + 0.0315, sea - low),
        )
        canvas.drawPath(band, solid("#d8574a"))
    canvas.drawPath(area((x - 0.03, sea - 0.32), (x, sea - 0.39), (x + 0.03, sea - 0.32)), solid("#c24a40"))
    for row in range(9):
        y = sea + 0.03 + row * row * 0.0052
        shift = 0.13 * (row % 3)
        for number in range(6):
            begin = width * (number / 5.2 + shift - 0.1)
            canvas.drawLine(begin, y, begin + 0.05 + 0.012 * row, y, pen("#d6ecf5", 0.0045, 0.55))
    _sail(canvas, width * 0.36, sea + 0.05, 0.13)
    canvas.drawPath(
        shape((0, height * 0.9), (width * 0.3, height * 0.82), (width * 0.6, height * 0.97), (width, height * 0.9),
              (width, height), (width, height), (width, height), (0, height), (0, height), (0, height)),
        solid("#f2ddb2"),
    )  # fmt: skip


def town(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A town under the moon."""
    canvas.drawPaint(ramp((0, 0), (0, height), ("#0f1636", "#24306b", "#5b4a8f", "#b46b93"), (0, 0.45, 0.75, 1)))
    _stars(canvas, width, height * 0.6, 90, 3)
    x, y = width * 0.72, height * 0.24
    canvas.drawCircle(x, y, 0.34, glow((x, y), 0.34, "#fdf3cf", 0.5))
    canvas.drawCircle(x, y, 0.115, solid("#fdf3d2"))
    for dx, dy, size in ((-0.03, -0.02, 0.024), (0.04, 0.03, 0.03), (0.01, -0.06, 0.014)):
        canvas.drawCircle(x + dx, y + dy, size, solid("#eadfb4", 0.7))
    random = np.random.default_rng(11)
    for layer, tone in enumerate(("#3a3f7a", "#262b5c", "#151a3c")):
        across = -0.05
        while across < width:
            wide = float(random.uniform(0.09, 0.17))
            tall = float(random.uniform(0.16, 0.42)) * (1.05 - 0.22 * layer)
            box = (across, height - tall, wide, tall)
            _ground(canvas, box, (tone, tone))
            if layer:
                _windows(canvas, random, box)
            across += wide * 0.96


def _windows(canvas: "skia.Canvas", random: np.random.Generator, box: tuple[float, float, float, float]) -> None:
    import skia  # noqa: PLC0415 - see brush

    left, top, wide, tall = box
    for row in range(int((tall - 0.03) / 0.036)):
        for column in range(int((wide - 0.02) / 0.03)):
            if random.random() < 0.42:
                place = skia.Rect.MakeXYWH(left + 0.015 + column * 0.03, top + 0.02 + row * 0.036, 0.014, 0.019)
                canvas.drawRect(place, solid("#ffd98a", float(random.uniform(0.55, 0.95))))


def _ground(canvas: "skia.Canvas", box: tuple[float, float, float, float], colors: tuple[str, ...]) -> None:
    import skia  # noqa: PLC0415 - see brush

    canvas.drawRect(skia.Rect.MakeXYWH(*box), ramp((0, box[1]), (0, box[1] + box[3]), colors))


def _wave(
    canvas: "skia.Canvas",
    width: float,
    height: float,
    tone: str,
    *,
    top: float,
    tall: float,
    waves: float,
    phase: float,
) -> None:
    ends = [(width * k / 80, top + tall * sin(waves * 2 * pi * k / 80 + phase)) for k in range(81)]
    canvas.drawPath(area(*ends, (width, height), (0.0, height)), solid(tone))


def _bird(canvas: "skia.Canvas", x: float, y: float, size: float) -> None:
    wings = shape(
        (x - size, y - size * 0.3), (x - size * 0.6, y - size * 0.7), (x - size * 0.2, y - size * 0.3), (x, y + size * 0.1),
        (x + size * 0.2, y - size * 0.3), (x + size * 0.6, y - size * 0.7), (x + size, y - size * 0.3), close=False,
    )  # fmt: skip
    canvas.drawPath(wings, pen("#2a2450", size * 0.16))


def _cloud(canvas: "skia.Canvas", x: float, y: float, size: float) -> None:
    for dx, dy, part in ((-1.0, 0.2, 0.6), (-0.35, -0.15, 0.85), (0.45, 0.0, 0.75), (1.1, 0.25, 0.5), (0.1, 0.3, 0.7)):
        canvas.drawCircle(x + dx * size, y + dy * size, part * size, solid("#ffffff"))


def _sail(canvas: "skia.Canvas", x: float, y: float, size: float) -> None:
    canvas.drawPath(area((x, y), (x, y - size), (x + size * 0.55, y)), solid("#ffffff"))
    canvas.drawPath(
        area((x - size * 0.05, y), (x - size * 0.05, y - size * 0.8), (x - size * 0.4, y)), solid("#f4d7c4")
    )
    canvas.drawPath(
        shape((x - size * 0.5, y + size * 0.05), (x - size * 0.3, y + size * 0.3), (x + size * 0.4, y + size * 0.3),
              (x + size * 0.65, y + size * 0.05)),
        solid("#8c4b3c"),
    )  # fmt: skip


def _stars(canvas: "skia.Canvas", width: float, height: float, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    for x, y, size in random.random((count, 3)):
        canvas.drawCircle(x * width, y * height, 0.0015 + 0.003 * size**3, solid("#ffffff", 0.35 + 0.6 * size))


def burst(canvas: "skia.Canvas", width: float, height: float) -> None:
    """Rays around the middle, for badges."""
    canvas.drawPaint(solid("#ffd9a0"))
    x, y = width / 2, height / 2
    for number in range(0, 24, 2):
        a, b = number * pi / 12, (number + 1) * pi / 12
        canvas.drawPath(
            area((x, y), (x + 2 * cos(a), y + 2 * sin(a)), (x + 2 * cos(b), y + 2 * sin(b))), solid("#ffcb80")
        )
