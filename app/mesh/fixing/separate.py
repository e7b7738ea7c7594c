"""Cut the selection off as a body of its own."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.bake.fillings import painted_fillings
from app.mesh.fixing.openings import Openings
from app.mesh.fixing.selected import selected, some_left
from app.mesh.forms.fix import SEPARATE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft, joined
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Both sides of the cut get the same lid, in the colour of its rim; the part is moved straight away from it."""
    mask = some_left(selected(mesh, given))
    gap = Values(given).number("gap_mm")
    cut = _cut(mesh, mask)
    if not cut.any():
        raise RepairFailedError(text("The selection is a body of its own already: it touches nothing else."))
    whole = Draft.of(mesh)
    openings = Openings.in_(whole.keep(~mask))
    rims = [number for number, loop in enumerate(openings.loops) if cut[openings.ends(loop)[0]].all()]
    rest = openings.filled(rims, progress.part(0.0, 0.5), fair=False, beyond=mesh.faces[mask])
    if not rest.closing.any():
        raise RepairFailedError(
            text("The cut cannot be closed; select along a cleaner line, or smooth its edge first.")
        )
    lids = rest.keep(rest.closing)
    away = face_normals(lids.points, lids.faces, unit=False).sum(axis=0)
    away /= float(np.linalg.norm(away)) or 1.0
    part = joined([whole.keep(mask).compact(), lids.turned().compact()]).welded()
    part = part.with_(points=part.points + gap * away)
    both = painted_fillings(mesh, joined([rest.compact(), part]), progress.part(0.5, 0.9))
    result = Mesh(both.points, both.faces, both.uv, both.colors, both.material, both.materials)
    new = np.arange(both.size) >= rest.size - lids.size
    new[rest.size : rest.size + int(mask.sum())] = False
    crossing = len(intersecting_pairs(result.vertices, result.faces, progress.part(0.9, 1.0), new))
    if crossing:
        return Repaired(
            result,
            plural(
                "Cut off, but its lids cross the surface at {n} place; take a larger gap or select a part that sticks out",
                "Cut off, but its lids cross the surface at {n} places; take a larger gap or select a part that sticks out",
                crossing,
            ),
        )
    return Repaired(result, text("Cut off a part, {mm} mm away from the rest", mm=round(gap, 3)))


def _cut(mesh: Mesh, mask: BoolArray) -> BoolArray:
    """(V,) bool: vertices that selected and other faces have."""
    here, there = np.zeros(len(mesh.vertices), np.bool_), np.zeros(len(mesh.vertices), np.bool_)
    here[mesh.faces[mask]] = True
    there[mesh.faces[~mask]] = True
    return np.asarray(here & there)


TOOL = Tool(SEPARATE, work)
