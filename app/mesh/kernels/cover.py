"""Which cells of a grid a surface touches: none is left out, not even one that is only grazed.

The test of a triangle and a box is that of Schwarz and Seidel (2010), with a margin for rounding.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

_MARGIN = 1e-9  # of a cell


def covered_cells(
    vertices: FloatArray, faces: IntArray, origin: FloatArray, pitch: float, shape: NDArray[np.int64]
) -> BoolArray:
    """(X, Y, Z): the cells that the surface touches; cell (0, 0, 0) begins at ``origin`` (3,), all are ``pitch`` mm wide.

    What lies outside the grid is left out.
    """
    cells = np.zeros(tuple(int(n) for n in shape), np.bool_)
    points = as_input((np.asarray(vertices) - origin) / pitch, np.float64)
    _cover(points, as_input(faces, np.int32), cells)
    return cells


@njit(cache=True, nogil=True)
def _cover(points: FloatArray, faces: IntArray, cells: BoolArray) -> None:
    low, high = np.empty(3, np.int64), np.empty(3, np.int64)
    normal, edge = np.empty(3), np.empty((3, 3))
    for f in range(len(faces)):
        for axis in range(3):
            a, b, c = points[faces[f, 0], axis], points[faces[f, 1], axis], points[faces[f, 2], axis]
            low[axis] = max(int(np.floor(min(a, b, c) - _MARGIN)), 0)
            high[axis] = min(int(np.floor(max(a, b, c) + _MARGIN)), cells.shape[axis] - 1)
            edge[0, axis], edge[1, axis], edge[2, axis] = b - a, c - b, a - c
        for axis in range(3):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            normal[axis] = edge[0, u] * edge[1, v] - edge[0, v] * edge[1, u]
        for i in range(low[0], high[0] + 1):
            for j in range(low[1], high[1] + 1):
                for k in range(low[2], high[2] + 1):
                    if not cells[i, j, k] and _touches(points, faces, f, normal, edge, i, j, k):
                        cells[i, j, k] = True


@njit(cache=True, nogil=True)
def _touches(  # noqa: PLR0917 - numba takes no keywords here
    points: FloatArray, faces: IntArray, f: int, normal: FloatArray, edge: FloatArray, i: int, j: int, k: int
) -> bool:
    """Whether the triangle touches the cell, whose box it is known to overlap."""
    cell = (float(i), float(j), float(k))
    distance, reach = 0.0, 0.0
    for axis in range(3):
        distance += normal[axis] * (cell[axis] + 0.5 - points[faces[f, 0], axis])
        reach += 0.5 * abs(normal[axis])
    if abs(distance) > reach * (1.0 + _MARGIN) + _MARGIN:
        return False
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        turn = 1.0 if normal[axis] >= 0.0 else -1.0
        for e in range(3):
            nu, nv = -edge[e, v] * turn, edge[e, u] * turn
            at = nu * (cell[u] - points[faces[f, e], u]) + nv * (cell[v] - points[faces[f, e], v])
            if at + max(nu, 0.0) + max(nv, 0.0) < -_MARGIN * (1.0 + abs(nu) + abs(nv)):
                return False
    return True
