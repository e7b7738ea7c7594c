"""One body of the shells that the selection touches."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.fixing.part import with_faces
from app.mesh.fixing.selected import selected
from app.mesh.forms.fix import UNITE_SHELLS
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.kernels.components import face_components
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.repairs.union_shells import REPAIR
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Other shells keep their order, corners and colours, and come first."""
    mask = selected(mesh, given)
    count, label = face_components(mesh.faces, len(mesh.vertices))
    touched = np.zeros(count, np.bool_)
    touched[label[mask]] = True
    if int(touched.sum()) < 2:
        raise RepairFailedError(text("The selection touches one shell only; select faces of each one to be united."))
    chosen = touched[label]
    united = REPAIR.run(mesh.keep_faces(chosen), process, progress)
    if chosen.all():
        return united
    rest = Draft.of(mesh).keep(~chosen)
    new = united.mesh
    return Repaired(with_faces(rest, new, new.faces + np.int32(len(rest.points))), united.summary)


TOOL = Tool(UNITE_SHELLS, work)
