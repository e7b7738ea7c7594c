"""The part of a model whose colours change: all of it, or some faces with an edge that fades."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.kernels.edges import edge_table
from app.mesh.mesh import Mesh
from app.mesh.tints.oklab import smooth_step

STEPS = 10  # points on the border for each width of the edge: fine enough that nobody sees them
MOST_POINTS = 2_000_000
AT_A_TIME = 100_000  # faces that are searched for the border


@dataclass(frozen=True, eq=False)
class Region:
    """The faces ``chosen`` (F,) of a mesh; the change fades in over ``edge_mm`` inside of their border."""

    mesh: Mesh
    chosen: BoolArray
    edge_mm: float = 0.0

    @classmethod
    def of(cls, mesh: Mesh, values: Values) -> "Region":
        """What the values "faces" and "edge_mm" say. Raises AppError for a face that the mesh does not have."""
        faces = values.faces("faces")
        chosen = np.full(len(mesh.faces), not len(faces))
        if len(faces):
            if faces.min() < 0 or faces.max() >= len(mesh.faces):
                raise AppError(text("The selection belongs to another state of the model; select again."))
            chosen[faces] = True
        return cls(mesh, chosen, values.number("edge_mm"))

    @cached_property
    def everything(self) -> bool:
        """Whether no face is left out."""
        return bool(self.chosen.all())

    @property
    def soft(self) -> bool:
        """Whether there is a border at which the change fades."""
        return self.edge_mm > 0 and not self.everything and self._border is not None

    def weights(self, points: FloatArray) -> NDArray[np.float32]:
        """(N,) how much of the change points (N, 3) mm of the chosen faces get: 0 at the border, 1 inside."""
        if not self.soft:
            return np.ones(len(points), np.float32)
        away, _ = self._border.query(points, distance_upper_bound=self.edge_mm)
        return smooth_step(np.asarray(np.minimum(away / self.edge_mm, 1.0), np.float32))

    def near_border(self, progress: Progress) -> IntArray:
        """The chosen faces that the edge may reach, by number."""
        chosen = np.flatnonzero(self.chosen).astype(np.int32)
        if not self.soft:
            return chosen[:0]
        near = np.zeros(len(chosen), np.bool_)
        for start in range(0, len(chosen), AT_A_TIME):
            progress(0.1 + 0.1 * start / len(chosen))
            part = slice(start, start + AT_A_TIME)
            corners = self.mesh.vertices[self.mesh.faces[chosen[part]]]
            middle = corners.mean(axis=1)
            reach = np.linalg.norm(corners - middle[:, None], axis=2).max(axis=1) + self.edge_mm
            away, _ = self._border.query(middle, distance_upper_bound=float(reach.max(initial=0.0)))
            near[part] = away < reach
        return chosen[near]

    @cached_property
    def _border(self) -> Any:
        """A k-d tree of points on the edges between chosen and other faces, or None where there are none."""
        edges = edge_table(self.mesh.faces)
        count = np.bincount(edges.of_face.reshape(-1), minlength=len(edges.vertices))
        inside = np.bincount(edges.of_face[self.chosen].reshape(-1), minlength=len(edges.vertices))
        border = edges.vertices[(inside > 0) & (inside < count)]
        if not len(border):
            return None
        from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load, and only soft edges need it

        first, second = self.mesh.vertices[border[:, 0]], self.mesh.vertices[border[:, 1]]
        length = np.linalg.norm(second - first, axis=1)
        spacing = max(self.edge_mm / STEPS, float(length.sum()) / MOST_POINTS)
        pieces = 1 + (length / spacing).astype(np.int64)
        edge = np.repeat(np.arange(len(border)), pieces)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        share = (number / pieces[edge])[:, None]
        return cKDTree(np.concatenate([first[edge] * (1 - share) + second[edge] * share, second]))
