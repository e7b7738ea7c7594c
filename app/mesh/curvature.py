"""How strongly the surface bends at each vertex: what the window shows in colours."""

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.mesh import Mesh
from app.mesh.proof.heat import scale_limit
from app.mesh.report import Heat

TINY = 1e-30


def curvature_heat(mesh: Mesh, progress: Progress) -> Heat:
    """Mean curvature in 1/mm: above 0 on ridges, below 0 in grooves; NaN on open edges and where no face is.

    The Laplacian with cotangent weights over the mixed area of the vertex (Meyer et al. 2003, "Discrete
    differential-geometry operators for triangulated 2-manifolds"), halved, along the normal.
    """
    progress(0.0)
    values = np.full(len(mesh.vertices), np.nan, np.float32)
    if len(mesh.faces):
        values[:] = _mean_curvature(mesh, progress)
    finite = np.abs(values[np.isfinite(values)])
    limit = scale_limit(finite) if len(finite) else 1.0
    return Heat(text("Curvature"), values, "1/mm", -limit, limit, bad_is_low=False)


def _mean_curvature(mesh: Mesh, progress: Progress) -> NDArray[np.float32]:
    count, faces = len(mesh.vertices), mesh.faces
    corner = mesh.vertices[faces]
    pull, area, normal = np.zeros((count, 3)), np.zeros(count), np.zeros((count, 3))
    across = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    double = np.linalg.norm(across, axis=1)
    for k in range(3):
        progress(0.1 + 0.25 * k)
        a, b, c = faces[:, k], faces[:, (k + 1) % 3], faces[:, (k + 2) % 3]
        u, v = corner[:, (k + 1) % 3] - corner[:, k], corner[:, (k + 2) % 3] - corner[:, k]
        cotangent = np.clip(np.einsum("ij,ij->i", u, v) / np.maximum(double, TINY), -50.0, 50.0)
        edge = (corner[:, (k + 2) % 3] - corner[:, (k + 1) % 3]) * cotangent[:, None]
        _add(pull, b, edge)
        _add(pull, c, -edge)
        area += np.bincount(a, double / 6, count)
        _add(normal, a, across)
    progress(0.9)
    length = np.linalg.norm(normal, axis=1)
    bend = -np.einsum("ij,ij->i", pull, normal) / np.maximum(length, TINY) / np.maximum(4 * area, TINY)
    unknown = (length <= 0) | (area <= 0)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1).astype(np.int64)
    keys, uses = np.unique(edges[:, 0] * count + edges[:, 1], return_counts=True)
    rim = keys[uses == 1]
    unknown[rim // count] = unknown[rim % count] = True
    bend[unknown] = np.nan
    result: NDArray[np.float32] = bend.astype(np.float32)
    return result


def _add(total: FloatArray, index: NDArray[np.int32], what: FloatArray) -> None:
    for axis in range(3):
        total[:, axis] += np.bincount(index, what[:, axis], len(total))
