"""How far a photograph hangs, by its long straight lines.

Edges are projected along each angle near level and upright: along the right one, a line falls on one place. (Deskewing of
documents: W. Postl, "Detection of linear oblique structures and skew scan in digitized documents", ICPR 1986.)
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST = 900
MOST_DEG = 10.0
LEAST_DEG = 0.2  # nobody sees less
COARSE_DEG, FINE_DEG = 0.25, 0.05
CLEAR = 1.3  # how much sharper the best angle is than the others on the whole
MOST_POINTS = 20_000


def horizon(image: Image.Image) -> float:
    """``turn_deg`` that makes its horizon level and its walls upright, clockwise; 0 where lines do not agree on one."""
    import cv2  # noqa: PLC0415 - takes a quarter of a second to load

    scale = min(1.0, LONGEST / max(image.size))
    size = max(8, round(image.width * scale)), max(8, round(image.height * scale))
    grey = np.asarray(image.convert("RGB").resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0).convert("L"))
    edges = cv2.Canny(cv2.GaussianBlur(grey, (0, 0), 1.2), 40, 110)
    points = np.argwhere(edges > 0).astype(np.float64)
    if len(points) < 0.5 * max(size):
        return 0.0
    points = points[:: len(points) // MOST_POINTS + 1]
    angles = np.arange(-MOST_DEG, MOST_DEG + 0.01, COARSE_DEG)
    sharpness = np.array([_sharpness(points, angle) for angle in angles])
    best = int(np.argmax(sharpness))
    if sharpness[best] < CLEAR * float(np.median(sharpness)) or best in (0, len(angles) - 1):
        return 0.0
    near = angles[best] + np.arange(-COARSE_DEG, COARSE_DEG + 0.01, FINE_DEG)
    found = float(near[int(np.argmax([_sharpness(points, angle) for angle in near]))])
    return 0.0 if abs(found) < LEAST_DEG else round(-found, 2)


def _sharpness(points: NDArray[Any], angle_deg: float) -> float:
    """How unevenly (N, 2) y, x lie on the two axes that are turned clockwise by this much."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    total = 0.0
    for places in (c * points[:, 0] - s * points[:, 1], c * points[:, 1] + s * points[:, 0]):
        counts = np.bincount(np.rint((places - places.min()) / 1.5).astype(int)).astype(np.float64)
        total += float((counts**2).sum())
    return total
