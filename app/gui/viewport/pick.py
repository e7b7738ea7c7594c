"""Which face is under the pointer, and which way the surface looks at a place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.camera import Pose
from app.gui.viewport.ray_index import RayIndex
from app.mesh.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Pick:
    """A place on the surface: the index of its face, the point (3,) mm, and the unit normal (3,) of the face."""

    face: int
    point: NDArray[np.float64]
    normal: NDArray[np.float64]


def pick_on_ray(
    rays: RayIndex,
    start: NDArray[np.float64],
    way: NDArray[np.float64],
    reach: tuple[float, float] = (0.0, np.inf),
    hidden: NDArray[np.bool_] | None = None,
) -> Pick | None:
    """The first place that the ray from ``start`` (3,) along the unit vector ``way`` (3,) meets."""
    hit = rays.first_hit(start, way, reach, hidden)
    if hit is None:
        return None
    face, distance = hit
    corner = rays.vertices[rays.faces[face]]
    normal = np.cross(corner[1] - corner[0], corner[2] - corner[0])
    length = float(np.linalg.norm(normal))
    return Pick(face, start + way * distance, normal / length if length > 0 else -way)


def clear_side(  # noqa: PLR0917 - what is looked at, then from where
    rays: RayIndex,
    diagonal: float,
    place: NDArray[np.float64],
    radius: float,
    pose: Pose,
    first: tuple[float, float],
) -> Pose:
    """The pose turned to a side from which ``place`` (3,) is seen; nothing nearer than ``radius`` mm to it hides it.

    Tried are ``first`` (azimuth, elevation), the present side, and sides around; where none is clear, it is ``first``.
    ``diagonal`` is that of the figure's box, mm.
    """
    turned = pose.seen_from(*first)
    sides = [turned, pose] + [
        pose.seen_from(first[0] + turn, elevation) for turn, elevation in ((45, 20), (-45, 20), (70, 25), (-70, 25))
    ]
    tolerance = radius + 0.01 * diagonal
    for side in sides:
        away = 3.0 * diagonal
        hit = rays.first_hit(place + side.backward * away, -side.backward)
        if hit is None or hit[1] >= away - tolerance:
            return side
    return turned


def outward(mesh: Mesh, box: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3,): mean normal of the faces with a corner in the box (2, 3), grown a little, weighted by area.

    Its length says how much they agree: 1 for a flat patch, about 0 for a ring all around a leg or for no face.
    """
    grow = 0.02 * mesh.diagonal + 1e-9
    inside = ((mesh.vertices >= box[0] - grow) & (mesh.vertices <= box[1] + grow)).all(axis=1)
    faces = mesh.faces[inside[mesh.faces].any(axis=1)]
    corner = mesh.vertices[faces[:, 0]]
    normals = np.cross(mesh.vertices[faces[:, 1]] - corner, mesh.vertices[faces[:, 2]] - corner)
    area = float(np.sqrt(np.einsum("ij,ij->i", normals, normals)).sum())
    return np.asarray(normals.sum(axis=0) / area) if area > 0 else np.zeros(3)
