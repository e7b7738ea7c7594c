"""How far each vertex of a repaired surface is from the surface it stands for: what the window shows in colours."""

import math

import numpy as np

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.healing.visibility import SLICE
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import FloatArray, IntArray, Mesh
from app.mesh.report import Heat

STILL_MM = 0.005  # nearer than this nothing has moved that a printer could show
USUAL = 0.95  # of what has moved fits on the scale; the rest is as strong as its ends


def deviation_heat(before: Mesh, after: Mesh, progress: Progress) -> Heat:
    """Signed distance (mm) of each vertex of ``after`` to the surface of ``before``: above 0 outside of it.

    The sign is that of the way from the nearest point to the vertex, seen along the normal of ``after``, which is closed
    and agrees with itself where ``before`` often is not. What was there before and is gone does not show: no vertex is
    left that could say so. NaN everywhere where one of the two has no face, and at vertices that no face uses.
    """
    values = np.full(len(after.vertices), np.nan, np.float32)
    if len(before.faces) and len(after.faces):
        used = np.unique(after.faces)
        scene = Scene(before.vertices, before.faces)
        progress(0.2)
        values[used] = _signed(scene, before, after.vertices[used], _normals(after)[used], progress.part(0.2, 1.0))
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


def _normals(mesh: Mesh) -> FloatArray:
    """(V, 3): the sum of the unit normals of the faces around each vertex; only its direction counts."""
    normals = face_normals(mesh.vertices, mesh.faces)
    flat: IntArray = mesh.faces.ravel()
    return np.stack(
        [np.bincount(flat, np.repeat(normals[:, axis], 3), len(mesh.vertices)) for axis in range(3)], axis=1
    )
