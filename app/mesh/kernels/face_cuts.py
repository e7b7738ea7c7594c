"""A face cut along segments: constrained triangulation of one triangle.

Points on the border are inserted in their known order and never tested, so that two faces always agree about the edge
between them. Inner points are located and inserted, and missing segments are recovered by flipping the edges that cross
them (S. W. Sloan, "A fast algorithm for generating constrained Delaunay triangulations", 1993).
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray

FLATTEST = 1e-14  # of the face's area: a smaller triangle does not count as turned over
NOISE = 2e-15  # of the face's size squared: points on one edge are on one line only to this
WORK = 400_000  # tests of an edge that the recovery of one face may take


@njit(cache=True, nogil=True)
def cut_faces(
    flat: FloatArray,
    start: NDArray[np.int64],
    border: NDArray[np.int64],
    segments: IntArray,
    first: NDArray[np.int64],
) -> tuple[IntArray, NDArray[np.int64], NDArray[np.bool_]]:
    """Triangulate many faces.

    flat      (N, 2): points of all faces one after the other, in the plane of the face, which turns left there and is
              about as large as 1; those of face f are start[f] to start[f + 1]: three corners, then the points on the
              edge from corner 0 to 1 in order, on that from 1 to 2, on that from 2 to 0, then the inner ones
    border    (F, 3): how many points lie on each edge
    segments  (S, 2) int32 numbers within the face; those of face f are first[f] to first[f + 1]
    Returns triangles (T, 3) int32 of numbers within the face, where those of each face start (F + 1,), and for each
    face whether it could be done; one that could not has no triangles.
    """
    count = len(start) - 1
    total = 0
    for f in range(count):
        total += 2 * (start[f + 1] - start[f])
    out = np.empty((total, 3), np.int32)
    begins = np.zeros(count + 1, np.int64)
    good = np.ones(count, np.bool_)
    at = 0
    for f in range(count):
        points = flat[start[f] : start[f + 1]]
        tri, near, number = _bordered(len(points), border[f])
        kept = np.zeros((len(tri), 3), np.bool_)
        done = _with_inner_points(points, tri, near, kept, number, 3 + border[f, 0] + border[f, 1] + border[f, 2])
        if done > 0:
            _make_delaunay(points, tri, near, kept, done)
            for s in range(first[f], first[f + 1]):
                if not _recovered(points, tri, near, kept, done, segments[s, 0], segments[s, 1]):
                    done = -1
                    break
            if done > 0:
                _make_delaunay(points, tri, near, kept, done)
        if done < 0:
            good[f] = False
        else:
            out[at : at + done] = tri[:done]
            at += done
        begins[f + 1] = at
    return out[:at], begins, good


@njit(cache=True, nogil=True)
def _turn(p: FloatArray, a: int, b: int, c: int) -> float:
    turn: float = (p[b, 0] - p[a, 0]) * (p[c, 1] - p[a, 1]) - (p[b, 1] - p[a, 1]) * (p[c, 0] - p[a, 0])
    return turn


@njit(cache=True, nogil=True)
def _bordered(n: int, border: NDArray[np.int64]) -> tuple[IntArray, IntArray, int]:
    """The triangle split at the points on its edges; ``near[t, k]`` is the triangle across from corner k, or -1."""
    tri = np.empty((2 * n, 3), np.int32)
    near = np.full((2 * n, 3), -1, np.int32)
    tri[0, 0], tri[0, 1], tri[0, 2] = 0, 1, 2
    number, point = 1, 3
    for edge in range(3):
        u, v = edge, (edge + 1) % 3
        for _ in range(border[edge]):
            for t in range(number):
                k = 0
                while k < 3 and not (tri[t, (k + 1) % 3] == u and tri[t, (k + 2) % 3] == v):
                    k += 1
                if k < 3:
                    break
            # (w, u, v) becomes (w, u, point) and (w, point, v).
            w, beyond = tri[t, k], near[t, (k + 1) % 3]
            tri[t, 0], tri[t, 1], tri[t, 2] = w, u, point
            before = near[t, (k + 2) % 3]
            near[t, 0], near[t, 1], near[t, 2] = -1, number, before
            tri[number, 0], tri[number, 1], tri[number, 2] = w, point, v
            near[number, 0], near[number, 1], near[number, 2] = -1, beyond, t
            if beyond >= 0:
                for m in range(3):
                    if near[beyond, m] == t:
                        near[beyond, m] = number
            number += 1
            u = point
            point += 1
    return tri, near, number


@njit(cache=True, nogil=True)
def _with_inner_points(
    points: FloatArray, tri: IntArray, near: IntArray, kept: NDArray[np.bool_], number: int, begin: int
) -> int:
    """Insert the points from ``begin`` on; the number of triangles, or -1 where one lies outside."""
    least = -FLATTEST * max(_turn(points, 0, 1, 2), 1e-300)
    for p in range(begin, len(points)):
        best, where = -np.inf, -1
        for t in range(number):
            a, b, c = tri[t, 0], tri[t, 1], tri[t, 2]
            worst = min(_turn(points, a, b, p), _turn(points, b, c, p), _turn(points, c, a, p))
            if worst > best:
                best, where = worst, t
        if best < least:
            return -1
        t = where
        a, b, c = tri[t, 0], tri[t, 1], tri[t, 2]
        na, nb, nc = near[t, 0], near[t, 1], near[t, 2]
        i, j = number, number + 1
        number += 2
        tri[t, 0], tri[t, 1], tri[t, 2] = p, b, c
        near[t, 0], near[t, 1], near[t, 2] = na, i, j
        tri[i, 0], tri[i, 1], tri[i, 2] = p, c, a
        near[i, 0], near[i, 1], near[i, 2] = nb, j, t
        tri[j, 0], tri[j, 1], tri[j, 2] = p, a, b
        near[j, 0], near[j, 1], near[j, 2] = nc, t, i
        for m in range(3):
            if nb >= 0 and near[nb, m] == t:
                near[nb, m] = i
            if nc >= 0 and near[nc, m] == t:
                near[nc, m] = j
        for one in (t, i, j):  # a point on an edge splits the triangle beyond it as well
            if near[one, 0] >= 0 and _turn(points, p, tri[one, 1], tri[one, 2]) <= NOISE:
                s = near[one, 0]
                m = 0
                while near[s, m] != one:
                    m += 1
                u, v, d = tri[one, 1], tri[one, 2], tri[s, m]
                if _turn(points, p, u, d) > NOISE and _turn(points, p, d, v) > NOISE:
                    _flip(tri, near, kept, one, int(np.int64(0)))
    return number


@njit(cache=True, nogil=True)
def _flip(tri: IntArray, near: IntArray, kept: NDArray[np.bool_], t: int, k: int) -> None:
    """Turn the edge across from corner k of triangle t."""
    s = near[t, k]
    m = 0
    while near[s, m] != t:
        m += 1
    a, b, c, d = tri[t, k], tri[t, (k + 1) % 3], tri[t, (k + 2) % 3], tri[s, m]
    # t = (a, b, c), s = (d, c, b) become (a, b, d), (a, d, c).
    ab, ca = near[t, (k + 2) % 3], near[t, (k + 1) % 3]
    bd, dc = near[s, (m + 1) % 3], near[s, (m + 2) % 3]
    kab, kca = kept[t, (k + 2) % 3], kept[t, (k + 1) % 3]
    kbd, kdc = kept[s, (m + 1) % 3], kept[s, (m + 2) % 3]
    tri[t, 0], tri[t, 1], tri[t, 2] = a, b, d
    near[t, 0], near[t, 1], near[t, 2] = bd, s, ab
    kept[t, 0], kept[t, 1], kept[t, 2] = kbd, False, kab
    tri[s, 0], tri[s, 1], tri[s, 2] = a, d, c
    near[s, 0], near[s, 1], near[s, 2] = dc, ca, t
    kept[s, 0], kept[s, 1], kept[s, 2] = kdc, kca, False
    for n in range(3):
        if bd >= 0 and near[bd, n] == s:
            near[bd, n] = t
        if ca >= 0 and near[ca, n] == t:
            near[ca, n] = s


@njit(cache=True, nogil=True)
def _make_delaunay(points: FloatArray, tri: IntArray, near: IntArray, kept: NDArray[np.bool_], number: int) -> None:
    """Flip edges that are not ``kept`` where the other diagonal gives the larger smallest angle (Lawson)."""
    for _ in range(20):
        changed = False
        for t in range(number):
            for k in range(3):
                s = near[t, k]
                if s < t or kept[t, k]:
                    continue
                m = 0
                while near[s, m] != t:
                    m += 1
                a, b, c, d = tri[t, k], tri[t, (k + 1) % 3], tri[t, (k + 2) % 3], tri[s, m]
                if _turn(points, a, b, d) <= NOISE or _turn(points, a, d, c) <= NOISE:
                    continue
                if _flatness(points, a, b, d) + _flatness(points, a, d, c) < (1 - 1e-9) * (
                    _flatness(points, a, b, c) + _flatness(points, d, c, b)
                ):
                    _flip(tri, near, kept, t, k)
                    changed = True
        if not changed:
            return


@njit(cache=True, nogil=True)
def _flatness(p: FloatArray, a: int, b: int, c: int) -> float:
    """Sum of the cotangents of a triangle's angles: large for needles (its sum over a mesh is least for Delaunay)."""
    area = _turn(p, a, b, c)
    edges = 0.0
    for u, v in ((a, b), (b, c), (c, a)):
        edges += (p[u, 0] - p[v, 0]) ** 2 + (p[u, 1] - p[v, 1]) ** 2
    return edges / max(area, 1e-300)


