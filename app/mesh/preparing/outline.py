"""Outlines of bases around the footprint of a figure. All in the plane, mm."""

from pathlib import Path
from typing import Literal

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import FloatArray
from app.mesh.plate import convex_hull
from app.mesh.preparing.outline_svg import outline_of_svg
from app.mesh.preparing.solid_shapes import segments

Kind = Literal["round", "oval", "rectangle", "hexagon", "contour", "file"]
CORNER = 0.25  # of the shorter side: largest radius of the corners of a rectangle
CORNER_MM = 2.0  # and where the margin is smaller, this one: what stands on a base seldom fills its corners
HEXAGON = np.radians(30 + 60 * np.arange(6))  # where the normals of its sides point; corners lie left and right
SMOOTH = 1.5  # margins: gaps between feet narrower than twice this are closed
TRIES = 40
GRID_MM = 0.02
RASTER = 600  # cells along the footprint


def outline_around(
    kind: Kind,
    footprint: FloatArray,
    middle: FloatArray,
    margin: float,
    *,
    path: str = "",
    triangles: FloatArray | None = None,
) -> manifold3d.CrossSection:
    """The smallest outline of this kind around ``middle`` (2,) that leaves ``margin`` around the points (N, 2).

    path       SVG file, for ``file``
    triangles  (T, 3, 2): the footprint as areas, for ``contour``
    Raises AppError where the file has no outline.
    """
    # of points with the same x the hull looks at two only
    corners = convex_hull(np.round(footprint / GRID_MM) * GRID_MM) - middle
    half = np.maximum(np.abs(corners).max(axis=0), 0.5)
    if kind == "round":
        radius = float(np.linalg.norm(corners, axis=1).max()) + margin
        outline = manifold3d.CrossSection.circle(radius, segments(radius))
    elif kind == "oval":
        grow = float(np.linalg.norm(corners / half, axis=1).max())
        axes = half * grow
        sides = segments(float(axes.max()) + margin)
        ellipse = manifold3d.CrossSection.circle(1.0, sides).scale([float(v) for v in axes])
        outline = ellipse.offset(margin, manifold3d.JoinType.Round, circular_segments=sides)
    elif kind == "rectangle":
        size = 2 * (half + margin)
        outline = rounded_rectangle(size, min(CORNER * float(size.min()), max(margin, CORNER_MM)))
    elif kind == "hexagon":
        normals = np.column_stack([np.cos(HEXAGON), np.sin(HEXAGON)])
        outline = hexagon(float((corners @ normals.T).max()) + margin)
    elif kind == "contour":
        assert triangles is not None
        return contour(triangles, margin)
    else:
        outline = _fitted(outline_of_svg(Path(path)), corners, margin)
    return outline.translate([float(v) for v in middle])


def rounded_rectangle(size: FloatArray, radius: float) -> manifold3d.CrossSection:
    """Centred; ``size`` (2,) mm, with corners of this radius."""
    inner = [float(v) for v in np.maximum(size - 2 * radius, 1e-3)]
    return manifold3d.CrossSection.square(inner, center=True).offset(
        radius, manifold3d.JoinType.Round, circular_segments=segments(radius)
    )


def hexagon(apothem: float) -> manifold3d.CrossSection:
    """Regular, centred, with a side to the front."""
    angle = HEXAGON - np.pi / 6
    radius = apothem / np.cos(np.pi / 6)
    return manifold3d.CrossSection([np.column_stack([np.cos(angle), np.sin(angle)]) * radius])


def contour(triangles: FloatArray, margin: float) -> manifold3d.CrossSection:
    """The shadow of triangles (T, 3, 2) with a margin, gaps closed until it is one piece without holes."""
    import cv2  # noqa: PLC0415 - takes a moment

    low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
    cell = max(float((high - low).max()) / RASTER, 0.02)
    pad = int(np.ceil(0.5 / cell)) + 2
    shape = np.ceil((high - low) / cell).astype(int) + 2 * pad
    picture = np.zeros((int(shape[1]), int(shape[0])), np.uint8)
    places = np.round((triangles - low) / cell + pad).astype(np.int32)
    cv2.polylines(picture, list(places), isClosed=True, color=1)  # their outer outline is all that counts
    drawn = cv2.dilate(picture, np.ones((3, 3), np.uint8))
    found, _ = cv2.findContours(drawn, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    loops = [(loop.reshape(-1, 2).astype(np.float64) - pad) * cell + low for loop in found if len(loop) > 2]
    shadow = manifold3d.CrossSection(loops, manifold3d.FillRule.NonZero)
    closing = SMOOTH * margin + 1.0
    for _ in range(TRIES):
        sides = segments(closing + margin)
        wide = shadow.offset(closing + margin, manifold3d.JoinType.Round, circular_segments=sides)
        result = without_holes(wide).offset(-closing, manifold3d.JoinType.Round, circular_segments=sides)
        if result.num_contour() == 1:
            return result.simplify(cell / 4)
        closing *= 1.5
    return result.hull()


def without_holes(outline: manifold3d.CrossSection) -> manifold3d.CrossSection:
    """Each piece of the outline filled."""
    return manifold3d.CrossSection(
        [polygon for polygon in outline.to_polygons() if _area(np.asarray(polygon)) > 0], manifold3d.FillRule.NonZero
    )


def resized(outline: manifold3d.CrossSection, width: float, depth: float) -> manifold3d.CrossSection:
    """Stretched about its middle to these sizes; 0 keeps the proportions, or the size where both are 0."""
    if not (width or depth):
        return outline
    low, high = np.asarray(outline.bounds()).reshape(2, 2)
    size, middle = high - low, (low + high) / 2
    factors = [width / size[0] if width else depth / size[1], depth / size[1] if depth else width / size[0]]
    back = [float(v) for v in middle]
    return outline.translate([-v for v in back]).scale(factors).translate(back)


def _area(polygon: FloatArray) -> float:
    following = np.roll(polygon, -1, axis=0)
    return float((polygon[:, 0] * following[:, 1] - polygon[:, 1] * following[:, 0]).sum() / 2)


def _fitted(outline: manifold3d.CrossSection, corners: FloatArray, margin: float) -> manifold3d.CrossSection:
    """The outline around the origin, as small as it can be with the corners and the margin inside."""
    low, high = np.asarray(outline.bounds()).reshape(2, 2)
    centred = outline.translate([float(v) for v in -(low + high) / 2])
    needed = manifold3d.CrossSection.hull_points(corners if len(corners) > 2 else _square(corners))
    needed = needed.offset(margin, manifold3d.JoinType.Round)
    least, most = 0.0, 1.0
    reach = float(np.linalg.norm(high - low))
    size = float(np.abs(corners).max() + margin)
    for _ in range(TRIES):
        if (needed - centred.scale([most * size / reach] * 2)).area() <= 0:
            break
        most *= 1.5
    else:
        raise RepairFailedError(
            text("This outline does not go around its own middle, so that no figure can stand on it: draw another one.")
        )
    for _ in range(TRIES // 2):
        scale = (least + most) / 2
        fits = (needed - centred.scale([scale * size / reach] * 2)).area() <= 0
        least, most = (least, scale) if fits else (scale, most)
    return centred.scale([most * size / reach] * 2)


def _square(corners: FloatArray) -> FloatArray:
    ways = np.array([[-0.1, -0.1], [0.1, -0.1], [0.1, 0.1], [-0.1, 0.1]])
    return np.asarray((corners[:, None] + ways).reshape(-1, 2))
