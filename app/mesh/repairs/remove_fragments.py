"""Remove dust."""

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.dust import dust_faces
from app.mesh.healing.edit import Draft
from app.mesh.healing.summaries import removed_fragments
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, process: ProcessProfile, progress: Progress) -> Repaired:
    """Loose bits below the limits of the print process go."""
    draft = Draft.of(mesh)
    number, dust = dust_faces(draft, process, crossing_pairs(draft, progress))
    if not number:
        return Repaired(mesh, text("There are no loose fragments"))
    if dust.all():
        raise RepairFailedError(
            text("The whole model is smaller than what counts as dust; choose its printed height first.")
        )
    return Repaired(draft.keep(~dust).to_mesh(), removed_fragments(number))


REPAIR = Repair(
    "remove_fragments",
    text("Remove loose fragments"),
    text("Removes floating bits that are too small to be printed as parts of their own."),
    run,
)
