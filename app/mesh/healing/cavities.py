"""Shells that are hollows inside another shell."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft, rows_by_label
from app.mesh.kernels.open3d_scene import Scene

MOST = 64  # shells that are looked at one by one; more of them are crumbs of a broken mesh, not hollows


def reversed_cavities(draft: Draft, label: IntArray, count: int, volume: FloatArray, progress: Progress) -> BoolArray:
    """(N,) bool: shells with negative volume all of whose vertices lie inside a larger shell with positive volume."""
    result = np.zeros(count, np.bool_)
    candidates = np.flatnonzero(volume < 0)
    if not len(candidates) or len(candidates) > MOST:
        return result
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    corner = draft.points[draft.faces]
    np.minimum.at(low, label, corner.min(axis=1))
    np.maximum.at(high, label, corner.max(axis=1))
    # (candidates, shells) whose box holds that of the candidate.
    around = (low[None] < low[candidates, None]).all(axis=2) & (high[None] > high[candidates, None]).all(axis=2)
    around &= volume[None] > -volume[candidates, None]
    rows = rows_by_label(label, count)
    for number, outer in enumerate(np.flatnonzero(around.any(axis=0)).tolist()):
        progress(number / count)
        inner = [c for c in candidates[around[:, outer]].tolist() if not result[c]]
        if not inner:
            continue
        scene = Scene(draft.points, draft.faces[rows[outer]])
        for c in inner:
            progress(number / count)
            points = draft.points[np.unique(draft.faces[rows[c]])]
            result[c] = bool(scene.inside(points[:: max(1, len(points) // 256)]).all())
    return result
