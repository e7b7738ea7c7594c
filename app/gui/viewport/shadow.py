"""The soft dark patch on the ground under a figure, so that it stands instead of floating."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from app.mesh.arrays import FloatArray, IntArray

SIZE = 128
SAMPLES = 40_000
MARGIN = 1.9  # the patch is this much wider than the figure, so that its blur fades inside


def contact_shadow(
    vertices: FloatArray, faces: IntArray, bounds: FloatArray
) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """How dark the ground is.

    (SIZE, SIZE) float32 0..1, row 0 at the lowest y, and the square that it covers (centre x, centre y, half edge; mm).
    What is near the ground darkens it sharply, what is high only broadly.
    """
    size = bounds[1] - bounds[0]
    centre = (bounds[0] + bounds[1]) / 2
    half = max(float(size[:2].max()) / 2 * MARGIN, float(size[2]) * 0.25, 1e-6)
    box = (float(centre[0]), float(centre[1]), half)
    if not len(faces):
        return np.zeros((SIZE, SIZE), np.float32), box
    points = _scattered(vertices, faces)
    cell = np.clip(((points[:, :2] - centre[:2]) / half * 0.5 + 0.5) * SIZE, 0, SIZE - 1).astype(np.int64)
    index = cell[:, 1] * SIZE + cell[:, 0]
    height = (points[:, 2] - bounds[0, 2]) / max(float(size[2]), 1e-9)

    def covered(below: float, blur: float) -> NDArray[np.float64]:
        seen = np.bincount(index[height <= below], minlength=SIZE * SIZE).reshape(SIZE, SIZE) > 0
        return np.asarray(gaussian_filter(gaussian_filter(seen.astype(np.float64), 1.5).clip(0, 0.35) / 0.35, blur))

    dark = 0.45 * covered(0.06, 2.0) + 0.35 * covered(0.3, 6.0) + 0.25 * covered(1.0, 12.0)
    rim = np.linspace(-1, 1, SIZE)
    fade = np.clip(1.6 - 1.6 * np.hypot(rim[:, None], rim[None, :]), 0, 1)
    return np.clip(dark * fade, 0, 0.85).astype(np.float32), box


def _scattered(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """(SAMPLES, 3): points spread evenly over the surface (by a fixed sequence), so that large faces darken too."""
    corner, b, c = vertices[faces[:, 0]], vertices[faces[:, 1]], vertices[faces[:, 2]]
    reach = np.cumsum(np.linalg.norm(np.cross(b - corner, c - corner), axis=1))
    step = (np.arange(SAMPLES) + 0.5) / SAMPLES
    face = np.minimum(np.searchsorted(reach, step * reach[-1]), len(faces) - 1)
    # Roberts' R2 sequence, folded into the triangle.
    u, v = (np.arange(SAMPLES) * 0.7548776662466927) % 1, (np.arange(SAMPLES) * 0.5698402909980532) % 1
    over = u + v > 1
    u, v = np.where(over, 1 - u, u)[:, None], np.where(over, 1 - v, v)[:, None]
    return np.asarray(corner[face] * (1 - u - v) + b[face] * u + c[face] * v)
