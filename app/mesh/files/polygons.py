"""Polygons of any number of corners into triangles."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray

IndexArray = NDArray[np.int64]


def triangulate(points: FloatArray, corners: IndexArray, counts: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Triangles of polygons given as one list of ``corners`` (indices into ``points``) and their ``counts``.

    Returns ``places`` (F, 3): positions in ``corners``, so that whatever belongs to a corner can follow; and
    ``polygon`` (F,): the polygon each triangle comes from, ascending. Concave polygons are cut at their ears (Meisters
    1975), convex ones into fans; polygons with fewer than three corners vanish.
    """
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else np.empty(0, np.int64)
    if len(counts) and (counts == 3).all():
        return (starts[:, None] + np.arange(3)).astype(np.int64), np.arange(len(counts))
    places, polygons = [], []
    for count in np.unique(counts):
        if count < 3:
            continue
        chosen = np.flatnonzero(counts == count)
        first = starts[chosen]
        fan = np.array([[0, k, k + 1] for k in range(1, count - 1)], np.int64)
        local = np.broadcast_to(fan, (len(chosen), *fan.shape)).copy()
        if count > 3:
            for i in np.flatnonzero(_concave(points[corners[first[:, None] + np.arange(count)]])):
                local[i] = _ears(points[corners[first[i] : first[i] + count]])
        places.append((local + first[:, None, None]).reshape(-1, 3))
        polygons.append(np.repeat(chosen, count - 2))
    if not places:
        return np.empty((0, 3), np.int64), np.empty(0, np.int64)
    polygon = np.concatenate(polygons)
    order = np.argsort(polygon, kind="stable")
    return np.concatenate(places)[order], polygon[order]


def _normals(rings: FloatArray) -> FloatArray:
    """(P, 3): Newell's normals of polygons (P, n, 3)."""
    rings = rings - rings[:, :1]
    return np.asarray(np.cross(rings, np.roll(rings, -1, axis=1)).sum(axis=1))


def _concave(rings: FloatArray) -> NDArray[np.bool_]:
    """(P,): whether a corner of the polygon (P, n, 3) turns the wrong way."""
    with np.errstate(all="ignore"):
        ahead = np.roll(rings, -1, axis=1) - rings
        turns = np.cross(np.roll(ahead, 1, axis=1), ahead)
        return np.asarray((np.einsum("pnk,pk->pn", turns, _normals(rings)) < 0).any(axis=1))


def _ears(ring: FloatArray) -> IndexArray:
    """(n - 2, 3): triangles of one polygon (n, 3); a fan of what is left where it has no ear (it crosses itself)."""
    normal = _normals(ring[None])[0]
    axis = int(np.abs(normal).argmax())
    flat = np.delete(ring, axis, axis=1) * ([1, 1] if (normal[axis] > 0) != (axis == 1) else [-1, 1])
    left = list(range(len(ring)))
    triangles = []
    while len(left) > 3:
        ear = next((k for k in range(len(left)) if _is_ear(flat, left, k)), None) if len(left) < 2000 else None
        if ear is None:
            break
        triangles.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    triangles += [(left[0], left[k], left[k + 1]) for k in range(1, len(left) - 1)]
    return np.array(triangles, np.int64)


def _is_ear(flat: FloatArray, left: list[int], k: int) -> bool:
    a, b, c = flat[left[k - 1]], flat[left[k]], flat[left[(k + 1) % len(left)]]
    if _turn(a, b, c) <= 0:
        return False
    others = flat[[i for i in left if i not in (left[k - 1], left[k], left[(k + 1) % len(left)])]]
    inside = (_turn(a, b, others.T) >= 0) & (_turn(b, c, others.T) >= 0) & (_turn(c, a, others.T) >= 0)
    return not bool(inside.any())


def _turn(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    return np.asarray((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
