"""What selecting asks of a mesh again and again, each worked out when it is asked for first."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import IntArray
from app.mesh.mesh import Mesh
from app.mesh.selecting.alike import face_colors, labs
from app.mesh.selecting.links import FaceLinks, links_of, unit_normals
from app.mesh.selecting.openings import Rims, rims_of
from app.mesh.selecting.regions import parts


class SelectSurface:
    """Belongs to one mesh and to one thread."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh

    @property
    def count(self) -> int:
        """Number of faces."""
        return len(self.mesh.faces)

    @cached_property
    def points(self) -> NDArray[np.float32]:
        """(V, 3) float32: vertices as they are drawn."""
        return self.mesh.vertices.astype(np.float32)

    @cached_property
    def middles(self) -> NDArray[np.float64]:
        """(F, 3) mm: the middle of each face."""
        return np.asarray(sum(self.mesh.vertices[self.mesh.faces[:, corner]] for corner in range(3)) / 3)

    @cached_property
    def links(self) -> FaceLinks:
        """How the faces hang together."""
        return links_of(self.mesh.faces)

    @cached_property
    def normals(self) -> NDArray[np.float32]:
        """(F, 3) float32 unit normals."""
        return unit_normals(self.mesh.vertices, self.mesh.faces)

    @cached_property
    def shells(self) -> IntArray:
        """(F,) int32: the shell of each face."""
        return parts(self.count, self.links.pairs)

    @cached_property
    def rims(self) -> Rims:
        """The openings."""
        return rims_of(self.links)

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """(F, 3) L*a*b* of the colour in the middle of each face."""
        return labs(face_colors(self.mesh))
