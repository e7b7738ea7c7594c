"""A filling refined to the density of its rim: long edges halved, then turned until the triangles are well shaped.

In the manner of P. Liepa, "Filling Holes in Meshes", 2003; edges are halved instead of triangles split in three, in
rounds of independent edges. Edges of the rim stay.
"""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray

TOO_LONG = 1.5  # of the length that an edge should have
ROUNDS = 60
TURNS = 8  # rounds of turning after each round of halving
SQUARE = 1e-3  # radians beyond a half turn: two angles that nearly add up to it do not call for turning


def refined(
    points: FloatArray, faces: IntArray, length: FloatArray, most: int, progress: Progress
) -> tuple[FloatArray, IntArray]:
    """Points (with the new ones appended) and faces of the refined filling.

    points  (N, 3) all on the rim;  faces (T, 3)
    length  (N,) how long edges are at each point
    most    no more than this many new points
    """
    rim = len(points)
    for number in range(ROUNDS):
        progress(number / ROUNDS)
        halved = _halved(points, faces, length, rim + most)
        if halved is None:
            break
        points, faces, length = halved
        for _ in range(TURNS):
            turned = _turned(points, faces, rim)
            if turned is None:
                break
            faces = turned
    return points, faces


def _inner_edges(faces: IntArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both half edges of every inner edge, the one that comes first in the faces first."""
    here, there = faces.reshape(-1).astype(np.int64), np.roll(faces, -1, axis=1).reshape(-1).astype(np.int64)
    n = int(faces.max()) + 1
    key = np.minimum(here, there) * n + np.maximum(here, there)
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order][1:] == key[order][:-1])
    return order[same], order[same + 1]


def _independent(first: NDArray[np.int64], second: NDArray[np.int64], score: FloatArray, n_faces: int) -> BoolArray:
    """Edges that score highest in both their faces; of equals the first."""
    order = np.lexsort((np.arange(len(score)), -score))
    rank = np.empty(len(score), np.int64)
    rank[order] = np.arange(len(score))
    best = np.full(n_faces, len(score), np.int64)
    np.minimum.at(best, first // 3, rank)
    np.minimum.at(best, second // 3, rank)
    return np.asarray((best[first // 3] == rank) & (best[second // 3] == rank))


def _corners(faces: IntArray, half_edge: NDArray[np.int64]) -> tuple[IntArray, IntArray, IntArray]:
    """Start, end and the corner opposite of half edges."""
    f, c = half_edge // 3, half_edge % 3
    return faces[f, c], faces[f, (c + 1) % 3], faces[f, (c + 2) % 3]


def _halved(
    points: FloatArray, faces: IntArray, length: FloatArray, most: int
) -> tuple[FloatArray, IntArray, FloatArray] | None:
    first, second = _inner_edges(faces)
    a, b, o = _corners(faces, first)
    p = _corners(faces, second)[2]
    wanted = (length[a] + length[b]) / 2
    ratio = np.linalg.norm(points[a] - points[b], axis=1) / np.maximum(wanted, 1e-300)
    long = np.flatnonzero(ratio > TOO_LONG)
    if not len(long) or len(points) >= most:
        return None
    chosen = long[_independent(first[long], second[long], ratio[long], len(faces))][: most - len(points)]
    a, b, o, p = a[chosen], b[chosen], o[chosen], p[chosen]
    middle = (len(points) + np.arange(len(chosen))).astype(np.int32)
    faces = faces.copy()
    faces[first[chosen] // 3] = np.column_stack([a, middle, o])
    faces[second[chosen] // 3] = np.column_stack([b, middle, p])
    more = np.vstack([np.column_stack([middle, b, o]), np.column_stack([middle, a, p])])
    return (
        np.vstack([points, (points[a] + points[b]) / 2]),
        np.vstack([faces, more]).astype(np.int32),
        np.r_[length, (length[a] + length[b]) / 2],
    )


def _turned(points: FloatArray, faces: IntArray, rim: int) -> IntArray | None:
    """One round of turning edges whose opposite angles add up to more than a half turn; None when there are none.

    No edge is made that exists already, nor one between two points of the rim: the mesh may have that one.
    """
    first, second = _inner_edges(faces)
    a, b, o = _corners(faces, first)
    p = _corners(faces, second)[2]
    excess = _angle(points, o, a, b) + _angle(points, p, a, b) - np.pi
    before = _turn(points, a, b, o) + _turn(points, b, a, p)
    good = (excess > SQUARE) & ((o >= rim) | (p >= rim)) & (o != p)
    good &= (_dot(_turn(points, o, a, p), before) > 0) & (_dot(_turn(points, o, p, b), before) > 0)
    n = len(points)
    edge = np.sort(np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b))
    key = np.minimum(o, p).astype(np.int64) * n + np.maximum(o, p)
    good &= edge[np.minimum(np.searchsorted(edge, key), len(edge) - 1)] != key
    bad = np.flatnonzero(good)
    if not len(bad):
        return None
    chosen = bad[_independent(first[bad], second[bad], excess[bad], len(faces))]
    _, once = np.unique(key[chosen], return_index=True)  # two edges could be turned into the same one
    chosen = chosen[np.sort(once)]
    faces = faces.copy()
    faces[first[chosen] // 3] = np.column_stack([o, a, p])[chosen]
    faces[second[chosen] // 3] = np.column_stack([o, p, b])[chosen]
    return faces


def _angle(points: FloatArray, at: IntArray, a: IntArray, b: IntArray) -> FloatArray:
    u, v = points[a] - points[at], points[b] - points[at]
    return np.asarray(np.arctan2(np.linalg.norm(np.cross(u, v), axis=1), _dot(u, v)))


def _turn(points: FloatArray, a: IntArray, b: IntArray, c: IntArray) -> FloatArray:
    return np.asarray(np.cross(points[b] - points[a], points[c] - points[a]))


def _dot(u: FloatArray, v: FloatArray) -> FloatArray:
    return np.asarray((u * v).sum(axis=1))
