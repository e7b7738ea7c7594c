"""What a sheet has room for: the area inside its margins, and where a strip of the engine comes to lie in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from shapely.geometry import Polygon

from app.layouts.imposition.squeeze import moved
from app.layouts.imposition.strip import Kind, Lying
from app.layouts.path import Points
from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Placement, SheetSize

Turns = tuple[float, ...] | None
"""Degrees in which pieces may lie on the sheet; None: any."""


@dataclass(frozen=True)
class Room:
    """The area inside the margins, mm. ``length`` infinite: a roll without an end.

    upright  the strip runs down the sheet, not across
    """

    x: float
    y: float
    width: float
    length: float

    @property
    def upright(self) -> bool:
        return self.length > self.width

    @property
    def strip_height(self) -> float:
        return min(self.width, self.length)

    @property
    def target(self) -> float:
        """How long a strip may be; 0 where it is not limited."""
        longest = max(self.width, self.length)
        return longest if isfinite(longest) else 0.0

    def strip_turns(self, turns: Turns) -> Turns:
        """The same turns, in the strip."""
        if turns is None or not self.upright:
            return turns
        return tuple((turn - 90.0) % 360.0 for turn in turns)

    def place(self, lying: Lying, copy: int) -> Placement:
        """A piece of the strip on the sheet."""
        if not self.upright:
            return Placement(lying.kind, copy, lying.x + self.x, lying.y + self.y, lying.turn_deg % 360.0)
        turn = (lying.turn_deg + 90.0) % 360.0
        return Placement(lying.kind, copy, self.width - lying.y + self.x, lying.x + self.y, turn)


def room_of(size: SheetSize) -> Room:
    """Inside the margins."""
    left, top, right, bottom = size.margin_mm
    height = size.height_mm or size.longest_mm or float("inf")
    return Room(left, top, size.width_mm - left - right, height - top - bottom)


def ends_at(kinds: Sequence[Kind], lying: Lying) -> float:
    """Where in the strip the piece ends, mm."""
    pose = np.array([lying.x, lying.y, np.radians(lying.turn_deg)])
    return float(moved(kinds[lying.kind].outline, pose)[:, 0].max())


def goes_in(outline: Points, room: Room, turns: Turns) -> bool:
    """Whether the piece alone goes inside the margins in any turn that is allowed."""
    degrees = np.arange(0.0, 180.0, 1.0) if turns is None else np.asarray(turns, np.float64)
    for turn in np.radians(degrees):
        size = np.ptp(moved(outline, np.array([0.0, 0.0, turn])), axis=0)
        if size[0] <= room.width + 1e-6 and size[1] <= room.length + 1e-6:
            return True
    return False


def outer_area(piece: Piece) -> float:
    """Mm² inside the outer line of the trim: holes are cut out of the same material."""
    return float(Polygon(piece.trim.exterior).area)


def utilisation(layout: Layout) -> float:
    """Area inside the outer trims ÷ area inside the margins of all sheets; of a roll, of the length that is used. 0 to 1."""
    used = sum(outer_area(layout.pieces[p.piece]) for sheet in layout.sheets for p in sheet.placements)
    whole = 0.0
    for sheet in layout.sheets:
        left, top, right, bottom = sheet.size.margin_mm
        whole += (sheet.size.width_mm - left - right) * (sheet.height_mm - top - bottom)
    return used / whole if whole else 0.0
