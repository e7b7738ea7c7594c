"""Take away a second skin inside the first."""

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.inner_walls import without_inner_walls
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, process: ProcessProfile, progress: Progress) -> Repaired:
    """Skins that can only be reached through pinholes go; the pinholes are closed, so that the body is solid."""
    draft, removed = without_inner_walls(Draft.of(mesh), process, progress)
    if not removed:
        return Repaired(mesh, text("There are no inner walls"))
    words = plural("Removed {n} face of inner walls", "Removed {n} faces of inner walls", removed)
    return Repaired(draft.to_mesh(), words)


REPAIR = Repair(
    "remove_inner_walls",
    text("Remove inner walls"),
    text("Removes a second skin inside the first and closes the pinholes between them; the outer skin stays as it is."),
    run,
)
