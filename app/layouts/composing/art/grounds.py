"""What a theme is printed on: the grooves of a record, paper with fibres, a light of many colours."""

from typing import TYPE_CHECKING

import numpy as np

from app.layouts.composing.art.brush import color, glow, pen, ramp, solid

if TYPE_CHECKING:
    import skia


def vinyl(canvas: "skia.Canvas", width: float, height: float) -> None:
    """A record, wider than its box so that a round cut is black to its edge."""
    import skia  # noqa: PLC0415 - see brush

    canvas.drawPaint(solid("#16161a"))
    x, y = width / 2, height / 2
    for number in range(58):
        radius = 0.17 + number * 0.0057
        canvas.drawCircle(x, y, radius, pen("#2b2b31" if number % 3 else "#3a3a42", 0.0014))
    for radius in (0.245, 0.335, 0.42):
        canvas.drawCircle(x, y, radius, pen("#0c0c0f", 0.006))
    stops = [0.0, 0.07, 0.14, 0.45, 0.53, 0.6, 1.0]
    lights = [0.0, 0.26, 0.0, 0.0, 0.2, 0.0, 0.0]
    shader = skia.GradientShader.MakeSweep(x, y, [color("#ffffff", light).toColor() for light in lights], stops)
    canvas.drawPaint(skia.Paint(AntiAlias=True, Shader=shader))
    canvas.drawCircle(x, y, 0.165, solid("#0c0c0f"))


def paper(canvas: "skia.Canvas", width: float, height: float) -> None:
    """Cream paper with a few fibres."""
    canvas.drawPaint(solid("#fbf5e9"))
    random = np.random.default_rng(5)
    for x, y, turn, long in random.random((170, 4)):
        dx, dy = 0.012 * long * np.cos(turn * 6.3), 0.012 * long * np.sin(turn * 6.3)
        canvas.drawLine(x * width, y * height, x * width + dx, y * height + dy, pen("#d9c6a5", 0.0016, 0.5))


def aurora(canvas: "skia.Canvas", width: float, height: float) -> None:
    """Soft lights on deep blue."""
    canvas.drawPaint(ramp((0, 0), (width, height), ("#1b1f4b", "#2c2363", "#14304f")))
    for x, y, size, tone, light in (
        (0.12, 0.15, 0.75, "#7c5cff", 0.55), (0.9, 0.3, 0.7, "#ff6fa5", 0.45), (0.3, 0.95, 0.8, "#23c6c8", 0.4),
        (0.75, 0.85, 0.5, "#ffb36b", 0.3),
    ):  # fmt: skip
        canvas.drawCircle(x * width, y * height, size, glow((x * width, y * height), size, tone, light))


def dawn(canvas: "skia.Canvas", width: float, height: float) -> None:
    """Peach to lilac."""
    canvas.drawPaint(ramp((0, 0), (width, height), ("#ffe3d3", "#f8c7d8", "#c9c4f4")))
    for x, y, size, tone in ((0.1, 0.9, 0.6, "#fff7e6"), (0.95, 0.05, 0.6, "#fff0f6")):
        canvas.drawCircle(x * width, y * height, size, glow((x * width, y * height), size, tone, 0.8))
