"""How much of a model looks different after its colours were changed."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.paint import paint

POINTS = 300_000  # that are compared at most: a third of a second of work
SMALL = 0.5  # ΔE00: what is nearer nobody sees


@dataclass(frozen=True)
class SeenChange:
    """``share`` of the area that looks different (0 to 1), and by how much that part does on average (ΔE00)."""

    share: float
    delta_e: float


def seen_change(before: Mesh, after: Mesh, progress: Progress) -> SeenChange:
    """Compare two meshes with the same faces at the same points of each."""
    progress(0.0)
    areas = face_areas(before.vertices, before.faces)
    everything = np.arange(len(before.faces), dtype=np.int32)
    first = paint(before, everything, areas)
    progress(0.3)
    second = paint(after, everything, areas)
    progress(0.6)
    step = -(-len(first.face) // POINTS)
    old, new, all_area = first.color[::step, :3], second.color[::step, :3], first.area[::step]
    differ = np.flatnonzero((old != new).any(axis=1))
    delta = ciede2000(lab_of(old[differ]), lab_of(new[differ]))
    seen = delta > SMALL
    area = all_area[differ[seen]]
    total, some = float(all_area.sum()), float(area.sum())
    return SeenChange(some / total if total > 0 else 0.0, float(area @ delta[seen]) / some if some > 0 else 0.0)
