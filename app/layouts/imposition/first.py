"""The first layout of a nest: the boxes of the pieces in rows, at once. What is nested afterwards has to be better."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite

from app.layouts.imposition.guillotine import pack
from app.layouts.imposition.room import Room
from app.layouts.piece import Piece
from app.layouts.sheet import Placement

MANY = 60


def box_sheets(
    pieces: Sequence[Piece], copies: Sequence[tuple[int, int]], room: Room, gap_mm: float, *, turning: bool = True
) -> tuple[list[tuple[Placement, ...]], list[tuple[int, int]]]:
    """Placements of as few sheets as boxes go on, and the copies that have no room as boxes."""
    sizes = {index: (pieces[index].width_mm + gap_mm, pieces[index].height_mm + gap_mm) for index, _ in copies}
    wanted = Counter(index for index, _ in copies)
    area = sum(sizes[index][0] * sizes[index][1] for index, _ in copies)
    length = min(room.length, 3.0 * area / room.width + sum(max(size) for size in sizes.values()))
    roll = not isfinite(room.length)
    found, _ = pack(
        sizes, wanted, room.width + gap_mm, length + gap_mm, turning=turning, roll=roll, quick=len(copies) > MANY
    )
    waiting: Mapping[int, list[int]] = {index: [copy for i, copy in copies if i == index][::-1] for index in wanted}
    sheets = []
    for sheet in found:
        placements = []
        for cell in sheet.cells:
            x, y = cell.x + room.x, cell.y + room.y
            turned = (x + pieces[cell.key].height_mm, y, 90.0) if cell.turned else (x, y, 0.0)
            placements.append(Placement(cell.key, waiting[cell.key].pop(), *turned))
        sheets.append(tuple(placements))
    return sheets, [(index, copy) for index, copies_ in waiting.items() for copy in reversed(copies_)]
