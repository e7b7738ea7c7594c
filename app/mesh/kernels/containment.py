"""How often a point is enclosed by shells, decided exactly."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.predicates import side_of_line, side_of_plane


def winding_of_shells(
    vertices: FloatArray,
    faces: IntArray,
    start: NDArray[np.int64],
    boxes: FloatArray,
    point: int,
    without: int = -1,
) -> int:
    """Winding number of closed shells around a vertex: 1 inside a body, 0 outside, -1 inside one that is inside out.

    faces    (F, 3) int32, sorted by shell; shell s has the faces start[s] to start[s + 1]
    boxes    (S, 6) lowest and highest corner of each shell; an empty box (low > high) leaves the shell out
    without  a shell that does not count: the vertex's own

    Counts the faces above the vertex, up or down. A ray through an edge or corner meets exactly one of the faces there:
    it is thought to pass a hair to the side of larger y, then of larger x.
    """
    return int(
        _winding(
            as_input(vertices, np.float64),
            as_input(faces, np.int32),
            as_input(start, np.int64),
            as_input(boxes, np.float64),
            point,
            without,
        )
    )


@njit(cache=True, nogil=True)
def _winding(
    vertices: FloatArray,
    faces: IntArray,
    start: NDArray[np.int64],
    boxes: FloatArray,
    point: int,
    without: int,
) -> int:
    total = 0
    for s in range(len(start) - 1):
        if s == without:
            continue
        if vertices[point, 2] > boxes[s, 5]:
            continue
        if not (boxes[s, 0] <= vertices[point, 0] <= boxes[s, 3] and boxes[s, 1] <= vertices[point, 1] <= boxes[s, 4]):
            continue
        for i in range(start[s], start[s + 1]):
            a, b, c = int(np.int64(faces[i, 0])), int(np.int64(faces[i, 1])), int(np.int64(faces[i, 2]))
            if _is_below(vertices, a, b, c, point):
                side = side_of_plane(vertices, a, b, c, point)
                turn = side_of_line(vertices, a, b, c, int(np.int64(0)), int(np.int64(1)))
                if side * turn > 0:
                    total += turn
    return total


@njit(cache=True, nogil=True)
def _is_below(vertices: FloatArray, a: int, b: int, c: int, p: int) -> bool:
    """Whether the vertical line through p meets the triangle: the ray from p along x crosses one side of it."""
    crossings = 0
    if _ray_crosses(vertices, a, b, p):
        crossings += 1
    if _ray_crosses(vertices, b, c, p):
        crossings += 1
    if _ray_crosses(vertices, c, a, p):
        crossings += 1
    return crossings == 1


@njit(cache=True, nogil=True)
def _ray_crosses(vertices: FloatArray, a: int, b: int, p: int) -> bool:
    if (vertices[a, 1] > vertices[p, 1]) == (vertices[b, 1] > vertices[p, 1]):
        return False
    if vertices[a, 0] < vertices[p, 0] and vertices[b, 0] < vertices[p, 0]:
        return False
    if vertices[a, 1] > vertices[b, 1]:
        a, b = b, a
    return side_of_line(vertices, a, b, p, int(np.int64(0)), int(np.int64(1))) > 0  # upwards edge with p on its left
