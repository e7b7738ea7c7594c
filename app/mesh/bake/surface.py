"""The surface that is to be painted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.measure import face_areas, face_normals
from app.mesh.kernels.vertex_normals import vertex_normals


@dataclass(frozen=True, eq=False)
class Surface:
    """``points`` (V, 3) float64 mm and ``faces`` (F, 3) int32, at least one, counter-clockwise seen from outside."""

    points: FloatArray
    faces: IntArray

    @cached_property
    def normals(self) -> FloatArray:
        """(F, 3) of length 1; 0 for a face without area."""
        return face_normals(self.points, self.faces)

    @cached_property
    def area(self) -> float:
        """In mm²."""
        return float(face_areas(self.points, self.faces).sum())

    def arrays(self) -> tuple[FloatArray, IntArray, FloatArray]:
        """Points, faces and normals as compiled functions take them."""
        return as_input(self.points, np.float64), as_input(self.faces, np.int32), as_input(self.normals, np.float64)

    @property
    def centres(self) -> FloatArray:
        """(F, 3) mm."""
        return np.asarray(self.points[self.faces].mean(axis=1))

    @cached_property
    def vertex_normals(self) -> FloatArray:
        """(V, 3) of length 1: the faces' normals weighted by area; 0 where they cancel out."""
        return vertex_normals(self.points, self.faces)
