"""Level sections of a surface, without making a solid of it first."""

import numpy as np

from app.mesh.arrays import FloatArray, IntArray


def section(points: FloatArray, faces: IntArray, z: float) -> list[FloatArray]:
    """Closed outlines (N, 2) of the section of a surface at a height, in no particular direction."""
    above = points[:, 2] > z
    sides = above[faces]
    cut = np.flatnonzero(sides.any(axis=1) & ~sides.all(axis=1))
    start, end = faces[cut], np.roll(faces[cut], -1, axis=1)
    number = len(points)
    key = np.minimum(start, end).astype(np.int64) * number + np.maximum(start, end)
    rising, falling = ~above[start] & above[end], above[start] & ~above[end]
    into, out = key[rising], key[falling]  # each cut face has one edge of each kind, in the order of the faces
    order = np.argsort(into, kind="stable")
    at = np.minimum(np.searchsorted(into[order], out), len(into) - 1) if len(into) else np.zeros(0, np.int64)
    following = np.where(into[order][at] == out, order[at], -1) if len(into) else at
    low, high = points[out // max(number, 1)], points[out % max(number, 1)]
    share = (z - low[:, 2]) / np.where(high[:, 2] == low[:, 2], 1.0, high[:, 2] - low[:, 2])
    crossing = low[:, :2] + share[:, None] * (high - low)[:, :2]
    loops, seen = [], np.zeros(len(cut), np.bool_)
    for first in range(len(cut)):
        loop, face = [], first
        while face >= 0 and not seen[face]:
            seen[face] = True
            loop.append(face)
            face = int(following[face])
        if face == first and len(loop) > 2:
            loops.append(crossing[loop])
    return loops
