"""A figure cut in two, with pins and sockets that register the halves."""

from dataclasses import dataclass, replace
from typing import cast

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import SPLIT
from app.mesh.ghost import Ghost
from app.mesh.mesh import Material, Mesh
from app.mesh.preparing.pins import Pin, Shape, Wish, pin_solid, pins_in, socket_solid, walled_solid
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_ghost import ghost_of
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_section import section
from app.mesh.preparing.solid_shapes import across
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

AXES = {"height": (0.0, 0.0, 1.0), "side": (1.0, 0.0, 0.0), "front": (0.0, 1.0, 0.0)}
GAP_MM = 0.2  # between the halves that stay in place: touching faces would make one surface of both
BESIDE_MM = 5.0  # between halves on the plate
MISSING = 0.02  # of the wall around a socket may be missing
INSETS = (0.15, 0.4, 0.65, 0.0, 0.95)  # how far from the edge pins are tried, the usual first
SHORTER = 0.75
SHORTEST = 0.8  # radii: a pin that is shorter holds nothing
ROOT_MM = 1.0
FADED = 4.0  # mm²: an area of the cut smaller than this gets no pin and is not worth a word


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane of a cut: ``normal`` (3,) out of the half that keeps the pins, ``offset`` mm along it."""

    normal: FloatArray
    offset: float

    def frame(self) -> FloatArray:
        """(3, 3): rows right, up, normal."""
        return np.vstack([*across(self.normal), self.normal])

    def flat(self, body: manifold3d.Manifold) -> manifold3d.Manifold:
        """The body with the plane at z = 0."""
        return body.transform(np.column_stack([self.frame(), [0.0, 0.0, -self.offset]]))

    def back(self, solid: manifold3d.Manifold) -> manifold3d.Manifold:
        """A solid over z = 0 put back to the figure."""
        return solid.transform(np.column_stack([self.frame().T, self.offset * self.normal]))


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Cut along the plane; pins go where both halves have the wall for them."""
    values = Values(given)
    plane = _plane(mesh, values)
    piece = Workpiece.of(mesh)
    progress(0.15)
    half = plane.back(_half(mesh))
    cap = Paint("cut", None)
    above, below = piece.common(half, cap), piece.cut(half, cap)
    if above.body.is_empty() or below.body.is_empty():
        raise RepairFailedError(text("The cut does not go through the figure: move it."))
    progress(0.4)
    areas = [area for area in plane.flat(piece.body).slice(0.0).decompose() if area.area() > FADED]
    shape = values.key("pins")
    pins: list[Pin] = []
    without = 0
    if shape != "none":
        wish = _wish(values, process)
        upper, lower = plane.flat(above.body), plane.flat(below.body)
        for area in areas:
            found = _pins(area, upper, lower, wish)
            pins += found
            without += not found
        if pins:
            sockets = [socket_solid(pin, wish.shape, wish.clearance) for pin in pins]
            standing = [pin_solid(pin, wish.shape, ROOT_MM) for pin in pins]
            above = above.cut(plane.back(_together(sockets)), cap)
            below = below.joined(plane.back(_together(standing)), cap)
    progress(0.6)
    halves = below.mesh(), above.mesh()
    progress(0.9)
    return Repaired(_laid(*halves, plane, values.key("layout")), _summary(len(pins), without))


def ghost(mesh: Mesh, given: dict[str, Value], process: ProcessProfile) -> Ghost | None:
    """The plane of the cut, and where pins would go if the wall around them allows it."""
    values = Values(given)
    if values.key("axis") == "picked" and values.point("at") is None:
        return None
    plane = _plane(mesh, values)
    flat = mesh.vertices @ plane.frame().T
    low, high = flat[:, :2].min(axis=0) - 2, flat[:, :2].max(axis=0) + 2
    sheet = manifold3d.Manifold.cube([float(v) for v in (*(high - low), 0.1)])
    shown = [sheet.translate([float(low[0]), float(low[1]), -0.05])]
    if values.key("pins") != "none":
        wish = _wish(values, process)
        outline = manifold3d.CrossSection(section(flat, mesh.faces, plane.offset), manifold3d.FillRule.EvenOdd)
        areas = [area for area in outline.decompose() if area.area() > FADED]
        shown += [pin_solid(pin, wish.shape, 0.1) for area in areas for pin in pins_in(area, wish, INSETS[0])]
    return ghost_of(plane.back(_together(shown)), "cut")


