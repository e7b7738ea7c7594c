"""Which points of a drawable show a vertex of the mesh, and the normals along its creases. NumPy only; for a worker."""

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.drawable import Part

AGREES = 0.9995  # cosine: a point whose normal is not its vertex's stands on a crease and has a normal of its own


class LivePoints:
    """The points of all parts, numbered one part after another: part ``p`` has ``first[p]`` to ``first[p + 1]``.

    vertex  (P,) int32: the vertex of the mesh behind each
    """

    def __init__(self, parts: tuple[Part, ...], normals: NDArray[np.float32]) -> None:
        """``normals`` (V, 3): those of the vertices, as the parts show them now."""
        self.first = np.concatenate([[0], np.cumsum([len(part.points) for part in parts])]).astype(np.int64)
        self.vertex = np.concatenate([part.vertices for part in parts]) if parts else np.zeros(0, np.int32)
        self._order = np.argsort(self.vertex, kind="stable")
        self._start = np.concatenate([[0], np.cumsum(np.bincount(self.vertex, minlength=len(normals)))])
        self.creases = Creases(parts, self.first, self.vertex, normals)

    def of(self, some: NDArray[np.intp]) -> NDArray[np.int64]:
        """The points (M,), ascending, of these vertices (N,)."""
        first = self._start[some]
        count = self._start[some + 1] - first
        ends = np.cumsum(count)
        if not len(ends) or not ends[-1]:
            return np.zeros(0, np.int64)
        return np.sort(self._order[np.arange(int(ends[-1])) + np.repeat(first - ends + count, count)])


class Creases:
    """Points that do not have their vertex's normal: theirs is the mean over the faces on their side of the crease."""

    def __init__(
        self,
        parts: tuple[Part, ...],
        first: NDArray[np.int64],
        vertex: NDArray[np.int32],
        normals: NDArray[np.float32],
    ) -> None:
        self._side = np.full(len(vertex), -1, np.int64)
        own = np.concatenate([part.normals for part in parts]) if parts else np.zeros((0, 3), np.float32)
        creased = np.flatnonzero(np.einsum("ij,ij->i", own, normals[vertex]) < AGREES)
        if not len(creased):
            return
        # Points of one vertex with one normal are on one side of it, whichever parts they are in.
        bits = np.ascontiguousarray(own[creased] + np.float32(0)).view(np.int32)
        key = np.column_stack([vertex[creased], bits])
        self._side[creased] = np.unique(key, axis=0, return_inverse=True)[1].ravel()
        point = np.concatenate([(part.triangles + at).ravel() for part, at in zip(parts, first, strict=False)])
        face = np.concatenate([np.repeat(part.faces, 3) for part in parts])
        side = self._side[point]
        kept = np.flatnonzero(side >= 0)
        order = kept[np.argsort(side[kept], kind="stable")]
        self._face = face[order]
        self._start = np.concatenate([[0], np.cumsum(np.bincount(side[order]))])

    def renew(self, points: NDArray[np.int64], normals: NDArray[np.float32], face_normals: NDArray[np.float32]) -> None:
        """Write the own normals of creased points into ``normals`` (N, 3), which has a row for each of ``points`` (N,)."""
        rows = np.flatnonzero(self._side[points] >= 0)
        if not len(rows):
            return
        some = self._side[points[rows]]
        first = self._start[some]
        count = self._start[some + 1] - first
        ends = np.cumsum(count)
        at = np.arange(int(ends[-1])) + np.repeat(first - ends + count, count)
        total = np.add.reduceat(face_normals[self._face[at]].astype(np.float64), ends - count, axis=0)
        length = np.sqrt(np.einsum("ij,ij->i", total, total))
        normals[rows] = total / np.where(length == 0, 1.0, length)[:, None]
