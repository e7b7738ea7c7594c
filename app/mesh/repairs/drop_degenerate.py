"""Remove faces without area, without opening the surface where that can be had."""

import numpy as np

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.edit import Draft
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.mesh.slivers import without_slivers
from app.mesh.topology import repeats_vertex
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Faces that name a vertex twice go; those whose corners lie on a line go by turning an edge: no hole opens."""
    progress(0.0)
    draft = Draft.of(mesh)
    flat = repeats_vertex(draft.faces) | (face_areas(draft.points, draft.faces) <= 0)
    if not flat.any():
        return Repaired(mesh, text("Every face has an area"))
    after = without_slivers(draft)
    number = int(np.count_nonzero(flat))
    return Repaired(after.to_mesh(), plural("Removed {n} face without area", "Removed {n} faces without area", number))


REPAIR = Repair(
    "drop_degenerate",
    text("Remove faces without area"),
    text("Removes triangles that have collapsed to a line or a point, and keeps the surface closed. Colours stay."),
    run,
)
