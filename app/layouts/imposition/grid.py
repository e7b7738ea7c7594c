"""One size on a sheet: the fullest layout that one cut and two grids give, each with its cells upright or turned."""

from collections.abc import Iterable
from functools import lru_cache
from math import floor
from typing import Literal

from app.layouts.imposition.regions import EPS, Block, Region, split


def fitting(length: float, cell: float) -> int:
    """How many cells go into a length."""
    return max(floor(length / cell + EPS), 0)


def best_blocks(
    width: float, height: float, cell_width: float, cell_height: float, *, turning: bool = True
) -> tuple[Block, ...]:
    """The best one or two blocks of cells in a sheet, mm; () where not even one fits.

    Two blocks lie on both sides of one cut through the whole sheet. Of layouts that hold equally many, that with fewer blocks
    is taken, then that with fewer turned cells, so that most pieces lie as the operator expects.
    """
    return _best(width, height, cell_width, cell_height, turning=turning)


@lru_cache(maxsize=4096)
def _best(width: float, height: float, cell_width: float, cell_height: float, *, turning: bool) -> tuple[Block, ...]:
    whole = Region(0.0, 0.0, width, height)
    found = [_blocks([best_block(whole, cell_width, cell_height, turning=turning)])]
    axes: tuple[tuple[Literal["x", "y"], float, float], ...] = (("x", width, cell_width), ("y", height, cell_height))
    for axis, length, upright in axes:
        for step in sorted({cell_width, cell_height} if turning else {upright}):
            for count in range(1, fitting(length, step) + 1):
                parts = split(whole, count * step, axis)
                found.append(_blocks(best_block(part, cell_width, cell_height, turning=turning) for part in parts))
    return max(found, key=_worth)


def _worth(blocks: tuple[Block, ...]) -> tuple[int, int, int]:
    return sum(b.count for b in blocks), -len(blocks), -sum(b.count for b in blocks if b.turned)


def _blocks(some: Iterable[Block | None]) -> tuple[Block, ...]:
    return tuple(block for block in some if block is not None)


def best_block(region: Region, cell_width: float, cell_height: float, *, turning: bool = True) -> Block | None:
    """The fuller of the two grids in the top left of a region; None where no cell fits."""
    ways = [(cell_width, cell_height, False)] + ([(cell_height, cell_width, True)] if turning else [])
    best: Block | None = None
    for wide, tall, turned in ways:
        columns, rows = fitting(region.width, wide), fitting(region.height, tall)
        if columns * rows > (best.count if best else 0):
            best = Block(Region(region.x, region.y, columns * wide, rows * tall), columns, rows, turned)
    return best
