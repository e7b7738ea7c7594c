"""How much of a model looks different after its colours were changed."""

from dataclasses import dataclass

import numpy as np

from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.paint import paint

SMALL = 0.5  # ΔE00: what is nearer nobody sees


@dataclass(frozen=True)
class SeenChange:
    """``share`` of the area that looks different (0 to 1), and by how much that part does on average (ΔE00)."""

    share: float
    delta_e: float


def seen_change(before: Mesh, after: Mesh) -> SeenChange:
    """Compare two meshes with the same faces at the same points of each."""
    areas = face_areas(before.vertices, before.faces)
    everything = np.arange(len(before.faces), dtype=np.int32)
    first, second = paint(before, everything, areas), paint(after, everything, areas)
    differ = np.flatnonzero((first.color[:, :3] != second.color[:, :3]).any(axis=1))
    pairs = np.concatenate([first.color[differ, :3], second.color[differ, :3]], axis=1)
    unique, which = np.unique(pairs, axis=0, return_inverse=True)
    delta = ciede2000(lab_of(unique[:, :3]), lab_of(unique[:, 3:]))[which.reshape(-1)]
    seen = delta > SMALL
    area = first.area[differ[seen]]
    total, some = float(first.area.sum()), float(area.sum())
    return SeenChange(some / total if total > 0 else 0.0, float(area @ delta[seen]) / some if some > 0 else 0.0)
