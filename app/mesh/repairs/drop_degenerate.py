"""Remove faces without area, without opening the surface."""

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.slivers import slivers, without_slivers
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Faces that have collapsed to a point or a line go."""
    progress(0.0)
    draft = Draft.of(mesh)
    before = int(slivers(draft, mesh.diagonal).sum())
    if not before:
        return Repaired(mesh, text("Every face has an area"))
    progress(0.2)
    after = without_slivers(draft, mesh.diagonal)
    number = before - int(slivers(after, mesh.diagonal).sum())
    if not number:
        return Repaired(mesh, text("The faces without area cannot go without opening a hole; try the automatic repair"))
    return Repaired(after.to_mesh(), plural("Removed {n} face without area", "Removed {n} faces without area", number))


REPAIR = Repair(
    "drop_degenerate",
    text("Remove faces without area"),
    text("Removes triangles that have collapsed to a line or a point, and keeps the surface closed. Colours stay."),
    run,
)
