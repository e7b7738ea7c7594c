"""A surface between two rims: the triangles that run from one to the other by the shortest edges.

After H. Fuchs, Z. Kedem and S. Uselton, "Optimal Surface Reconstruction from Planar Contours", 1977: a path through the
pairs of points, found by dynamic programming; here the weight of a step is the square of the edge that it makes.
"""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray

MOST_PAIRS = 16_000_000  # points of one rim times those of the other: a second, and as many bytes
STARTS = 6  # turns of one rim against the other that are tried
MOST_APART = 0.55  # of the way round: how far one rim may run ahead of the other
TAKEN = 1e3  # weight, against the longest, of an edge that the mesh has already


def strip(first: FloatArray, second: FloatArray, taken: NDArray[np.bool_], progress: Progress) -> IntArray:
    """Connect two closed rims (N, 3) and (M, 3) that run the opposite way, as the two ends of a pipe do.

    taken    (N, M) bool: pairs that an edge joins already
    returns  (N + M, 3) int32: places in the first rim, or from N on in the second; the triangles run along both rims.
    Raises ValueError for more pairs than ``MOST_PAIRS``, or rims that no strip connects.
    """
    n, m = len(first), len(second)
    if n * m > MOST_PAIRS:
        raise ValueError("too many points on both rims")
    other = second[::-1]
    apart = ((first[:, None, :] - other[None, :, :]) ** 2).sum(axis=2)
    apart = np.where(taken[:, ::-1], apart + TAKEN * float(apart.max()), apart)
    best, path = np.inf, None
    nearest = int(np.argmin(apart.min(axis=1)))
    row = np.roll(apart, -nearest, axis=0)
    along = _along(np.roll(first, -nearest, axis=0))
    starts = np.unique(np.linspace(0, m, STARTS, endpoint=False).astype(int) + int(np.argmin(row[0]))) % m
    for number, start in enumerate(starts):
        progress(number / len(starts))
        weight = np.roll(row, -start, axis=1)
        ahead = np.abs(along[:, None] - _along(np.roll(other, -start, axis=0))[None, :])
        total, steps = _cheapest(weight, ahead <= MOST_APART)
        if total < best and not _fans_out(steps, n, m):
            best, path = total, (int(start), steps)
    if path is None:
        raise ValueError("the rims cannot be connected")
    start, steps = path
    i = np.concatenate([[0], np.cumsum(steps)])[:-1]
    j = np.concatenate([[0], np.cumsum(~steps)])[:-1]
    a, a_next = (i + nearest) % n, (i + 1 + nearest) % n
    c, c_next = ((j + start) % m), ((j + 1 + start) % m)
    c, c_next = n + m - 1 - c, n + m - 1 - c_next  # back to the order of ``second``
    faces = np.where(steps[:, None], np.column_stack([a, a_next, c]), np.column_stack([c_next, c, a]))
    return faces.astype(np.int32)


def _along(rim: FloatArray) -> FloatArray:
    """(N + 1,) how far along the closed rim each point is, from 0 to 1 where it closes."""
    length = np.linalg.norm(np.roll(rim, -1, axis=0) - rim, axis=1)
    return np.concatenate([[0.0], np.cumsum(length)]) / max(float(length.sum()), 1e-300)


def _fans_out(steps: NDArray[np.bool_], n: int, m: int) -> bool:
    """Whether one rim is gone round at one point of the other: there, an edge would be used twice."""
    for of, size in ((steps, n), (~steps, m)):
        twice = np.concatenate([of, of])
        stops = np.flatnonzero(~twice)
        if not len(stops) or int(np.diff(stops).max(initial=0)) - 1 >= size:
            return True
    return False


def _cheapest(weight: FloatArray, allowed: NDArray[np.bool_]) -> tuple[float, NDArray[np.bool_]]:
    """Weight of the best way from (0, 0) once round both rims, and its steps: True along the first rim.

    Both rims begin again where they end, so the table has one more row and column, and so has ``allowed``.
    """
    n, m = weight.shape
    table = np.pad(weight, ((0, 1), (0, 1)), mode="wrap")
    table[~allowed] = np.inf
    came_by_first = np.zeros((n + 1, m + 1), np.bool_)
    before = np.full(n + 1, np.inf)  # by row, of the diagonal before
    before[0] = 0.0
    for diagonal in range(1, n + m + 1):
        low, high = max(0, diagonal - m), min(n, diagonal)
        rows = np.arange(low, high + 1)
        by_first = np.where(rows > 0, before[rows - 1], np.inf)
        by_second = before[rows]
        by_second = np.where(diagonal - rows > 0, by_second, np.inf)
        columns = diagonal - rows
        came_by_first[rows, columns] = by_first <= by_second
        now = np.full(n + 1, np.inf)
        now[rows] = np.minimum(by_first, by_second) + table[rows, columns]
        before = now
    steps = np.empty(n + m, np.bool_)
    row, column = n, m
    for at in range(n + m - 1, -1, -1):
        steps[at] = came_by_first[row, column]
        if steps[at]:
            row -= 1
        else:
            column -= 1
    return (float(before[n]) if np.isfinite(before[n]) else np.inf), steps
