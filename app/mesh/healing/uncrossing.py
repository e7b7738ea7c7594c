"""Crossings undone in the way that loses least: by small moves and cuts, or by cutting along the crossings themselves."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.healing.crossings import Cure, crossing_pairs, cured, vertices_of
from app.mesh.healing.edit import Draft
from app.mesh.healing.outer_hull import unfolded
from app.mesh.healing.recolor import from_islands
from app.mesh.healing.visibility import spread
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.open3d_scene import Scene

SAMPLES = 6_000
LOST = 1e-3  # of the diagonal: surface that is farther than this from the result has been lost
LITTLE = 3e-4  # of the surface: losing less than this is no reason to try another way
SMALL = ((1e-5, 0), (3e-5, 1))  # tolerance of the diagonal, and rings around needles that are collapsed
WIDER = ((3e-5, 2), (1e-4, 3))
TOO_MUCH = 0.05  # of the surface: a result that has lost more is not the model any more
FEW = 5_000  # pairs: with less it takes no time to try
NARROW = 2  # rounds of cutting before another way is tried
# Pairs for each face: what has more is a solid mesh of cells or a pile without an outside. The figures of the corpus have
# less than a tenth of it once their bodies are united, and minutes of small moves have never saved one with more.
HOPELESS = 0.1
HULL_RINGS = (0, 0, 1, 1, 2)  # the parts that cross after the hull was made are small
COLOR_WEIGHT = 1e-5  # of the diagonal: what a step of one in 255 of a vertex colour costs, as a distance


def uncrossed(draft: Draft, diagonal: float, progress: Progress, *, rings: tuple[int, ...], effort: int) -> Cure:
    """A closed draft without crossings, as far as that goes; see :func:`~app.mesh.healing.crossings.cured`.

    Small moves and narrow cuts come first, then the outer hull, then wide cuts; a way that leads to the end without loss
    ends the search.
    """
    pairs = len(crossing_pairs(draft, progress))
    if not pairs:
        return cured(draft, diagonal, progress, rings=rings, effort=effort)
    if hopeless(pairs, draft.size):
        return Cure(draft, pairs)
    cure = cured(draft, diagonal, progress.part(0.0, 0.2), rings=rings[:NARROW], effort=effort)
    hull = unfolded(draft, diagonal, progress.part(0.2, 0.4))
    points = spread(*((draft.points, draft.faces) if hull is None else (hull.points, hull.faces)), SAMPLES)[0]
    best = _Outcome(cure, _lost(points, cure.draft, diagonal))
    if hull is not None:
        # Seams hold vertices, and needles along them may go on crossing: then they have to give way.
        for number, looks in enumerate((True, False) if _has_looks(hull) else (False,)):
            if best.good or (number and not best.cure.left):
                break
            part = progress.part(0.4 + 0.15 * number, 0.55 + 0.15 * number)
            best = min(best, _from_hull(hull, points, diagonal, part, effort, looks=looks), key=lambda one: one.rank)
    if best.cure.left and len(rings) > NARROW:
        cure = cured(draft, diagonal, progress.part(0.7, 1.0), rings=rings, effort=effort)
        best = min(best, _Outcome(cure, _lost(points, cure.draft, diagonal)), key=lambda one: one.rank)
    return best.cure


def hopeless(pairs: int, faces: int) -> bool:
    """Whether so many pairs of so many faces cross that moving and cutting lead nowhere."""
    return pairs > HOPELESS * faces and pairs > FEW


@dataclass(frozen=True, eq=False)
class _Outcome:
    cure: Cure
    lost: float

    @property
    def good(self) -> bool:
        return self.cure.left == 0 and self.lost <= LITTLE

    @property
    def rank(self) -> tuple[bool, bool, int, float]:
        return self.cure.left > 0, self.lost > TOO_MUCH, self.cure.left, self.lost


def _has_looks(draft: Draft) -> bool:
    return draft.uv is not None or draft.colors is not None or len(draft.materials) > 1


def _from_hull(
    hull: Draft, points: FloatArray, diagonal: float, progress: Progress, effort: int, *, looks: bool
) -> _Outcome:
    cure = Cure(hull, len(hull.faces))
    for number, tolerances in enumerate((SMALL, WIDER, WIDER)):
        part = progress.part(number / 3, (number + 1) / 3)
        calm = without_needles_that_cross(cure.draft, tolerances, diagonal, part, looks=looks)
        cure = min(cure, cured(calm, diagonal, part, rings=HULL_RINGS, effort=effort), key=lambda one: one.left)
        if cure.left == 0:
            break
    return _Outcome(cure, _lost(points, cure.draft, diagonal))


def without_needles_that_cross(
    draft: Draft, tolerances: tuple[tuple[float, int], ...], diagonal: float, progress: Progress, *, looks: bool = True
) -> Draft:
    """Crossing faces and those beside them simplified within a hair: most crossings left are those of needles.

    looks  picture, colours and borders of materials stay in place, too; else only the shape counts, and what a face
           shows is looked up on the surface as it was
    """
    for tolerance, rings in tolerances:
        pairs = crossing_pairs(draft, progress)
        if not len(pairs):
            break
        near = np.zeros(len(draft.points), np.bool_)
        near[vertices_of(draft, np.unique(pairs), rings=rings)] = True
        limit = np.where(near, tolerance * diagonal, 1e-12 * diagonal)
        colors = draft.colors
        small = collapsed(
            draft.points,
            draft.faces,
            progress,
            tolerance=limit,
            locked=~near,
            corner_uv=draft.uv if looks else None,
            face_group=draft.material if looks and len(draft.materials) > 1 else None,
            colors=colors[:, :3].astype(np.float32) if looks and colors is not None else None,
            color_weight=COLOR_WEIGHT * diagonal,
        )
        if colors is not None:
            colors = colors[small.vertex_of]
            if small.colors is not None:
                colors[:, :3] = np.clip(np.round(small.colors), 0, 255)
        draft = draft.keep(small.face_of).with_(
            points=small.points,
            faces=small.faces,
            uv=small.corner_uv if looks else from_islands(draft, small.points, small.faces, small.face_of, progress),
            colors=colors,
        )
    return draft


def _lost(points: FloatArray, after: Draft, diagonal: float) -> float:
    if not after.size:
        return 1.0
    return float((Scene(after.points, after.faces).distance(points) > LOST * diagonal).mean())
