"""Welding: one vertex per position."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray


def weld(points: FloatArray) -> tuple[FloatArray, IntArray]:
    """Merge points with equal coordinates (bit for bit, after -0.0 became 0.0).

    points   (N, 3) float64
    returns  the distinct points (V, 3) float64 in the order of their first appearance, and for each of the N points
             its index among them (N,) int32
    """
    clean = np.ascontiguousarray(points, np.float64).reshape(-1, 3) + 0.0
    size = 16
    while size < 2 * len(clean):
        size *= 2
    index = np.empty(len(clean), np.int32)
    first = np.empty(len(clean), np.int32)
    count = _weld(clean.view(np.int64), np.full(size, -1, np.int32), index, first)
    return clean[first[:count]], index


@njit(cache=True, nogil=True)
def _weld(bits: NDArray[np.int64], table: IntArray, index: IntArray, first: IntArray) -> int:
    """Open addressing; ``table`` holds the point that claimed the slot, its length is a power of two."""
    mask = np.uint64(len(table) - 1)
    count = 0
    for i in range(len(bits)):
        x, y, z = bits[i, 0], bits[i, 1], bits[i, 2]
        h = np.uint64(x) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(32)
        h = (h + np.uint64(y)) * np.uint64(0xC2B2AE3D27D4EB4F)
        h ^= h >> np.uint64(29)
        h = (h + np.uint64(z)) * np.uint64(0x165667B19E3779F9)
        h ^= h >> np.uint64(32)
        slot = h & mask
        while True:
            other = table[slot]
            if other < 0:
                table[slot] = i
                first[count] = i
                index[i] = count
                count += 1
                break
            if bits[other, 0] == x and bits[other, 1] == y and bits[other, 2] == z:
                index[i] = index[other]
                break
            slot = (slot + np.uint64(1)) & mask
    return count
