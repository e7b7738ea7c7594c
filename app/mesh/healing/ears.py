"""Ears cut off a long border loop until the best triangulation, which is cubic, can do the rest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray

TAKEN = 1e3  # weight of a diagonal that would give an edge of the mesh a third face
BACKWARDS = 8.0  # how much an ear weighs more that looks against the loop's own plane


def clip_ears(
    polygon: FloatArray, joined: NDArray[np.int64], ring: NDArray[Any], left: int, progress: Progress
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut ears off a closed polygon (N, 3) until ``left`` corners remain: (T, 3) triangles, and the corners that remain.

    Each pass cuts those that weigh less than both their neighbours, from the lighter half of all: area, and how far an
    ear turns from the plane of the loop (its vector of area). Corners are named by their place in the polygon.
    joined  sorted keys low * (max(ring) + 1) + high of pairs in ``ring`` (N,) that an edge of the mesh joins
    """
    following = np.roll(polygon, -1, axis=0)
    plane = np.cross(polygon, following).sum(axis=0)
    plane /= float(np.linalg.norm(plane)) or 1.0
    corners = np.arange(len(polygon))
    base = int(ring.max()) + 1
    ears = []
    while len(corners) > left:
        progress((len(polygon) - len(corners)) / (len(polygon) - left))
        before, after = np.roll(corners, 1), np.roll(corners, -1)
        turn = np.cross(polygon[corners] - polygon[before], polygon[after] - polygon[corners])
        area = np.linalg.norm(turn, axis=1)
        weight = area + BACKWARDS * np.maximum(0.0, area - turn @ plane)
        low, high = np.minimum(ring[before], ring[after]), np.maximum(ring[before], ring[after])
        key = low.astype(np.int64) * base + high
        at = np.minimum(np.searchsorted(joined, key), max(len(joined) - 1, 0))
        weight[joined[at] == key if len(joined) else np.zeros(len(key), np.bool_)] += TAKEN
        order = np.lexsort((corners, weight))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        ear = (rank < np.roll(rank, 1)) & (rank < np.roll(rank, -1)) & (rank < (len(rank) + 1) // 2)
        chosen = np.flatnonzero(ear)
        chosen = np.sort(chosen[np.argsort(rank[chosen])][: len(corners) - left])
        ears.append(np.column_stack([before[chosen], corners[chosen], after[chosen]]))
        corners = np.delete(corners, chosen)
    return np.concatenate(ears) if ears else np.zeros((0, 3), np.int64), corners
