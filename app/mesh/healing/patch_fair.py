"""A filling bent so that it carries on the curvature of the surface around it.

The thin plate of L. Kobbelt et al., "Interactive Multi-Resolution Modeling on Arbitrary Meshes", 1998, with a target: the
discrete Laplacian of every point shall be the mean curvature that the rim hands on, along the normal (R. Schneider and
L. Kobbelt, "Geometric Fairing of Irregular Meshes", 2001). So a hole in a ball closes as a ball, and one in a plane as a
plane; a thin plate alone would flatten the ball.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, diags
from scipy.sparse.linalg import splu

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.vertex_normals import vertex_normals

PASSES = 5  # the first without a target, as the normals are still those of the flat filling
SHARPEST, BLUNTEST = 0.02, 20.0  # cotangents are kept within these, so that needles do not rule


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Fillings and two rings of the surface around each, with numbers of their own.

    points  (N, 3): first the rims, each in its order, then the inner points of the fillings, then those around
    faces   (F, 3): of the fillings and around them
    rims    (R,) number of points on each rim;  inner: number of inner points
    beside  (E, 2) rim point and a point around that an edge joins to it, and whose every face is here: where curvature
            can be measured
    """

    points: FloatArray
    faces: IntArray
    rims: NDArray[Any]
    inner: int
    beside: IntArray

    @property
    def rim(self) -> int:
        """Number of points on all rims."""
        return int(self.rims.sum())


def fair_points(hood: Neighbourhood, largest: FloatArray, progress: Progress) -> FloatArray:
    """Positions (inner, 3) of the inner points.

    largest  (rim,) mean curvature (1 / mm) that is believed at most

    Raises RuntimeError where a rim is so degenerate that there is no answer.
    """
    points = hood.points.copy()
    rows = np.arange(hood.rim + hood.inner)
    inner = slice(hood.rim, hood.rim + hood.inner)
    fixed = np.ones(len(points), np.bool_)
    fixed[inner] = False
    at_rim = np.clip(_curvature_of_rim(hood), -largest, largest)
    for number in range(PASSES):
        progress(number / PASSES)
        laplacian, area = cotangent_laplacian(points, hood.faces)
        scale = diags(1 / np.sqrt(area[rows]))
        bend = (scale @ laplacian[rows]).tocsc()
        target = -(bend[:, np.flatnonzero(fixed)] @ points[fixed])
        if number:
            curvature = _carried_inwards(laplacian, at_rim, hood.rim, hood.inner)
            wanted = -2 * curvature[:, None] * area[rows, None] * vertex_normals(points, hood.faces)[rows]
            target += scale @ wanted
        free = bend[:, inner]
        points[inner] = _solved((free.T @ free).tocsc(), free.T @ target)
    return points[inner]


def _solved(matrix: csc_matrix, right: FloatArray) -> FloatArray:
    return np.asarray(
        splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0).solve(np.ascontiguousarray(right))
    )


def cotangent_laplacian(points: FloatArray, faces: IntArray) -> tuple[csr_matrix, FloatArray]:
    """Cotangent weights (N, N), rows adding up to 0, and a third of the area about each point (N,) mm²."""
    corner = points[faces]
    n = len(points)
    doubled = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    doubled = np.maximum(doubled, 1e-300)
    row, column, weight = [], [], []
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        cotangent = ((corner[:, i] - corner[:, k]) * (corner[:, j] - corner[:, k])).sum(axis=1) / doubled
        half = np.clip(cotangent, SHARPEST, BLUNTEST) / 2
        row += [faces[:, i], faces[:, j]]
        column += [faces[:, j], faces[:, i]]
        weight += [half, half]
    joined = csr_matrix((np.concatenate(weight), (np.concatenate(row), np.concatenate(column))), (n, n))
    area = np.bincount(faces.reshape(-1), np.repeat(doubled / 6, 3), n)
    total = np.asarray(joined.sum(axis=1)).ravel()
    return (joined - diags(total)).tocsr(), np.maximum(area, 1e-300)


def _curvature_of_rim(hood: Neighbourhood) -> FloatArray:
    """(rim,) mean curvature in 1 / mm, of the surface beside the rim and evened out along it; positive on a ball."""
    laplacian, area = cotangent_laplacian(hood.points, hood.faces)
    bent = -0.5 * ((laplacian @ hood.points) * vertex_normals(hood.points, hood.faces)).sum(axis=1) / area
    at, beside = hood.beside[:, 0], hood.beside[:, 1]
    total: FloatArray = np.bincount(at, (bent * area)[beside], hood.rim).astype(np.float64)
    size: FloatArray = np.bincount(at, area[beside], hood.rim).astype(np.float64)
    first = np.repeat(np.cumsum(hood.rims) - hood.rims, hood.rims)
    count = np.repeat(hood.rims, hood.rims)
    place = np.arange(hood.rim) - first
    before, after = first + (place - 1) % count, first + (place + 1) % count
    rounds = -(-count // 8)
    for number in range(int(rounds.max())):
        on = np.flatnonzero(rounds > number)
        for values in (total, size):
            values[on] = (values[before[on]] + values[on] + values[after[on]]) / 3
    return np.asarray(np.where(size > 0, total / np.maximum(size, 1e-300), 0.0))


def _carried_inwards(laplacian: csr_matrix, at_rim: FloatArray, rim: int, inner: int) -> NDArray[np.float64]:
    """(rim + inner,) a value given on the rim, harmonic inside."""
    own = laplacian[rim : rim + inner]
    # Weights towards points around are none: an inner point has faces of the filling only.
    values = _solved((-own[:, rim : rim + inner]).tocsc(), own[:, :rim] @ at_rim)
    return np.concatenate([at_rim, values])
