"""Which faces pass near which blocks of a sparse grid (see ``block_bits``)."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.block_bits import SIDE

HALF = (SIDE - 1) / 2  # from the first node of a block to its middle
COLUMNS_A_FACE = 8  # the work of a face itself, in columns of blocks


@njit(cache=True, nogil=True)
def count_faces(
    points: FloatArray,
    faces: IntArray,
    which: IntArray,
    begin: int,
    work: int,
    shape: NDArray[np.int64],
    margin: float,
    count: IntArray,
) -> int:
    """Add to ``count`` (Q,) int32 the faces ``which`` that come within ``margin`` of the nodes of each block of the grid.

    Lengths in grid steps; the margin is at least 1, so that the blocks at both ends of a crossed edge are counted.
    Goes on from face ``begin`` for about ``work`` columns of blocks and returns where it stopped.
    """
    nowhere, unused = np.empty(0, np.int64), np.empty(0, np.int32)
    return _each_block(points, faces, which, begin, work, shape, margin, count, nowhere, unused)


@njit(cache=True, nogil=True)
def list_faces(
    points: FloatArray,
    faces: IntArray,
    which: IntArray,
    begin: int,
    work: int,
    shape: NDArray[np.int64],
    margin: float,
    at: NDArray[np.int64],
    listed: IntArray,
) -> int:
    """Write each face to ``listed`` at ``at`` (Q,) of its blocks and move that on; blocks with a negative place are left out.

    ``begin``, ``work`` and the result as for ``count_faces``.
    """
    unused = np.empty(0, np.int32)
    return _each_block(points, faces, which, begin, work, shape, margin, unused, at, listed)


@njit(cache=True, nogil=True)
def _each_block(
    points: FloatArray,
    faces: IntArray,
    which: IntArray,
    begin: int,
    work: int,
    shape: NDArray[np.int64],
    margin: float,
    count: IntArray,
    at: NDArray[np.int64],
    listed: IntArray,
) -> int:
    """Blocks along the axis that the face looks at most are an interval for each column of blocks, from its plane.

    Counts where ``at`` is empty, else lists: one function, as each kind of call would be compiled by itself.
    """
    write = len(at) > 0
    low, high = np.empty(3, np.int64), np.empty(3, np.int64)
    stride = np.empty(3, np.int64)
    stride[0], stride[1], stride[2] = shape[1] * shape[2], shape[2], 1
    normal = np.empty(3)
    reach = margin + HALF
    done = 0
    for number in range(begin, len(which)):
        if done >= work:
            return number
        done += COLUMNS_A_FACE
        f = which[number]
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        one = True
        for k in range(3):
            least = min(points[a, k], points[b, k], points[c, k]) - margin
            most = max(points[a, k], points[b, k], points[c, k]) + margin
            low[k] = max(0, int(np.floor(least / SIDE)))
            high[k] = min(shape[k] - 1, int(np.floor(most / SIDE)))
            one = one and low[k] == high[k]
        if one:
            q = low[0] * stride[0] + low[1] * stride[1] + low[2]
            if write:
                if at[q] >= 0:
                    listed[at[q]] = f
                    at[q] += 1
            else:
                count[q] += 1
            continue
        for k in range(3):
            i, j = (k + 1) % 3, (k + 2) % 3
            normal[k] = (points[b, i] - points[a, i]) * (points[c, j] - points[a, j]) - (
                points[b, j] - points[a, j]
            ) * (points[c, i] - points[a, i])
        d = 0
        if abs(normal[1]) > abs(normal[d]):
            d = 1
        if abs(normal[2]) > abs(normal[d]):
            d = 2
        u, w = (d + 1) % 3, (d + 2) % 3
        length = np.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2)
        flat = abs(normal[d]) > 1e-12
        slope_u = normal[u] / normal[d] if flat else 0.0
        slope_w = normal[w] / normal[d] if flat else 0.0
        # Half the extent along d of the plane, thickened by the margin, over a column as wide as a block's nodes and edges.
        extent = (abs(slope_u) + abs(slope_w)) * (HALF + 0.5) + (margin * length / abs(normal[d]) if flat else 0.0)
        turn = 1.0 if normal[d] > 0 else -1.0
        for iu in range(low[u], high[u] + 1):
            mu = iu * SIDE + HALF
            for iw in range(low[w], high[w] + 1):
                mw = iw * SIDE + HALF
                done += 1
                first, last = low[d], high[d]
                if flat:
                    middle = points[a, d] - slope_u * (mu - points[a, u]) - slope_w * (mw - points[a, w])
                    first = max(first, int(np.floor((middle - extent - HALF - 2) / SIDE)))
                    last = min(last, int(np.floor((middle + extent + 1) / SIDE)))
                    if first > last:
                        continue
                    # Outside one of the sides, seen along d?
                    beside = False
                    p = a
                    for corner in range(3):
                        n = b if corner == 0 else (c if corner == 1 else a)
                        eu, ew = points[n, u] - points[p, u], points[n, w] - points[p, w]
                        side = (eu * (mw - points[p, w]) - ew * (mu - points[p, u])) * turn
                        if side + (abs(eu) + abs(ew)) * (reach + 1) < 0:
                            beside = True
                        p = n
                    if beside:
                        continue
                for i in range(first, last + 1):
                    q = iu * stride[u] + iw * stride[w] + i * stride[d]
                    if write:
                        if at[q] >= 0:
                            listed[at[q]] = f
                            at[q] += 1
                    else:
                        count[q] += 1
    return len(which)
