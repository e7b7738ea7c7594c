"""Rectangles of a sheet that are cut apart by straight cuts from edge to edge."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

EPS = 1e-6


class Region(NamedTuple):
    """A rectangle, mm from the top left of the sheet."""

    x: float
    y: float
    width: float
    height: float


class Cut(NamedTuple):
    """One straight cut through what is left of the sheet there, from (x1, y1) to (x2, y2), mm."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Block:
    """Cells of one size in rows and columns. ``turned``: the pieces lie a quarter turn round; cell sizes are as they lie."""

    region: Region
    columns: int
    rows: int
    turned: bool

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corners(self) -> list[tuple[float, float]]:
        """Top left corners of the cells, row by row."""
        dx, dy = self.region.width / self.columns, self.region.height / self.rows
        x, y = self.region.x, self.region.y
        return [(x + i * dx, y + j * dy) for j in range(self.rows) for i in range(self.columns)]


@dataclass
class Pile:
    """The cuts of one sheet in the order in which they are made."""

    cuts: list[Cut] = field(default_factory=list)

    def across(self, region: Region, at: float, axis: Literal["x", "y"]) -> None:
        """A cut through ``region`` at x or y = ``at``; none where it would run along an edge."""
        if axis == "x" and region.x + EPS < at < region.x + region.width - EPS:
            self.cuts.append(Cut(at, region.y, at, region.y + region.height))
        if axis == "y" and region.y + EPS < at < region.y + region.height - EPS:
            self.cuts.append(Cut(region.x, at, region.x + region.width, at))


def split(region: Region, at: float, axis: Literal["x", "y"]) -> tuple[Region, Region]:
    """What lies before and behind a cut at x or y = ``at``."""
    x, y, width, height = region
    if axis == "x":
        return Region(x, y, at - x, height), Region(at, y, x + width - at, height)
    return Region(x, y, width, at - y), Region(x, at, width, y + height - at)
