"""The smoothest colours between known ones: harmonic over the surface, as a soap film is between the wires of its frame."""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.bake.diffusion import spread_colors

MOST_STEPS = 600
CLOSE = 1e-8  # of the first residual's square, in the norm of the preconditioner
THINNEST = (
    0.02  # height of a triangle to its longest side: what is thinner counts less, for it would stiffen the equations
)
JOINT = 1e-4  # what every edge weighs at least in each face, so that faces without area join as well


def harmonic_colors(
    points: FloatArray, colors: NDArray[np.float32], known: BoolArray, faces: IntArray, progress: Progress
) -> tuple[NDArray[np.float32], BoolArray]:
    """Colours (V, 4) of all vertices, and (V,) bool: whether one has a colour now.

    points  (V, 3) mm; colors (V, 4) in any space at the ``known`` ones, which stay as they are; faces (F, 3)

    The Laplacian has the weights of Pinkall and Polthier, "Computing discrete minimal surfaces", 1993. What hangs on no
    known vertex gets no colour.
    """
    from scipy import sparse  # noqa: PLC0415 - takes longer to load than most repairs need it for

    start, reached = spread_colors(colors, known, faces, progress.part(0.0, 0.3))
    free = np.flatnonzero(reached & ~known)
    if not len(free):
        return start, reached
    rows, columns, weight = _edge_weights(points, faces)
    of_all = sparse.csr_matrix((weight, (rows, columns)), shape=(len(points), len(points)))
    moving = of_all[free]
    fixed = np.where(known[:, None], start, np.float32(0)).astype(np.float64)
    inner, total = moving[:, free].tocsr(), np.asarray(moving.sum(axis=1))
    # Conjugate gradients, all channels at once, preconditioned by the diagonal. A sparse factorisation would be quicker
    # for small holes, but cannot be cancelled and sums in an order that depends on the machine.
    x = start[free].astype(np.float64)
    residual = moving @ fixed - (total * x - inner @ x)
    scaled = residual / total
    direction, size = scaled.copy(), (residual * scaled).sum(axis=0)
    enough = CLOSE * np.maximum(size, 1e-9)
    for step in range(MOST_STEPS):
        progress(0.3 + 0.7 * step / MOST_STEPS)
        if (size <= enough).all():
            break
        bent = total * direction - inner @ direction
        along = (direction * bent).sum(axis=0)
        far = np.divide(size, along, out=np.zeros(4), where=along > 0)
        x += far * direction
        residual -= far * bent
        scaled = residual / total
        before, size = size, (residual * scaled).sum(axis=0)
        direction = scaled + np.divide(size, before, out=np.zeros(4), where=before > 0) * direction
    result = start.copy()
    result[free] = np.clip(x, colors[known].min(axis=0), colors[known].max(axis=0))  # blunt angles overshoot a little
    return result, reached


def _edge_weights(points: FloatArray, faces: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows, columns and half cotangents, both ways; those of one edge are to be added up."""
    corners = points[faces]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    across = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    # One divisor for the three angles of a face, or the equations would lose their one lowest point.
    across = np.maximum(across, np.maximum(THINNEST * sides.max(axis=1) ** 2, 1e-300))
    rows, columns, weights = [], [], []
    for k in range(3):
        a, b = faces[:, (k + 1) % 3], faces[:, (k + 2) % 3]
        u, v = corners[:, (k + 1) % 3] - corners[:, k], corners[:, (k + 2) % 3] - corners[:, k]
        weight = (u * v).sum(axis=1) / across / 2 + JOINT
        edge = a != b
        rows += [a[edge], b[edge]]
        columns += [b[edge], a[edge]]
        weights += [weight[edge]] * 2
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(weights)
