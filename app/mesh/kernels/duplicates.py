"""Faces that name the same three vertices."""

import numpy as np
from numba import njit

from app.mesh.arrays import IntArray
from app.mesh.kernels.arrays import as_input


def first_copies(faces: IntArray) -> IntArray:
    """(F,) int32: for each face the first one with the same three vertices, whichever way it turns (itself if none)."""
    faces = as_input(faces, np.int32).reshape(-1, 3)
    size = 16
    while size < 2 * len(faces):
        size *= 2
    first = np.empty(len(faces), np.int32)
    _first_copies(faces, np.full(size, -1, np.int32), first)
    return first


@njit(cache=True, nogil=True)
def _sorted_corners(faces: IntArray, f: int) -> tuple[int, int, int]:
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    low, high = min(a, b, c), max(a, b, c)
    return low, a + b + c - low - high, high


@njit(cache=True, nogil=True)
def _first_copies(faces: IntArray, table: IntArray, first: IntArray) -> None:
    """Open addressing; the length of the table is a power of two."""
    mask = np.uint64(len(table) - 1)
    for f in range(len(faces)):
        a, b, c = _sorted_corners(faces, f)
        h = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(32)
        h = (h + np.uint64(b)) * np.uint64(0xC2B2AE3D27D4EB4F)
        h ^= h >> np.uint64(29)
        h = (h + np.uint64(c)) * np.uint64(0x165667B19E3779F9)
        h ^= h >> np.uint64(32)
        slot = h & mask
        while True:
            other = table[slot]
            if other < 0:
                table[slot] = f
                first[f] = f
                break
            x, y, z = _sorted_corners(faces, other)
            if x == a and y == b and z == c:
                first[f] = other
                break
            slot = (slot + np.uint64(1)) & mask
