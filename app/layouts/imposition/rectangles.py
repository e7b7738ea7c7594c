"""Pieces that are cut by a guillotine: grids of one size, mixed sizes, rolls, the same piece all over a sheet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from app.layouts.imposition.gaps import placed_trim
from app.layouts.imposition.grid import best_blocks, fitting
from app.layouts.imposition.guillotine import Cell, Cells, pack, used_length
from app.layouts.imposition.regions import EPS, Block, Cut, Region
from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize

EDGE_MM = 1e-4
ENDLESS_MM = 50_000.0
"""Longest piece of a roll where its preset says nothing."""


@dataclass(frozen=True)
class Guillotined:
    """A layout, and for each of its sheets the cuts in their order, mm on that sheet."""

    layout: Layout
    cuts: tuple[tuple[Cut, ...], ...]


def pad_of(piece: Piece, gap_mm: float) -> float:
    """How far the cell of a piece reaches over its trim: its bleed, or half the gap where that is more."""
    return max(piece.bleed_mm, gap_mm / 2)


def impose_rectangles(
    pieces: Sequence[Piece], size: SheetSize, gap_mm: float = 0.0, *, turning: bool = True
) -> Guillotined:
    """All copies of all pieces on as few sheets as can be, those of different groups on different ones.

    Trims stay inside the margins; bleed reaches over them. With a back on any piece what lies on a sheet is in its middle, so
    that it is in the same place on both sides.
    """
    sheets: list[Sheet] = []
    cuts: list[tuple[Cut, ...]] = []
    left: list[tuple[int, int]] = []
    groups: dict[str, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        groups[piece.group].append(index)
    for members in groups.values():
        copies = {index: iter(range(pieces[index].quantity)) for index in members}
        found, rest = _packed(pieces, members, size, gap_mm, turning=turning)
        centred = any(pieces[index].back for index in members)
        for cells in found:
            offset = _offset(pieces, cells, size, gap_mm, centred=centred)
            placements = tuple(_placed(pieces, cell, next(copies[cell.key]), gap_mm, offset) for cell in cells.cells)
            length = _length(pieces, placements, size)
            sheets.append(Sheet(size, placements, length))
            cuts.append((*_frame(pieces, sheets[-1]), *(_moved(cut, offset) for cut in cells.cuts)))
        left += [(index, next(copies[index])) for index, count in sorted(rest.items()) for _ in range(count)]
    return Guillotined(Layout(tuple(pieces), tuple(sheets), gap_mm, tuple(left)), tuple(cuts))


def most_on_sheet(piece: Piece, size: SheetSize, gap_mm: float) -> int:
    """How often a piece goes on one sheet side by side (step and repeat); 0 where it has no room, and on a roll.

    gap_mm  between pieces that a cutter cuts; those of the guillotine lie as close as their bleed allows
    """
    if not size.height_mm:
        return 0
    pad = piece.bleed_mm if piece.cutting == "guillotine" else max(gap_mm, piece.bleed_mm) / 2
    width, height = _room(size, pad)
    blocks = best_blocks(width, height, piece.width_mm + 2 * pad, piece.height_mm + 2 * pad)
    return sum(block.count for block in blocks)


def _room(size: SheetSize, pad: float) -> tuple[float, float]:
    left, top, right, bottom = size.margin_mm
    height = size.height_mm or size.longest_mm or ENDLESS_MM
    return size.width_mm - left - right + 2 * pad, height - top - bottom + 2 * pad


def _packed(
    pieces: Sequence[Piece], members: Sequence[int], size: SheetSize, gap_mm: float, *, turning: bool
) -> tuple[list[Cells], dict[int, int]]:
    pads = {index: pad_of(pieces[index], gap_mm) for index in members}
    sizes = {i: (pieces[i].width_mm + 2 * pads[i], pieces[i].height_mm + 2 * pads[i]) for i in members}
    wanted = {index: pieces[index].quantity for index in members}
    width, height = _room(size, min(pads.values()))  # what bleeds more keeps further from the edge
    if size.height_mm:
        return pack(sizes, wanted, width, height, pads=pads, turning=turning)
    if len(set(sizes.values())) == 1 and not size.longest_mm:
        rows = _rows(sizes, wanted, width, pads, turning=turning)
        return ([], wanted) if rows is None else ([rows], {})
    area = sum(sizes[i][0] * sizes[i][1] * wanted[i] for i in members)
    enough = 2.0 * area / width + sum(max(sizes[i]) for i in members)
    return pack(sizes, wanted, width, min(height, enough), pads=pads, turning=turning, roll=True)


def _rows(
    sizes: dict[int, tuple[float, float]],
    wanted: dict[int, int],
    width: float,
    pads: dict[int, float],
    *,
    turning: bool,
) -> Cells | None:
    """One size on a roll: so many rows upright and so many turned that it is shortest; None where it is too wide."""
    (wide, tall), pad = next(iter(sizes.values())), next(iter(pads.values()))
    total = sum(wanted.values())
    upright, turned = fitting(width, wide), fitting(width, tall) if turning else 0
    choices: list[tuple[float, int, int]] = []
    for first in range(ceil(total / upright) + 1) if upright else (0,):
        rest = max(total - first * upright, 0)
        if rest and not turned:
            continue
        second = ceil(rest / turned) if rest else 0
        choices.append((round(first * tall + second * wide, 6), second, first))
    if not choices:
        return None
    _, second, first = min(choices)
    made, keys = Cells(), [key for key, count in sorted(wanted.items()) for _ in range(count)]
    y = 0.0
    for rows, columns, cell_wide, cell_tall, is_turned in (
        (first, upright, wide, tall, False),
        (second, turned, tall, wide, True),
    ):
        if not rows:
            continue
        block = Block(Region(0.0, y, columns * cell_wide, rows * cell_tall), columns, rows, is_turned)
        for (x, top), key in zip(block.corners(), keys[len(made.cells) :], strict=False):
            made.cells.append(Cell(key, x, top, is_turned))
        y += rows * cell_tall
    _cut_rows(made, width, y, cell=(wide, tall), pad=pad)
    return made


def _cut_rows(made: Cells, width: float, length: float, *, cell: tuple[float, float], pad: float) -> None:
    """Across the roll first, then each row."""
    (wide, tall), pile, whole = cell, made.pile, Region(0.0, 0.0, width, length)
    tops = sorted({(cell.y, cell.turned) for cell in made.cells})
    for top, is_turned in tops:
        high = wide if is_turned else tall
        for y in (top + pad, top + high - pad) if pad > EPS else (top + high,):
            pile.across(whole, y, "y")
    for top, is_turned in tops:
        high, broad = (wide, tall) if is_turned else (tall, wide)
        row = Region(0.0, top, width, high)
        for left in (one.x for one in made.cells if one.y == top):
            for x in (left + pad, left + broad - pad) if pad > EPS else (left + broad,):
                pile.across(row, x, "x")


def _offset(
    pieces: Sequence[Piece], cells: Cells, size: SheetSize, gap_mm: float, *, centred: bool
) -> tuple[float, float]:
    """Where the top left of the packed area lies on the sheet."""
    pads = {cell.key: pad_of(pieces[cell.key], gap_mm) for cell in cells.cells}
    least = min(pad_of(piece, gap_mm) for piece in pieces if piece.group == pieces[cells.cells[0].key].group)
    x, y = size.margin_mm[0] - least, size.margin_mm[1] - least
    if not centred or not size.height_mm:
        return x, y
    sizes = {k: (pieces[k].width_mm + 2 * pads[k], pieces[k].height_mm + 2 * pads[k]) for k in pads}
    wide = max(cell.x + sizes[cell.key][1 if cell.turned else 0] for cell in cells.cells)
    middle = (size.width_mm - wide) / 2, (size.height_mm - used_length(sizes, cells)) / 2
    return max(middle[0], x), max(middle[1], y)


def _placed(pieces: Sequence[Piece], cell: Cell, copy: int, gap_mm: float, offset: tuple[float, float]) -> Placement:
    piece, pad = pieces[cell.key], pad_of(pieces[cell.key], gap_mm)
    x, y = cell.x + pad + offset[0], cell.y + pad + offset[1]
    if cell.turned:  # clockwise about its top left corner, which comes to the top right
        return Placement(cell.key, copy, x + piece.height_mm, y, 90.0)
    return Placement(cell.key, copy, x, y)


def _length(pieces: Sequence[Piece], placements: Sequence[Placement], size: SheetSize) -> float:
    if size.height_mm:
        return 0.0
    ends = [p.y_mm + (pieces[p.piece].width_mm if p.turn_deg else pieces[p.piece].height_mm) for p in placements]
    return max(ends) + size.margin_mm[3]


def _frame(pieces: Sequence[Piece], sheet: Sheet) -> list[Cut]:
    """Cuts that take a margin off where trims without bleed lie along it: through the whole sheet, before all others."""
    left, top, right, bottom = sheet.size.margin_mm
    width, height = sheet.size.width_mm, sheet.height_mm
    flush: set[tuple[str, float]] = set()
    for placement in sheet.placements:
        if pieces[placement.piece].bleed_mm > EPS:
            continue
        low_x, low_y, high_x, high_y = placed_trim(pieces, placement).bounds
        for axis, at, edge, length in (
            ("x", low_x, left, width), ("y", low_y, top, height),
            ("x", high_x, width - right, width), ("y", high_y, height - bottom, height),
        ):  # fmt: skip
            if abs(at - edge) < EDGE_MM < edge < length - EDGE_MM:
                flush.add((axis, edge))
    return [Cut(at, 0.0, at, height) if axis == "x" else Cut(0.0, at, width, at) for axis, at in sorted(flush)]


def _moved(cut: Cut, offset: tuple[float, float]) -> Cut:
    x, y = offset
    return Cut(cut.x1 + x, cut.y1 + y, cut.x2 + x, cut.y2 + y)