@njit(cache=True, nogil=True)
def _crosses(points: FloatArray, p: int, q: int, u: int, v: int) -> bool:
    if u in (p, q) or v in (p, q):
        return False
    if _turn(points, p, q, u) * _turn(points, p, q, v) >= 0:
        return False
    return _turn(points, u, v, p) * _turn(points, u, v, q) < 0


@njit(cache=True, nogil=True)
def _recovered(
    points: FloatArray, tri: IntArray, near: IntArray, kept: NDArray[np.bool_], number: int, p: int, q: int
) -> bool:
    """Make p-q an edge by flipping those that cross it, one after the other in turns, and keep it."""
    waiting = np.empty((3 * number, 2), np.int32)
    count = 0
    for t in range(number):
        for k in range(3):
            if near[t, k] > t and _crosses(points, p, q, tri[t, (k + 1) % 3], tri[t, (k + 2) % 3]):
                if kept[t, k]:
                    return False
                waiting[count, 0], waiting[count, 1] = tri[t, (k + 1) % 3], tri[t, (k + 2) % 3]
                count += 1
    work, head = 0, 0
    while count > 0:
        u, v = waiting[head, 0], waiting[head, 1]
        head = (head + 1) % len(waiting)
        count -= 1
        work += number
        if work > WORK:
            return False
        t, k = _edge(tri, number, u, v)
        s = near[t, k]
        m = 0
        while near[s, m] != t:
            m += 1
        a, d = tri[t, k], tri[s, m]
        again = True
        if _turn(points, a, u, d) > NOISE and _turn(points, a, d, v) > NOISE:
            _flip(tri, near, kept, t, k)
            u, v = a, d
            again = _crosses(points, p, q, a, d)
        if again:
            tail = (head + count) % len(waiting)
            waiting[tail, 0], waiting[tail, 1] = u, v
            count += 1
    t, k = _edge(tri, number, p, q)
    if t < 0:
        t, k = _edge(tri, number, q, p)
    if t < 0:
        return False
    kept[t, k] = True
    s = near[t, k]
    if s >= 0:
        for m in range(3):
            if near[s, m] == t:
                kept[s, m] = True
    return True


@njit(cache=True, nogil=True)
def _edge(tri: IntArray, number: int, u: int, v: int) -> tuple[int, int]:
    """The triangle that has the edge from u to v, and the corner across from it; -1 where there is none."""
    for t in range(number):
        for k in range(3):
            if tri[t, (k + 1) % 3] == u and tri[t, (k + 2) % 3] == v:
                return t, k
    return -1, -1
