"""Simple shapes joined to a figure, cut from it, or laid over it."""

import manifold3d

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import BOOLEAN
from app.mesh.ghost import Ghost, Tone
from app.mesh.mesh import Mesh
from app.mesh.preparing.base import bodies
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import paint_for
from app.mesh.preparing.solid_shapes import rod, segments, turned_to
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

TONES: dict[str, Tone] = {"add": "add", "subtract": "cut", "intersect": "mark"}


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Join, cut or intersect."""
    values = Values(given)
    operation = values.key("operation")
    piece = Workpiece.of(mesh)
    progress(0.3)
    paint = paint_for(values.key("shape"), values.color("color"), mesh, process)
    shape = _shape(values)
    done = {"add": piece.joined, "subtract": piece.cut, "intersect": piece.common}[operation](shape, paint).mesh()
    progress(0.9)
    return Repaired(done, _summary(operation, bodies(done), bodies(mesh)))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The shape."""
    values = Values(given)
    del mesh, process
    return ghost_of(_shape(values), TONES[values.key("operation")])


def _shape(values: Values) -> manifold3d.Manifold:
    x, y, z = (values.number(name) for name in ("x_mm", "y_mm", "z_mm"))
    kind = values.key("shape")
    if kind == "box":
        solid = manifold3d.Manifold.cube([x, y, z], center=True)
    elif kind == "sphere":
        solid = manifold3d.Manifold.sphere(x / 2, segments(x / 2))
    else:
        unit = rod(max(x, y) / 2, -z / 2, z / 2, None if kind == "cylinder" else 0.0)
        solid = unit.scale([x / max(x, y), y / max(x, y), 1.0])
    picked = values.point("at")
    if picked is None:
        return solid.translate([values.number(name) for name in ("at_x_mm", "at_y_mm", "at_z_mm")])
    at, normal = picked
    return turned_to(solid, at, normal) if values.on("align") else solid.translate([float(v) for v in at])


def _summary(operation: str, after: int, before: int) -> Text:
    if operation == "add":
        if after > before:
            return text("Shape added; it does not touch the figure and stands by itself")
        return text("Shape added, one body with the figure")
    if operation == "subtract":
        if after > before:
            return text("Shape cut away; the figure is in {n} pieces now", n=after)
        return text("Shape cut away")
    return text("Only what is inside of the shape is left")


TOOL = Tool(BOOLEAN, work, ghost)
