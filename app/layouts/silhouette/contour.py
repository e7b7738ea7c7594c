"""From transparency to outlines: marching squares between the pixels, so that half a pixel is not lost (layout2d §3.3)."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from app.errors import AppError
from app.i18n import text
from app.layouts.silhouette.geometry import many, polygons
from app.layouts.silhouette.tracing import traced

LEVEL = 127.5  # half covered: where the edge of an anti-aliased area is
ENOUGH_PPMM = 24.0  # 600 ppi: more pixels make no better cut
MOST_PIXELS = 6000  # a side, after averaging
SPECK_MM2 = 0.12  # dust of a generator's transparency, less than half a millimetre across
MOST_PARTS = 300
MOST_TURNS = 250_000  # changes between inside and outside along the rows: beyond, it is noise and not an outline
FINEST_MM, COARSEST_MM = 0.008, 0.018
NODES = 300
ROUGHEST_MM = 0.2
MOST_NODES = 4000  # lace: followed less exactly, so that nobody waits for it
SOFT = 0.35  # share of edge pixels that are half covered where a picture was drawn with smooth edges
BLUR_PX = 0.8


def contour_of(alpha: NDArray[np.uint8], ppmm: float) -> MultiPolygon:
    """The outline of what is not transparent.

    alpha   (H, W) uint8: 0 is clear, 255 is covered
    ppmm    pixels to the millimetre
    Gives areas with their holes, in mm from the top left corner of the picture, y downwards; it differs from the edge of what
    was drawn by at most 0.03 mm at 24 pixels/mm. Specks below ``SPECK_MM2`` are left out. Raises AppError where there is no
    outline: all clear, or noise.
    """
    if alpha.ndim != 2 or ppmm <= 0:
        raise ValueError(f"alpha has shape {alpha.shape}, at {ppmm} pixels/mm")
    field, ppmm = _averaged(alpha, ppmm)
    inside = field > LEVEL
    if not inside.any():
        raise AppError(text("The picture is clear all over: there is nothing to cut around. Take another picture."))
    turns = np.count_nonzero(inside[:, 1:] != inside[:, :-1])
    if turns > MOST_TURNS:
        raise AppError(
            text(
                "The transparency of the picture is noise without an outline. Cut the subject out first, then try again."
            )
        )
    field = np.pad(_softened(field, inside), 1)
    # a pixel counts at its middle, and one row was added on each side
    rings = [(line[:, ::-1] - 0.5) / ppmm for line in traced(field, LEVEL)]
    shape = _areas(rings)
    if shape.is_empty:
        raise AppError(text("What is not clear in the picture is too small to be cut out. Take a larger size."))
    return _simplified(shape)


def _averaged(alpha: NDArray[np.uint8], ppmm: float) -> tuple[NDArray[np.float32], float]:
    """Whole blocks of pixels as one, where there are more than a cutter can follow; nothing of the edge is lost in a mean."""
    block = max(int(ppmm / ENOUGH_PPMM), -(-max(alpha.shape) // MOST_PIXELS), 1)
    if block == 1:
        return alpha.astype(np.float32), ppmm
    rows, columns = (-(-side // block) * block for side in alpha.shape)
    whole = np.pad(alpha, ((0, rows - alpha.shape[0]), (0, columns - alpha.shape[1])))
    blocks = whole.reshape(rows // block, block, columns // block, block)
    return blocks.mean(axis=(1, 3), dtype=np.float32), ppmm / block


def _softened(field: NDArray[np.float32], inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Stairs of a hard mask made smooth; smooth edges stay as they are."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415 - SciPy: see above

    edge = np.count_nonzero(inside[:, 1:] != inside[:, :-1]) + np.count_nonzero(inside[1:] != inside[:-1])
    half = np.count_nonzero((field > 8) & (field < 247))
    if half > SOFT * edge:
        return field
    return np.asarray(gaussian_filter(field, BLUR_PX), np.float32)


def _areas(rings: list[NDArray[np.float64]]) -> MultiPolygon:
    """Areas with their holes from closed rings: those around low values run the other way round."""
    outer: list[Polygon] = []
    inner: list[Polygon] = []
    for ring in rings:
        if len(ring) < 4:
            continue
        x, y = ring[:-1, 0] - ring[0, 0], ring[:-1, 1] - ring[0, 1]
        turned = float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
        if abs(turned) >= SPECK_MM2:
            (outer if turned > 0 else inner).append(Polygon(ring))
    outer = sorted(outer, key=lambda ring: -ring.area)[:MOST_PARTS]
    inner = sorted(inner, key=lambda ring: -ring.area)[:MOST_PARTS]
    holes: dict[int, list[Polygon]] = {}
    for hole in inner:
        at = hole.representative_point()
        around = [k for k, ring in enumerate(outer) if ring.area > hole.area and ring.contains(at)]
        if around:  # the smallest of those around it is the last
            holes.setdefault(around[-1], []).append(hole)
    whole = [Polygon(ring.exterior, [h.exterior for h in holes.get(k, [])]) for k, ring in enumerate(outer)]
    return many(whole)


def _simplified(shape: MultiPolygon) -> MultiPolygon:
    """With as few nodes as the accuracy allows: at most ``NODES`` where it can be had, and ``MOST_NODES`` at any price."""
    tolerance = FINEST_MM
    while True:
        less = shape.simplify(tolerance)
        most = NODES if tolerance < COARSEST_MM else MOST_NODES
        if shapely.get_num_coordinates(less) <= most or tolerance >= ROUGHEST_MM:
            return many(polygons(less if less.is_valid else less.buffer(0)))
        if shapely.get_num_coordinates(less) > MOST_NODES:
            shape, tolerance = less, max(2 * tolerance, COARSEST_MM)  # lace: from what is left, or it takes seconds
        elif tolerance < COARSEST_MM:
            tolerance = min(1.4 * tolerance, COARSEST_MM)
