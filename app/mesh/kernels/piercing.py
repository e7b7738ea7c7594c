"""Where triangles pass through each other: the ends of the segment that two crossing faces have in common.

For points in general position (no vertex in the plane of a face that it does not belong to) the segment of two faces
ends where an edge of one pierces the other, or in a vertex that both have.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.predicates import side_of_plane


def segment_ends(vertices: FloatArray, faces: IntArray, pairs: IntArray) -> tuple[IntArray, NDArray[np.int8]]:
    """Ends of the segment of each pair of faces (P, 2).

    Returns ends (P, 2, 3) int32: edge (low vertex, high vertex) and the face it pierces, or (vertex, vertex, -1) for a
    vertex of both faces; and the number of ends found (P,) int8: 2, or anything else where the faces are not in general
    position or do not cross.
    """
    ends, number = _segment_ends(
        as_input(vertices, np.float64), as_input(faces, np.int32), as_input(np.ascontiguousarray(pairs), np.int32)
    )
    return ends, number


@njit(cache=True, nogil=True)
def _segment_ends(vertices: FloatArray, faces: IntArray, pairs: IntArray) -> tuple[IntArray, NDArray[np.int8]]:
    ends = np.full((len(pairs), 2, 3), -1, np.int32)
    number = np.zeros(len(pairs), np.int8)
    for p in range(len(pairs)):
        n = 0
        for i in range(3):
            v = faces[pairs[p, 0], i]
            for j in range(3):
                if faces[pairs[p, 1], j] == v:
                    if n < 2:
                        ends[p, n, 0], ends[p, n, 1] = v, v
                    n += 1
        for way in range(2):
            f, g = pairs[p, way], pairs[p, 1 - way]
            u, v, w = int(np.int64(faces[g, 0])), int(np.int64(faces[g, 1])), int(np.int64(faces[g, 2]))
            for i in range(3):
                a, b = int(np.int64(faces[f, i])), int(np.int64(faces[f, (i + 1) % 3]))
                if a > b:
                    a, b = b, a
                if a in (u, v, w) or b in (u, v, w):
                    continue
                if side_of_plane(vertices, u, v, w, a) * side_of_plane(vertices, u, v, w, b) >= 0:
                    continue
                x = side_of_plane(vertices, a, b, u, v)
                y = side_of_plane(vertices, a, b, v, w)
                z = side_of_plane(vertices, a, b, w, u)
                if x != 0 and x == y and y == z:
                    if n < 2:
                        ends[p, n, 0], ends[p, n, 1], ends[p, n, 2] = a, b, g
                    n += 1
        number[p] = n if n <= 2 else 3
    return ends, number


def triple_points(
    faces_of_pairs: IntArray, segments: IntArray, points: FloatArray, normals: FloatArray, most: int
) -> tuple[IntArray, FloatArray] | None:
    """Points where three faces meet.

    faces_of_pairs  (P, 2) int32 face numbers, the lower one first, sorted
    segments        (P, 2) int32: the vertices at the ends of the segment of each pair
    points          (V, 3): positions of those vertices
    normals         (F, 3) of the faces, any length
    Returns (T, 3) int32 numbers of the three pairs whose segments meet, and (T, 3) the positions; None for more than
    ``most`` of them.
    """
    first = np.searchsorted(faces_of_pairs[:, 0], np.arange(len(normals) + 1)).astype(np.int64)
    found, where, number = _triple_points(
        as_input(faces_of_pairs, np.int32), as_input(segments, np.int32), as_input(points, np.float64),
        as_input(normals, np.float64), first, most,
    )  # fmt: skip
    return None if number < 0 else (found[:number], where[:number])


@njit(cache=True, nogil=True)
def _triple_points(  # noqa: PLR0917
    pairs: IntArray, segments: IntArray, points: FloatArray, normals: FloatArray, first: NDArray[np.int64], most: int
) -> tuple[IntArray, FloatArray, int]:
    found = np.empty((1024, 3), np.int32)
    where = np.empty((1024, 3), np.float64)
    number = 0
    for t in range(len(first) - 1):
        for i in range(first[t], first[t + 1]):
            for j in range(i + 1, first[t + 1]):
                # The faces across i and j must cross each other as well.
                u, w = pairs[i, 1], pairs[j, 1]
                low, high = first[u], first[u + 1]
                while low < high:
                    middle = (low + high) // 2
                    if pairs[middle, 1] < w:
                        low = middle + 1
                    else:
                        high = middle
                if low >= first[u + 1] or pairs[low, 1] != w:
                    continue
                a, b = segments[i, 0], segments[i, 1]
                c, d = segments[j, 0], segments[j, 1]
                if a in (c, d) or b in (c, d):
                    continue
                n = normals[t]
                cd = points[d] - points[c]
                x, y = _turn(n, cd, points[a] - points[c]), _turn(n, cd, points[b] - points[c])
                if not (x < 0 < y or y < 0 < x):
                    continue
                ab = points[b] - points[a]
                v, z = _turn(n, ab, points[c] - points[a]), _turn(n, ab, points[d] - points[a])
                if not (v < 0 < z or z < 0 < v):
                    continue
                if number == most:
                    return found, where, -1
                if number == len(found):
                    more, places = np.empty((2 * number, 3), np.int32), np.empty((2 * number, 3), np.float64)
                    more[:number], places[:number] = found, where
                    found, where = more, places
                found[number, 0], found[number, 1], found[number, 2] = i, j, low
                where[number] = points[a] + ab * (x / (x - y))
                number += 1
    return found, where, number


@njit(cache=True, nogil=True)
def _turn(n: FloatArray, p: FloatArray, q: FloatArray) -> float:
    """``n`` · (p × q): above 0 where q lies to the left of p for somebody who looks against ``n``."""
    turn: float = (
        n[0] * (p[1] * q[2] - p[2] * q[1]) + n[1] * (p[2] * q[0] - p[0] * q[2]) + n[2] * (p[0] * q[1] - p[1] * q[0])
    )
    return turn
