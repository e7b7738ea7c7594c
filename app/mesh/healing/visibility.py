"""Points spread over a surface, and which of them can be seen from outside."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene

START = 1e-4  # of the diagonal: rays start this far off the surface
SLICE = 20_000  # points a call, so that cancelling is quick


def spread(points: FloatArray, faces: IntArray, count: int, seed: int = 0) -> tuple[FloatArray, IntArray, FloatArray]:
    """``count`` points spread evenly over the area: positions (N, 3), faces (N,) int32, barycentric weights (N, 3).

    Empty for a surface without area.
    """
    area = face_areas(points, faces)
    total = np.cumsum(area)
    if not len(faces) or total[-1] <= 0:
        return np.zeros((0, 3)), np.zeros(0, np.int32), np.zeros((0, 3))
    rng = np.random.default_rng(seed)
    where = (np.arange(count) + rng.random(count)) / count * total[-1]  # stratified: less noise than drawing at random
    face = np.minimum(np.searchsorted(total, where, side="right"), len(faces) - 1).astype(np.int32)
    r = rng.random((count, 2))
    q = np.sqrt(r[:, 0])
    weights = np.column_stack([1 - q, q * (1 - r[:, 1]), q * r[:, 1]])
    corners = points[faces[face]]
    return np.einsum("nk,nkj->nj", weights, corners), face, weights


def spread_each(
    points: FloatArray, faces: IntArray, label: IntArray, chosen: BoolArray, count: int
) -> tuple[FloatArray, IntArray, IntArray]:
    """``count`` points on each chosen part of a surface, as :func:`spread`: positions (N, 3), faces and parts (N,) int32.

    label   (F,) the part of each face
    chosen  (P,) bool: parts that get points; those without area get none
    """
    rows = np.flatnonzero(chosen[label])
    rows = rows[np.argsort(label[rows], kind="stable")]
    area = face_areas(points, faces[rows])
    size = np.bincount(label[rows], area, len(chosen))
    number = np.flatnonzero(size > 0).astype(np.int32)
    if not len(number):
        return np.zeros((0, 3)), np.zeros(0, np.int32), np.zeros(0, np.int32)
    total = np.concatenate([[0.0], np.cumsum(area)])
    first = np.searchsorted(label[rows], number)
    last = np.searchsorted(label[rows], number, side="right")
    rng = np.random.default_rng(0)
    share = (np.arange(count) + rng.random(count)) / count
    where = total[first][:, None] + share * (total[last] - total[first])[:, None]
    at = np.searchsorted(total, where, side="right") - 1
    face = rows[np.clip(at, first[:, None], last[:, None] - 1)].reshape(-1).astype(np.int32)
    r = np.broadcast_to(rng.random((count, 2)), (len(number), count, 2)).reshape(-1, 2)
    q = np.sqrt(r[:, 0])
    weights = np.column_stack([1 - q, q * (1 - r[:, 1]), q * r[:, 1]])
    return np.einsum("nk,nkj->nj", weights, points[faces[face]]), face, np.repeat(number, count)


def directions(count: int) -> FloatArray:
    """(N, 3) unit vectors in all directions, always the same ones."""
    vectors = np.random.default_rng(1).normal(size=(count, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1)[:, None])


def seen(scene: Scene, points: FloatArray, diagonal: float, rays: int, progress: Progress) -> BoolArray:
    """(N,) bool: whether at least one of ``rays`` rays from the point escapes without meeting the surface."""
    visible = np.zeros(len(points), np.bool_)
    for number, direction in enumerate(directions(rays)):
        left = np.flatnonzero(~visible)
        if not len(left):
            break
        for start in range(0, len(left), SLICE):
            progress(number / rays)
            part = left[start : start + SLICE]
            visible[part] = scene.escapes(points[part] + direction * START * diagonal, direction)
    return visible
