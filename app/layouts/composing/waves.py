"""The shape of a sound as a drawing."""

from math import cos, pi, sin
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.layouts.composing.shapes import rounded
from app.layouts.moving import moved
from app.layouts.path import Contour, Curve, Path, Point, joined

BAR = 0.62  # of the distance from bar to bar
LEAST = 0.04  # of the height: silence is a dot
INNER = 0.56  # radius where the bars of a circle begin


def wave_path(
    heights: NDArray[np.float32], style: Literal["bars", "mirror", "line", "circle"], width: float, height: float
) -> Path:
    """A wave in a box from (0, 0), millimetres.

    heights  (N,) loudness, 0 to 1
    """
    loud = np.clip(np.nan_to_num(heights.astype(np.float64)), LEAST, 1.0)
    if style == "circle":
        return _circle(loud, width, height)
    if style == "line":
        return _line(loud, width, height)
    step = width / len(loud)
    bar = step * BAR
    found = []
    for number, value in enumerate(loud):
        tall = max(value * height, bar)
        top = (height - tall) / 2 if style == "mirror" else height - tall
        found.append(rounded(number * step + (step - bar) / 2, top, bar, tall, bar / 2))
    return joined(found)


def _circle(loud: NDArray[np.float64], width: float, height: float) -> Path:
    """Bars around the middle, the first at the top, clockwise."""
    radius = min(width, height) / 2
    inner = radius * INNER
    bar = 2 * pi * inner / len(loud) * BAR
    found = []
    for number, value in enumerate(loud):
        tall = max(value * (radius - inner), bar)
        turn = 2 * pi * number / len(loud)
        c, s = cos(turn), sin(turn)
        standing = rounded(-bar / 2, -inner - tall, bar, tall, bar / 2)
        found.append(moved(standing, (c, s, -s, c, width / 2, height / 2)))
    return joined(found)


def _line(loud: NDArray[np.float64], width: float, height: float) -> Path:
    """A smooth band, the same above and below."""
    ends = np.concatenate([[LEAST / 2], loud, [LEAST / 2]])
    across = np.linspace(0.0, width, len(ends))
    above = np.column_stack([across, height / 2 * (1 - ends)])
    below = np.column_stack([across, height / 2 * (1 + ends)])[::-1]
    start = Point(*map(float, above[0]))
    return Path((Contour(start, (*_smooth(above), *_corner(below[0]), *_smooth(below))),))


def _smooth(points: NDArray[np.float64]) -> list[Curve]:
    """Curves that never go beyond the points (Fritsch and Carlson 1980): a loud place does not leave the box."""
    steps = np.diff(points, axis=0)
    before, after = steps[:-1, 1], steps[1:, 1]
    rising = np.zeros(len(points))
    same = before * after > 0
    rising[1:-1][same] = 2 * before[same] * after[same] / (before[same] + after[same])
    tangents = np.column_stack([np.full(len(points), steps[0, 0]), rising]) / 3
    return [
        Curve(Point(*map(float, p + t)), Point(*map(float, q - u)), Point(*map(float, q)))
        for p, q, t, u in zip(points[:-1], points[1:], tangents[:-1], tangents[1:], strict=True)
    ]


def _corner(point: NDArray[np.float64]) -> list[Curve]:
    end = Point(*map(float, point))
    return [Curve(end, end, end)]
