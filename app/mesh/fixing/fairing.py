"""The smoothest surface that a rim allows: place, slope and bend go on from the surface around.

Either the bending is made smallest, ∫|Δx|², or the variation of the mean curvature, ∫|∇Δx|², as H. Moreton and C. Séquin do
("Functional optimization for fair surface design", 1992). The latter keeps a ball round, but needs triangles that lie well
from the beginning: on those of a new bridge it swings.
"""

from functools import partial
from typing import Literal

import numpy as np
from scipy.sparse import csc_matrix, diags
from scipy.sparse.linalg import splu

from app.jobs.progress import Progress
from app.jobs.threads import in_thread
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.patch_fair import cotangent_laplacian

PASSES: dict[str, tuple[int, ...]] = {"bending": (2,), "variation": (2, 3, 3)}  # powers of the Laplacian in turn
Measure = Literal["bending", "variation"]
MOST_POINTS = 12_000  # that one factorisation can take: two seconds a pass
RINGS = 3  # of faces about the free points that the equations need


def fair(
    points: FloatArray, faces: IntArray, free: BoolArray, progress: Progress, measure: Measure = "bending"
) -> FloatArray:
    """Positions (V, 3) with the free points (V,) moved.

    faces  all around the free points, and ``RINGS`` rings about them
    Raises RuntimeError for a part that hangs on nothing, ValueError for more free points than ``MOST_POINTS``.
    """
    inner, fixed = np.flatnonzero(free), np.flatnonzero(~free)
    if not len(inner):
        return points.copy()
    if len(inner) > MOST_POINTS:
        raise ValueError("too many points")
    result = points.copy()
    powers = PASSES[measure]
    for number, power in enumerate(powers):
        progress(number / len(powers))
        laplacian, area = cotangent_laplacian(result, faces)
        share = diags(1 / area)
        rows = laplacian[inner] @ share @ laplacian
        if power == 3:
            rows = -rows @ share @ laplacian
        own, target = rows[:, inner].tocsc(), -(rows[:, fixed] @ result[fixed])
        moved = in_thread(partial(_solved, own, target), progress, number / len(powers))
        if not np.isfinite(moved).all():
            raise RuntimeError("the equations have no solution")
        result[inner] = moved
    return result


def _solved(matrix: csc_matrix, right: FloatArray) -> FloatArray:
    solver = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(solver.solve(np.ascontiguousarray(right)))
