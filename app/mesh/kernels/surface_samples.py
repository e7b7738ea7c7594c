"""Points on a surface that stand for its area: one in the middle of a face, more in a large one, always the same ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.measure import face_normals

MAX_FACES = 200_000  # of a finer mesh only every so many is looked at: its neighbours are nearly the same
MAX_CUTS = 16  # a face is cut at most into 16 × 16
COARSE = 20_000  # samples that a surface of a few large faces gets at the least, unless the cell asks for fewer


@dataclass(frozen=True, eq=False)
class Samples:
    """Points inside faces.

    points  (N, 3) float64 mm
    normals (N, 3) float64 unit normal of the face
    face    (N,) int32, ascending
    area    (N,) float64 mm² of the whole surface that the point stands for
    """

    points: FloatArray
    normals: FloatArray
    face: IntArray
    area: FloatArray

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.face)

    def part(self, which: slice | IntArray | BoolArray | NDArray[np.int64]) -> "Samples":
        """Some of them."""
        return Samples(self.points[which], self.normals[which], self.face[which], self.area[which])


def surface_samples(vertices: FloatArray, faces: IntArray, areas: FloatArray, cell_mm: float) -> Samples:
    """Spread points over (F, 3) faces of ``areas`` (F,) mm²: about one for each ``cell_mm`` ² of a large face.

    A face is cut into k × k like ones and each of them gives its centre, so the points are spread evenly and never lie
    on an edge, where a normal is not defined. Faces without area give none.
    """
    total = float(areas.sum())
    if not len(faces) or total <= 0:
        return Samples(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0, np.int32), np.zeros(0))
    cell = max(cell_mm, np.sqrt(total / COARSE))
    cuts = np.clip(np.ceil(np.sqrt(areas / cell**2)), 1, MAX_CUTS).astype(np.int32)
    looked_at = areas > 0
    if len(faces) > MAX_FACES:
        chosen = np.zeros(len(faces), np.bool_)
        chosen[np.arange(MAX_FACES, dtype=np.int64) * len(faces) // MAX_FACES] = True
        looked_at &= chosen | (cuts > 1)
    points, face, share = [], [], []
    for k in np.unique(cuts[looked_at]).tolist():
        which = np.flatnonzero(looked_at & (cuts == k)).astype(np.int32)
        weights = _centres(k)
        points.append(np.einsum("pk,fkj->fpj", weights, vertices[faces[which]]).reshape(-1, 3))
        face.append(np.repeat(which, len(weights)))
        share.append(np.repeat(areas[which] / len(weights), len(weights)))
    of_face = np.concatenate(face)
    order = np.argsort(of_face, kind="stable")
    of_face = of_face[order]
    area = np.concatenate(share)[order]
    if len(faces) > MAX_FACES:
        area *= total / area.sum()
    unit = face_normals(vertices, faces)
    return Samples(np.concatenate(points)[order], unit[of_face], of_face, area)


def _centres(k: int) -> FloatArray:
    """(k², 3) barycentric weights: the centres of the k² like triangles that a triangle is cut into."""
    i, j = np.meshgrid(np.arange(k), np.arange(k), indexing="ij")
    up = i + j < k
    down = i + j < k - 1
    first = np.concatenate([(i[up] + 1 / 3) / k, (i[down] + 2 / 3) / k])
    second = np.concatenate([(j[up] + 1 / 3) / k, (j[down] + 2 / 3) / k])
    return np.column_stack([1 - first - second, first, second])
