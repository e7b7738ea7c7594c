"""The openings of a mesh as closed lines along its open edges."""

from dataclasses import dataclass

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.selecting.links import FaceLinks
from app.mesh.selecting.regions import parts


@dataclass(frozen=True, eq=False)
class Rims:
    """``of_edge`` (B,) int32: the number of the opening that each open edge of the links is at; ``count`` of them."""

    links: FaceLinks
    of_edge: IntArray
    count: int

    def faces(self, number: int) -> IntArray:
        """Faces along an opening, ascending."""
        return np.unique(self.links.open_faces[self.of_edge == number])

    def edges(self, number: int) -> IntArray:
        """(N, 2) int32 vertices of the edges along an opening."""
        return np.asarray(self.links.open_edges[self.of_edge == number])

    def nearest(self, vertices: FloatArray, eye: FloatArray, place: FloatArray) -> int:
        """The opening that comes nearest to the line from ``eye`` (3,) through ``place`` (3,), as it is seen from there.

        -1 where there is none.
        """
        if not self.count:
            return -1
        way = place - eye
        way = way / max(float(np.linalg.norm(way)), 1e-300)
        offset = vertices[self.links.open_edges].mean(axis=1) - eye
        along = offset @ way
        beside = np.linalg.norm(offset - along[:, None] * way, axis=1)
        angle = np.where(along > 0, beside / np.maximum(along, 1e-300), np.inf)
        return int(self.of_edge[int(np.argmin(angle))])


def rims_of(links: FaceLinks) -> Rims:
    """The openings: open edges that hang together by their ends."""
    used, local = np.unique(links.open_edges, return_inverse=True)
    if not len(used):
        return Rims(links, np.zeros(0, np.int32), 0)
    labels = parts(len(used), local.reshape(-1, 2).astype(np.int32))
    of_edge = labels[local.reshape(-1, 2)[:, 0]]
    return Rims(links, of_edge, int(of_edge.max()) + 1)
