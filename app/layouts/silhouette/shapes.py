"""Outlines that need no picture: the trim box as it is, with round corners, or as an ellipse; and one drawn by hand."""

import math
from collections.abc import Sequence
from typing import Literal

from shapely.affinity import scale, translate
from shapely.geometry import Polygon, box

from app.errors import AppError
from app.i18n import text
from app.layouts.silhouette.geometry import disc, offset

Shape = Literal["rectangle", "rounded", "ellipse"]
SMALLEST_MM = 4.0
MOST_POINTS = 5000


def basic(shape: Shape, width_mm: float, height_mm: float, radius_mm: float) -> Polygon:
    """The trim box at (0, 0) in one of the plain shapes; ``radius_mm`` of "rounded" is held to half the smaller side."""
    if shape == "ellipse":
        # scaled from the larger side, whose arcs are the finer ones
        large = max(width_mm, height_mm) / 2
        round_ = scale(disc(0.0, 0.0, large), width_mm / 2 / large, height_mm / 2 / large, origin=(0, 0))
        return translate(round_, width_mm / 2, height_mm / 2)
    radius = min(radius_mm, width_mm / 2, height_mm / 2)
    if shape == "rectangle" or radius <= 0:
        return box(0.0, 0.0, width_mm, height_mm)
    if radius >= min(width_mm, height_mm) / 2:
        radius -= 1e-6  # a box shrunk to a line has no area to grow again
    return offset(box(radius, radius, width_mm - radius, height_mm - radius), radius)


def by_hand(points: Sequence[tuple[float, float]]) -> Polygon:
    """The outline through these points. Raises AppError for one that cannot be cut: it crosses itself or is too small."""
    if not all(math.isfinite(value) for point in points for value in point) or len(points) > MOST_POINTS:
        raise AppError(text("The cut line drawn by hand is not usable. Draw it again."))
    if len({(round(x, 3), round(y, 3)) for x, y in points}) < 3:
        raise AppError(
            text("The cut line drawn by hand has less than three points. Add some, or go back to the automatic line.")
        )
    outline = Polygon(points)
    if not outline.is_valid:
        raise AppError(
            text("The cut line drawn by hand crosses itself. Move its points, or go back to the automatic line.")
        )
    x0, y0, x1, y1 = outline.bounds
    if min(x1 - x0, y1 - y0) < SMALLEST_MM:
        raise AppError(
            text(
                "The cut line drawn by hand is smaller than {mm} mm. Make it larger, or go back to the automatic line.",
                mm=f"{SMALLEST_MM:g}",
            )
        )
    return outline
