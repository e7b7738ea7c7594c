"""All faces look outwards."""

import numpy as np

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.cavities import reversed_cavities
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import oriented
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_volumes
from app.mesh.kernels.pairing import pair_half_edges
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Neighbours agree, and closed shells enclose a positive volume, except cavities inside another shell."""
    progress(0.0)
    draft, _ = oriented(Draft.of(mesh))
    count, label = face_components(draft.faces, len(draft.points))
    volume = np.bincount(label, face_volumes(draft.points, draft.faces), count).astype(np.float64)
    whole = np.bincount(label, (pair_half_edges(draft.points, draft.faces).reshape(-1, 3) < 0).sum(axis=1), count) == 0
    inverted = whole & (volume < 0)
    if inverted.any():
        inverted &= ~reversed_cavities(draft, label, count, volume, progress.part(0.3, 0.9))
        draft = draft.turned(inverted[label])
    number = int((draft.faces != mesh.faces).any(axis=1).sum())
    if not number:
        return Repaired(mesh, text("All faces look outwards already"))
    return Repaired(draft.to_mesh(), plural("Turned {n} face outwards", "Turned {n} faces outwards", number))


REPAIR = Repair(
    "orient",
    text("Turn faces outwards"),
    text("Turns over triangles that look inwards. Nothing moves, colours stay."),
    run,
)
