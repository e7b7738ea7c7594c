"""How far each vertex of a repaired surface is from the surface it stands for: what the window shows in colours."""

import math

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.visibility import SLICE
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.vertex_normals import vertex_normals
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import MISSING, visible_surface
from app.mesh.report import Heat

STILL_MM = 0.005  # nearer than this nothing has moved that a printer could show
SMALL_BODY = 0.01  # of the area: a body with less may be taken away as dust
USUAL = 0.95  # of what has moved fits on the scale; the rest is as strong as its ends


def deviation_heat(before: Mesh, after: Mesh, progress: Progress) -> Heat:
    """Signed distance (mm) of each vertex of ``after`` to the surface of ``before``: above 0 outside of it.

    The sign is that of the way from the nearest point to the vertex, seen along the normal of ``after``, which is closed
    and agrees with itself where ``before`` often is not. What could be seen of ``before`` and is gone is laid, below 0,
    on the nearest vertices that are left; bodies that were taken away as a whole and are small do not count, as in
    ``deviation``. NaN everywhere where one of the two has no face, and at vertices that no face uses.
    """
    values = np.full(len(after.vertices), np.nan, np.float32)
    if len(before.faces) and len(after.faces):
        used = np.unique(after.faces)
        scene = Scene(before.vertices, before.faces)
        progress(0.2)
        normals = vertex_normals(after.vertices, after.faces, "even")
        values[used] = _signed(scene, before, after.vertices[used], normals[used], progress.part(0.2, 0.6))
        _lay_on_what_is_lost(values, before, after, progress.part(0.6, 1.0))
    limit = scale_limit(values)
    return Heat(text("Distance from the model before"), values, "mm", -limit, limit, bad_is_low=False)


def scale_limit(values: np.ndarray) -> float:
    """Where the scale of a deviation ends (mm): a round figure that covers nearly all of what has moved."""
    size = np.abs(values[np.isfinite(values)])
    moved = size[size > STILL_MM]
    if not len(moved):
        return 2 * STILL_MM
    reach = max(float(np.quantile(moved, USUAL)), 2 * STILL_MM)
    decade = 10.0 ** math.floor(math.log10(reach))
    return next(step * decade for step in (1.0, 2.0, 5.0, 10.0) if step * decade >= reach * (1 - 1e-9))


def _signed(scene: Scene, before: Mesh, points: FloatArray, normals: FloatArray, progress: Progress) -> FloatArray:
    parts = []
    for start in range(0, len(points), SLICE):
        progress(start / len(points))
        here = slice(start, start + SLICE)
        near = scene.closest(points[here])
        corners = before.vertices[before.faces[near.face]]
        way = points[here] - np.einsum("nk,nkj->nj", near.weights, corners)
        outside = np.einsum("nj,nj->n", way, normals[here]) >= 0
        parts.append(np.where(outside, near.distance, -near.distance))
    return np.concatenate(parts)


def _lay_on_what_is_lost(values: NDArray[np.float32], before: Mesh, after: Mesh, progress: Progress) -> None:
    """Put the distance of what could be seen of ``before`` on the corners of the nearest faces that do not show as much."""
    surface = visible_surface(before, progress.part(0.0, 0.6))
    result = Scene(after.vertices, after.faces)
    distance, face = [np.zeros(0)], [np.zeros(0, np.int32)]
    for start in range(0, len(surface.points), SLICE):
        progress(0.6 + 0.4 * start / len(surface.points))
        near = result.closest(surface.points[start : start + SLICE])
        distance.append(near.distance)
        face.append(near.face)
    lost, at = np.concatenate(distance), np.concatenate(face)
    shown = np.nanmax(np.abs(values[after.faces[at]]), axis=1)
    keep = (lost > np.maximum(shown, STILL_MM)) & ~_taken_away(before, surface.faces, lost > MISSING * before.diagonal)
    corners = after.faces[at[keep]]
    most = np.zeros(len(values), np.float32)
    for corner in range(3):
        np.maximum.at(most, corners[:, corner], lost[keep])
    values[:] = np.where(most > np.abs(values), -most, values)


def _taken_away(mesh: Mesh, faces: IntArray, missing: BoolArray) -> BoolArray:
    """(N,) bool: which points, on these faces (N,), lie on a small body all of whose points are missing."""
    label = face_components(mesh.faces, len(mesh.vertices), through="vertices")[1]
    body = label[faces]
    count = int(label.max()) + 1
    gone = np.bincount(body, missing, count) == np.bincount(body, minlength=count)
    area = np.bincount(label, face_areas(mesh.vertices, mesh.faces), count)
    return np.asarray((gone & (area < SMALL_BODY * area.sum()))[body])
