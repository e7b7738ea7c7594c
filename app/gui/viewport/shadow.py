"""The soft dark patch on the ground under a figure, so that it stands instead of floating."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from app.mesh.mesh import FloatArray

SIZE = 128
MARGIN = 1.9  # the patch is this much wider than the figure, so that its blur fades inside


def contact_shadow(vertices: FloatArray, bounds: FloatArray) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """How dark the ground is.

    (SIZE, SIZE) float32 0..1, row 0 at the lowest y, and the square that it covers (centre x, centre y, half edge; mm).
    What is near the ground darkens it sharply, what is high only broadly.
    """
    size = bounds[1] - bounds[0]
    centre = (bounds[0] + bounds[1]) / 2
    half = max(float(size[:2].max()) / 2 * MARGIN, float(size[2]) * 0.25, 1e-6)
    box = (float(centre[0]), float(centre[1]), half)
    if not len(vertices):
        return np.zeros((SIZE, SIZE), np.float32), box
    cell = np.clip(((vertices[:, :2] - centre[:2]) / half * 0.5 + 0.5) * SIZE, 0, SIZE - 1).astype(np.int64)
    index = cell[:, 1] * SIZE + cell[:, 0]
    height = (vertices[:, 2] - bounds[0, 2]) / max(float(size[2]), 1e-9)

    def covered(below: float, blur: float) -> NDArray[np.float64]:
        seen = np.bincount(index[height <= below], minlength=SIZE * SIZE).reshape(SIZE, SIZE) > 0
        return np.asarray(gaussian_filter(gaussian_filter(seen.astype(np.float64), 1.5).clip(0, 0.35) / 0.35, blur))

    dark = 0.45 * covered(0.06, 2.0) + 0.35 * covered(0.3, 6.0) + 0.25 * covered(1.0, 12.0)
    rim = np.linspace(-1, 1, SIZE)
    fade = np.clip(1.6 - 1.6 * np.hypot(rim[:, None], rim[None, :]), 0, 1)
    return np.clip(dark * fade, 0, 0.85).astype(np.float32), box
