"""Feet that do not quite reach the base."""

import manifold3d
import numpy as np

from app.mesh.arrays import FloatArray
from app.mesh.kernels.components import face_components
from app.mesh.mesh import Mesh

JOINED = 0.5  # of the sink: a foot that goes in less than this is not safely joined
SECTION_MM = 0.4  # above the lowest point of a foot: where its section is taken
SHRINK_MM = 0.05  # the pillar stays inside of the foot, so that no two faces coincide
WAYS = 4


def pillars(body: manifold3d.Manifold, mesh: Mesh, top: float, sink: float, reach: float) -> list[manifold3d.Manifold]:
    """Pillars from the base below z = ``top`` up into each foot that ends within ``reach`` above the lowest one.

    A foot is a part of the surface that comes down by itself; the lowest point of the figure is at ``top - sink``.
    """
    floor = top - sink
    low = mesh.vertices[:, 2][mesh.faces].min(axis=1)
    chosen = np.flatnonzero(low < floor + max(reach, 0.0))
    if not len(chosen) or reach <= 0:
        return []
    faces = mesh.faces[chosen]
    count, foot = face_components(faces, len(mesh.vertices), "vertices")
    result = []
    for number in range(count):
        corners = mesh.vertices[np.unique(faces[foot == number])]
        lowest = corners[int(np.argmin(corners[:, 2]))]
        if lowest[2] <= top - JOINED * sink:
            continue
        section = _section(body, lowest)
        if section is not None:
            height = float(lowest[2]) + SECTION_MM
            result.append(manifold3d.Manifold.extrude(section, height - floor).translate([0.0, 0.0, floor]))
    return result


def _section(body: manifold3d.Manifold, lowest: FloatArray) -> manifold3d.CrossSection | None:
    """The section of the foot just above its lowest point (3,), or None where there is next to none."""
    pieces = body.slice(float(lowest[2]) + SECTION_MM).decompose()
    near = manifold3d.CrossSection.circle(SECTION_MM, WAYS * 4).translate([float(v) for v in lowest[:2]])
    touching = [piece for piece in pieces if (piece ^ near).area() > 0]
    if not touching:
        return None
    section = max(touching, key=lambda piece: float((piece ^ near).area()))
    inner = section.offset(-SHRINK_MM)
    return inner if inner.area() > 0 else None
