"""Exact signs of determinants: on which side of a plane or line a point lies.

Floating-point arithmetic with an error bound decides nearly always; where it cannot, the determinant is computed
without rounding as an expansion (a sum of doubles that do not overlap), after J. R. Shewchuk, "Adaptive Precision
Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997. The sign is right for all coordinates whose
products neither overflow nor underflow (magnitudes between about 1e-60 and 1e60, or 0).
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

import numpy as np
from numba import njit

from app.mesh.arrays import FloatArray

EPSILON = 2.0**-53
BOUND_3D = (7.0 + 56.0 * EPSILON) * EPSILON
BOUND_2D = (3.0 + 16.0 * EPSILON) * EPSILON
SPLITTER = 2.0**27 + 1.0


@njit(cache=True, nogil=True)
def side_of_plane(vertices: FloatArray, a: int, b: int, c: int, d: int) -> int:
    """Sign of det(a - d, b - d, c - d): 1 where d sees a, b, c clockwise (lies below the plane), 0 on it, else -1."""
    if d in (a, b, c):
        return 0
    ax, ay, az = vertices[a, 0] - vertices[d, 0], vertices[a, 1] - vertices[d, 1], vertices[a, 2] - vertices[d, 2]
    bx, by, bz = vertices[b, 0] - vertices[d, 0], vertices[b, 1] - vertices[d, 1], vertices[b, 2] - vertices[d, 2]
    cx, cy, cz = vertices[c, 0] - vertices[d, 0], vertices[c, 1] - vertices[d, 1], vertices[c, 2] - vertices[d, 2]
    p1, p2, p3, p4, p5, p6 = by * cz, bz * cy, bz * cx, bx * cz, bx * cy, by * cx
    det = ax * (p1 - p2) + ay * (p3 - p4) + az * (p5 - p6)
    permanent = abs(ax) * (abs(p1) + abs(p2)) + abs(ay) * (abs(p3) + abs(p4)) + abs(az) * (abs(p5) + abs(p6))
    bound = BOUND_3D * permanent
    if det > bound:
        return 1
    if det < -bound:
        return -1
    if permanent == 0.0:
        return 0
    return _exact_3d(vertices, int(np.int64(a)), int(np.int64(b)), int(np.int64(c)), int(np.int64(d)))


@njit(cache=True, nogil=True)
def side_of_line(vertices: FloatArray, a: int, b: int, c: int, i: int, j: int) -> int:
    """In the plane of the axes i and j: 1 where a, b, c turn left, 0 where they are on a line, else -1."""
    ax, ay = vertices[a, i] - vertices[c, i], vertices[a, j] - vertices[c, j]
    bx, by = vertices[b, i] - vertices[c, i], vertices[b, j] - vertices[c, j]
    left, right = ax * by, ay * bx
    det, bound = left - right, BOUND_2D * (abs(left) + abs(right))
    if det > bound:
        return 1
    if det < -bound:
        return -1
    if bound == 0.0:
        return 0
    # numba compiles a function once more for each width of integer and each literal one: the long part only once.
    return _exact_2d(vertices, int(np.int64(a)), int(np.int64(b)), int(np.int64(c)), int(np.int64(i)), int(np.int64(j)))


@njit(cache=True, nogil=True)
def _exact_2d(vertices: FloatArray, a: int, b: int, c: int, i: int, j: int) -> int:
    p, q, r, s = np.empty(2), np.empty(2), np.empty(2), np.empty(2)
    nx, ny = _difference(vertices[a, i], vertices[c, i], p), _difference(vertices[a, j], vertices[c, j], q)
    mx, my = _difference(vertices[b, i], vertices[c, i], r), _difference(vertices[b, j], vertices[c, j], s)
    out = np.empty(16)
    return _sign(out, _minor(p, nx, q, ny, r, mx, s, my, out))


@njit(cache=True, nogil=True)
def has_area(vertices: FloatArray, a: int, b: int, c: int) -> bool:
    """Whether the three points are not on one line, exactly."""
    if a in (b, c) or b == c:
        return False
    x, y, z = int(np.int64(0)), int(np.int64(1)), int(np.int64(2))  # literals would have each call compiled by itself
    return (
        side_of_line(vertices, a, b, c, x, y) != 0
        or side_of_line(vertices, a, b, c, y, z) != 0
        or side_of_line(vertices, a, b, c, z, x) != 0
    )


@njit(cache=True, nogil=True)
def _exact_3d(vertices: FloatArray, a: int, b: int, c: int, d: int) -> int:
    e = np.empty((3, 3, 2))
    n = np.empty((3, 3), np.int64)
    for k in range(3):
        n[0, k] = _difference(vertices[a, k], vertices[d, k], e[0, k])
        n[1, k] = _difference(vertices[b, k], vertices[d, k], e[1, k])
        n[2, k] = _difference(vertices[c, k], vertices[d, k], e[2, k])
    minor, term = np.empty(16), np.empty(64)
    total, longer = np.empty(192), np.empty(192)
    size = 0
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        m = _minor(e[1, i], n[1, i], e[1, j], n[1, j], e[2, i], n[2, i], e[2, j], n[2, j], minor)
        m = _times(minor, m, e[0, k], n[0, k], term)
        size = _sum(total, size, term, m, 1.0, longer)
        total, longer = longer, total
    return _sign(total, size)


@njit(cache=True, nogil=True)
def _sign(e: FloatArray, n: int) -> int:
    """Sign of an expansion: that of its largest part."""
    if n == 0:
        return 0
    return 1 if e[n - 1] > 0.0 else -1


@njit(cache=True, nogil=True)
def _difference(a: float, b: float, out: FloatArray) -> int:
    """Subtract into an expansion of up to two parts, smallest first, zeros left out."""
    high = a - b
    virtual = a - high
    low = (a - (high + virtual)) + (virtual - b)
    n = 0
    if low != 0.0:
        out[n] = low
        n += 1
    if high != 0.0:
        out[n] = high
        n += 1
    return n


@njit(cache=True, nogil=True)
def _minor(
    px: FloatArray,
    npx: int,
    py: FloatArray,
    npy: int,
    qx: FloatArray,
    nqx: int,
    qy: FloatArray,
    nqy: int,
    out: FloatArray,
) -> int:
    """Compute px qy - py qx for expansions of up to two parts; up to 16 parts."""
    left, right = np.empty(8), np.empty(8)
    return _sum(left, _times(px, npx, qy, nqy, left), right, _times(py, npy, qx, nqx, right), -1.0, out)


@njit(cache=True, nogil=True)
def _times(e: FloatArray, n: int, f: FloatArray, m: int, out: FloatArray) -> int:
    """Multiply e by f, where f has up to two parts; up to 2 n m parts."""
    if m == 0 or n == 0:
        return 0
    if m == 1:
        return _scale(e, n, f[0], out)
    low, high = np.empty(2 * n), np.empty(2 * n)
    return _sum(low, _scale(e, n, f[0], low), high, _scale(e, n, f[1], high), 1.0, out)


@njit(cache=True, nogil=True)
def _scale(e: FloatArray, n: int, b: float, out: FloatArray) -> int:
    """Multiply e by b (SCALE-EXPANSION with zeros left out)."""
    t = SPLITTER * b
    bh = t - (t - b)
    bl = b - bh
    size = 0
    total = 0.0
    for i in range(n):
        a = e[i]
        high = a * b
        t = SPLITTER * a
        ah = t - (t - a)
        al = a - ah
        low = al * bl - (((high - ah * bh) - al * bh) - ah * bl)
        if i == 0:
            total = high
            part = low
        else:
            s = total + low  # TWO-SUM
            v = s - total
            part = (total - (s - v)) + (low - v)
            if part != 0.0:
                out[size] = part
                size += 1
            total = high + s  # FAST-TWO-SUM
            part = s - (total - high)
        if part != 0.0:
            out[size] = part
            size += 1
    if total != 0.0:
        out[size] = total
        size += 1
    return size


@njit(cache=True, nogil=True)
def _sum(e: FloatArray, n: int, f: FloatArray, m: int, sign: float, out: FloatArray) -> int:
    """Add e and sign * f (FAST-EXPANSION-SUM with zeros left out)."""
    i, j, size = 0, 0, 0
    total = 0.0
    for k in range(n + m):
        if j >= m or (i < n and abs(e[i]) <= abs(f[j])):
            x = e[i]
            i += 1
        else:
            x = sign * f[j]
            j += 1
        if k == 0:
            total = x
            continue
        s = total + x
        v = s - total
        part = (total - (s - v)) + (x - v)
        if part != 0.0:
            out[size] = part
            size += 1
        total = s
    if total != 0.0:
        out[size] = total
        size += 1
    return size
