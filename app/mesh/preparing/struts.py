"""Join parts that touch nothing to the rest by struts, so that the figure comes out of the printer in one piece."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.jobs.threads import in_thread
from app.mesh.arrays import FloatArray
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import CONNECT
from app.mesh.ghost import Ghost
from app.mesh.inspection import Inspection
from app.mesh.mesh import Mesh
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_shapes import rod, turned_to
from app.mesh.preparing.struts_places import Loose, Strut, struts
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

MOST_FOR_GHOST = 50_000  # faces: of more it takes longer than a preview may
PIECES_FOR_GHOST = 10


@dataclass(frozen=True, eq=False)
class _Plan:
    """The struts, their diameter in mm; how many parts they join, and how many stay loose as no way leads to them."""

    struts: list[Strut]
    diameter: float
    joined: int
    failed: int


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Put struts in and unite them with what they join."""
    plan = _plan(mesh, Values(given), process, progress.part(0.0, 0.5))
    if plan is None:
        return Repaired(mesh, text("The model is one piece"))
    if not plan.struts:
        raise RepairFailedError(
            text("No free way for a strut was found to any loose part; move the parts together or unite them.")
        )

    def unite() -> Mesh:
        return Workpiece.of(mesh).joined(_solid(plan), Paint("strut", None)).mesh()

    return Repaired(in_thread(unite, progress, 0.5), _words(plan))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The struts, where they are found at once."""
    if len(mesh.faces) > MOST_FOR_GHOST:
        return None
    plan = _plan(mesh, Values(given), process, Progress(), most=PIECES_FOR_GHOST)
    return ghost_of(_solid(plan), "add") if plan is not None and plan.struts else None


def _plan(
    mesh: Mesh, values: Values, process: ProcessProfile, progress: Progress, most: int | None = None
) -> _Plan | None:
    """None where there is nothing to join, or more than ``most`` parts."""
    inspection = Inspection(mesh, process, None, progress.part(0.0, 0.3))
    count, piece = inspection.pieces
    if count < 2 or (most is not None and count > most):
        return None
    shells = inspection.shells
    if len(inspection.kept) != len(mesh.faces):
        raise RepairFailedError(text("There are faces without area; repair the model first."))
    main = int(np.argmax(np.bincount(piece, np.abs(shells.volume), count)))
    wanted = np.ones(count, np.bool_) if values.on("dust") else ~inspection.dust
    wanted[main] = False
    if not wanted.any():
        return None
    diameter = values.number("diameter_mm") or max(process.min_feature_mm, process.min_wall_mm)
    loose = Loose(mesh, piece[shells.label], main, wanted)
    made, failed = struts(loose, diameter, int(values.number("number")), progress.part(0.3, 1.0))
    return _Plan(made, diameter, int(wanted.sum()) - failed, failed)


def _solid(plan: _Plan) -> manifold3d.Manifold:
    return manifold3d.Manifold.batch_boolean(
        [_rod(strut.start, strut.end, plan.diameter / 2) for strut in plan.struts], manifold3d.OpType.Add
    )


def _rod(start: FloatArray, end: FloatArray, radius: float) -> manifold3d.Manifold:
    length = float(np.linalg.norm(end - start))
    return turned_to(rod(radius, 0.0, length), start, (end - start) / length)


def _words(plan: _Plan) -> Text:
    made = plural(
        "{n} strut of {diameter} mm",
        "{n} struts of {diameter} mm",
        len(plan.struts),
        diameter=figure(plan.diameter),
    )
    words = plural("Joined {n} loose part by {struts}", "Joined {n} loose parts by {struts}", plan.joined, struts=made)
    if plan.failed:
        return plural(
            "{joined}; {n} stays loose, as no free way leads to it",
            "{joined}; {n} stay loose, as no free way leads to them",
            plan.failed,
            joined=words,
        )
    return words


TOOL = Tool(CONNECT, work, ghost)
