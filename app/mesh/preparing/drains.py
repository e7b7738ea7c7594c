"""Drain holes: two or more into each hollow, so that air gets in while resin, powder or support material gets out."""

from dataclasses import dataclass
from typing import cast

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.jobs.threads import in_thread
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import DRAINS
from app.mesh.ghost import Ghost
from app.mesh.hollows import LEAST_MM3
from app.mesh.kernels.measure import face_volumes
from app.mesh.mesh import Mesh
from app.mesh.preparing.drains_places import Drilling, Hole, Where
from app.mesh.preparing.drains_plugs import beside, plugs
from app.mesh.preparing.hollow_shells import hollow_shells
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_shapes import rod, turned_to
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


@dataclass(frozen=True, eq=False)
class DrainSettings:
    """``holes`` for each hollow; ``diameter`` and ``clearance`` (of plugs) in mm; ``picked`` (N, 6) places with normals."""

    holes: int
    diameter: float
    where: Where
    picked: FloatArray
    plugs: bool
    clearance: float

    @classmethod
    def of(cls, values: Values, process: ProcessProfile) -> "DrainSettings":
        """As a form says it; the diameter 0 stands for that of the process."""
        return cls(
            int(values.number("holes")),
            values.number("drain_mm") or process.drain_hole_mm,
            cast("Where", values.key("where")),
            values.points("at"),
            values.on("plugs"),
            values.number("clearance_mm"),
        )


@dataclass(frozen=True, eq=False)
class Drained:
    """The mesh, the number of holes in it and of plugs beside it, and of hollows that no hole was found for."""

    mesh: Mesh
    holes: int
    plugs: int
    closed: int


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Drill into the hollows that are there."""
    settings = DrainSettings.of(Values(given), process)
    result = drained(mesh, settings, process, progress)
    return Repaired(result.mesh, holes_words(result, settings))


def drained(mesh: Mesh, settings: DrainSettings, process: ProcessProfile, progress: Progress) -> Drained:
    """Drill into each hollow of a closed mesh.

    Raises RepairFailedError where there is no hollow, where no place for a hole was found or a picked one will not do.
    """
    shell, hollow = hollow_shells(mesh)
    rooms = _rooms(mesh, shell, hollow)
    picked = settings.where == "picked"
    if not len(rooms) and not picked:
        raise RepairFailedError(
            text("There is no closed hollow inside that a hole could be drilled into; hollow it first.")
        )
    progress(0.05)
    drilling = in_thread(lambda: Drilling.into(mesh, shell, hollow, settings.diameter), progress, 0.1)
    holes: list[Hole] = []
    closed = 0
    if picked:
        holes = _picked(drilling, settings)
    else:
        for number, room in enumerate(rooms.tolist()):
            part = progress.part(0.2 + 0.3 * number / len(rooms), 0.2 + 0.3 * (number + 1) / len(rooms))
            found = drilling.holes(room, settings.holes, settings.where, process, part)
            closed += not found
            holes += found
    if not holes:
        raise RepairFailedError(
            text(
                "No place for a hole of {hole} mm was found; choose a smaller one, another side, or pick the places.",
                hole=figure(settings.diameter),
            )
        )
    return _cut(mesh, holes, settings, closed, progress.part(0.5, 1.0))


def _rooms(mesh: Mesh, shell: IntArray, hollow: np.ndarray) -> IntArray:
    """The hollows that are worth a hole, largest first."""
    volume = -np.bincount(shell, face_volumes(mesh.vertices, mesh.faces), len(hollow))
    order = np.argsort(-volume, kind="stable")
    return order[hollow[order] & (volume[order] >= LEAST_MM3)].astype(np.int32)


def _picked(drilling: Drilling, settings: DrainSettings) -> list[Hole]:
    if not len(settings.picked):
        raise RepairFailedError(text("Pick the places for the holes on the model first."))
    at, axis = settings.picked[:, :3], settings.picked[:, 3:]
    axis = axis / np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-12)
    found = drilling.drilled(at, axis, None)
    for number, hole in enumerate(found, 1):
        if hole is None:
            raise RepairFailedError(
                text(
                    "Behind picked place {n} there is no hollow; pick another one, or hollow the model first.", n=number
                )
            )
    return [hole for hole in found if hole is not None]


def _cut(mesh: Mesh, holes: list[Hole], settings: DrainSettings, closed: int, progress: Progress) -> Drained:
    radius = settings.diameter / 2

    def work_on_solid() -> tuple[Mesh, list[Mesh]]:
        piece = Workpiece.of(mesh)
        drill = manifold3d.Manifold.batch_boolean([_drill(hole, radius) for hole in holes], manifold3d.OpType.Add)
        made = plugs(piece, holes, radius, settings.clearance) if settings.plugs else []
        return piece.cut(drill, Paint("drain", None)).mesh(), made

    result, made = in_thread(work_on_solid, progress, 0.5)
    if made:
        result = beside(result, made)
    return Drained(result, len(holes), len(made), closed)


def _drill(hole: Hole, radius: float) -> manifold3d.Manifold:
    return turned_to(rod(radius, hole.low, hole.high), hole.at, hole.axis)


def ghost(_mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """Where the picked holes go; the others are looked for only when it is done."""
    settings = DrainSettings.of(Values(given), process)
    if settings.where != "picked" or not len(settings.picked):
        return None
    radius = settings.diameter / 2
    drills = [_drill(Hole(place[:3], place[3:], radius, -3 * radius, 0.0), radius) for place in settings.picked]
    return ghost_of(manifold3d.Manifold.batch_boolean(drills, manifold3d.OpType.Add), "cut")


def holes_words(result: Drained, settings: DrainSettings) -> Text:
    """What was drilled, in one sentence."""
    words = plural(
        "{n} drain hole of {hole} mm", "{n} drain holes of {hole} mm", result.holes, hole=figure(settings.diameter)
    )
    if result.plugs:
        words = plural(
            "{holes}, {n} plug beside the model", "{holes}, {n} plugs beside the model", result.plugs, holes=words
        )
    if result.closed:
        words = plural(
            "{holes}; {n} hollow stays closed, as there is no place for a hole",
            "{holes}; {n} hollows stay closed, as there is no place for a hole",
            result.closed,
            holes=words,
        )
    return words


TOOL = Tool(DRAINS, work, ghost)
