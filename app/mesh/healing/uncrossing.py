"""Crossings undone in the way that loses least: by small moves and cuts, or by cutting along the crossings themselves."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.healing.crossings import Cure, crossing_pairs, cured, vertices_of
from app.mesh.healing.edit import Draft
from app.mesh.healing.outer_hull import unfolded
from app.mesh.healing.visibility import spread
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.open3d_scene import Scene

SAMPLES = 6_000
LOST = 1e-3  # of the diagonal: surface that is farther than this from the result has been lost
LITTLE = 3e-4  # of the surface: losing less than this is no reason to try another way
SMALL = ((1e-5, 0), (3e-5, 1))  # tolerance of the diagonal, and rings around needles that are collapsed
HULL_RINGS = (0, 0, 1, 1)  # the parts that cross after the hull was made are small


def uncrossed(draft: Draft, diagonal: float, progress: Progress, *, rings: tuple[int, ...], effort: int) -> Cure:
    """A closed draft without crossings, as far as that goes; see :func:`~app.mesh.healing.crossings.cured`."""
    pairs = crossing_pairs(draft, progress)
    cure = cured(draft, diagonal, progress.part(0.0, 0.4), rings=rings, effort=effort)
    if not len(pairs):
        return cure
    hull = unfolded(draft, diagonal, progress.part(0.4, 0.6))
    if hull is None:
        return cure
    points = spread(hull.points, hull.faces, SAMPLES)[0]
    lost = _lost(points, cure.draft, diagonal)
    if cure.left == 0 and lost <= LITTLE:
        return cure
    part = progress.part(0.6, 1.0)
    other = cured(without_needles_that_cross(hull, diagonal, part), diagonal, part, rings=HULL_RINGS, effort=effort)
    return min((cure, lost), (other, _lost(points, other.draft, diagonal)), key=lambda c: (c[0].left > 0, c[1]))[0]


def without_needles_that_cross(draft: Draft, diagonal: float, progress: Progress) -> Draft:
    """Crossing faces and those beside them simplified within a hair: most crossings left are those of needles."""
    for tolerance, rings in SMALL:
        pairs = crossing_pairs(draft, progress)
        if not len(pairs):
            break
        near = np.zeros(len(draft.points), np.bool_)
        near[vertices_of(draft, np.unique(pairs), rings=rings)] = True
        limit = np.where(near, tolerance * diagonal, 1e-12 * diagonal)
        small = collapsed(draft.points, draft.faces, progress, tolerance=limit, locked=~near)
        draft = draft.keep(small.face_of).with_(
            points=small.points,
            faces=small.faces,
            colors=None if draft.colors is None else draft.colors[small.vertex_of],
        )
    return draft


def _lost(points: np.ndarray, after: Draft, diagonal: float) -> float:
    if not after.size:
        return 1.0
    return float((Scene(after.points, after.faces).distance(points) > LOST * diagonal).mean())
