"""Between which points of a loose part and the rest a strut is put: the shortest ways, well apart, through free air."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.surface_samples import Samples, surface_samples
from app.mesh.mesh import Mesh

CELL = 1 / 200  # of the diagonal
FAR = 3.0  # times the shortest way, or so much longer as the part is wide: a strut is not longer
APART = 2.0  # diameters between struts of one part
SINK = 0.75  # of the diameter: how deep a strut goes into what it joins, where that is thick enough
THROUGH = 0.6  # of the thickness there: it never comes out on the other side
MOST_SAMPLES = 4_000  # points of a part that are looked at
SKIN = 1e-4  # of the diagonal: how far a ray starts from a surface


@dataclass(frozen=True, eq=False)
class Strut:
    """From one end (3,) mm inside one part to the other end inside another one."""

    start: FloatArray
    end: FloatArray


@dataclass(frozen=True, eq=False)
class Loose:
    """Which parts of a model are loose.

    piece   (F,) int32: the piece of each face
    main    the piece that the others are joined to
    wanted  (P,) bool: pieces that shall be joined
    """

    mesh: Mesh
    piece: IntArray
    main: int
    wanted: BoolArray


def struts(loose: Loose, diameter: float, number: int, progress: Progress) -> tuple[list[Strut], int]:
    """Return struts, up to ``number`` for each wanted piece, and how many pieces no way was found for.

    The nearest piece comes first, and the next one may be joined to it.
    """
    mesh, piece = loose.mesh, loose.piece
    areas = face_areas(mesh.vertices, mesh.faces)
    left = np.flatnonzero(loose.wanted).tolist()
    samples = {}
    for k in left:
        faces = np.flatnonzero(piece == k)
        samples[k] = _few(surface_samples(mesh.vertices, mesh.faces[faces], areas[faces], CELL * mesh.diagonal))
    air = _Air(Scene(mesh.vertices, mesh.faces), SKIN * mesh.diagonal)
    joined = np.zeros(len(loose.wanted), np.bool_)
    joined[loose.main] = True
    main = Scene(mesh.vertices, mesh.faces[piece == loose.main])
    away = {k: main.distance(samples[k].points) for k in left}
    made: list[Strut] = []
    total, failed = len(left), 0
    while left:
        progress(1 - len(left) / total)
        nearest = min(left, key=lambda k: float(away[k].min()))
        left.remove(nearest)
        found = _of_piece(samples[nearest], _Target.of(mesh, joined[piece]), air, diameter, number)
        if not found:
            failed += 1
            continue
        made += found
        joined[nearest] = True
        added = Scene(mesh.vertices, mesh.faces[piece == nearest])
        for k in left:
            away[k] = np.minimum(away[k], added.distance(samples[k].points))
    return made, failed


def _few(samples: Samples) -> Samples:
    if len(samples) <= MOST_SAMPLES:
        return samples
    return samples.part(np.arange(MOST_SAMPLES) * len(samples) // MOST_SAMPLES)


@dataclass(frozen=True, eq=False)
class _Target:
    """What is one body already."""

    points: FloatArray
    faces: IntArray
    scene: Scene

    @classmethod
    def of(cls, mesh: Mesh, which: BoolArray) -> "_Target":
        faces = np.ascontiguousarray(mesh.faces[which])
        return cls(mesh.vertices, faces, Scene(mesh.vertices, faces))

    def nearest(self, points: FloatArray) -> FloatArray:
        """(N, 3) mm on it, nearest to each point (N, 3)."""
        near = self.scene.closest(points)
        return np.asarray(np.einsum("nk,nkj->nj", near.weights, self.points[self.faces[near.face]]))


@dataclass(frozen=True, eq=False)
class _Air:
    """The whole surface, and how far in mm a ray starts from it."""

    scene: Scene
    skin: float

    def strut(self, start: FloatArray, end: FloatArray, diameter: float) -> Strut | None:
        """The strut between two points of the surface; None where something is in between, or nothing is behind them."""
        way = end - start
        length = float(np.linalg.norm(way))
        if length < 3 * self.skin:
            return None
        axis = way / length
        ahead = float(self.scene.hits((start + self.skin * axis)[None], axis[None]).distance[0])
        if ahead < length - 2.5 * self.skin:
            return None
        ends = np.array([start - self.skin * axis, end + self.skin * axis])
        behind = self.scene.hits(ends, np.array([-axis, axis])).distance
        if not np.isfinite(behind).all():
            return None
        sink = np.minimum(SINK * diameter, THROUGH * (behind + self.skin))
        return Strut(start - sink[0] * axis, end + sink[1] * axis)


def _of_piece(samples: Samples, target: _Target, air: _Air, diameter: float, number: int) -> list[Strut]:
    ends = target.nearest(samples.points)
    reach = np.linalg.norm(ends - samples.points, axis=1)
    width = float(np.ptp(samples.points, axis=0).max())
    order = np.argsort(reach, kind="stable")
    order = order[reach[order] <= max(FAR * float(reach.min()), float(reach.min()) + width / 2)]
    found: list[Strut] = []
    places: list[FloatArray] = []
    for k in order.tolist():
        start = samples.points[k]
        if any(np.linalg.norm(start - place) < APART * diameter for place in places):
            continue
        strut = air.strut(start, ends[k], diameter)
        if strut is None:
            continue
        found.append(strut)
        places.append(start)
        if len(found) == number:
            break
    return found
