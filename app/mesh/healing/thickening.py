"""Making thin walls and rods thick enough: their skins move outwards, where there is room, until they measure enough.

Only positions change, so every face keeps its colour. After each round the result is measured again; vertices of faces that
newly cross go back to where they were.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.inspection import Inspection
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from app.mesh.thin_parts import thin_rods, thin_walls
from app.settings.process import ProcessProfile

ROUNDS = 4
BACK_OFFS = 6
AIM = 1.03  # of the limit: a hair more, so that it is still enough after rounding
SLOPE = 0.4  # mm a mm: how fast the growth fades out around a thin part, so that no step is left there
ALONG = 0.5  # cosine: it fades along the skin, not around the rim of a plate
REACH = 40  # rings of vertices that it fades over at most


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
    crossing = intersecting_pairs(mesh.vertices, mesh.faces, progress.part(0.0, 0.05))
    for number in range(ROUNDS):
        part = progress.part(0.05 + 0.95 * number / ROUNDS, 0.05 + 0.95 * (number + 1) / ROUNDS)
        move, faded, thin = _missing(Inspection(current, process, None, part.part(0.0, 0.7)))
        if number == 0:
            before = left = thin
        elif thin < left:
            best, left = current, thin
        if not thin or number == ROUNDS - 1:
            break
        looks = part.part(0.7, 0.75), part.part(0.75, 1.0)
        points = _without_new_crossings(current, current.vertices + faded, crossing, looks[0], back_offs=1)
        if points is None:
            points = _without_new_crossings(current, current.vertices + move, crossing, looks[1])
        if points is None:
            break
        current = current.with_(vertices=points)
    return Thickened(best, before, left)


def _missing(inspection: Inspection) -> tuple[FloatArray, FloatArray, int]:
    """How far each vertex (V, 3) has to move, in mm, alone and fading out around; and the number of thin parts."""
    mesh, found = inspection.mesh, inspection.thickness
    move = np.zeros_like(mesh.vertices)
    if found is None:
        return move, move, 0
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
    direction[moving] /= length[moving, None]
    move = direction * far[:, None]
    if moving.any():
        _fade(mesh.vertices, inspection.faces, found.skin.normals * inspection.areas[:, None], direction, far)
    return move, direction * far[:, None], walls.count + rods.count


def _fade(points: FloatArray, faces: IntArray, normals: FloatArray, direction: FloatArray, far: FloatArray) -> None:
    """Let the growth ``far`` (V,) mm along ``direction`` (V, 3) fade out over the skin around what grows, in place.

    normals  (F, 3) as long as the faces are large
    """
    whole = np.stack(
        [np.bincount(faces.reshape(-1), np.repeat(normals[:, k], 3), len(points)) for k in range(3)], axis=1
    )
    whole = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-300)
    for _ in range(REACH):
        near = faces[(far[faces] > 0).any(axis=1)]
        ends = np.concatenate([near[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2))])
        here, there = ends[far[ends[:, 0]] > 0].T
        left = far[here] - SLOPE * np.linalg.norm(points[there] - points[here], axis=1)
        grows = (left > far[there] + 1e-9) & (np.einsum("ij,ij->i", direction[here], whole[there]) > ALONG)
        if not grows.any():
            return
        there, left = there[grows], left[grows]
        np.maximum.at(far, there, left)
        new = np.unique(there)
        new = new[(direction[new] == 0).all(axis=1)]
        direction[new] = whole[new]


def _without_new_crossings(
    mesh: Mesh, points: FloatArray, known: IntArray, progress: Progress, back_offs: int = BACK_OFFS
) -> FloatArray | None:
    """The moved points; those around faces that cross now go back, half the way first and then all of it.

    known  (P, 2) int32: pairs of faces that cross in any case
    None where that does not undo all new crossings.
    """
    size = len(mesh.faces)
    touched = np.zeros(len(points), np.bool_)
    move = points - mesh.vertices
    for number in range(back_offs):
        pairs = intersecting_pairs(points, mesh.faces, progress.part(number / back_offs, (number + 1) / back_offs))
        pairs = pairs[~np.isin(pairs.astype(np.int64) @ [size, 1], known.astype(np.int64) @ [size, 1])]
        if not len(pairs):
            return points
        touched = _around(mesh.faces, np.union1d(np.flatnonzero(touched), mesh.faces[pairs].ravel()), len(points))
        points = mesh.vertices + np.where(touched[:, None], 0.5 if number == 0 else 0.0, 1.0) * move
    return None


def _around(faces: IntArray, vertices: NDArray[np.int64], n_vertices: int) -> BoolArray:
    """(V,) bool: these vertices, and the ones that share a face with them."""
    chosen = np.zeros(n_vertices, np.bool_)
    chosen[vertices] = True
    chosen[faces[chosen[faces].any(axis=1)]] = True
    return chosen
