"""The shells of a mesh: parts of the surface that hang together by edges, and how they lie in each other."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.containment import winding_of_shells
from app.mesh.kernels.edges import EdgeTable

MAX_CONTAINERS = 64


@dataclass(frozen=True, eq=False)
class Shells:
    """``label`` (F,) int32 is the shell of each face, 0 to ``count`` - 1, by their first face.

    ``face_area`` and ``face_volume`` (F,) as in ``kernels.measure``.
    """

    vertices: FloatArray
    faces: IntArray
    edges: EdgeTable
    count: int
    label: IntArray
    face_area: FloatArray
    face_volume: FloatArray

    @cached_property
    def area(self) -> FloatArray:
        """(S,) mm²."""
        return np.asarray(np.bincount(self.label, self.face_area, self.count), np.float64)

    @cached_property
    def volume(self) -> FloatArray:
        """(S,) mm³; means something only where the shell is closed."""
        return np.asarray(np.bincount(self.label, self.face_volume, self.count), np.float64)

    @cached_property
    def closed(self) -> BoolArray:
        """(S,) whether the shell has an inside: every edge has as many faces one way as the other."""
        unbalanced = 2 * self.edges.forward != self.edges.count
        closed = np.ones(self.count, np.bool_)
        closed[self.label[unbalanced[self.edges.of_face].any(axis=1)]] = False
        return closed

    @cached_property
    def start(self) -> NDArray[np.int64]:
        """(S + 1,): where each shell begins in ``order``."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.label, minlength=self.count))]).astype(np.int64)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """(F,): faces by shell."""
        return np.argsort(self.label, kind="stable")

    @cached_property
    def boxes(self) -> FloatArray:
        """(S, 6): lowest and highest corner."""
        points = self.vertices[self.faces[self.order]]
        low = np.minimum.reduceat(points.min(axis=1), self.start[:-1])
        return np.concatenate([low, np.maximum.reduceat(points.max(axis=1), self.start[:-1])], axis=1)

    def windings(self, shells: IntArray, progress: Progress) -> IntArray:
        """How often the closed shells around them enclose these shells (N,): above 0 inside a body."""
        boxes = self.boxes.copy()
        boxes[~self.closed] = (np.inf, np.inf, np.inf, -np.inf, -np.inf, -np.inf)
        faces = np.ascontiguousarray(self.faces[self.order])
        result = np.zeros(len(shells), np.int32)
        for i, shell in enumerate(shells):
            progress(i / len(shells))
            point = int(faces[self.start[shell], 0])
            result[i] = winding_of_shells(self.vertices, faces, self.start, boxes, point, int(shell))
        return result

    def inside_out(self, links: IntArray, progress: Progress) -> IntArray:
        """Return closed shells (N,) whose outside is inside: negative volume, and no hollow of a body around them.

        links  (P, 2) int32: shells that cross; a shell that crosses another is no hollow inside it
        """
        negative = np.flatnonzero(self.closed & (self.volume < 0)).astype(np.int32)
        crosses = np.zeros(self.count, np.bool_)
        crosses[links[links[:, 0] != links[:, 1]]] = True
        return negative[crosses[negative] | (self.windings(negative, progress) <= 0)]

    def pieces(self, links: IntArray) -> tuple[int, IntArray]:
        """Return the number of pieces and the piece of each shell (S,) int32.

        links  (P, 2) int32: shells that cross; those with a common vertex or inside each other are found here
        """
        if self.count == 0:
            return 0, np.empty(0, np.int32)
        touching = np.full(len(self.vertices), -1, np.int32)
        touching[self.faces] = self.label[:, None]  # the last shell at each vertex
        other = touching[self.faces]
        face, corner = np.nonzero(other != self.label[:, None])
        common = np.stack([self.label[face], other[face, corner]], axis=1)
        links = np.concatenate([links, common, self.enclosures]).astype(np.int32)
        return group_by_links(self.count, links)

    @cached_property
    def enclosures(self) -> IntArray:
        """(P, 2) int32: pairs (shell, closed shell around its first vertex); only the largest shells are asked."""
        order = np.argsort(-self.area, kind="stable")
        pairs: list[tuple[int, int]] = []
        faces = np.ascontiguousarray(self.faces[self.order])
        low, high = self.boxes[:, :3], self.boxes[:, 3:]
        large = [int(s) for s in order[:MAX_CONTAINERS] if self.closed[s]]
        for outer in large:
            within = (low >= low[outer]).all(axis=1) & (high <= high[outer]).all(axis=1)
            within[outer] = False
            own = np.array([0, self.start[outer + 1] - self.start[outer]])
            part = np.ascontiguousarray(faces[self.start[outer] : self.start[outer + 1]])
            for inner in np.flatnonzero(within):
                point = int(faces[self.start[inner], 0])
                if winding_of_shells(self.vertices, part, own, self.boxes[outer : outer + 1], point):
                    pairs.append((int(inner), outer))
        return np.array(pairs, np.int32).reshape(-1, 2)
