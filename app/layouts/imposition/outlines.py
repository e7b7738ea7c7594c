"""Trims as the nesting engine takes them: one simple polygon of few corners, nowhere inside the true outline and its gap.

The engine ends its whole process on a polygon that crosses itself, on NaN and on two points (layout2d §2.3).
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from app.errors import AppError
from app.i18n import text
from app.layouts.path import Points

SLACK_MM = 0.15
SPARE_MM = 0.03
"""GEOS simplifies what it grows by a hundredth of the distance: a disc of NOOK_MM is that much short."""
NOOK_MM = 3.0
"""Nooks that no disc of this radius enters are filled: nothing is nested there, and they cost corners."""
MOST_CORNERS = 20_000
LEAST_SHARE, WHOLE_SHARE = 0.02, 0.999
"""Of its convex hull: what covers less is a line that crosses itself, not an outline."""
LEAST_MM, MOST_MM = 0.5, 5000.0
_QUARTER = 16


def outer(trim: Polygon, name: str) -> Polygon:
    """The outline without holes, valid; nothing is nested in holes.

    Raises AppError where it is no outline: not finite, crossing itself beyond repair, or of a size that no sheet has.
    """
    refused = AppError(text("The outline of “{name}” cannot be cut: draw it again as one closed line.", name=name))
    if trim.is_empty or not np.isfinite(shapely.get_coordinates(trim)).all():
        raise refused
    if shapely.get_num_coordinates(trim) > MOST_CORNERS:
        raise AppError(
            text("The outline of “{name}” has more than {n} corners: simplify it.", name=name, n=MOST_CORNERS)
        )
    shape = _sound(Polygon(trim.exterior))
    if shape is None or shape.area < LEAST_SHARE * trim.convex_hull.area:
        raise refused
    width, height = shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1]
    if not (LEAST_MM <= width <= MOST_MM and LEAST_MM <= height <= MOST_MM):
        size = f"{width:.2f} × {height:.2f}"
        raise AppError(text("“{name}” is {size} mm: that is no size to cut.", name=name, size=size))
    return Polygon(shape.exterior)


def _sound(shape: Polygon) -> Polygon | None:
    """Valid; None where that would take more than a sliver away (as ``buffer(0)`` takes half of a bow-tie)."""
    if shape.is_valid:
        return shape
    made = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    parts = [part for part in made if isinstance(part, Polygon)]
    largest = max(parts, key=lambda part: float(part.area), default=None)
    if largest is None or largest.area < WHOLE_SHARE * sum(part.area for part in parts):
        return None
    return largest


def grown(shape: Polygon, gap_mm: float) -> Polygon:
    """The outline grown by half the gap and a little slack, with few corners: two that do not overlap keep the gap."""
    half = gap_mm / 2
    filled = shape.buffer(half + NOOK_MM, quad_segs=_QUARTER).buffer(SLACK_MM + SPARE_MM - NOOK_MM, quad_segs=_QUARTER)
    simple = filled.simplify(SLACK_MM)
    if not isinstance(simple, Polygon) or not simple.is_valid or not simple.contains(shape):
        simple = shape.convex_hull.buffer(half + SLACK_MM, join_style="mitre")
    return Polygon(simple.exterior)


def corners(shape: Polygon) -> Points:
    """(N, 2) corners of the outline, the first one not repeated."""
    found: NDArray[np.float64] = np.asarray(shape.exterior.coords, np.float64)[:-1, :2]
    return found
