"""Pockets for magnets in the back, the bottom, or anywhere."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import MAGNET
from app.mesh.ghost import Ghost
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.base import centre_of_mass
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_flat import relief, spans
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_shapes import rod, turned_to
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

LEVEL_MM = 0.3  # a place within this is as good as level
UNEVEN_MM = 1.5  # and one beyond it is none for a magnet
OUT_MM = 1.0  # how far an open pocket's cut reaches out of the surface
MOUTH = 0.3  # of the depth
TRIES = 16
MISSING = 0.02  # of the wall around a pocket may be missing


@dataclass(frozen=True)
class Pocket:
    """A bore along z with its mouth at z = 0; lengths in mm."""

    radius: float
    depth: float
    cover: float

    def bore(self) -> manifold3d.Manifold:
        """What is cut away."""
        return rod(self.radius, -self.depth - self.cover, -self.cover if self.cover else OUT_MM)

    def walled(self, wall: float) -> manifold3d.Manifold:
        """The bore with the wall that it needs around it; at the mouth a bent surface may fall away."""
        return rod(self.radius + wall, -self.depth - self.cover - wall, -MOUTH * (self.depth + self.cover))


@dataclass(frozen=True, eq=False)
class Place:
    """The middle of a pocket's mouth (3,) and the way out (3,)."""

    at: FloatArray
    out: FloatArray


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Cut the pockets where the wall around them is as thick as the process needs."""
    values = Values(given)
    pocket = _pocket(values)
    piece = Workpiece.of(mesh)
    progress(0.2)
    wall = process.min_wall_mm
    count = int(values.number("number")) if values.key("where") != "picked" else 1
    chosen: list[Place] = []
    for place in _places(mesh, values, pocket, wall):
        progress(0.2 + 0.5 * len(chosen) / count)
        if any(np.linalg.norm(place.at - other.at) < 2 * pocket.radius + wall for other in chosen):
            continue
        needed = turned_to(pocket.walled(wall), place.at, place.out)
        if (needed - piece.body).volume() <= MISSING * needed.volume():
            chosen.append(place)
        if len(chosen) == count:
            break
    if len(chosen) < count:
        raise RepairFailedError(
            text(
                "There is no room for the magnet with a wall of {wall} mm around it: take a smaller or thinner magnet, fewer of "
                "them, or another place.",
                wall=f"{wall:g}",
            )
        )
    bores = [turned_to(pocket.bore(), place.at, place.out) for place in chosen]
    cut = manifold3d.Manifold.batch_boolean(bores, manifold3d.OpType.Add) if len(bores) > 1 else bores[0]
    done = piece.cut(cut, Paint("pocket", None)).mesh()
    progress(0.9)
    return Repaired(
        done,
        plural(
            "{n} magnet pocket of {diameter} × {depth} mm",
            "{n} magnet pockets of {diameter} × {depth} mm",
            len(chosen),
            diameter=f"{2 * pocket.radius:.1f}",
            depth=f"{pocket.depth:.1f}",
        ),
    )


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The bore at a picked place; the other places take too long to find."""
    values = Values(given)
    picked = values.point("at")
    del mesh, process
    if values.key("where") != "picked" or picked is None:
        return None
    return ghost_of(turned_to(_pocket(values).bore(), *picked), "cut")


def _pocket(values: Values) -> Pocket:
    clearance = values.number("clearance_mm")
    return Pocket(
        values.number("diameter_mm") / 2 + clearance,
        values.number("thickness_mm") + clearance,
        values.number("cover_mm"),
    )


def _places(mesh: Mesh, values: Values, pocket: Pocket, wall: float) -> list[Place]:
    """Candidates, the best first: level, and close to the line through the centre of mass."""
    picked = values.point("at")
    if values.key("where") == "picked":
        if picked is None:
            raise RepairFailedError(text("Pick the place of the magnet on the figure first."))
        return [Place(*picked)]
    out = np.array([0.0, 1.0, 0.0] if values.key("where") == "back" else [0.0, 0.0, -1.0])
    view = relief(mesh, Scene(mesh.vertices, mesh.faces), out)
    cells = max(int(np.ceil(2 * (pocket.radius + wall) / view.pitch)), 1) | 1
    uneven = spans(view.level, cells)
    rows, columns = np.nonzero(uneven <= UNEVEN_MM)
    if not len(rows):
        raise RepairFailedError(text("That side has no place that is level enough for the magnet: pick one."))
    middle = centre_of_mass(mesh) - view.origin
    aside = np.hypot(columns - middle @ view.right / view.pitch, rows - middle @ view.up / view.pitch) * view.pitch
    score = aside / mesh.diagonal + np.maximum(uneven[rows, columns] - LEVEL_MM, 0.0)
    order = np.argsort(score, kind="stable")
    result: list[Place] = []
    for k in order.tolist():
        row, column = int(rows[k]), int(columns[k])
        half = cells // 2
        window = view.level[max(row - half, 0) : row + half + 1, max(column - half, 0) : column + half + 1]
        at = view.place(row, column, float(window.min()))
        if all(np.linalg.norm(at - other.at) > pocket.radius for other in result):
            result.append(Place(at, out))
        if len(result) == TRIES * 2:
            break
    return result


TOOL = Tool(MAGNET, work, ghost)
