"""Take the selected faces away."""

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.fixing.selected import selected, some_left
from app.mesh.forms.fix import DELETE_FACES
from app.mesh.forms.parameter import Value
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Every other face keeps its order, corners and colours."""
    gone = some_left(selected(mesh, given))
    progress(0.5)
    return Repaired(mesh.keep_faces(~gone), plural("Deleted {n} face", "Deleted {n} faces", int(gone.sum())))


TOOL = Tool(DELETE_FACES, work)
