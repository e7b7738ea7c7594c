"""What lies around a vertex, for edge collapse: its fan of faces, the lines that must stay, and its error quadric.

Corners are numbered 3 f + k; those of one vertex are a linked list, ``head[v]`` and ``following[corner]``, ended by -1.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray

Floats32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FREE, LINE, CORNER, LOCKED = 0, 1, 2, 3  # may move; only along its line; may only take others up; nothing may happen
MOST_FACES = 64  # around one vertex; with more it is left alone
TERMS = 11  # of a quadric: six of A, three of b, c, and the area it stands for
LINE_WEIGHT = 2.0  # of a line that must stay, against the faces beside it


@njit(cache=True, nogil=True, error_model="numpy")
def link_corners(faces: IntArray, head: IntArray, following: IntArray) -> None:
    """List the corners of each vertex, in the order of the faces."""
    head[:] = -1
    for corner in range(3 * len(faces) - 1, -1, -1):
        v = faces[corner // 3, corner % 3]
        following[corner] = head[v]
        head[v] = corner


@njit(cache=True, nogil=True, error_model="numpy")
def fan_kind(
    v: int,
    faces: IntArray,
    head: IntArray,
    following: IntArray,
    uv: Floats32,
    group: NDArray[np.int16],
    around: IntArray,
    sides: IntArray,
    line_out: Bytes,
    line_in: Bytes,
) -> tuple[int, int]:
    """Look at the faces of ``v``: return what may happen to it and how many faces there are.

    A line that must stay is an open edge, a seam of the texture coordinates (F, 3, 2), or a border of the ``group`` of
    faces; either array may be empty. Around other than one fan of faces that agree nothing may happen.
    around    gets the corners (MOST_FACES,)
    sides     gets for each the vertices that follow ``v`` in the face, and the number of the next corner (MOST_FACES, 3)
    line_out  gets for each whether its side away from ``v`` is such a line; ``line_in`` the same for the side towards it
    """
    n = 0
    corner = head[v]
    while corner >= 0:
        if n == MOST_FACES:
            return LOCKED, n
        f, k = corner // 3, corner % 3
        around[n], sides[n, 0], sides[n, 1], sides[n, 2] = corner, faces[f, (k + 1) % 3], faces[f, (k + 2) % 3], -1
        if sides[n, 0] == v or sides[n, 1] == v or sides[n, 0] == sides[n, 1]:
            return LOCKED, n
        line_out[n], line_in[n] = 1, 1
        n += 1
        corner = following[corner]
    ends, lines, start = 0, 0, 0
    for i in range(n):
        begins = True
        for j in range(n):
            if sides[j, 0] == sides[i, 1]:
                if sides[i, 2] >= 0:
                    return LOCKED, n
                sides[i, 2] = j
            if sides[j, 1] == sides[i, 0]:
                if not begins:
                    return LOCKED, n
                begins = False
        if begins:
            start = i
        if sides[i, 2] < 0:
            ends += 1
            lines += 2  # an open fan has two open edges
        elif (len(uv) > 0 or len(group) > 0) and _is_seam(uv, group, around[i], around[sides[i, 2]]):
            lines += 1
        else:
            line_in[i], line_out[sides[i, 2]] = 0, 0
    met, at = 0, start
    while met < n and at >= 0 and (met == 0 or at != start):
        met += 1
        at = sides[at, 2]
    if n == 0 or ends > 1 or met != n:
        return LOCKED, n
    if lines == 0:
        return FREE, n
    return (LINE if lines == 2 else CORNER), n


@njit(cache=True, nogil=True, error_model="numpy")
def _is_seam(uv: Floats32, group: NDArray[np.int16], corner: int, after: int) -> bool:
    """Whether texture or group changes from the face of one corner of a vertex to that of the next."""
    f, k, g, m = corner // 3, corner % 3, after // 3, after % 3
    if len(group) > 0 and group[f] != group[g]:
        return True
    if len(uv) == 0:
        return False
    a, b = (k + 2) % 3, (m + 1) % 3
    seam: bool = (
        uv[f, k, 0] != uv[g, m, 0]
        or uv[f, k, 1] != uv[g, m, 1]
        or uv[f, a, 0] != uv[g, b, 0]
        or uv[f, a, 1] != uv[g, b, 1]
    )
    return seam


@njit(cache=True, nogil=True, error_model="numpy")
def quadrics_of_vertices(
    points: FloatArray,
    faces: IntArray,
    head: IntArray,
    following: IntArray,
    uv: Floats32,
    group: NDArray[np.int16],
    first: int,
    last: int,
    quadrics: Floats32,
) -> None:
    """Set the quadrics of the vertices from ``first`` to ``last``: squared distance to the planes of its faces.

    Garland and Heckbert 1997, weighted by area, with planes through lines that must stay; relative to the vertex itself,
    so that single precision is enough. Terms: Axx Axy Axz Ayy Ayz Azz bx by bz c, area.
    """
    around, sides = np.empty(MOST_FACES, np.int32), np.empty((MOST_FACES, 3), np.int32)
    line_out, line_in = np.empty(MOST_FACES, np.uint8), np.empty(MOST_FACES, np.uint8)
    for v in range(first, last):
        quadrics[v, :] = 0.0
        kind, n = fan_kind(v, faces, head, following, uv, group, around, sides, line_out, line_in)
        for i in range(n):
            f, k = around[i] // 3, around[i] % 3
            b, c = faces[f, (k + 1) % 3], faces[f, (k + 2) % 3]
            ux, uy, uz = points[b, 0] - points[v, 0], points[b, 1] - points[v, 1], points[b, 2] - points[v, 2]
            wx, wy, wz = points[c, 0] - points[v, 0], points[c, 1] - points[v, 1], points[c, 2] - points[v, 2]
            nx, ny, nz = uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx
            length = np.sqrt(nx * nx + ny * ny + nz * nz)
            if length == 0.0:
                continue
            nx, ny, nz = nx / length, ny / length, nz / length
            _add_plane(quadrics, v, nx, ny, nz, length / 6.0)
            quadrics[v, 10] += length / 6.0
            if kind == FREE:
                continue
            if line_out[i]:
                _add_wall(quadrics, v, ux, uy, uz, nx, ny, nz)
            if line_in[i]:
                _add_wall(quadrics, v, wx, wy, wz, nx, ny, nz)


@njit(cache=True, nogil=True, error_model="numpy")
def _add_plane(quadrics: Floats32, v: int, x: float, y: float, z: float, weight: float) -> None:
    """Add a plane through the vertex itself: b and c stay 0."""
    quadrics[v, 0] += weight * x * x
    quadrics[v, 1] += weight * x * y
    quadrics[v, 2] += weight * x * z
    quadrics[v, 3] += weight * y * y
    quadrics[v, 4] += weight * y * z
    quadrics[v, 5] += weight * z * z


@njit(cache=True, nogil=True, error_model="numpy")
def _add_wall(
    quadrics: Floats32, v: int, ex: float, ey: float, ez: float, nx: float, ny: float, nz: float
) -> None:  # fmt: skip
    """Add the plane through an edge of the vertex that stands on its face."""
    x, y, z = ey * nz - ez * ny, ez * nx - ex * nz, ex * ny - ey * nx
    squared = x * x + y * y + z * z
    if squared > 0.0:
        length = np.sqrt(squared)
        _add_plane(quadrics, v, x / length, y / length, z / length, LINE_WEIGHT * squared / 6.0)
