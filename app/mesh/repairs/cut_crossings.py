"""Undo faces that pass through each other."""

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.crossings import CUT_RINGS, EFFORT, crossing_pairs
from app.mesh.healing.edit import Draft
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Vertices move a hair where that helps; else faces are cut where they cross, and what lies inside is left out."""
    draft = Draft.of(mesh)
    before = len(crossing_pairs(draft, progress.part(0.0, 0.1)))
    if not before:
        return Repaired(mesh, text("No faces cross"))
    cure = uncrossed(draft, mesh.diagonal, progress.part(0.1, 1.0), rings=CUT_RINGS, effort=EFFORT)
    after = len(crossing_pairs(cure.draft, progress))
    if after >= before:
        raise RepairFailedError(text("The crossing faces could not be undone here; try the automatic repair."))
    return Repaired(
        cure.draft.to_mesh(), plural("Undid {n} crossing of faces", "Undid {n} crossings of faces", before - after)
    )


REPAIR = Repair(
    "cut_crossings",
    text("Undo crossing faces"),
    text(
        "Parts faces that pass through each other: moved a hair, or cut where they cross and left out where they lie inside."
    ),
    run,
)
