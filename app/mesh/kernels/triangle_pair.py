"""Whether two triangles of a mesh cross each other, decided exactly.

Two triangles cross where they share more than a point, and some of it lies inside at least one of them: they pierce
each other, an edge of one lies on the other, or they overlap in one plane (also when folded onto each other at a shared
edge). Triangles that only touch (with a corner on a face, or along their borders) do not cross: where two closed
surfaces really cross, other triangles do. A triangle without area never crosses.

The plane tests are those of P. Guigue and O. Devillers, "Fast and Robust Triangle-Triangle Overlap Test Using
Orientation Predicates", 2003, with exact predicates, on open triangles.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.kernels.predicates import side_of_line, side_of_plane
from app.mesh.kernels.triangle_apart import SURE


@njit(cache=True, nogil=True)
def triangles_cross(vertices: FloatArray, t: NDArray[np.int64], u: NDArray[np.int64]) -> bool:
    """Whether the triangles with the corners ``t`` and ``u`` (3,) int64 cross; ``surely_apart`` has not ruled it out.

    Both must have area and must not have all three corners in common.
    """
    shared = 0
    for i in range(3):
        for j in range(3):
            if t[i] == u[j]:
                shared += 1
    if shared == 2:
        return _folded(vertices, t, u)
    if _beyond_a_side(vertices, t, u) or _beyond_a_side(vertices, u, t):
        return False
    s0 = side_of_plane(vertices, u[0], u[1], u[2], t[0])
    s1 = side_of_plane(vertices, u[0], u[1], u[2], t[1])
    s2 = side_of_plane(vertices, u[0], u[1], u[2], t[2])
    if s0 == 0 and s1 == 0 and s2 == 0:
        return _overlap_in_plane(vertices, t, u)
    below, above = min(s0, s1, s2), max(s0, s1, s2)
    zeros = (s0 == 0) + (s1 == 0) + (s2 == 0)
    if below * above == 1 or (below * above == 0 and zeros == 1):  # clear of the plane, or a corner on it
        return False
    r0 = side_of_plane(vertices, t[0], t[1], t[2], u[0])
    r1 = side_of_plane(vertices, t[0], t[1], t[2], u[1])
    r2 = side_of_plane(vertices, t[0], t[1], t[2], u[2])
    if zeros == 2 and _edge_lies_in(vertices, t, s0, s1, u):
        return True
    zeros = (r0 == 0) + (r1 == 0) + (r2 == 0)
    if zeros == 2 and _edge_lies_in(vertices, u, r0, r1, t):
        return True
    if below * above >= 0 or min(r0, r1, r2) * max(r0, r1, r2) >= 0:
        return False
    return _intervals_overlap(vertices, t, s0, s1, s2, u, r0, r1, r2)


@njit(cache=True, nogil=True)
def _intervals_overlap(
    vertices: FloatArray,
    t: NDArray[np.int64],
    s0: int,
    s1: int,
    s2: int,
    u: NDArray[np.int64],
    r0: int,
    r1: int,
    r2: int,
) -> bool:
    """Both have corners on both sides of the other's plane: compare the stretches they cut from the common line."""
    i, sign_t = _lone_corner(s0, s1, s2)
    j, sign_u = _lone_corner(r0, r1, r2)
    p1, q1, z1 = t[i], t[(i + 1) % 3], t[(i + 2) % 3]
    p2, q2, z2 = u[j], u[(j + 1) % 3], u[(j + 2) % 3]
    if sign_t > 0:  # turn u over, so that p1 lies above it
        q2, z2 = z2, q2
    if sign_u > 0:
        q1, z1 = z1, q1
    return side_of_plane(vertices, p1, q1, p2, q2) > 0 and side_of_plane(vertices, p1, z1, z2, p2) > 0


@njit(cache=True, nogil=True)
def _lone_corner(s0: int, s1: int, s2: int) -> tuple[int, int]:
    """Return the corner that is alone on its side (the others are on the other side or in the plane) and its side."""
    if s0 not in (0, s1, s2):
        return 0, s0
    if s1 not in (0, s0, s2):
        return 1, s1
    return 2, s2


