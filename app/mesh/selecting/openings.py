"""The openings of a mesh as closed lines along its open edges."""

from dataclasses import dataclass

import numpy as np

from app.mesh.mesh import FloatArray, IntArray
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

    def nearest(self, vertices: FloatArray, place: FloatArray) -> tuple[int, float]:
        """The opening that comes nearest to the place (3,), and how near in mm; -1 where there is none."""
        if not self.count:
            return -1, float("inf")
        start, end = vertices[self.links.open_edges[:, 0]], vertices[self.links.open_edges[:, 1]]
        along = end - start
        share = ((place - start) * along).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-300)
        apart = np.linalg.norm(place - start - np.clip(share, 0, 1)[:, None] * along, axis=1)
        nearest = int(np.argmin(apart))
        return int(self.of_edge[nearest]), float(apart[nearest])


def rims_of(links: FaceLinks) -> Rims:
    """The openings: open edges that hang together by their ends."""
    used, local = np.unique(links.open_edges, return_inverse=True)
    if not len(used):
        return Rims(links, np.zeros(0, np.int32), 0)
    labels = parts(len(used), local.reshape(-1, 2).astype(np.int32))
    of_edge = labels[local.reshape(-1, 2)[:, 0]]
    return Rims(links, of_edge, int(of_edge.max()) + 1)