def _plane(mesh: Mesh, values: Values) -> Plane:
    axis = values.key("axis")
    if axis == "picked":
        picked = values.point("at")
        if picked is None:
            raise RepairFailedError(text("Pick the place of the cut on the figure first."))
        return Plane(picked[1], float(picked[0] @ picked[1]))
    normal = np.array(AXES[axis])
    low, high = mesh.bounds @ normal
    return Plane(normal, float(low + values.number("share") / 100 * (high - low)))


def _half(mesh: Mesh) -> manifold3d.Manifold:
    """Everything over z = 0, as far as it matters."""
    reach = 4 * (mesh.diagonal + float(np.abs(mesh.bounds).max()))
    return manifold3d.Manifold.cube([reach, reach, reach], center=True).translate([0.0, 0.0, reach / 2])


def _wish(values: Values, process: ProcessProfile) -> Wish:
    return Wish(
        cast("Shape", values.key("pins")),
        int(values.number("number")),
        values.number("diameter_mm") / 2,
        values.number("depth_mm"),
        values.number("clearance_mm"),
        process.min_wall_mm,
    )


def _pins(
    area: manifold3d.CrossSection, upper: manifold3d.Manifold, lower: manifold3d.Manifold, wish: Wish
) -> list[Pin]:
    """As many pins in the area as have their wall in both halves; as far apart as that allows."""
    best: list[Pin] = []
    for inset in INSETS:
        found = [
            fitted for pin in pins_in(area, wish, inset) if (fitted := _fitted(pin, upper, lower, wish)) is not None
        ]
        if len(found) > len(best):
            best = found
        if len(best) == wish.number:
            break
    return best


def _fitted(pin: Pin, upper: manifold3d.Manifold, lower: manifold3d.Manifold, wish: Wish) -> Pin | None:
    """The pin, shortened until its socket has a wall all around; None where it would be too short to hold."""
    root = pin_solid(replace(pin, length=0.1 + pin.radius), wish.shape, ROOT_MM).trim_by_plane([0.0, 0.0, -1.0], 0.05)
    if (root - lower).volume() > MISSING * root.volume():
        return None
    while pin.length >= SHORTEST * pin.radius:
        needed = walled_solid(pin, wish.clearance, wish.wall)
        if (needed - upper).volume() <= MISSING * needed.volume():
            return pin
        pin = replace(pin, length=SHORTER * pin.length)
    return None


def _together(solids: list[manifold3d.Manifold]) -> manifold3d.Manifold:
    return solids[0] if len(solids) == 1 else manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)


def _laid(below: Mesh, above: Mesh, plane: Plane, layout: str) -> Mesh:
    """Both halves in one mesh: apart by a gap, or each on the plate, beside each other."""
    if layout == "place":
        return joined_meshes(below, above.with_(vertices=above.vertices + GAP_MM * plane.normal))
    first = below.with_(vertices=below.vertices - np.array([0.0, 0.0, below.bounds[0, 2]]))
    over = np.array([below.bounds[1, 0] + BESIDE_MM - above.bounds[0, 0], 0.0, -above.bounds[0, 2]])
    return joined_meshes(first, above.with_(vertices=above.vertices + over))


def joined_meshes(first: Mesh, second: Mesh) -> Mesh:
    """Both meshes in one, whose colours are of the same kind."""
    materials: list[Material] = list(first.materials)
    number = []
    for material in second.materials:
        same = [k for k, known in enumerate(materials) if known is material or _alike(known, material)]
        number.append(same[0] if same else len(materials))
        if not same:
            materials.append(material)
    moved = np.array(number or [0], np.int16)[second.material_of_face]
    uv, colors = (first.corner_uv, second.corner_uv), (first.vertex_colors, second.vertex_colors)
    return Mesh(
        np.vstack([first.vertices, second.vertices]),
        np.vstack([first.faces, second.faces + np.int32(len(first.vertices))]),
        None if uv[0] is None or uv[1] is None else np.concatenate([uv[0], uv[1]]),
        None if colors[0] is None or colors[1] is None else np.concatenate([colors[0], colors[1]]),
        np.concatenate([first.material_of_face, moved]),
        tuple(materials),
    )


def _alike(one: Material, other: Material) -> bool:
    return (
        (one.name, one.base_color) == (other.name, other.base_color)
        and one.texture is other.texture
        and one.maps == other.maps
    )


def _summary(pins: int, without: int) -> Text:
    if without:
        return plural(
            "Split in two, {pins} pins; {n} area of the cut has no room for one",
            "Split in two, {pins} pins; {n} areas of the cut have no room for one",
            without,
            pins=pins,
        )
    return (
        plural("Split in two, {n} pin", "Split in two, {n} pins", pins) if pins else text("Split in two, without pins")
    )


TOOL = Tool(SPLIT, work, ghost)
