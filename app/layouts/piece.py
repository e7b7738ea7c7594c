"""One thing on a sheet: what is printed on its sides, and along what it is cut."""

from dataclasses import dataclass
from typing import Literal

from shapely.geometry import Polygon

from app.layouts.drawing import Mark

Cutting = Literal["guillotine", "contour"]


@dataclass(frozen=True)
class Face:
    """One side. Origin: the top left corner of the box around ``Piece.trim``. Marks reach over the trim by the bleed.

    white   what lies below the colours in white ink, () where the material is white; drawn in Spot("white")
    varnish what lies above them
    """

    marks: tuple[Mark, ...]
    white: tuple[Mark, ...] = ()
    varnish: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A thing to be printed so many times.

    id         of the order's item, with a number behind it where an item has several
    label      printed beside the trim, so that whoever cuts knows whose it is
    trim       what stays of it (holes are cut out), millimetres, its box beginning at (0, 0)
    bleed_mm   how far ``faces`` are drawn over the trim
    cutting    along straight lines from edge to edge, or along the trim by a cutter
    group      pieces of one group may share a sheet: the same material, finish and process
    """

    id: str
    label: str
    product: str
    trim: Polygon
    bleed_mm: float
    front: Face
    back: Face | None = None
    cutting: Cutting = "guillotine"
    quantity: int = 1
    group: str = ""

    @property
    def width_mm(self) -> float:
        return float(self.trim.bounds[2])

    @property
    def height_mm(self) -> float:
        return float(self.trim.bounds[3])
