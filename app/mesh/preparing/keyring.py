"""A loop for a keyring, above the centre of mass or where somebody wants it."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import KEYRING
from app.mesh.ghost import Ghost
from app.mesh.mesh import Mesh
from app.mesh.preparing.base import bodies, centre_of_mass
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import paint_for
from app.mesh.preparing.solid_shapes import ring, rod
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

BURIED = 0.4  # of the thickness: how deep the ring itself sits in the surface
STEM = 0.6  # of the thickness: radius of the stem
ROOTED = 0.5  # of the stem's root that has to be inside of the figure
BLOCKED = 0.02  # of the hole may be filled
RAISE_MM = 0.5
HIGHEST = 40  # steps that the ring is raised by until its hole is free


@dataclass(frozen=True, eq=False)
class Stand:
    """Where the loop stands: a frame whose z axis ``up`` (3,) leaves the surface; the ring turns about ``axis`` (3,)."""

    at: FloatArray
    up: FloatArray
    axis: FloatArray

    def place(self, solid: manifold3d.Manifold) -> manifold3d.Manifold:
        """A solid of this frame, in the figure's."""
        return solid.transform(np.column_stack([np.cross(self.axis, self.up), self.axis, self.up, self.at]))


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Join the loop, raised as far as its hole needs to be free."""
    values = Values(given)
    piece = Workpiece.of(mesh)
    progress(0.2)
    stand = _stand(mesh, values)
    hole, thickness, sink = (values.number(name) for name in ("hole_mm", "thickness_mm", "sink_mm"))
    root = stand.place(rod(STEM * thickness, -sink, 0.0))
    if (root ^ piece.body).volume() < ROOTED * root.volume():
        raise RepairFailedError(
            text("The loop would hardly hold there: pick a place with more material under it, or take a thinner ring.")
        )
    for step in range(HIGHEST):
        progress(0.3)
        raised = step * RAISE_MM
        opening = stand.place(_opening(hole * 0.95, thickness, raised))
        if (opening ^ piece.body).volume() <= BLOCKED * opening.volume():
            break
    else:
        raise RepairFailedError(text("There is no room for the hole of the loop there: pick another place."))
    paint = paint_for("loop", values.color("color"), mesh, process)
    done = piece.joined(stand.place(_loop(hole, thickness, sink, raised)), paint).mesh()
    progress(0.9)
    if bodies(done) != bodies(mesh):
        raise RepairFailedError(text("The loop would not hold to the figure there: pick another place."))
    return Repaired(done, text("Keyring loop with a hole of {hole} mm, {height} mm high in all",
                               hole=f"{hole:g}", height=f"{done.size_mm[2]:.1f}"))  # fmt: skip


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The loop, before it is raised."""
    values = Values(given)
    del process
    hole, thickness, sink = (values.number(name) for name in ("hole_mm", "thickness_mm", "sink_mm"))
    return ghost_of(_stand(mesh, values).place(_loop(hole, thickness, sink, 0.0)), "add")


def _stand(mesh: Mesh, values: Values) -> Stand:
    picked = values.point("at")
    at, up = picked if picked is not None else (_top(mesh), np.array([0.0, 0.0, 1.0]))
    front = np.array([0.0, -1.0, 0.0]) if abs(up[1]) < 0.9 else np.array([0.0, 0.0, 1.0])
    axis = front - (front @ up) * up
    axis /= np.linalg.norm(axis)
    return Stand(at, up, axis if values.key("turn") == "front" else np.cross(up, axis))


def _top(mesh: Mesh) -> FloatArray:
    """(3,): where a line down through the centre of mass enters the figure, or its highest point."""
    centre = centre_of_mass(mesh)[:2]
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    # twice the areas of the triangles that the line makes with the sides, seen from above: all of one sign inside
    parts = np.stack(
        [_turn(b - c, centre - c[:, :2]), _turn(c - a, centre - a[:, :2]), _turn(a - b, centre - b[:, :2])], axis=1
    )
    whole = parts.sum(axis=1)
    met = np.flatnonzero(((parts >= 0).all(axis=1) & (whole > 0)) | ((parts <= 0).all(axis=1) & (whole < 0)))
    if len(met):
        weights = parts[met] / whole[met, None]
        heights = np.einsum("nk,nk->n", weights, mesh.vertices[mesh.faces[met]][:, :, 2])
        return np.array([*centre, heights.max()])
    used = mesh.vertices[np.unique(mesh.faces)]
    return np.asarray(used[int(np.argmax(used[:, 2]))])


def _turn(side: FloatArray, to: FloatArray) -> FloatArray:
    """(N,): z of the cross product of (N, 3) and (N, 2 or 3)."""
    return np.asarray(side[:, 0] * to[:, 1] - side[:, 1] * to[:, 0])


def _middle(hole: float, thickness: float, raised: float) -> float:
    return hole / 2 + (1 - BURIED) * thickness + raised


def _opening(hole: float, thickness: float, raised: float) -> manifold3d.Manifold:
    bore = rod(hole / 2, -thickness, thickness).rotate([90.0, 0.0, 0.0])
    return bore.translate([0.0, 0.0, _middle(hole, thickness, raised)])


def _loop(hole: float, thickness: float, sink: float, raised: float) -> manifold3d.Manifold:
    middle = _middle(hole, thickness, raised)
    around = ring(hole, thickness).rotate([90.0, 0.0, 0.0]).translate([0.0, 0.0, middle])
    stem = rod(STEM * thickness, -sink, middle - (hole + thickness) / 2)  # ends inside of the ring, below its hole
    return around + stem


TOOL = Tool(KEYRING, work, ghost)
