"""Close every hole."""

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.bake.fillings import painted_fillings
from app.mesh.healing.edit import Draft
from app.mesh.healing.summaries import closed_holes
from app.mesh.healing.topology import closed
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Every open loop is closed with the smoothest triangulation of its rim, coloured from the rim."""
    draft, holes, faces = closed(Draft.of(mesh), progress.part(0.0, 0.6), closing=True, fair=True)
    if not faces:
        return Repaired(mesh, text("There are no holes"))
    draft = painted_fillings(mesh, draft, progress.part(0.6, 1.0))
    return Repaired(draft.to_mesh(), closed_holes(holes, faces))


REPAIR = Repair(
    "fill_holes",
    text("Fill holes"),
    text("Closes every open edge loop smoothly; the new faces take their colour from the rim."),
    run,
)
