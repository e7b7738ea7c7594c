"""A base under the figure, one body with its feet."""

from dataclasses import dataclass
from typing import cast

import manifold3d
import numpy as np

from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import BASE
from app.mesh.ghost import Ghost
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_volumes
from app.mesh.mesh import Mesh
from app.mesh.preparing.base_feet import pillars
from app.mesh.preparing.outline import Kind, outline_around, resized
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import paint_for
from app.mesh.preparing.solid_shapes import Edge, prism
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

FEET = 0.08  # of the height of the figure: what is lower counts as its feet
FEET_MM = 3.0  # at least
SPARE = 1.05  # of the stability that the process asks for
MOST_EDGE = 0.95  # of the height and of half the width of the base


@dataclass(frozen=True, eq=False)
class Plan:
    """A base as it will be: its solid from z = 0 upwards, its size (2,) mm, and how far the figure moves up."""

    solid: manifold3d.Manifold
    size: FloatArray
    lift: float


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Place the figure, sunk by ``sink_mm``, on a base; feet that end higher get pillars."""
    values = Values(given)
    plan = _plan(mesh, values, process)
    progress(0.1)
    lifted = mesh.with_(vertices=mesh.vertices + np.array([0.0, 0.0, plan.lift]))
    top, sink = values.number("height_mm"), values.number("sink_mm")
    piece = Workpiece.of(lifted)
    progress(0.3)
    paint = paint_for("base", values.color("color"), mesh, process)
    part = plan.solid
    below = pillars(piece.body, lifted, top, sink, values.number("reach_mm"))
    if below:
        part = manifold3d.Manifold.batch_boolean([part, *below], manifold3d.OpType.Add)
    progress(0.4)
    piece = piece.joined(part, paint)
    progress(0.6)
    result = piece.mesh()
    progress(0.9)
    return Repaired(result, _summary(result, plan, len(below)))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The base where it will be seen from the figure, which stays in its place."""
    plan = _plan(mesh, Values(given), process)
    return ghost_of(plan.solid.translate([0.0, 0.0, -plan.lift]), "add")


def _plan(mesh: Mesh, values: Values, process: ProcessProfile) -> Plan:
    height, margin = values.number("height_mm"), values.number("margin_mm")
    floor, tall = float(mesh.bounds[0, 2]), float(mesh.size_mm[2])
    lift = height - values.number("sink_mm") - floor
    centre = centre_of_mass(mesh)
    limit = floor + max(FEET * tall, FEET_MM) if values.key("around") == "feet" else np.inf
    low = mesh.vertices[:, 2] < limit
    a, b, c = mesh.faces.T
    below = mesh.vertices[mesh.faces[low[a] | low[b] | low[c]]][:, :, :2]
    used = np.zeros(len(low), np.bool_)
    used[mesh.faces] = True
    points = mesh.vertices[low & used][:, :2]
    # wide enough to bear the tilt that the process asks for
    steady = (centre[2] + lift) * np.tan(np.radians(SPARE * process.tip_margin_deg)) - margin
    around = centre[:2] + max(steady, 0.0) * _circle()
    needed = np.vstack([points, around])
    middle = centre[:2] if values.key("center") == "mass" else (needed.min(axis=0) + needed.max(axis=0)) / 2
    outline = outline_around(
        cast("Kind", values.key("shape")),
        needed,
        middle,
        margin,
        path=values.words("outline"),
        triangles=np.concatenate([below, _fan(around)]),
    )
    outline = resized(outline, values.number("width_mm"), values.number("depth_mm"))
    low_corner, high_corner = np.asarray(outline.bounds()).reshape(2, 2)
    size = high_corner - low_corner
    edge = min(values.number("edge_mm"), MOST_EDGE * height, MOST_EDGE * float(size.min()) / 2)
    solid = prism(outline, height, cast("Edge", values.key("edge")), edge)
    return Plan(solid, size, lift)


def centre_of_mass(mesh: Mesh) -> FloatArray:
    """(3,) mm, of the solid; the middle of the bounds where it has no volume."""
    total = float(face_volumes(mesh.vertices, mesh.faces).sum())
    if abs(total) < 1e-9 * mesh.diagonal**3:
        return np.asarray(mesh.bounds.mean(axis=0))
    shifted = mesh.vertices - mesh.bounds[0]
    a, b, c = (shifted[mesh.faces[:, k]] for k in range(3))
    weight = (
        a[:, 0] * (b[:, 1] * c[:, 2] - b[:, 2] * c[:, 1])
        + a[:, 1] * (b[:, 2] * c[:, 0] - b[:, 0] * c[:, 2])
        + a[:, 2] * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    )
    return np.asarray(weight @ (a + b + c) / 4 / weight.sum() + mesh.bounds[0])


def bodies(mesh: Mesh) -> int:
    """How many separate bodies there are; hollows inside of them do not count."""
    count, label = face_components(mesh.faces, len(mesh.vertices))
    return int((np.bincount(label, face_volumes(mesh.vertices, mesh.faces), count) > 0).sum())


def _circle() -> FloatArray:
    angle = np.arange(32) * np.pi / 16
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _fan(points: FloatArray) -> FloatArray:
    """(N - 2, 3, 2): triangles that fill a convex polygon."""
    first = np.broadcast_to(points[0], points[1:-1].shape)
    return np.stack([first, points[1:-1], points[2:]], axis=1)


def _summary(result: Mesh, plan: Plan, below: int) -> Text:
    size = f"{plan.size[0]:.1f} × {plan.size[1]:.1f}"
    height = f"{result.size_mm[2]:.1f}"
    loose = bodies(result) - 1
    if loose > 0:
        return plural(
            "Base of {size} mm, {height} mm high in all; {n} part does not touch it and stays loose: connect it first",
            "Base of {size} mm, {height} mm high in all; {n} parts do not touch it and stay loose: connect them first",
            loose,
            size=size,
            height=height,
        )
    if below:
        return plural(
            "Base of {size} mm, {height} mm high in all; one body, {n} foot reaches it on a pillar",
            "Base of {size} mm, {height} mm high in all; one body, {n} feet reach it on pillars",
            below,
            size=size,
            height=height,
        )
    return text("Base of {size} mm, {height} mm high in all; one body", size=size, height=height)


TOOL = Tool(BASE, work, ghost)
