"""Rectangles of several sizes on sheets, so that straight cuts from edge to edge take them apart.

One sheet is filled greedily, strip by strip, in several ways of choosing what comes next; of all of them the layout with the
fewest sheets wins, then that with the fewest cuts. (Guillotine packing with free rectangles: Jylänki 2010, chapter 3.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, NamedTuple

from app.layouts.imposition.grid import best_block, best_blocks, fitting
from app.layouts.imposition.regions import EPS, Block, Cut, Pile, Region, split

MOST_SHEETS = 2000
QUICK_WAYS = 2
Sizes = Mapping[int, tuple[float, float]]
"""Cells by key, (width, height) in mm: with what is to be cut off around them."""


class Cell(NamedTuple):
    """Where one cell lies, mm. ``turned``: by a quarter."""

    key: int
    x: float
    y: float
    turned: bool


@dataclass
class Cells:
    """One sheet: what lies on it, and the cuts that take it apart, in the order in which they are made."""

    cells: list[Cell] = field(default_factory=list)
    pile: Pile = field(default_factory=Pile)

    @property
    def cuts(self) -> list[Cut]:
        return self.pile.cuts


Order = Literal["area", "longest", "shortest"]
Axis = Literal["x", "y", "best"]


class _Way(NamedTuple):
    """order: which size is next; axis: which way strips are cut; blocks: the fullest grid of one size comes first."""

    order: Order
    axis: Axis
    blocks: bool


_ORDERS: tuple[Order, ...] = ("area", "longest", "shortest")
_AXES: tuple[Axis, ...] = ("y", "x", "best")
_WAYS = tuple(_Way(*way) for way in product(_ORDERS, _AXES, (True, False)))


def pack(
    sizes: Sizes,
    wanted: Mapping[int, int],
    width: float,
    height: float,
    *,
    pads: Mapping[int, float] | None = None,
    turning: bool = True,
    roll: bool = False,
    quick: bool = False,
) -> tuple[list[Cells], dict[int, int]]:
    """Sheets with all that is wanted (key → how many), and what has no room even on an empty sheet (key → how many).

    pads    how far the trim lies inside its cell (key → mm): cuts go along the trims then, two between neighbours
    roll    the shortest length counts before the cuts
    quick   a layout at once, not the best of all ways
    """
    fit = {key: _fits(sizes[key], width, height, turning=turning) for key in wanted}
    rest = {key: count for key, count in wanted.items() if not fit[key] and count}
    todo = {key: count for key, count in wanted.items() if fit[key] and count}
    if not todo:
        return [], rest
    found = [
        _all_sheets(sizes, todo, width, height, way=way, pads=pads or {}, turning=turning)
        for way in (_WAYS[:QUICK_WAYS] if quick else _WAYS)
    ]

    def cost(sheets: list[Cells]) -> tuple[int, float, int]:
        length = sum(used_length(sizes, sheet) for sheet in sheets) if roll else 0.0
        return len(sheets), round(length, 3), sum(len(sheet.cuts) for sheet in sheets)

    return min(found, key=cost), rest


def used_length(sizes: Sizes, sheet: Cells) -> float:
    """How far down cells reach, mm."""
    return max((cell.y + sizes[cell.key][0 if cell.turned else 1] for cell in sheet.cells), default=0.0)


def _fits(size: tuple[float, float], width: float, height: float, *, turning: bool) -> bool:
    upright = size[0] <= width + EPS and size[1] <= height + EPS
    return upright or (turning and size[1] <= width + EPS and size[0] <= height + EPS)


def _all_sheets(
    sizes: Sizes,
    wanted: Mapping[int, int],
    width: float,
    height: float,
    *,
    way: _Way,
    pads: Mapping[int, float],
    turning: bool,
) -> list[Cells]:
    left, sheets = dict(wanted), list[Cells]()
    while any(left.values()) and len(sheets) < MOST_SHEETS:
        filler = _Filler(sizes, left, way, pads, turning=turning)
        filler.fill(Region(0.0, 0.0, width, height))
        sheets.append(filler.sheet)
    return sheets


@dataclass
class _Filler:
    """Fills one sheet; ``left`` is what is still wanted, and shrinks."""

    sizes: Sizes
    left: dict[int, int]
    way: _Way
    pads: Mapping[int, float]
    turning: bool = field(kw_only=True)
    sheet: Cells = field(default_factory=Cells)

    def fill(self, region: Region) -> None:
        """Put the next size in, and go on in what is left of the region."""
        while region.width > EPS and region.height > EPS:
            key = self._next(region)
            if key is None:
                return
            if self.way.blocks and self._whole_grid(key, region):
                return
            region = self._strip(key, region)

    def _next(self, region: Region) -> int | None:
        keys = [
            key for key, count in self.left.items()
            if count and _fits(self.sizes[key], region.width, region.height, turning=self.turning)
        ]  # fmt: skip
        return max(keys, key=lambda key: (*self._rank(*self.sizes[key]), -key), default=None)

    def _rank(self, width: float, height: float) -> tuple[float, float]:
        if self.way.order == "area":
            return width * height, max(width, height)
        longest, shortest = max(width, height), min(width, height)
        return (longest, shortest) if self.way.order == "longest" else (shortest, longest)

    def _whole_grid(self, key: int, region: Region) -> bool:
        """The fullest layout of this size where there are enough of it to fill the region."""
        one = best_block(region, *self.sizes[key], turning=self.turning)
        if one is None or one.count > self.left[key]:  # the best is no worse: it need not be looked for
            return False
        blocks = best_blocks(region.width, region.height, *self.sizes[key], turning=self.turning)
        if sum(block.count for block in blocks) > self.left[key]:
            return False
        moved = [b.region._replace(x=b.region.x + region.x, y=b.region.y + region.y) for b in blocks]
        rest = region
        for block, at in zip(blocks, moved, strict=True):
            own = rest
            if block is not blocks[-1]:  # one cut parts the two grids
                other = moved[-1]
                axis: Literal["x", "y"] = "x" if other.x > at.x + EPS else "y"
                edge = other.x if axis == "x" else other.y
                self.sheet.pile.across(rest, edge, axis)
                own, rest = split(rest, edge, axis)
            self._take_apart(key, Block(at, block.columns, block.rows, block.turned), own)
        return True

    def _strip(self, key: int, region: Region) -> Region:
        """One row or column of a size (several, where grids come first), smaller ones behind it; what is left of the region."""
        wide, tall, turned, axis = self._best_strip(key, region)
        along, across = (region.width, region.height) if axis == "y" else (region.height, region.width)
        step, thick = (wide, tall) if axis == "y" else (tall, wide)
        count = min(fitting(along, step), self.left[key])
        lines = max(1, min(fitting(across, thick), self.left[key] // count)) if self.way.blocks else 1
        at = (region.y if axis == "y" else region.x) + lines * thick
        self.sheet.pile.across(region, at, axis)
        strip, rest = split(region, at, axis)
        other: Literal["x", "y"] = "x" if axis == "y" else "y"
        end = (strip.x if other == "x" else strip.y) + count * step
        self.sheet.pile.across(strip, end, other)
        head, tail = split(strip, end, other)
        columns, rows = (count, lines) if axis == "y" else (lines, count)
        self._take_apart(key, Block(head, columns, rows, turned), head)
        self.fill(tail)
        return rest

    def _best_strip(self, key: int, region: Region) -> tuple[float, float, bool, Literal["x", "y"]]:
        width, height = self.sizes[key]
        ways = [(width, height, False)] + ([(height, width, True)] if self.turning else [])
        axes: tuple[Literal["x", "y"], ...] = ("x", "y") if self.way.axis == "best" else (self.way.axis,)
        best: tuple[tuple[float, float], float, float, bool, Literal["x", "y"]] | None = None
        for wide, tall, turned in ways:
            if wide > region.width + EPS or tall > region.height + EPS:
                continue
            for axis in axes:
                along, step, thick = (
                    (region.width, wide, tall) if axis == "y" else (region.height, tall, wide)
                )  # fmt: skip
                count = min(fitting(along, step), self.left[key])
                waste = (along - count * step) * thick / count
                if best is None or (waste, thick) < best[0]:
                    best = (waste, thick), wide, tall, turned, axis
        assert best is not None, "the size was chosen because it fits"
        return best[1:]

    def _take_apart(self, key: int, block: Block, region: Region) -> None:
        """Cut the grid off its region, then into rows, then into columns; with bleed, along the trims instead."""
        grid, pile, pad = block.region, self.sheet.pile, self.pads.get(key, 0.0)
        wide, tall = grid.width / block.columns, grid.height / block.rows
        if pad > EPS:
            rows = [grid.y + row * tall + at for row in range(block.rows) for at in (pad, tall - pad)]
            columns = [grid.x + column * wide + at for column in range(block.columns) for at in (pad, wide - pad)]
        else:
            pile.across(region, grid.y + grid.height, "y")
            region = region._replace(height=min(region.height, grid.y + grid.height - region.y))
            rows = [grid.y + row * tall for row in range(1, block.rows)]
            columns = [grid.x + column * wide for column in range(1, block.columns + 1)]
        for y in rows:
            pile.across(region, y, "y")
        for x in columns:
            pile.across(region, x, "x")
        self.sheet.cells += [Cell(key, x, y, block.turned) for x, y in block.corners()]
        self.left[key] -= block.count
