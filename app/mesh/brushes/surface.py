"""A mesh in the hand of a brush: positions that change, normals that follow, and quick answers to what is where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.brushes.blocks import blocks_of
from app.mesh.brushes.rows import row_places, row_sums
from app.mesh.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Hit:
    """Where a ray meets the surface first: face, point (3,) mm, unit normal (3,) towards the eye, weights (3,) of its corners."""

    face: int
    point: FloatArray
    normal: FloatArray
    weights: FloatArray


class Surface:
    """Arrays of one mesh with at least one face; making it takes 0.2 s for 300,000 faces: in a worker thread.

    vertices (V, 3) float64 mm and normals (V, 3) float32, unit: change with the strokes
    face_normals (F, 3) float32, twice the area long
    rim (V,) bool: on an open edge
    hidden (F,) bool or None: faces that are not drawn, and that no ray meets
    """

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self.faces: IntArray = mesh.faces
        self.vertices: FloatArray = np.array(mesh.vertices)
        self.hidden: NDArray[np.bool_] | None = None
        count = len(self.vertices)
        flat = self.faces.ravel()
        corner = np.argsort(flat, kind="stable")
        # Around each vertex: its faces, and in each the corner that follows. On a closed surface those are its neighbours.
        self._start = np.concatenate([[0], np.cumsum(np.bincount(flat, minlength=count))])
        self._face = (corner // 3).astype(np.int32)
        self._next = flat[corner - corner % 3 + (corner + 1) % 3]
        self.rim = _rim(self.faces, count)
        self.face_normals = _face_normals(self.vertices, self.faces)
        self.normals = np.zeros((count, 3), np.float32)
        self._renew_normals(np.flatnonzero(np.diff(self._start)))
        self._blocks = blocks_of(self.vertices, self.faces)
        self._vertex_mark = np.zeros(count, np.bool_)
        self._face_mark = np.zeros(len(self.faces), np.bool_)

    # ---- what is where ------------------------------------------------------

    def hit(self, start: FloatArray, way: FloatArray) -> Hit | None:
        """The first place that the ray from ``start`` (3,) along the unit vector ``way`` (3,) meets.

        Möller and Trumbore 1997, on the faces of the boxes on its way.
        """
        tried = self._blocks.along(start, way)
        if self.hidden is not None:
            tried = tried[~self.hidden[tried]]
        if not len(tried):
            return None
        corner = self.faces[tried]
        a = self.vertices[corner[:, 0]]
        ab, ac = self.vertices[corner[:, 1]] - a, self.vertices[corner[:, 2]] - a
        p = np.cross(way, ac)
        with np.errstate(divide="ignore", invalid="ignore"):
            inverse = 1.0 / np.einsum("ij,ij->i", ab, p)
            t = start - a
            u = np.einsum("ij,ij->i", t, p) * inverse
            q = np.cross(t, ab)
            v = (q @ way) * inverse
            distance = np.where((u >= 0) & (v >= 0) & (u + v <= 1), np.einsum("ij,ij->i", ac, q) * inverse, np.inf)
        distance[~(distance > 0)] = np.inf
        best = int(distance.argmin())
        if not np.isfinite(distance[best]):
            return None
        weights = np.array([1.0 - u[best] - v[best], u[best], v[best]])
        normal = weights @ self.normals[corner[best]].astype(np.float64)
        flat = self.face_normals[tried[best]].astype(np.float64)
        if normal @ flat <= 0:
            normal = flat
        normal = normal if normal @ way < 0 else -normal
        length = float(np.linalg.norm(normal))
        return Hit(int(tried[best]), start + way * distance[best], normal / length if length > 0 else -way, weights)

    def faces_near(self, center: FloatArray, radius: float) -> IntArray:
        """Faces (N,) whose boxes are near the ball: all that touch it, and some more."""
        return self._blocks.near(center, radius)

    def vertices_near(self, center: FloatArray, radius: float) -> tuple[NDArray[np.intp], FloatArray]:
        """Vertices (N,), ascending, in the ball, and their distances (N,) from its middle."""
        near = self._marked(self._vertex_mark, self.faces[self.faces_near(center, radius)].ravel())
        offset = self.vertices[near] - center
        distance = np.sqrt(np.einsum("ij,ij->i", offset, offset))
        inside = distance < radius
        return near[inside], distance[inside]

    def faces_of(self, some: NDArray[np.intp]) -> NDArray[np.intp]:
        """The faces (N,), ascending, at these vertices."""
        places, _count = row_places(self._start, some)
        return self._marked(self._face_mark, self._face[places])

    def vertices_of(self, some: NDArray[np.intp]) -> NDArray[np.intp]:
        """The vertices (N,), ascending, of these faces."""
        return self._marked(self._vertex_mark, self.faces[some].ravel())

    def means_around(self, some: NDArray[np.intp], values: FloatArray) -> FloatArray:
        """(N, K): for these vertices, the mean of values (V, K) over their neighbours."""
        places, count = row_places(self._start, some)
        return row_sums(values[self._next[places]].astype(np.float64), count) / np.maximum(count, 1)[:, None]

    def connected(self, some: NDArray[np.intp], face: int) -> NDArray[np.bool_]:
        """(N,): which of these vertices (ascending) hang together with this face over edges between them."""
        places, count = row_places(self._start, some)
        here = np.repeat(np.arange(len(some)), count)
        other = self._next[places]
        at = np.minimum(np.searchsorted(some, other), len(some) - 1) if len(some) else other
        inside = some[at] == other if len(some) else np.zeros(0, np.bool_)
        one, two = here[inside], at[inside]
        label = np.arange(len(some))
        while True:  # labels fall to the lowest of each piece, over longer and longer ways
            lower = label.copy()
            np.minimum.at(lower, one, label[two])
            np.minimum.at(lower, two, label[one])
            lower = lower[lower]
            if (lower == label).all():
                break
            label = lower
        mine = np.isin(some, self.faces[face])
        return np.isin(label, label[mine])

    # ---- change -------------------------------------------------------------

    def move(self, some: NDArray[np.intp], to: FloatArray) -> NDArray[np.intp]:
        """Put these vertices (N,) there (N, 3) mm; returns the vertices (M,), ascending, whose place or normal changed."""
        self.vertices[some] = to
        faces = self.faces_of(some)
        self.face_normals[faces] = _face_normals(self.vertices, self.faces[faces])
        changed = self.vertices_of(faces)
        self._renew_normals(changed)
        self._blocks.moved(self.vertices, self.faces, faces.astype(np.int32))
        return changed

    def _renew_normals(self, some: NDArray[np.intp]) -> None:
        places, count = row_places(self._start, some)
        total = row_sums(self.face_normals[self._face[places]].astype(np.float64), count)
        length = np.sqrt(np.einsum("ij,ij->i", total, total))
        length[length == 0] = 1.0
        self.normals[some] = total / length[:, None]

    @staticmethod
    def _marked(mark: NDArray[np.bool_], index: NDArray[np.integer]) -> NDArray[np.intp]:
        """The different values of ``index``, ascending: faster than sorting them."""
        if not len(index):
            return np.zeros(0, np.intp)
        low, high = int(index.min()), int(index.max()) + 1
        mark[index] = True
        found = np.flatnonzero(mark[low:high]) + low
        mark[found] = False
        return found


def _face_normals(vertices: FloatArray, faces: IntArray) -> NDArray[np.float32]:
    corner = vertices[faces[:, 0]]
    return np.cross(vertices[faces[:, 1]] - corner, vertices[faces[:, 2]] - corner).astype(np.float32)


def _rim(faces: IntArray, count: int) -> NDArray[np.bool_]:
    """(V,): the vertices at edges that only one face has."""
    start, stop = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    low, high = np.minimum(start, stop), np.maximum(start, stop)
    key = np.sort(low.astype(np.int64) * count + high)
    same = key[1:] == key[:-1]
    alone = key[~(np.append(same, False) | np.append(False, same))]
    rim = np.zeros(count, np.bool_)
    rim[alone // count] = True
    rim[alone % count] = True
    return rim
