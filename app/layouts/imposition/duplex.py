"""The backs of sheets that are printed on both sides: where each piece lies when the sheet was turned over."""

from dataclasses import replace
from math import cos, radians, sin
from typing import Literal

from app.layouts.sheet import Layout, Placement, Sheet

Flip = Literal["left_right", "top_bottom"]
"""Turned like the page of a book, or over its top edge. The backs of the pieces are upright as a card is turned in the hand."""


def back_of(layout: Layout, sheet: Sheet, flip: Flip = "left_right") -> Sheet:
    """The other side of a sheet as it is seen: the origin of each placement is the top left corner of the piece's back.

    Each back covers its front exactly, wherever it lies and however it is turned; where what lies on the sheet is in its middle
    (as ``impose_rectangles`` puts it), the backs lie where fronts do.
    """
    return replace(sheet, placements=tuple(_back(layout, sheet, placement, flip) for placement in sheet.placements))


def _back(layout: Layout, sheet: Sheet, front: Placement, flip: Flip) -> Placement:
    width = layout.pieces[front.piece].width_mm
    c, s = cos(radians(front.turn_deg)), sin(radians(front.turn_deg))
    right_x, right_y = front.x_mm + c * width, front.y_mm + s * width  # where the top right corner of the front lies
    if flip == "left_right":
        return replace(front, x_mm=sheet.size.width_mm - right_x, y_mm=right_y, turn_deg=-front.turn_deg % 360.0)
    return replace(front, x_mm=right_x, y_mm=sheet.height_mm - right_y, turn_deg=(180.0 - front.turn_deg) % 360.0)
