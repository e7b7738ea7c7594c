"""Make one body of shells that overlap."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.healing.crossings import EFFORT
from app.mesh.healing.edit import Draft
from app.mesh.healing.summaries import joined_shells
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.healing.uniting import united
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import edge_table
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Closed shells that cross one another become one body; what is inside goes. Open shells must be closed first."""
    edges = edge_table(mesh.faces)
    if (edges.count != 2).any() or (edges.forward != 1).any():
        raise RepairFailedError(text("Shells can only be joined when they are closed: fill the holes first."))
    draft = Draft.of(mesh)
    _, label = face_components(draft.faces, len(draft.points))
    after, number = united(draft.with_(part=label), mesh.diagonal, progress.part(0.0, 0.6))
    if not number:
        return Repaired(mesh, text("No shells overlap"))
    cure = uncrossed(after, mesh.diagonal, progress.part(0.6, 1.0), rings=(0, 1), effort=EFFORT)
    if not np.isfinite(cure.draft.points).all():
        raise RepairFailedError(text("The shells could not be joined; try the automatic repair."))
    return Repaired(cure.draft.to_mesh(), joined_shells(number))


REPAIR = Repair(
    "union_shells",
    text("Join overlapping shells"),
    text("Makes one body of closed shells that overlap and drops what is inside. Colours go along."),
    run,
)
