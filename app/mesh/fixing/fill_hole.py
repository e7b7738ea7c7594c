"""Close one opening, or those that the selection touches."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.bake.fillings import painted_fillings
from app.mesh.fixing.openings import Openings
from app.mesh.fixing.selected import selected_or_none
from app.mesh.forms.fix import FILL_HOLE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.healing.summaries import closed_holes
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Only the chosen openings are closed, in the colours of their rims."""
    values, mask = Values(given), selected_or_none(mesh, given)
    openings = Openings.in_(Draft.of(mesh))
    progress(0.1)
    place = values.point("at")
    chosen = which(openings, None if place is None else place[0], mask)
    draft = openings.filled(chosen, progress.part(0.1, 0.6), fair=values.key("shape") == "curved")
    new = draft.size - len(mesh.faces)
    if not new:
        raise RepairFailedError(text("This opening cannot be closed; select the faces around it and refill them."))
    draft = painted_fillings(mesh, draft, progress.part(0.6, 1.0))
    closed = Mesh(draft.points, draft.faces, draft.uv, draft.colors, draft.material, draft.materials)
    return Repaired(closed, closed_holes(len(chosen), new))


def which(openings: Openings, place: FloatArray | None, mask: BoolArray) -> list[int]:
    """The openings that are meant: nearest to the place, touched by the selection, or the only one there is.

    Raises RepairFailedError where there is none, or nobody can know which.
    """
    if not openings.loops:
        raise RepairFailedError(text("This model has no opening that could be closed."))
    if place is not None:
        return [openings.nearest(place)]
    if mask.any():
        marked = np.zeros(len(openings.of.points), np.bool_)
        marked[openings.of.faces[mask]] = True
        touched = openings.at_vertices(marked)
        if not touched:
            raise RepairFailedError(text("The selection touches no opening; pick a place at the rim of one."))
        return touched
    if len(openings.loops) > 1:
        raise RepairFailedError(text("There are several openings; pick a place at the rim of one."))
    return [0]


TOOL = Tool(FILL_HOLE, work)
