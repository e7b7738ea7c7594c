"""Connect two openings."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.bake.fillings import painted_fillings
from app.mesh.fixing.bridging import bridged
from app.mesh.fixing.openings import Openings
from app.mesh.fixing.selected import selected_or_none
from app.mesh.forms.fix import BRIDGE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """A surface from rim to rim, in their colours; everything else stays."""
    values, mask = Values(given), selected_or_none(mesh, given)
    openings = Openings.in_(Draft.of(mesh))
    progress(0.1)
    first, second = _which_two(openings, values, mask)
    draft = bridged(openings, first, second, progress.part(0.1, 0.6), curved=values.key("shape") == "curved")
    new = draft.size - len(mesh.faces)
    draft = painted_fillings(mesh, draft, progress.part(0.6, 1.0))
    result = Mesh(draft.points, draft.faces, draft.uv, draft.colors, draft.material, draft.materials)
    return Repaired(
        result, plural("Connected two openings with {n} face", "Connected two openings with {n} faces", new)
    )


def _which_two(openings: Openings, values: Values, mask: BoolArray) -> tuple[int, int]:
    if len(openings.loops) < 2:
        raise RepairFailedError(text("A bridge needs two openings; delete faces where it shall begin and end."))
    places = [values.point("first"), values.point("second")]
    if places[0] is not None and places[1] is not None:
        first = openings.nearest(places[0][0])
        second = openings.nearest(places[1][0])
        if first == second:
            raise RepairFailedError(text("Both places lie at the same opening; pick one at each of the two."))
        return first, second
    if mask.any():
        marked = np.zeros(len(openings.of.points), np.bool_)
        marked[openings.of.faces[mask]] = True
        touched = openings.at_vertices(marked)
        if len(touched) != 2:
            raise RepairFailedError(text("The selection must touch two openings; pick a place at each instead."))
        return touched[0], touched[1]
    if len(openings.loops) > 2:
        raise RepairFailedError(text("There are several openings; pick a place at the rim of each of the two."))
    return 0, 1


TOOL = Tool(BRIDGE, work)
