"""How far a repaired surface is from the one that was given: the proof that a repair kept the looks."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.visibility import SLICE, seen, spread
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh

SAMPLES = 30_000
RAYS = 64
MISSING = 1e-3  # of the diagonal: a visible point that is farther than this from the result has been lost


@dataclass(frozen=True)
class Deviation:
    """Two-sided distance between a mesh and what a repair made of it, over points spread evenly by area.

    mean, p99, max   mm, the larger of the two directions: from the *visible* surface of the input to the result (what
                     is hidden inside may go), and from the result, without the faces that close holes, to the input
    missing          share (0-1) of the input's visible surface that is farther than 0.1 % of the diagonal from the
                     result
    strays           share (0-1) of the result, without the faces that close holes, that is farther than that from the input
    """

    mean: float
    p99: float
    max: float
    missing: float
    strays: float = 0.0

    def to_json(self) -> dict[str, float]:
        """As the command line's contract has it."""
        return {
            "mean": round(self.mean, 5),
            "p99": round(self.p99, 5),
            "max": round(self.max, 5),
            "missing_share": round(self.missing, 6),
            "stray_share": round(self.strays, 6),
        }


NO_DEVIATION = Deviation(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class VisibleSurface:
    """Points of the input that can be seen from outside, for measuring one or more results against it.

    points (N, 3) mm, faces (N,) int32 and weights (N, 3): where on the input they are.
    """

    scene: Scene
    points: FloatArray
    faces: IntArray
    weights: FloatArray
    diagonal: float


def visible_surface(mesh: Mesh, progress: Progress, inner: IntArray | None = None) -> VisibleSurface:
    """The visible part of a mesh with at least one face; where nothing can be seen, all of it counts.

    inner  faces of inner skins, which shall go though they can be seen through pinholes
    """
    points, face, weights = spread(mesh.vertices, mesh.faces, SAMPLES)
    scene = Scene(mesh.vertices, mesh.faces)
    visible = seen(scene, points, mesh.diagonal, RAYS, progress)
    if inner is not None:
        visible &= ~np.isin(face, inner)
    if not visible.any():
        visible[:] = True
    return VisibleSurface(scene, points[visible], face[visible], weights[visible], mesh.diagonal)


def deviation(before: VisibleSurface, after: Draft, dust: Draft | None, progress: Progress) -> Deviation:
    """How far the draft is from the surface it shall stand for; what was removed as ``dust`` is not missed."""
    if not after.size:
        return Deviation(before.diagonal, before.diagonal, before.diagonal, 1.0)
    accounted = after if dust is None else joined([after, dust])
    result = Scene(accounted.points, accounted.faces)
    there = _distances(result, before.points, progress.part(0, 0.5))
    standing = after.keep(~after.closing)
    back = np.zeros(1)
    if standing.size:
        back = _distances(before.scene, spread(standing.points, standing.faces, SAMPLES)[0], progress.part(0.5, 1))
    both = [d for d in (there, back) if len(d)] or [np.zeros(1)]
    return Deviation(
        max(float(d.mean()) for d in both),
        max(float(np.quantile(d, 0.99)) for d in both),
        max(float(d.max()) for d in both),
        float((there > MISSING * before.diagonal).mean()) if len(there) else 0.0,
        float((back > MISSING * before.diagonal).mean()),
    )


def lost_points(before: VisibleSurface, after: Draft, dust: Draft | None, progress: Progress) -> BoolArray:
    """(N,) bool: the visible points that are missing in the draft, as :func:`deviation` counts them."""
    accounted = after if dust is None else joined([after, dust])
    return _distances(Scene(accounted.points, accounted.faces), before.points, progress) > MISSING * before.diagonal


def _distances(scene: Scene, points: FloatArray, progress: Progress) -> FloatArray:
    parts = []
    for start in range(0, len(points), SLICE):
        progress(start / len(points))
        parts.append(scene.distance(points[start : start + SLICE]))
    return np.concatenate(parts) if parts else np.zeros(0)
