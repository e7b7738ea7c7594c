"""Two openings connected by a surface, with the colour of both rims."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.fixing.fairing import MOST_POINTS, RINGS, fair
from app.mesh.fixing.openings import Openings, edge_keys
from app.mesh.fixing.strip import MOST_PAIRS, strip
from app.mesh.healing.edit import Draft
from app.mesh.healing.fair_fill import Patch
from app.mesh.healing.filling import put_together
from app.mesh.healing.patch_refine import refined
from app.mesh.healing.topology import grid_step


def bridged(openings: Openings, first: int, second: int, progress: Progress, *, curved: bool) -> Draft:
    """The draft of ``openings`` with a bridge between two of its loops; all else to the bit.

    Raises RepairFailedError for rims with too many points.
    """
    loops = [openings.loops[number][::-1] for number in (first, second)]  # a filling runs against the border
    rings = [openings.draft.faces.reshape(-1)[loop] for loop in loops]
    draft = openings.draft
    if len(rings[0]) * len(rings[1]) > MOST_PAIRS:
        raise RepairFailedError(
            text("The rims have too many edges to be connected; even out the triangles there first.")
        )
    taken = _joined(draft, rings[0], rings[1])
    try:
        faces = strip(draft.points[rings[0]], draft.points[rings[1]], taken, progress.part(0.0, 0.4))
    except ValueError:
        raise RepairFailedError(
            text("No surface connects these two openings without crossing itself; close them one by one.")
        ) from None
    ring = np.concatenate(rings)
    patch = Patch(np.concatenate(loops), ring, faces)
    if curved:
        patch = _curved(draft, patch, progress.part(0.4, 0.9))
    return openings.with_filling(put_together(draft, [patch]))


def _joined(draft: Draft, first: IntArray, second: IntArray) -> NDArray[np.bool_]:
    """(N, M) bool: pairs of points of two rings that an edge of the draft joins, or that are one point."""
    n = len(draft.points)
    here, there = draft.faces.reshape(-1), np.roll(draft.faces, -1, axis=1).reshape(-1)
    marked = np.zeros(n, np.bool_)
    marked[first] = True
    marked[second] = True
    both = marked[here] & marked[there]
    keys = np.unique(edge_keys(here[both], there[both], n))
    if not len(keys):
        return np.zeros((len(first), len(second)), np.bool_)
    wanted = edge_keys(np.repeat(first, len(second)), np.tile(second, len(first)), n)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(keys[at] == wanted).reshape(len(first), len(second))


def _curved(draft: Draft, patch: Patch, progress: Progress) -> Patch:
    """The patch with new points, bent so that it leaves both rims smoothly."""
    rim = draft.points[patch.ring]
    length = _edge_lengths(draft, faces_around(draft.faces, len(draft.points), patch.ring, 1), patch.ring)
    sides = rim[patch.faces]
    area = float(np.linalg.norm(np.cross(sides[:, 1] - sides[:, 0], sides[:, 2] - sides[:, 0]), axis=1).sum()) / 2
    expected = area / (0.87 * max(float((length**2).mean()), 1e-300))
    length = length * max(1.0, float(np.sqrt(expected / MOST_POINTS)))
    points, faces = refined(rim, patch.faces, length, MOST_POINTS, progress.part(0.0, 0.4))
    inner = len(points) - len(rim)
    if not inner:
        return patch
    outside = draft.faces[faces_around(draft.faces, len(draft.points), patch.ring)]
    others = np.setdiff1d(outside, patch.ring)
    number = np.full(len(draft.points), -1, np.int32)
    number[others] = len(points) + np.arange(len(others))
    number[patch.ring] = np.arange(len(patch.ring))
    every = np.vstack([points, draft.points[others]])
    free = np.zeros(len(every), np.bool_)
    free[len(rim) : len(points)] = True
    try:
        bent = fair(every, np.vstack([faces, number[outside]]).astype(np.int32), free, progress.part(0.4, 1.0))[free]
    except RuntimeError:  # a rim without area: the straight bridge is good
        bent = points[len(rim) :]
    step = grid_step(draft.points)
    return Patch(patch.loop, patch.ring, faces, np.round(bent / step) * step + 0.0 if step > 0 else bent)


def faces_around(faces: IntArray, n_vertices: int, vertices: NDArray[Any], rings: int = RINGS) -> NDArray[np.int64]:
    """Faces within so many rings about some vertices."""
    marked = np.zeros(n_vertices, np.bool_)
    marked[vertices] = True
    near = np.zeros(0, np.int64)
    for _ in range(rings):
        near = np.flatnonzero(marked[faces].any(axis=1))
        marked[faces[near]] = True
    return near


def _edge_lengths(draft: Draft, faces: NDArray[np.int64], ring: IntArray) -> FloatArray:
    """(N,) mean length of the edges at each vertex of the ring."""
    here, there = draft.faces[faces].reshape(-1), np.roll(draft.faces[faces], -1, axis=1).reshape(-1)
    length = np.linalg.norm(draft.points[here] - draft.points[there], axis=1)
    n = len(draft.points)
    total = np.bincount(here, length, n) + np.bincount(there, length, n)
    count = np.bincount(here, minlength=n) + np.bincount(there, minlength=n)
    return np.asarray(total[ring] / np.maximum(count[ring], 1))
