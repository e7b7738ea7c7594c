"""The judge of a layout: measures every trim again, as it is drawn, and shares no code with what nested it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree, affinity
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


def placed_trims(pieces: Sequence[Piece], placements: Sequence[Placement]) -> NDArray[Any]:
    """(N,) polygons: the trims where they lie, as ``placed_trim`` gives them, those of a piece in one go."""
    lying: NDArray[Any] = np.empty(len(placements), object)
    kinds = np.array([placement.piece for placement in placements], int)
    at = np.array([(p.x_mm, p.y_mm, np.radians(p.turn_deg)) for p in placements]).reshape(-1, 3)
    for kind in np.unique(kinds):
        those = np.flatnonzero(kinds == kind)
        x, y, turn = at[those].T
        # a quarter of a turn is exact, as in shapely.affinity
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        matrix[np.abs(matrix) < 2.5e-16] = 0.0

        def moved(
            corners: NDArray[np.float64],
            matrix: NDArray[np.float64] = matrix,
            shift: NDArray[np.float64] = np.stack([x, y], axis=1),  # noqa: B008 - of this round of the loop
        ) -> NDArray[np.float64]:
            placed: NDArray[np.float64] = np.einsum("ijn,nkj->nki", matrix, corners.reshape(len(shift), -1, 2))
            return (placed + shift[:, None]).reshape(-1, 2)

        lying[those] = shapely.transform(np.full(len(those), pieces[kind].trim, object), moved)
    return lying


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
    trims = placed_trims(pieces, sheet.placements)
    broken = ~shapely.is_valid(trims)
    trims[broken] = shapely.make_valid(trims[broken])
    bounds = shapely.bounds(trims).reshape(-1, 4)
    left, top, right, bottom = sheet.size.margin_mm
    room = np.array([left, top, sheet.size.width_mm - right, sheet.height_mm - bottom])
    inside = np.concatenate([bounds[:, :2] - room[:2], room[2:] - bounds[:, 2:]], axis=1).min(axis=1, initial=np.inf)
    faults += [GapFault("edge", number, (int(n),), float(inside[n])) for n in np.flatnonzero(inside < -TOLERANCE_MM)]
    lying = [pieces[placement.piece] for placement in sheet.placements]
    if len({piece.group for piece in lying}) > 1:
        faults.append(GapFault("group", number, ()))
    bleeds = np.array([piece.bleed_mm for piece in lying])
    guillotine = np.array([piece.cutting == "guillotine" for piece in lying], bool)
    least = max([gap_mm, *(2 * bleeds)])
    wide = shapely.box(*(bounds + np.array([-least, -least, least, least])).T)
    one, other = STRtree(wide).query(wide)
    one, other = one[one < other], other[one < other]
    distance = shapely.distance(trims[one], trims[other])
    touching = np.flatnonzero(distance == 0)
    overlap = np.zeros(len(one), bool)
    overlap[touching] = shapely.area(shapely.intersection(trims[one[touching]], trims[other[touching]])) > TOLERANCE_MM
    # Mm between two trims: a guillotine needs room for both bleeds, and none without them; a cutter needs the gap.
    needed = np.where(guillotine[one] & guillotine[other], bleeds[one] + bleeds[other], gap_mm)
    near = np.flatnonzero((distance < needed - TOLERANCE_MM) | overlap)
    return faults + [GapFault("gap", number, (int(one[n]), int(other[n])), float(distance[n])) for n in near]
