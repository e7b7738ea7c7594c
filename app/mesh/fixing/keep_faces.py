"""Take away what is not selected."""

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.fixing.selected import selected
from app.mesh.forms.fix import KEEP_FACES
from app.mesh.forms.parameter import Value
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """The selected faces keep their order, corners and colours."""
    kept = selected(mesh, given)
    progress(0.5)
    number = int(kept.sum())
    if number == len(mesh.faces):
        return Repaired(mesh, plural("Kept {n} face", "Kept {n} faces", number))
    return Repaired(mesh.keep_faces(kept), plural("Kept {n} face", "Kept {n} faces", number))


TOOL = Tool(KEEP_FACES, work)
