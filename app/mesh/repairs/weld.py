"""Merge vertices that lie within a hair of each other."""

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.stitching import stitched
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Vertices on open edges that lie within 1/100000 of the diagonal become one; the others stay where they are."""
    progress(0.0)
    draft, number = stitched(Draft.of(mesh), mesh.diagonal)
    if not number:
        return Repaired(mesh, text("No open edge has another one within reach"))
    progress(0.5)
    return Repaired(draft.to_mesh(), plural("Merged {n} close vertex", "Merged {n} close vertices", number))


REPAIR = Repair(
    "weld",
    text("Merge close vertices"),
    text("Joins vertices along open edges that lie within a hair of each other. Colours stay."),
    run,
)
