"""Plugs for drain holes: each is the very piece of wall that the hole takes away, a hair smaller, with its colours."""

import manifold3d
import numpy as np

from app.mesh.arrays import FloatArray
from app.mesh.healing.edit import Draft, joined
from app.mesh.kernels.components import face_components
from app.mesh.mesh import Mesh
from app.mesh.preparing.drains_places import Hole
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_shapes import across, rod, turned_to

TAPER = 0.035  # mm a mm: two degrees, so that a plug goes in by itself and then holds
SHORTER_MM = 0.2  # than the wall: it never stands out inside, and has a flat foot to be printed on
GAP_MM = 3.0  # between model and plugs, and between plugs


def plugs(piece: Workpiece, holes: list[Hole], radius: float, clearance_mm: float) -> list[Mesh]:
    """A plug for each hole that goes through a wall thick enough for one, its foot at z = 0, its middle at x = y = 0.

    piece  the hollow model before it was drilled
    """
    fitting = [hole for hole in holes if hole.sound < -2 * SHORTER_MM]
    if not fitting:
        return []
    tools = [_tool(hole, radius - clearance_mm) for hole in fitting]
    made = piece.common(manifold3d.Manifold.batch_boolean(tools, manifold3d.OpType.Add), Paint("plug", None)).mesh()
    count, label = face_components(made.faces, len(made.vertices))
    middle = np.array([made.vertices[made.faces[label == c]].reshape(-1, 3).mean(axis=0) for c in range(count)])
    result = []
    for hole in fitting:
        away = middle - (hole.at + hole.sound / 2 * hole.axis)
        nearest = int(np.argmin(np.linalg.norm(away, axis=1)))
        result.append(_standing(made.keep_faces(label == nearest), hole))
    return result


def beside(mesh: Mesh, others: list[Mesh]) -> Mesh:
    """The mesh and, in a row to its right on its plate, the others, which have their feet at z = 0."""
    materials = list(mesh.materials)
    drafts = [Draft.of(mesh)]
    x = float(mesh.bounds[1, 0]) + GAP_MM
    y, floor = float(mesh.bounds[:, 1].mean()), float(mesh.bounds[0, 2])
    for other in others:
        number = []
        for material in other.materials:
            if material not in materials:
                materials.append(material)
            number.append(materials.index(material))
        width = float(other.size_mm[0])
        move = np.array([x - float(other.bounds[0, 0]), y - float(other.bounds[:, 1].mean()), floor])
        part = Draft.of(other.with_(vertices=other.vertices + move))
        if number:
            part = part.with_(material=np.array(number, np.int16)[part.material])
        drafts.append(part)
        x += width + GAP_MM
    return joined(drafts).with_(materials=tuple(materials)).to_mesh()


def _tool(hole: Hole, radius: float) -> manifold3d.Manifold:
    foot = hole.sound + SHORTER_MM
    narrow = max(radius - TAPER * (hole.high - foot), 0.5 * radius)
    return turned_to(rod(narrow, foot, hole.high, radius), hole.at, hole.axis)


def _standing(plug: Mesh, hole: Hole) -> Mesh:
    right, up = across(hole.axis)
    frame: FloatArray = np.stack([right, up, hole.axis], axis=1)
    points = (plug.vertices - hole.at) @ frame
    return plug.with_(vertices=points - [0.0, 0.0, float(points[:, 2].min())])
