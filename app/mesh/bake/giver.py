"""The model that gives its colours: how far it is from the new surface, and which of its faces look outwards."""

from dataclasses import dataclass, replace

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.bake.source_color import SourceColor
from app.mesh.bake.surface import Surface
from app.mesh.kernels.gated_closest import AGREE, GatedSurface
from app.mesh.kernels.measure import face_areas, face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.pairing import face_patches, pair_half_edges
from app.mesh.mesh import Mesh

QUERIES = 50_000  # points a call, so that cancelling is quick
SAMPLES = 20_000  # faces of the new surface that say how far it is from the source
LEAST_REACH, MOST_REACH = 0.005, 0.02  # of the diagonal: beyond that colour is spread from the rim instead
ROUNDING = 1e-4  # of the diagonal
FEWEST_VOTES, AGREEMENT = 0.2, 0.8  # shares of a patch's area: how much must lie on the new surface, and oppose it


@dataclass(frozen=True, eq=False)
class Giver:
    """A model that gives its colours to another surface.

    mesh     the model
    surface  its faces, to be searched for the closest that looks the same way
    color    what it shows
    """

    mesh: Mesh
    surface: GatedSurface
    color: SourceColor

    @classmethod
    def of(cls, mesh: Mesh, taker: Surface, progress: Progress) -> "Giver":
        """A model with at least one face, made ready to give its colours to ``taker``.

        Patches of the model whose winding is the wrong way round, seen from the new surface, are turned: the new surface
        knows what is outside. The reach follows from how far the two surfaces are apart.
        """
        scene = Scene(mesh.vertices, mesh.faces)
        samples = taker.centres[:: max(1, len(taker.faces) // SAMPLES)]
        apart = float(np.quantile(_distances(scene, samples, progress.part(0.0, 0.3)), 0.9))
        tolerance = 1.5 * apart + ROUNDING * mesh.diagonal
        reach = min(max(8 * tolerance, LEAST_REACH * mesh.diagonal), MOST_REACH * mesh.diagonal)
        surface = GatedSurface.of(mesh.vertices, mesh.faces, reach, 2 * tolerance)
        wrong = _wrongly_wound(mesh, surface, taker, tolerance, progress.part(0.3, 1.0))
        surface = surface.turned(wrong)
        return cls(mesh, surface, SourceColor.of(mesh))


def _distances(scene: Scene, points: FloatArray, progress: Progress) -> FloatArray:
    parts = [np.zeros(0)]
    for start in range(0, len(points), QUERIES):
        progress(start / len(points))
        parts.append(scene.distance(points[start : start + QUERIES]))
    return np.concatenate(parts)


def _wrongly_wound(
    source: Mesh, surface: GatedSurface, taker: Surface, tolerance: float, progress: Progress
) -> BoolArray:
    """(F,) bool of the source: patches that lie on the new surface and look the other way.

    An inner wall does so too, but beside it lies a skin that looks the right way.
    """
    scene = Scene(taker.points, taker.faces)
    centres = source.vertices[source.faces].mean(axis=1)
    normals = face_normals(source.vertices, source.faces)
    area = face_areas(source.vertices, source.faces)
    vote, opposed = np.zeros(len(centres)), np.full(len(centres), -1, np.int32)
    for start in range(0, len(centres), QUERIES):
        progress(0.7 * start / len(centres))
        part = slice(start, start + QUERIES)
        near = scene.closest(centres[part])
        cosine = np.einsum("nj,nj->n", taker.normals[near.face], normals[part])
        counts = (near.distance <= tolerance) & (np.abs(cosine) > AGREE)
        vote[part] = np.where(counts, np.sign(cosine), 0.0)
        opposed[part] = np.where(vote[part] < 0, near.face, -1)
    progress(0.7)
    met = np.unique(opposed[opposed >= 0])
    hit = replace(surface, reach=2 * tolerance).closest(taker.centres[met], taker.normals[met])[0]
    answered = np.zeros(len(taker.faces), np.bool_)
    answered[met] = (hit >= 0) & (np.einsum("nj,nj->n", normals[hit], taker.normals[met]) > 0)
    vote[(opposed >= 0) & answered[opposed]] = 0.0
    progress(0.8)
    # Compiled for writable arrays, as a repair has them.
    count, patch = face_patches(pair_half_edges(source.vertices.copy(), source.faces.copy()))
    total = np.bincount(patch, area, count)
    against = np.bincount(patch, area * (vote < 0), count)
    voted = np.bincount(patch, area * (vote != 0), count)
    wrong = (voted > FEWEST_VOTES * total) & (against > AGREEMENT * voted)
    return np.asarray(wrong[patch])
