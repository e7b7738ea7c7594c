"""Outlines of what is filled, stroked, clipped and cut: lines and cubic Béziers, millimetres, y downwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon, Polygon

Points = NDArray[np.float64]
"""(N, 2) x, y in mm."""


class Point(NamedTuple):
    x: float
    y: float


class Line(NamedTuple):
    """Straight to ``end``."""

    end: Point


class Curve(NamedTuple):
    """Cubic Bézier to ``end``."""

    control1: Point
    control2: Point
    end: Point


Segment = Line | Curve


@dataclass(frozen=True)
class Contour:
    """One stroke of the pen. ``closed``: from the last point straight back to the first."""

    start: Point
    segments: tuple[Segment, ...]
    closed: bool = True


@dataclass(frozen=True)
class Path:
    """What is inside is told by the even-odd rule."""

    contours: tuple[Contour, ...]


def polyline(points: Points | Sequence[tuple[float, float]], *, closed: bool = True) -> Contour:
    """A contour of straight lines through (N, 2) points, N at least 2."""
    first, *rest = (Point(float(x), float(y)) for x, y in points)
    return Contour(first, tuple(Line(point) for point in rest), closed)


def path_of(shape: "Polygon | MultiPolygon") -> Path:
    """The outline of an area, with its holes."""
    areas: tuple[Polygon, ...] = tuple(getattr(shape, "geoms", (shape,)))
    rings = [ring for area in areas if not area.is_empty for ring in (area.exterior, *area.interiors)]
    return Path(tuple(polyline(np.asarray(ring.coords)[:-1, :2]) for ring in rings))


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    """A rectangle from its top left corner."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Path((polyline(corners),))


def joined(paths: Iterable[Path]) -> Path:
    """All contours in one path."""
    return Path(tuple(contour for path in paths for contour in path.contours))
