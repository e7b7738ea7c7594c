"""One face where several lie on each other."""

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.sheets import panels
from app.mesh.healing.topology import without_duplicates
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Of faces on the same three vertices one stays; two back to back go together where they are an inner wall."""
    progress(0.0)
    draft = Draft.of(mesh)
    after = without_duplicates(draft, lambda walls: panels(walls, draft, mesh.diagonal, progress))
    number = draft.size - after.size
    if not number:
        return Repaired(mesh, text("No face lies on another one"))
    return Repaired(after.to_mesh(), plural("Removed {n} doubled face", "Removed {n} doubled faces", number))


REPAIR = Repair(
    "drop_duplicates",
    text("Remove doubled faces"),
    text("Keeps one of the triangles that lie exactly on each other. The colour of the first one stays."),
    run,
)
