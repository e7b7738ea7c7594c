"""Making thin walls and rods thick enough: their skins move outwards, where there is room, until they measure enough.

Only positions change, so every face keeps its colour. After each round the result is measured again; vertices of faces that
newly cross go back to where they were.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.inspection import Inspection
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import BoolArray, FloatArray, IntArray, Mesh
from app.mesh.thin_parts import thin_rods, thin_walls
from app.settings.process import ProcessProfile

ROUNDS = 4
BACK_OFFS = 6
AIM = 1.03  # of the limit: a hair more, so that it is still enough after rounding


@dataclass(frozen=True, eq=False)
class Thickened:
    """The mesh with its thin parts made thicker (or itself), and how many thin walls and rods there were and are left."""

    mesh: Mesh
    before: int
    left: int


def thickened(mesh: Mesh, process: ProcessProfile, progress: Progress) -> Thickened:
    """Move the skins of walls below ``min_wall_mm`` and of rods below ``min_feature_mm`` apart.

    Each side moves by half of what is missing, along the mean normal of the thin faces around a vertex, and by no more
    than that altogether. Keeps the best round: never one with more thin parts, or with a crossing that was not there.
    """
    best = current = mesh
    before = left = -1
    crossing = len(intersecting_pairs(mesh.vertices, mesh.faces, progress.part(0.0, 0.05)))
    for number in range(ROUNDS):
        part = progress.part(0.05 + 0.95 * number / ROUNDS, 0.05 + 0.95 * (number + 1) / ROUNDS)
        move, thin = _missing(Inspection(current, process, None, part.part(0.0, 0.7)))
        if number == 0:
            before = left = thin
        elif thin < left:
            best, left = current, thin
        if not thin or number == ROUNDS - 1:
            break
        points = _without_new_crossings(current, current.vertices + move, crossing, part.part(0.7, 1.0))
        if points is None:
            break
        current = current.with_(vertices=points)
    return Thickened(best, before, left)


def _missing(inspection: Inspection) -> tuple[FloatArray, int]:
    """How far each vertex (V, 3) has to move, in mm, and the number of thin parts."""
    mesh, found = inspection.mesh, inspection.thickness
    move = np.zeros_like(mesh.vertices)
    if found is None:
        return move, 0
    walls, rods = thin_walls(inspection, found), thin_rods(inspection, found)
    lack = np.zeros(len(found.samples))
    for patches, limit in ((walls, inspection.process.min_wall_mm), (rods, inspection.process.min_feature_mm)):
        lack[patches.bad] = np.maximum(AIM * limit - found.depth.ball[patches.bad], 0.0) / 2
    chosen = lack > 0
    of_face = np.zeros(len(inspection.faces))
    np.maximum.at(of_face, found.samples.face[chosen], lack[chosen])
    thin_faces = np.flatnonzero(of_face > 0)
    direction, far = np.zeros_like(move), np.zeros(len(move))
    weight = found.skin.normals[thin_faces] * inspection.areas[thin_faces, None]
    for corner in range(3):
        vertex = inspection.faces[thin_faces, corner]
        np.add.at(direction, vertex, weight)
        np.maximum.at(far, vertex, of_face[thin_faces])
    length = np.linalg.norm(direction, axis=1)
    moving = length > 0
    move[moving] = direction[moving] * (far[moving] / length[moving])[:, None]
    return move, walls.count + rods.count


def _without_new_crossings(mesh: Mesh, points: FloatArray, allowed: int, progress: Progress) -> FloatArray | None:
    """The moved points; those around faces that cross now go back. None where that does not undo all new crossings."""
    touched = np.zeros(len(points), np.bool_)
    for number in range(BACK_OFFS):
        pairs = intersecting_pairs(points, mesh.faces, progress.part(number / BACK_OFFS, (number + 1) / BACK_OFFS))
        if len(pairs) <= allowed:
            return points
        touched = _around(mesh.faces, np.union1d(np.flatnonzero(touched), mesh.faces[pairs].ravel()), len(points))
        points = np.where(touched[:, None], mesh.vertices, points)
    return None


def _around(faces: IntArray, vertices: NDArray[np.int64], n_vertices: int) -> BoolArray:
    """(V,) bool: these vertices, and the ones that share a face with them."""
    chosen = np.zeros(n_vertices, np.bool_)
    chosen[vertices] = True
    chosen[faces[chosen[faces].any(axis=1)]] = True
    return chosen
