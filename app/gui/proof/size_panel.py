"""How large the figurine will be: drawn to scale beside a ruler and a coin."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.gui.proof.paper import ACCENT, DIM, INK, LINE, Paper
from app.i18n import text

COIN_MM = 25.0  # the 1 yuan coin of 1999 to 2018; those since 2019 measure 22.25
SCALES = (
    0.25,
    0.5,
    1.0,
    1.5,
    2.0,
    2.5,
    3.0,
    4.0,
    5.0,
    6.0,
    8.0,
    10.0,
    12.0,
    15.0,
    20.0,
    25.0,
    30.0,
    40.0,
    50.0,
    100.0,
    200.0,
)
RULER, GAP, CAPTION = 9.0, 3.5, 6.0  # mm on the page


class ToScale(Protocol):
    """A picture (H, W, 3) uint8 sRGB of just the width and height of a thing; width, depth and height of it."""

    @property
    def front_to_scale(self) -> NDArray[np.uint8]: ...
    @property
    def size_mm(self) -> tuple[float, float, float]: ...


def draw_size(paper: Paper, photographs: ToScale, box: tuple[float, float, float, float]) -> None:
    """Ruler, figure, coin, from left to right on one ground, all to the same scale."""
    x, y, width, height = box
    wide, _deep, high = photographs.size_mm
    room = (width - RULER - 3 * GAP, height - CAPTION - 6.0)
    scale = scale_for(wide, high, *room)
    ground = y + height - CAPTION - 3.0
    total = (wide + COIN_MM) / scale + GAP
    left = x + RULER + GAP + max(0.0, (room[0] - total) / 2)
    figure = (left, ground - high / scale, wide / scale, high / scale)
    _draw_ruler(paper, x + RULER, ground, high, scale)
    paper.line((x + RULER, ground), (x + width, ground), LINE, 0.25)
    paper.picture(photographs.front_to_scale, figure)
    _draw_height(paper, figure, high)
    _draw_width(paper, figure, wide)
    _draw_coin(paper, left + wide / scale + GAP + COIN_MM / scale / 2, ground, scale)
    words = text(
        "Scale {scale}; 1 yuan coin (1999–2018), {mm} mm; ruler in cm", scale=scale_words(scale), mm=f"{COIN_MM:g}"
    )
    paper.words(str(words), (x, y + height - 3.2, width, 3.6), 2.4, color=DIM, align="center")


def scale_for(wide: float, high: float, room_wide: float, room_high: float) -> float:
    """How many mm of the figurine one mm of the page stands for."""
    fits = (s for s in SCALES if (wide + COIN_MM) / s + GAP <= room_wide and max(high, COIN_MM) / s <= room_high)
    return next(fits, max((wide + COIN_MM) / (room_wide - GAP), max(high, COIN_MM) / room_high))


def scale_words(scale: float) -> str:
    """``1:2``, ``2:1``."""
    return f"1:{scale:.3g}" if scale >= 1 else f"{1 / scale:.3g}:1"


def _draw_ruler(paper: Paper, right: float, ground: float, high: float, scale: float) -> None:
    length = max(high, COIN_MM)
    step = next(s for s in (1.0, 5.0, 10.0, 50.0, 100.0) if s / scale >= 0.7 or s == 100.0)
    named = next(s for s in (10.0, 20.0, 50.0, 100.0, 200.0, 500.0) if s / scale >= 4.0 or s == 500.0)
    paper.line((right, ground), (right, ground - length / scale), DIM, 0.15)
    for number in range(int(length / step) + 1):
        mm = number * step
        long = mm % named == 0
        at = ground - mm / scale
        paper.line((right - (3.0 if long else 1.5 if mm % 10 == 0 else 0.9), at), (right, at), DIM, 0.12)
        if long:
            paper.words(f"{mm / 10:g}", (right - 9.0, at - 1.6, 5.4, 3.2), 2.2, color=DIM, align="right", middle=True)


def _draw_height(paper: Paper, figure: tuple[float, float, float, float], high: float) -> None:
    x, y, _width, height = figure
    at = x - 1.6
    paper.line((at, y), (at, y + height), ACCENT, 0.2)
    for end in (y, y + height):
        paper.line((at - 0.9, end), (at + 0.9, end), ACCENT, 0.2)
    paper.words(f"{high:.1f} mm", (x - 1.0, y - 3.8, 24.0, 3.4), 2.7, bold=True, color=ACCENT)


def _draw_width(paper: Paper, figure: tuple[float, float, float, float], wide: float) -> None:
    x, y, width, height = figure
    at = y + height + 1.0
    paper.line((x, at), (x + width, at), ACCENT, 0.2)
    for end in (x, x + width):
        paper.line((end, at - 0.7), (end, at + 0.7), ACCENT, 0.2)
    paper.words(f"{wide:.1f} mm", (x + width / 2 - 15, at + 0.5, 30, 3.4), 2.7, bold=True, color=ACCENT, align="center")


def _draw_coin(paper: Paper, middle: float, ground: float, scale: float) -> None:
    diameter = COIN_MM / scale
    centre = (middle, ground - diameter / 2)
    paper.disc(centre, diameter, line="#8b94a3", fill="#e3e6ea", width=0.2)
    paper.disc(centre, diameter * 0.9, line="#aab2be", width=0.12)
    size = diameter * 0.42
    box = (middle - diameter / 2, centre[1] - diameter * 0.40, diameter, diameter * 0.56)
    paper.words("1", box, size, bold=True, color=INK, align="center", middle=True)
    paper.words(
        "元", (box[0], centre[1] + diameter * 0.10, diameter, diameter * 0.28), size * 0.45, color=INK, align="center",
        middle=True,
    )  # fmt: skip
