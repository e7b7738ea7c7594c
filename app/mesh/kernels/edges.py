"""The table of edges: which faces meet where, and which way they run."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import IntArray
from app.mesh.kernels.arrays import as_input


@dataclass(frozen=True, eq=False)
class EdgeTable:
    """Every edge once, in lexicographic order.

    vertices  (E, 2) int32  low and high vertex; equal only for a face that names a vertex twice
    of_face   (F, 3) int32  the edge from corner k to corner k + 1
    count     (E,) int32    sides of faces on the edge: 1 open, 2 right, more: not manifold
    forward   (E,) int32    how many of them run from low to high: half of ``count`` where the faces agree
    """

    vertices: IntArray
    of_face: IntArray
    count: IntArray
    forward: IntArray


def edge_table(faces: IntArray) -> EdgeTable:
    """Return the edges of (F, 3) int32 faces."""
    faces = as_input(faces, np.int32).reshape(-1, 3)
    n = int(faces.max()) + 1 if len(faces) else 0
    start = np.zeros(n + 1, np.int64)
    high = np.empty(3 * len(faces), np.int32)
    side = np.empty(3 * len(faces), np.int64)
    _bucket_by_low_vertex(faces, start, high, side)
    vertices = np.empty((3 * len(faces), 2), np.int32)
    count = np.zeros(3 * len(faces), np.int32)
    forward = np.zeros(3 * len(faces), np.int32)
    of_face = np.empty((len(faces), 3), np.int32)
    m = _number(start, high, side, vertices, of_face.reshape(-1), count, forward)
    return EdgeTable(vertices[:m].copy(), of_face, count[:m].copy(), forward[:m].copy())


@njit(cache=True, nogil=True)
def _bucket_by_low_vertex(faces: IntArray, start: NDArray[np.int64], high: IntArray, side: NDArray[np.int64]) -> None:
    """Sort by counting; ``side`` is 2 * (3 f + k) + 1 for a side that runs from low to high, else 2 * (3 f + k)."""
    for f in range(len(faces)):
        for k in range(3):
            start[min(faces[f, k], faces[f, (k + 1) % 3])] += 1
    total = 0
    for v in range(len(start)):
        total += start[v]
        start[v] = total
    for f in range(len(faces) - 1, -1, -1):  # backwards, so that each bucket ends in the order of the faces
        for k in range(2, -1, -1):
            a, b = faces[f, k], faces[f, (k + 1) % 3]
            low = min(a, b)
            start[low] -= 1
            high[start[low]] = max(a, b)
            side[start[low]] = 2 * (3 * f + k) + (1 if a < b else 0)


@njit(cache=True, nogil=True)
def _number(
    start: NDArray[np.int64],
    high: IntArray,
    side: NDArray[np.int64],
    vertices: IntArray,
    edge_of_side: IntArray,
    count: IntArray,
    forward: IntArray,
) -> int:
    m = 0
    for v in range(len(start) - 1):
        low, stop = start[v], start[v + 1]
        _sort(high, side, low, stop)
        for i in range(low, stop):
            if i == low or high[i] != high[i - 1]:
                vertices[m, 0] = v
                vertices[m, 1] = high[i]
                m += 1
            edge_of_side[side[i] >> 1] = m - 1
            count[m - 1] += 1
            forward[m - 1] += side[i] & 1
    return m


@njit(cache=True, nogil=True)
def _sort(high: IntArray, side: NDArray[np.int64], begin: int, end: int) -> None:
    """Sort a stretch by ``high``, then ``side``, in place: Shell's sort, as the hub of a fan may have many edges."""
    gap = 1
    while gap < (end - begin) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(begin + gap, end):
            h, s, j = high[i], side[i], i
            while j >= begin + gap and (high[j - gap] > h or (high[j - gap] == h and side[j - gap] > s)):
                high[j] = high[j - gap]
                side[j] = side[j - gap]
                j -= gap
            high[j] = h
            side[j] = s
        gap //= 3
