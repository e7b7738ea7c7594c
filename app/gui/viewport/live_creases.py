"""Normals along the creases of a figure whose shape changes."""

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.figure import Figure

AGREES = 0.9995  # cosine: a point whose normal is not its vertex's stands on a crease and has a normal of its own


class Creases:
    """Points that do not have their vertex's normal: theirs is the mean over the faces on their side of the crease."""

    def __init__(
        self, figure: Figure, first: NDArray[np.int64], vertex: NDArray[np.int32], normals: NDArray[np.float32]
    ) -> None:
        parts = figure.drawable.parts
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
