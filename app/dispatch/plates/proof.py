"""The proof of a layout, from the surfaces as they stand and not from the cells they were placed by."""

from collections.abc import Mapping
from dataclasses import dataclass

import manifold3d
import numpy as np

from app.dispatch.plates.body import Body, Place, Room, placed
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.surface_samples import surface_samples

TOLERANCE_MM, SAMPLE_MM = 0.02, 0.5


@dataclass(frozen=True)
class PlateProof:
    """What is wrong with a layout, and the least gap in mm (the spacing where all are further apart).

    near      pairs that are nearer than the spacing; outside: bodies that are not all inside the room
    unproven  pairs with a body that is no solid: they were measured between points of their surfaces
    """

    near: tuple[tuple[int, int], ...]
    outside: tuple[int, ...]
    gap: float
    unproven: int

    @property
    def good(self) -> bool:
        """Whether it can be printed like this."""
        return not self.near and not self.outside


def prove(bodies: Mapping[int, Body], places: Mapping[int, Place], room: Room, progress: Progress) -> PlateProof:
    """Measure all gaps and the walls. Raises Cancelled."""
    points = {id_: placed(bodies[id_].vertices, place) for id_, place in places.items()}
    boxes = {id_: (p.min(axis=0), p.max(axis=0)) for id_, p in points.items()}
    most = np.array([room.width, room.depth, room.height or np.inf]) + TOLERANCE_MM
    outside = tuple(id_ for id_, (low, high) in boxes.items() if (low < -TOLERANCE_MM).any() or (high > most).any())
    solids: dict[int, manifold3d.Manifold | None] = {}
    near, gap, unproven = [], room.spacing, 0
    ids = sorted(places)
    for number, a in enumerate(ids):
        progress(number / len(ids))
        for b in ids[number + 1 :]:
            apart = np.maximum(boxes[a][0] - boxes[b][1], boxes[b][0] - boxes[a][1]).clip(0.0)
            if float(np.linalg.norm(apart)) >= room.spacing:
                continue
            for id_ in (a, b):
                if id_ not in solids:
                    solids[id_] = _solid(points[id_], bodies[id_])
            one, other = solids[a], solids[b]
            if one is not None and other is not None:
                found = float(one.min_gap(other, room.spacing))
            else:
                unproven += 1
                found = min(
                    _gap(points[a], bodies[a], points[b], bodies[b], room.spacing),
                    _gap(points[b], bodies[b], points[a], bodies[a], room.spacing),
                )
            gap = min(gap, found)
            if found < room.spacing - TOLERANCE_MM:
                near.append((a, b))
    return PlateProof(tuple(near), outside, gap, unproven)


def _solid(points: FloatArray, body: Body) -> manifold3d.Manifold | None:
    solid = manifold3d.Manifold(
        manifold3d.Mesh64(vert_properties=np.ascontiguousarray(points), tri_verts=body.faces.astype(np.uint64))
    )
    return solid if solid.status() == manifold3d.Error.NoError else None


def _gap(points: FloatArray, body: Body, others: FloatArray, other: Body, most: float) -> float:
    """Least distance in mm, up to ``most``, from points spread over another surface to this one."""
    low, high = points.min(axis=0) - most, points.max(axis=0) + most
    corners = others[other.faces]
    near = ((corners.max(axis=1) > low) & (corners.min(axis=1) < high)).all(axis=1)
    faces = other.faces[near]
    if not len(faces):
        return most
    spread = surface_samples(others, faces, face_areas(others, faces), SAMPLE_MM).points
    looked_at = np.vstack([others[np.unique(faces)], spread])
    return min(float(Scene(points, body.faces).distance(looked_at).min()), most)
