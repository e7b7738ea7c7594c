"""Where the name of each piece has room: in the waste beside its trim, and clear of every cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import Polygon

from app.layouts.imposition.gaps import placed_trim
from app.layouts.sheet import Layout, Sheet

SIZES_MM = (3.0, 2.4, 1.8)
"""Heights of letters, the largest that has room; smaller ones are not read (layout2d: 5 points)."""
WIDE = 0.62
"""Of the height: how wide a letter of the label is at most, as a mean; CJK ones count twice."""
CLEAR_MM = 0.5
"""Between letters and any cut."""
FAR_MM = 8.0
_STEPS = 48


@dataclass(frozen=True)
class LabelSpot:
    """Where a label begins: the left end of its base line, turned clockwise about it; mm on the sheet."""

    placement: int
    x_mm: float
    y_mm: float
    turn_deg: float
    size_mm: float


def label_width(words: str, size_mm: float) -> float:
    """Mm that a label takes at most."""
    return sum(WIDE if ord(letter) < 0x2E80 else 1.0 for letter in words) * size_mm


def label_spots(layout: Layout, sheet: Sheet) -> list[LabelSpot | None]:
    """For each placement of a sheet where its label goes; None where there is no room beside it.

    Labels follow the outline, as upright as can be, and stay clear of trims, margins and each other; of the bleed too, where
    there is room for that.
    """
    pieces = [layout.pieces[placement.piece] for placement in sheet.placements]
    trims = [Polygon(placed_trim(layout.pieces, placement).exterior) for placement in sheet.placements]
    bled = [trim.buffer(max(piece.bleed_mm, CLEAR_MM)) for trim, piece in zip(trims, pieces, strict=True)]
    bare = [trim.buffer(CLEAR_MM, quad_segs=4) for trim in trims]
    left, top, right, bottom = sheet.size.margin_mm
    room = shapely.box(left, top, sheet.size.width_mm - right, sheet.height_mm - bottom)
    waste = [_Waste(around, STRtree(around), room) for around in (bled, bare)]
    labels: list[Polygon] = []
    return [
        _spot(index, piece.label, waste, labels) if piece.label else None for index, piece in enumerate(pieces)
    ]  # fmt: skip


@dataclass(frozen=True)
class _Waste:
    """What is left of the room beside areas that are taken."""

    taken: Sequence[Polygon]
    tree: STRtree
    room: Polygon

    def nearest_other(self, index: int, box: Polygon) -> float:
        """Mm to the next piece that is not the label's own, at most ``FAR_MM``."""
        around = box.buffer(FAR_MM, quad_segs=1)
        return min((self.taken[i].distance(box) for i in self.tree.query(around) if i != index), default=FAR_MM)

    def holds(self, box: Polygon) -> bool:
        return self.room.contains(box) and not any(self.taken[near].intersects(box) for near in self.tree.query(box))


def _doubt(turn: float, other_mm: float, *, below: bool) -> float:
    """How much a spot leaves to be desired: turned words, another piece beside it that they might mean, words on top."""
    return abs(turn) / 30.0 + 1.5 / (0.5 + other_mm) + (0.0 if below else 0.3)


def _spot(index: int, words: str, wastes: Sequence[_Waste], labels: list[Polygon]) -> LabelSpot | None:
    for waste in wastes:
        for size in SIZES_MM:
            width = label_width(words, size)
            ring = waste.taken[index].buffer(size * 0.55, quad_segs=8).exterior
            found: list[tuple[float, LabelSpot, Polygon]] = []
            for at in np.linspace(0, ring.length, _STEPS, endpoint=False):
                here, there = ring.interpolate(at), ring.interpolate((at + 1.0) % ring.length)
                turn = degrees(atan2(there.y - here.y, there.x - here.x))
                turn = (turn + 90.0) % 180.0 - 90.0  # never upside down
                box = _box(here.x, here.y, turn, width, size)
                if waste.holds(box) and not any(box.intersects(label) for label in labels):
                    spot = LabelSpot(index, *_start(here.x, here.y, turn, width, size), turn, size)
                    below = here.y > waste.taken[index].centroid.y
                    found.append((_doubt(turn, waste.nearest_other(index, box), below=below), spot, box))
            if found:
                _, spot, box = min(found, key=lambda one: one[0])
                labels.append(box)
                return spot
    return None


def _start(x: float, y: float, turn: float, width: float, size: float) -> tuple[float, float]:
    """The left end of the base line of words whose middle is at (x, y)."""
    c, s = cos(radians(turn)), sin(radians(turn))
    return x - c * width / 2 - s * size / 2, y - s * width / 2 + c * size / 2


def _box(x: float, y: float, turn: float, width: float, size: float) -> Polygon:
    half = hypot(width, size) / 2
    angle = atan2(size, width)
    corners = [
        (x + half * cos(radians(turn) + at), y + half * sin(radians(turn) + at))
        for at in (angle, np.pi - angle, np.pi + angle, -angle)
    ]
    return Polygon(corners)
