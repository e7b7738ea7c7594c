"""Shells that are hollows inside another shell."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import BoolArray, FloatArray, IntArray

MOST = 64  # shells that are looked at one by one; more of them are crumbs of a broken mesh, not hollows


def reversed_cavities(draft: Draft, label: IntArray, count: int, volume: FloatArray, progress: Progress) -> BoolArray:
    """(N,) bool: shells with negative volume all of whose vertices lie inside a larger shell with positive volume."""
    result = np.zeros(count, np.bool_)
    candidates = np.flatnonzero(volume < 0)
    if not len(candidates) or len(candidates) > MOST:
        return result
    low = np.array([draft.points[draft.faces[label == c]].reshape(-1, 3).min(axis=0) for c in range(count)])
    high = np.array([draft.points[draft.faces[label == c]].reshape(-1, 3).max(axis=0) for c in range(count)])
    for outer in np.flatnonzero(volume > 0):
        inner = [
            c
            for c in candidates
            if not result[c]
            and volume[outer] > -volume[c]
            and (low[c] > low[outer]).all()
            and (high[c] < high[outer]).all()
        ]
        if not inner:
            continue
        scene = Scene(draft.points, draft.faces[label == outer])
        for c in inner:
            progress(float(c) / count)
            points = draft.points[np.unique(draft.faces[label == c])]
            result[c] = bool(scene.inside(points[:: max(1, len(points) // 256)]).all())
    return result
