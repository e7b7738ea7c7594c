"""The judge of a layout: measures every trim again, as it is drawn, and shares no code with what nested it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from shapely import STRtree, affinity, box, make_valid
from shapely.geometry import Polygon

from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Placement, Sheet

TOLERANCE_MM = 0.01


@dataclass(frozen=True)
class GapFault:
    """What is wrong, on which sheet, with which placements of it.

    kind          "gap": two are nearer than the gap; "edge": one reaches into a margin; "group": two that may not share a sheet;
                  "copies": a copy is there twice, or neither there nor said to be left
    measured_mm   distance, negative where one reaches over an edge; 0 where they overlap
    """

    kind: Literal["gap", "edge", "group", "copies"]
    sheet: int
    placements: tuple[int, ...]
    measured_mm: float = 0.0


def placed_trim(pieces: Sequence[Piece], placement: Placement) -> Polygon:
    """The trim where it lies on the sheet, holes included."""
    turned = affinity.rotate(pieces[placement.piece].trim, placement.turn_deg, origin=(0, 0))
    return affinity.translate(turned, placement.x_mm, placement.y_mm)


def gap_faults(layout: Layout) -> list[GapFault]:
    """All that is wrong with where the pieces lie; [] for a good layout."""
    faults = [
        fault
        for number, sheet in enumerate(layout.sheets)
        for fault in sheet_faults(layout.pieces, layout.gap_mm, sheet, number)
    ]
    seen: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, sheet in enumerate(layout.sheets):
        for placement in sheet.placements:
            seen[placement.piece, placement.copy].append(number)
    wanted = {(index, copy) for index, piece in enumerate(layout.pieces) for copy in range(piece.quantity)}
    wrong = [key for key, where in seen.items() if len(where) > 1 or key not in wanted or key in layout.left]
    lost = wanted - set(seen) - set(layout.left)
    return faults + [GapFault("copies", seen[key][0] if key in seen else -1, ()) for key in (*wrong, *sorted(lost))]


def sheet_faults(pieces: Sequence[Piece], gap_mm: float, sheet: Sheet, number: int = 0) -> list[GapFault]:
    """What is wrong on one sheet."""
    faults: list[GapFault] = []
    drawn = [placed_trim(pieces, placement) for placement in sheet.placements]
    trims = [trim if trim.is_valid else make_valid(trim) for trim in drawn]
    left, top, right, bottom = sheet.size.margin_mm
    room = np.array([left, top, sheet.size.width_mm - right, sheet.height_mm - bottom])
    for index, trim in enumerate(trims):
        low_x, low_y, high_x, high_y = trim.bounds
        inside = min(low_x - room[0], low_y - room[1], room[2] - high_x, room[3] - high_y)
        if inside < -TOLERANCE_MM:
            faults.append(GapFault("edge", number, (index,), float(inside)))
    groups = {pieces[placement.piece].group for placement in sheet.placements}
    if len(groups) > 1:
        faults.append(GapFault("group", number, ()))
    needs = [pieces[placement.piece] for placement in sheet.placements]
    least = max([gap_mm, *(2 * piece.bleed_mm for piece in needs)])
    wide = [box(t.bounds[0] - least, t.bounds[1] - least, t.bounds[2] + least, t.bounds[3] + least) for t in trims]
    for one, other in STRtree(wide).query(wide).T if len(trims) > 1 else ():
        if one >= other:
            continue
        distance = float(trims[one].distance(trims[other]))
        overlap = not distance and trims[one].intersection(trims[other]).area > TOLERANCE_MM
        if distance < _needed(needs[one], needs[other], gap_mm) - TOLERANCE_MM or overlap:
            faults.append(GapFault("gap", number, (int(one), int(other)), distance))
    return faults


def _needed(one: Piece, other: Piece, gap_mm: float) -> float:
    """Mm between two trims: a guillotine needs room for both bleeds, and none without them; a cutter needs the gap."""
    if one.cutting == other.cutting == "guillotine":
        return one.bleed_mm + other.bleed_mm
    return gap_mm
