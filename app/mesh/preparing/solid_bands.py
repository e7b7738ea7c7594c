"""Sharp borders between parts on a mesh whose colours belong to its vertices.

A vertex on the border has one colour only. The face on the other side would run from it to its own colour over its whole
length; here it does so within a narrow band.
"""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.healing.edit import Draft

BAND_MM = 0.1
SHARE = 0.3  # of an edge: a band is no wider than this
Key = tuple[int, int]


def banded(draft: Draft, chosen: BoolArray, rgb: NDArray[np.uint8]) -> Draft:
    """Give the ``chosen`` (F,) faces the colours ``rgb`` (F, 3); a vertex that a face of the others has keeps its own."""
    assert draft.colors is not None
    mine = np.flatnonzero(chosen)
    faces = draft.faces[mine]
    color = np.column_stack([rgb[mine], np.full(len(mine), 255, np.uint8)])
    colors = draft.colors.copy()
    colors[faces[::-1].reshape(-1)] = np.repeat(color[::-1], 3, axis=0)  # the first face of a vertex wins
    theirs = np.zeros(len(draft.points), np.bool_)
    theirs[draft.faces[~chosen]] = True
    colors[theirs] = draft.colors[theirs]
    if (colors[faces] == color[:, None]).all():
        return draft.with_(colors=colors)
    bands = _Bands(draft.points, faces, color, colors)
    return bands.cut(draft.with_(colors=colors), mine)


class _Bands:
    """Splits faces; new points are shared by the faces on both sides of an edge."""

    def __init__(
        self, points: FloatArray, faces: NDArray[np.int32], color: NDArray[np.uint8], colors: NDArray[np.uint8]
    ) -> None:
        """Of these faces (F, 3) with colours (F, 4), and the colours (V, 4) that the vertices have got."""
        self._start, self._faces, self._color, self._colors = points, faces, color, colors
        look = color.astype(np.int64) @ np.array([1, 256, 65536, 0])
        ends = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2).astype(np.int64), axis=1)
        _, edge, count = np.unique(ends @ np.array([len(points), 1]), return_inverse=True, return_counts=True)
        edge = edge.reshape(-1)
        low, high = np.full(len(count), np.iinfo(np.int64).max), np.full(len(count), -1, np.int64)
        np.minimum.at(low, edge, np.repeat(look, 3))
        np.maximum.at(high, edge, np.repeat(look, 3))
        # side k runs from corner k to the next; beyond a border is another colour, or a face of the figure
        self._border = ((low != high) | (count == 1))[edge].reshape(-1, 3)
        self._mixed = (colors[faces] != color[:, None]).any(axis=2)
        self._points: list[FloatArray] = []
        self._shade: list[NDArray[np.uint8]] = []
        self._near: dict[Key, int] = {}

    def cut(self, draft: Draft, mine: NDArray[np.int64]) -> Draft:
        """The draft with those of the faces ``mine`` (F,) split that are mixed."""
        mixed = np.flatnonzero(self._mixed.any(axis=1))
        made: list[tuple[int, int, int]] = []
        source: list[int] = []
        for face in mixed.tolist():
            pieces = self._pieces(face, self._faces[face].tolist())
            made += pieces
            source += [face] * len(pieces)
        stay = np.ones(draft.size, np.bool_)
        stay[mine[mixed]] = False
        result = draft.keep(np.concatenate([np.flatnonzero(stay), mine[source]]))
        faces = result.faces.copy()
        faces[int(stay.sum()) :] = np.array(made, np.int32).reshape(-1, 3)
        return result.with_(
            faces=faces,
            points=np.vstack([self._start, *self._points]),
            colors=np.vstack([self._colors, *self._shade]),
        )

    def _pieces(self, face: int, corner: list[int]) -> list[tuple[int, int, int]]:
        """Triangles of one face: ramps of colour along its border, and what is left in the middle."""
        mixed, border = self._mixed[face], self._border[face]
        middle = self._start[corner].mean(axis=0)
        triangles: list[tuple[int, int, int]] = []
        inner: list[int] = []
        first, last = [0] * 3, [0] * 3
        for k in range(3):
            here = corner[k]
            before = self._point(face, here, corner[k - 1]) if mixed[k] and not border[k - 1] else None
            after = self._point(face, here, corner[(k + 1) % 3]) if mixed[k] and not border[k] else None
            if not mixed[k]:
                ring = [here]
            elif before is not None and after is not None:
                triangles.append((here, after, before))
                ring = [before, after]
            elif before is None and after is None:
                ring = [self._new(face, self._start[here] + SHARE * (middle - self._start[here]))]
            else:
                ring = [n for n in (before, after) if n is not None]
            first[k], last[k] = ring[0], ring[-1]
            inner += ring
        for k in range(3):
            following = (k + 1) % 3
            if border[k]:
                a, b, c, d = corner[k], corner[following], first[following], last[k]
                triangles += [t for t in ((a, b, c), (a, c, d)) if len(set(t)) == 3]
        triangles += [(inner[0], inner[k], inner[k + 1]) for k in range(1, len(inner) - 1)]
        return triangles

    def _point(self, face: int, near: int, far: int) -> int:
        """The point of the edge close to its end ``near``, which has another colour than the face."""
        key = (near, far)
        if key not in self._near:
            a, b = self._start[near], self._start[far]
            length = float(np.linalg.norm(b - a)) or 1.0
            self._near[key] = self._new(face, a + min(BAND_MM / length, SHARE) * (b - a))
        return self._near[key]

    def _new(self, face: int, place: FloatArray) -> int:
        self._points.append(place[None])
        self._shade.append(self._color[face][None])
        return len(self._start) + len(self._points) - 1
