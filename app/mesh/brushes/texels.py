"""Which texels of a picture a face covers, and where on the surface they are. NumPy only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray

# Texels beside the seams are painted along, or the old colour would shine through there: the next one whenever colours
# are mixed between texels, further ones when the picture is drawn smaller.
NEXT = 1.0
GUTTER = 4.0


@dataclass(frozen=True, eq=False)
class Covered:
    """Texels of faces, one face after another.

    count    (N,) texels of each face
    column, row  (M,) int64, row 0 at the top; not yet wrapped into the picture
    weights  (M, 3) of the face's corners; a little below 0 beside a seam
    far      (M,) bool: beside a seam, and not the next texel there
    """

    count: NDArray[np.int64]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    weights: FloatArray
    far: NDArray[np.bool_]


def covered(
    corners: FloatArray,
    seams: NDArray[np.bool_],
    low: NDArray[np.int64] | None = None,
    high: NDArray[np.int64] | None = None,
) -> Covered:
    """The texels whose middles lie in triangles (N, 3, 2), given in texels: column and row, middles at whole numbers.

    seams      (N, 3): edges (from corner k to the next) along which ``GUTTER`` texels beside the triangle count too
    low, high  (N, 2): windows outside which nothing is wanted
    """
    beside = np.where(seams.any(axis=1), GUTTER, 1e-6)[:, None]
    first = np.ceil(corners.min(axis=1) - beside).astype(np.int64)
    last = np.floor(corners.max(axis=1) + beside).astype(np.int64)
    if low is not None and high is not None:
        first, last = np.maximum(first, low), np.minimum(last, high)
    size = np.maximum(last - first + 1, 0)
    count = size[:, 0] * size[:, 1]
    starts = np.concatenate([[0], np.cumsum(count)])
    face = np.repeat(np.arange(len(count)), count)
    number = np.arange(int(starts[-1])) - starts[face]
    column = number % np.maximum(size[face, 0], 1) + first[face, 0]
    row = number // np.maximum(size[face, 0], 1) + first[face, 1]
    # Barycentric weights are affine in column and row: one plane a corner.
    planes, sound = _planes(corners)
    weights = planes[face, :, 0] * column[:, None] + planes[face, :, 1] * row[:, None] + planes[face, :, 2]
    # A weight falls from 1 at its corner to 0 at the opposite edge; its slope turns it into texels from that edge.
    slope = np.sqrt(planes[:, :, 0] ** 2 + planes[:, :, 1] ** 2)
    reach = np.where(np.roll(seams, -1, axis=1), GUTTER, 1e-6) * slope
    inside = (weights >= -reach[face]).all(axis=1) & sound[face]
    kept = np.flatnonzero(inside)
    face, weights = face[kept], weights[kept]
    far = (weights < -(NEXT * slope)[face]).any(axis=1)
    return Covered(np.bincount(face, minlength=len(count)), column[kept], row[kept], weights, far)


def _planes(corners: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """(N, 3, 3): for each corner a, b, c so that its weight at (column, row) is a column + b row + c; and which are sound."""
    x, y = corners[:, :, 0], corners[:, :, 1]
    planes = np.empty((len(corners), 3, 3))
    for k in range(3):
        one, two = (k + 1) % 3, (k + 2) % 3
        planes[:, k, 0] = y[:, one] - y[:, two]
        planes[:, k, 1] = x[:, two] - x[:, one]
        planes[:, k, 2] = x[:, one] * y[:, two] - x[:, two] * y[:, one]
    area = planes[:, :, 2].sum(axis=1)
    sound = np.abs(area) > 1e-9
    planes /= np.where(sound, area, 1.0)[:, None, None]
    return planes, sound
