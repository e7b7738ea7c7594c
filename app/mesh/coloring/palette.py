"""The main colours of a picture or a model: k-means, the same every time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray

ROUNDS = 40
SAMPLES = 20_000


@dataclass(frozen=True, eq=False)
class Palette:
    """``colors`` (K, 3) OKLab and the ``share`` (K,) of each; K is smaller where there are fewer different colours."""

    colors: FloatArray
    share: FloatArray


def palette(lab: NDArray[np.floating], weight: FloatArray, count: int) -> Palette:
    """The ``count`` main colours of OKLab colours (N, 3), N ≥ 1, which count as much as their ``weight`` (N,)."""
    step = -(-len(lab) // SAMPLES)
    points, mass = lab[::step].astype(np.float64), weight[::step].astype(np.float64)
    middle = points[[int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]]
    away = ((points - middle[0]) ** 2).sum(axis=1)
    while len(middle) < count:  # begins at the colour that is farthest from those there are, by its area
        worst = int(np.argmax(away * mass))
        if away[worst] <= 0:
            break
        middle = np.concatenate([middle, points[[worst]]])
        away = np.minimum(away, ((points - points[worst]) ** 2).sum(axis=1))
    nearest = np.zeros(len(points), np.int64)
    for _ in range(ROUNDS):
        nearest = np.argmin(((points[:, None] - middle[None]) ** 2).sum(axis=2), axis=1)
        total = np.bincount(nearest, mass, len(middle))
        sums = np.stack([np.bincount(nearest, mass * points[:, k], len(middle)) for k in range(3)], axis=1)
        moved = np.where(total[:, None] > 0, sums / np.maximum(total, 1e-300)[:, None], middle)
        if np.abs(moved - middle).max() < 1e-4:
            break
        middle = moved
    total = np.bincount(nearest, mass, len(middle))
    return Palette(middle, total / max(float(total.sum()), 1e-300))