@njit(cache=True, nogil=True)
def _folded(vertices: FloatArray, t: NDArray[np.int64], u: NDArray[np.int64]) -> bool:
    """Whether two triangles with a common edge lie upon each other."""
    i, j = 0, 0
    for k in range(3):
        if t[k] not in (u[0], u[1], u[2]):
            i = k
        if u[k] not in (t[0], t[1], t[2]):
            j = k
    a, b, c, d = t[(i + 1) % 3], t[(i + 2) % 3], t[i], u[j]
    if side_of_plane(vertices, a, b, c, d) != 0:
        return False
    k, m, sign = _flattening(vertices, t[0], t[1], t[2])
    return sign * side_of_line(vertices, a, b, d, k, m) > 0


@njit(cache=True, nogil=True)
def _beyond_a_side(vertices: FloatArray, t: NDArray[np.int64], u: NDArray[np.int64]) -> bool:
    """Whether u surely lies beyond one side of t, seen along the normal of t; a corner of that side may be shared.

    The exact plane that stands on the side differs from the computed one by rounding, which the margin covers.
    """
    a, b, c = t[0], t[1], t[2]
    ex, ey, ez = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
    fx, fy, fz = vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2]
    nx, ny, nz = ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx
    scale = SURE * (abs(ex) + abs(ey) + abs(ez)) * (abs(fx) + abs(fy) + abs(fz))
    for k in range(3):
        a, b = t[k], t[(k + 1) % 3]
        ex, ey, ez = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
        ox, oy, oz = ey * nz - ez * ny, ez * nx - ex * nz, ex * ny - ey * nx
        margin = scale * (abs(ex) + abs(ey) + abs(ez))
        beyond = True
        for j in range(3):
            p = u[j]
            if p in (a, b):
                continue
            x, y, z = vertices[p, 0] - vertices[a, 0], vertices[p, 1] - vertices[a, 1], vertices[p, 2] - vertices[a, 2]
            if not ox * x + oy * y + oz * z > margin * (abs(x) + abs(y) + abs(z)):
                beyond = False
                break
        if beyond:
            return True
    return False


@njit(cache=True, nogil=True)
def _flattening(vertices: FloatArray, a: int, b: int, c: int) -> tuple[int, int, int]:
    """Two axes along which the triangle stays a triangle when it is seen along the third, and its turn there."""
    for k in range(3):
        sign = side_of_line(vertices, a, b, c, k, (k + 1) % 3)
        if sign != 0:
            return k, (k + 1) % 3, sign
    return 0, 1, 0


@njit(cache=True, nogil=True)
def _overlap_in_plane(vertices: FloatArray, t: NDArray[np.int64], u: NDArray[np.int64]) -> bool:
    """Whether two triangles in one plane share area: no side of one has all of the other beyond it or on it."""
    k, m, turn_t = _flattening(vertices, t[0], t[1], t[2])
    turn_u = side_of_line(vertices, u[0], u[1], u[2], k, m)
    for i in range(3):
        a, b = t[i], t[(i + 1) % 3]
        if (
            turn_t * side_of_line(vertices, a, b, u[0], k, m) <= 0
            and turn_t * side_of_line(vertices, a, b, u[1], k, m) <= 0
            and turn_t * side_of_line(vertices, a, b, u[2], k, m) <= 0
        ):
            return False
        a, b = u[i], u[(i + 1) % 3]
        if (
            turn_u * side_of_line(vertices, a, b, t[0], k, m) <= 0
            and turn_u * side_of_line(vertices, a, b, t[1], k, m) <= 0
            and turn_u * side_of_line(vertices, a, b, t[2], k, m) <= 0
        ):
            return False
    return True


@njit(cache=True, nogil=True)
def _edge_lies_in(vertices: FloatArray, t: NDArray[np.int64], s0: int, s1: int, u: NDArray[np.int64]) -> bool:
    """Whether the edge of t that is in the plane of u (where s is 0) shares points with the inside of u."""
    i = 0 if s0 != 0 else (1 if s1 != 0 else 2)
    p, q = t[(i + 1) % 3], t[(i + 2) % 3]
    k, m, turn = _flattening(vertices, u[0], u[1], u[2])
    for j in range(3):
        a, b = u[j], u[(j + 1) % 3]
        if turn * side_of_line(vertices, a, b, p, k, m) <= 0 and turn * side_of_line(vertices, a, b, q, k, m) <= 0:
            return False
    s0 = side_of_line(vertices, p, q, u[0], k, m)
    s1 = side_of_line(vertices, p, q, u[1], k, m)
    s2 = side_of_line(vertices, p, q, u[2], k, m)
    return min(s0, s1, s2) < 0 < max(s0, s1, s2)
