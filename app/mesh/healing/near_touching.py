"""Surfaces that touch without crossing, drawn a hair apart: other programs' tests call some of these touches crossings.

Found by moving the whole surface out, and in, by next to nothing: what then crosses had no room at all.
"""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import grid_step
from app.mesh.kernels.vertex_normals import vertex_normals
from app.mesh.kernels.weld import weld

ROOM = 2e-9  # of the diagonal, on each side, a tenth of what 32 bits can tell apart: nearer surfaces touch
BACK = 5e-6  # of the diagonal: how far they are drawn apart
BACK_OFFS = 4
MOST = 500  # pairs: a model with more is made that way


def drawn_apart(draft: Draft, diagonal: float, progress: Progress) -> tuple[Draft, int]:
    """A closed draft without crossings whose faces touch in fewer places, and in how many pairs of faces fewer.

    Vertices that would cross something by it stay where they are. The draft itself where nothing could be done.
    """
    normals = vertex_normals(draft.points, draft.faces)
    before, back = _touching(draft, diagonal, normals, progress.part(0.0, 0.3))
    if not before or before > MOST:
        return draft, 0
    step = grid_step(draft.points)
    for number in range(BACK_OFFS):
        part = progress.part(0.3 + 0.1 * number, 0.4 + 0.1 * number)
        points = draft.points + back * normals * (BACK * diagonal)
        points = np.where(back != 0, np.round(points / step) * step + 0.0, draft.points)
        moved = draft.with_(points=points)
        pairs = crossing_pairs(moved, part, (back[:, 0] != 0)[draft.faces].any(axis=1))
        if not len(pairs):
            left, _ = _touching(moved, diagonal, vertex_normals(points, draft.faces), progress.part(0.7, 1.0))
            return (moved, before - left) if left < before else (draft, 0)
        back[np.unique(draft.faces[pairs])] = 0.0
    return draft, 0


def _touching(draft: Draft, diagonal: float, normals: FloatArray, progress: Progress) -> tuple[int, FloatArray]:
    """How many pairs of faces touch, and which way (V, 1) each vertex of theirs is drawn along its normal, or 0."""
    number, back = 0, np.zeros((len(draft.points), 1))
    corner = weld(draft.points)[1][draft.faces]
    for sign in (1.0, -1.0):
        moved = draft.with_(points=draft.points + sign * ROOM * diagonal * normals)
        pairs: IntArray = crossing_pairs(moved, progress)
        one, other = corner[pairs[:, 0]], corner[pairs[:, 1]]
        apart = pairs[(one[:, :, None] != other[:, None, :]).all(axis=(1, 2))]
        number += len(apart)
        back[np.unique(draft.faces[apart])] = -sign
    return number, back
