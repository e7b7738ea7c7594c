"""What of each body can be seen from outside, and what closing one would bury."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft, rows_by_label
from app.mesh.healing.visibility import seen, spread, spread_each
from app.mesh.kernels.open3d_scene import Scene

SAMPLES = 20_000
FEW = 48  # samples: a smaller body gets ones of its own
OWN = 32
RAYS = 32
BURIED = 1e-3  # of the diagonal: visible surface this deep inside a filling would be lost


@dataclass(frozen=True, eq=False)
class BodyView:
    """The visible share of each body (N,), visible points (P, 3) in the order of their x, and whose they are (P,)."""

    share: FloatArray
    points: FloatArray
    owner: IntArray

    @classmethod
    def of(cls, draft: Draft, area: FloatArray, diagonal: float, progress: Progress) -> "BodyView":
        """Look at a draft of numbered bodies (``part``) with these areas (N,); a single body is all that is seen."""
        count = len(area)
        if count == 1 or draft.part is None:
            return cls(np.ones(count), np.zeros((0, 3)), np.zeros(0, np.int32))
        scene = Scene(draft.points, draft.faces)
        points, face, _ = spread(draft.points, draft.faces, SAMPLES)
        owner = draft.part[face]
        visible = seen(scene, points, diagonal, RAYS, progress.part(0.0, 0.5))
        number = np.bincount(owner, minlength=count)
        share = np.bincount(owner[visible], minlength=count) / np.maximum(number, 1)
        few = (number < FEW) & (area > 0)
        if few.any():
            own, _, body = spread_each(draft.points, draft.faces, draft.part, few, OWN)
            shown = seen(scene, own, diagonal, RAYS, progress.part(0.5, 1.0))
            share[few] = (np.bincount(body, shown, count) / OWN)[few]
        order = np.argsort(points[:, 0], kind="stable")
        order = order[visible[order]]
        return cls(share, points[order], owner[order])

    def without(self, bodies: BoolArray) -> "BodyView":
        """The view without the points of these bodies (N,) bool."""
        stays = ~bodies[self.owner] if len(self.owner) else np.zeros(0, np.bool_)
        return BodyView(self.share, self.points[stays], self.owner[stays])

    def buried(
        self, whole: Draft, bodies: BoolArray, least: FloatArray, diagonal: float, progress: Progress
    ) -> FloatArray:
        """(N,) the share of all visible points that each of these bodies (N,), closed in ``whole``, buries of the others.

        least  (N,) a smaller share is not looked at
        """
        result = np.zeros(len(self.share))
        if not len(self.points) or whole.part is None:
            return result
        corner = whole.points[whole.faces]
        lows, highs = corner.min(axis=1), corner.max(axis=1)
        rows = rows_by_label(whole.part, len(self.share))
        for number, body in enumerate(np.flatnonzero(bodies).tolist()):
            progress(number / len(bodies))
            own = rows[body]
            low, high = lows[own].min(axis=0), highs[own].max(axis=0)
            between = slice(*np.searchsorted(self.points[:, 0], [low[0], high[0]]))
            points = self.points[between]
            near = (self.owner[between] != body) & (points > low).all(axis=1) & (points < high).all(axis=1)
            if near.sum() <= least[body] * len(self.points):
                continue
            alone = whole.keep(own).compact()
            scene = Scene(alone.points, alone.faces)
            query = points[near]
            lost = scene.inside(query) & (scene.distance(query) > BURIED * diagonal)
            result[body] = lost.sum() / len(self.points)
        return result
