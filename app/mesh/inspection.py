"""What the checks of one mesh share, so that nothing is computed twice."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import FloatArray, IntArray, Mesh
from app.settings.process import ProcessProfile


class Inspection:
    """A mesh under inspection for a print process; every derived table is made once, when a check first asks."""

    def __init__(self, mesh: Mesh, process: ProcessProfile, height_mm: float | None, progress: Progress) -> None:
        """``height_mm``: the printed height that was chosen (the mesh has it already), or None where nobody chose."""
        self.mesh = mesh
        self.process = process
        self.height_mm = height_mm
        self.progress = progress

    @cached_property
    def edges(self) -> EdgeTable:
        return edge_table(self.mesh.faces)

    @cached_property
    def areas(self) -> FloatArray:
        """(F,) mm²."""
        return face_areas(self.mesh.vertices, self.mesh.faces)

    @cached_property
    def volumes(self) -> FloatArray:
        """(F,) mm³: signed share of each face in the enclosed volume."""
        return face_volumes(self.mesh.vertices, self.mesh.faces)

    @cached_property
    def shells(self) -> tuple[int, IntArray]:
        """Number of shells (faces joined through edges) and the shell of each face (F,) int32."""
        return face_components(self.mesh.faces, len(self.mesh.vertices))

    @cached_property
    def crossing_pairs(self) -> NDArray[np.int32]:
        """(P, 2) int32: pairs of faces that intersect each other."""
        return intersecting_pairs(self.mesh.vertices, self.mesh.faces, self.progress)
