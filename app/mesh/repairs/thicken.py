"""Make thin walls thick enough to print."""

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.thickening import thickened
from app.mesh.inspection import Inspection
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.mesh.unmeasured import no_solid
from app.settings.process import ProcessProfile


def run(mesh: Mesh, process: ProcessProfile, progress: Progress) -> Repaired:
    """Walls and rods below the limits of the process grow outwards where there is room."""
    reason = no_solid(Inspection(mesh, process, None, progress.part(0.0, 0.1)))
    if reason is not None:
        raise RepairFailedError(reason)
    result = thickened(mesh, process, progress.part(0.1, 1.0))
    if not result.before:
        return Repaired(mesh, text("No wall or rod is too thin"))
    if result.left >= result.before:
        raise RepairFailedError(
            text("The thin parts could not be made thicker here: there is no room around them. Print it larger.")
        )
    words = plural(
        "Made {n} thin part thick enough; {left} are left",
        "Made {n} thin parts thick enough; {left} are left",
        result.before - result.left,
        left=result.left,
    )
    return Repaired(result.mesh, words)


REPAIR = Repair(
    "thicken",
    text("Thicken thin parts"),
    text("Moves the surface of walls and rods that are too thin outwards until they can be printed; colours stay."),
    run,
)
