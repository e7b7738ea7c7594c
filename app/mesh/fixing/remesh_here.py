"""Triangles of one size in the selection."""

import numpy as np

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.fixing.part import Part
from app.mesh.fixing.selected import selected
from app.mesh.forms.fix import REMESH_HERE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.shaping.remesh import remeshed
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Remesh the selection; its rim is not even cut, so that it fits to what is around."""
    part = Part.of(mesh, selected(mesh, given))
    edge_mm = Values(given).number("edge_mm")
    changed = remeshed(part.mesh, edge_mm, progress.part(0.0, 0.95), part.locked)
    own = np.arange(len(changed.faces)) < len(changed.faces) - int(part.locked.sum())
    result = part.put_back(changed, own)
    summary = plural(
        "Evened out to {n} triangle of {mm} mm here",
        "Evened out to {n} triangles of {mm} mm here",
        int(own.sum()),
        mm=round(edge_mm, 3),
    )
    return Repaired(result, summary)


TOOL = Tool(REMESH_HERE, work)
