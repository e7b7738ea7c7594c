"""Pieces put one by one into the free places of a sheet on which others stay where they are.

On cells: all that an outline touches is its own, all that its surroundings touch are taken. So the gap is kept, and a cell or two
between neighbours are lost. Large pieces come first, each furthest up, then furthest to the left, in whatever turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import Polygon

from app.jobs.progress import Progress
from app.layouts.imposition.gaps import placed_trim
from app.layouts.imposition.room import Room, Turns, outer_area, room_of
from app.layouts.piece import Piece
from app.layouts.sheet import Placement, Sheet
from app.mesh.kernels.free_places import Bits, LongArray, lowest_place, packed_bits, runs

Cells = NDArray[np.bool_]
PITCH_MM = 1.0
TURNS = tuple(float(turn) for turn in range(0, 360, 15))


@dataclass(frozen=True, eq=False)
class _Way:
    """A piece in one turn: the cells that it touches, the corner of the first of them from its origin, mm."""

    turn: float
    corner: tuple[float, float]
    cells: Cells
    runs: LongArray


def fill_around(
    pieces: Sequence[Piece],
    sheet: Sheet,
    copies: Sequence[tuple[int, int]],
    gap_mm: float,
    *,
    turns: Turns,
    progress: Progress,
) -> tuple[Placement, ...]:
    """Where as many of the copies go as find a place. Raises Cancelled."""
    room = room_of(sheet.size)
    length = room.length
    if not isfinite(length):
        area = sum(outer_area(pieces[index]) for index, _ in copies)
        length = sheet.length_mm + 3.0 * area / room.width + 500.0
    columns, rows = int(room.width / PITCH_MM), int(length / PITCH_MM)
    taken = np.zeros((rows, columns), np.bool_)
    for placement in sheet.placements:
        _take(taken, placed_trim(pieces, placement), room, gap_mm)
    occupied: Bits = packed_bits(taken[:, None, :])
    ways: dict[int, tuple[_Way, ...]] = {}
    found: list[Placement] = []
    full: set[int] = set()
    order = sorted(copies, key=lambda key: (-outer_area(pieces[key[0]]), key))
    for number, (index, copy) in enumerate(order):
        progress(number / len(order))
        if index in full:
            continue
        if index not in ways:
            ways[index] = tuple(_way(pieces[index], turn) for turn in (TURNS if turns is None else turns))
        place = _first_place(occupied, ways[index], columns, rows)
        if place is None:
            full.add(index)
            continue
        way, row, column = place
        x, y = room.x + column * PITCH_MM - way.corner[0], room.y + row * PITCH_MM - way.corner[1]
        placement = Placement(index, copy, x, y, way.turn)
        found.append(placement)
        _take(taken, placed_trim(pieces, placement), room, gap_mm)
        occupied = packed_bits(taken[:, None, :])
    return tuple(found)


def _first_place(occupied: Bits, ways: Sequence[_Way], columns: int, rows: int) -> tuple[_Way, int, int] | None:
    best: tuple[_Way, int, int] | None = None
    edge = rows + 1  # no way that ends further down is better
    for way in ways:
        tall, wide = way.cells.shape
        last = min(rows - tall, edge - tall - 1)
        if last < 0 or columns < wide:
            continue
        row, _, column = lowest_place(occupied, way.runs, last, 0, columns - wide, first_row=True)
        if row >= 0:
            best, edge = (way, row, column), row + tall
    return best


def _way(piece: Piece, turn: float) -> _Way:
    shape = affinity.rotate(Polygon(piece.trim.exterior), turn, origin=(0, 0))
    x, y = shape.bounds[0], shape.bounds[1]
    cells = _touched(affinity.translate(shape, -x, -y))
    return _Way(turn, (x, y), cells, runs(cells[:, None, :]))


def _take(taken: Cells, trim: Polygon, room: Room, gap_mm: float) -> None:
    """Mark all cells that are nearer to the trim than the gap."""
    shape = affinity.translate(Polygon(trim.exterior).buffer(gap_mm), -room.x, -room.y)
    left, top = (int(np.floor(v / PITCH_MM)) for v in shape.bounds[:2])
    cells = _touched(affinity.translate(shape, -left * PITCH_MM, -top * PITCH_MM))
    rows, columns = taken.shape
    first_row, first_column = max(-top, 0), max(-left, 0)
    part = cells[first_row : max(rows - top, 0), first_column : max(columns - left, 0)]
    taken[top + first_row :, left + first_column :][: part.shape[0], : part.shape[1]] |= part


def _touched(shape: Polygon) -> Cells:
    """(rows, columns) of cells from (0, 0) on: True for all that a shape in the positive quarter touches."""
    import cv2  # noqa: PLC0415 - a sixth of a second, for a nest with fixed pieces alone

    wide = shape.buffer(0.75 * PITCH_MM, quad_segs=4)  # the middle of every cell that it touches lies in there
    columns, rows = (int(np.ceil(v / PITCH_MM + 1e-9)) for v in shape.bounds[2:])
    image = np.zeros((max(rows, 1), max(columns, 1)), np.uint8)
    points = (np.asarray(wide.exterior.coords) / PITCH_MM - 0.5) * 256
    cv2.fillPoly(image, [np.round(points).astype(np.int32)], 1, shift=8)
    return np.asarray(image, np.bool_)
