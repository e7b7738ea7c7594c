"""Inks of plain colours: text, codes, lines, and areas of one colour."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
from PIL import Image

from app.layouts.color.ink_limit import FULL, levels_of, limited
from app.layouts.color.press import Press
from app.layouts.paint import BLACK, Cmyk, Rgb

Use = Literal["line", "area"]
"""line: text, codes, thin marks, where inks that do not meet exactly would show. area: surfaces that shall be deep."""
RICH_BLACK = Cmyk(0.6, 0.4, 0.4, 1.0)
"""What printers ask for in large black areas (layout2d §1.2): black ink alone looks dark grey there."""
_NEUTRAL = 0.5 / FULL  # channels that differ by less are one grey in 8 bits


def paint_cmyk(paint: Rgb | Cmyk, press: Press, use: Use = "line") -> Cmyk:
    """The inks of a colour on this press.

    What is given in inks stays as it is, but within the ink limit. Of sRGB, "line": greys and black are black ink alone, and
    so is what is nearly black; "area": through the profile, black as rich black. White is no ink.
    """
    if isinstance(paint, Cmyk):
        if use == "area" and paint == BLACK:
            return within_limit(RICH_BLACK, press)
        return within_limit(paint, press)
    low, high = min(paint.red, paint.green, paint.blue), max(paint.red, paint.green, paint.blue)
    if low >= 1 - _NEUTRAL:
        return Cmyk(0.0, 0.0, 0.0, 0.0)
    if high <= _NEUTRAL:
        return within_limit(RICH_BLACK, press) if use == "area" else BLACK
    if use == "line" and high - low <= _NEUTRAL:
        return Cmyk(0.0, 0.0, 0.0, black_for(round(low * FULL), press))
    inks = press.separate(
        Image.new("RGB", (1, 1), tuple(round(c * FULL) for c in (paint.red, paint.green, paint.blue)))
    )
    return Cmyk(*(int(ink) / FULL for ink in inks[0, 0]))


def within_limit(inks: Cmyk, press: Press) -> Cmyk:
    """Inks whose sum is within what the paper takes; unchanged where they are."""
    values = (inks.cyan, inks.magenta, inks.yellow, inks.black)
    if sum(values) <= press.ink_limit + 1e-9:
        return inks
    levels = np.array([[round(value * FULL) for value in values]], np.uint8)
    held = limited(levels, levels_of(press.ink_limit))[0]
    return Cmyk(*(int(ink) / FULL for ink in held))


@lru_cache(maxsize=1024)
def black_for(gray: int, press: Press) -> float:
    """How much black ink alone (0 to 1) is as dark as the sRGB grey (0 to 255) is through the profile.

    Black alone ends at a dark grey: what is darker than that is full black.
    """
    steps = np.zeros((1, FULL + 1, 4), np.uint8)
    steps[0, :, 3] = np.arange(FULL + 1)
    shown = np.asarray(press.shown(steps).convert("L"), np.int64)[0]
    wanted = np.asarray(press.soft_proof(Image.new("RGB", (1, 1), (gray, gray, gray))).convert("L"), np.int64)[0, 0]
    return int(np.argmin(np.abs(shown - wanted))) / FULL


def look_of(press: Press, *, paper: bool = False) -> Callable[[Cmyk], Rgb]:
    """How inks look when this press prints them: for drawing marks on a screen (app.layouts.raster ``ink``)."""

    @lru_cache(maxsize=256)
    def look(inks: Cmyk) -> Rgb:
        held = within_limit(inks, press)
        levels = np.array([[[held.cyan, held.magenta, held.yellow, held.black]]]) * FULL
        red, green, blue = np.asarray(press.shown(levels.round().astype(np.uint8), paper=paper))[0, 0]
        return Rgb(int(red) / FULL, int(green) / FULL, int(blue) / FULL)

    return look
