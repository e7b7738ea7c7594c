"""Where a hollow is drilled: low, out of sight, where the wall is thin and the drill meets nothing else."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.surface_samples import Samples, surface_samples
from app.mesh.mesh import Mesh
from app.settings.process import ProcessProfile

Where = Literal["auto", "bottom", "back", "picked"]

CELL = 1 / 150  # of the diagonal: distance of the places that are looked at
AROUND = 12  # places whose normals are taken together: a drill does not follow every wrinkle
RIM = 8  # rays down the rim of a hole
BORDER = 1.35, 1.0  # radii within which skin and room must be as wide as the hole: as it should be, and else
ROUGH = 0.8  # of the radius: how far the skin at the rim may lie above or below that in the middle
SPARE = 0.2  # of the radius: how much longer a drill is than the wall is thick, on either side
DEEPEST = 4.0  # times the thinnest wall
APART = 4.0, 2.0  # diameters between the middles of two holes: as it should be, and where there is no other place
SKIN = 1e-4  # of the diagonal: how far a ray starts from a surface
LOOKS = 64  # places that are looked at closely at once
DOWN, UP = -0.8, 0.5  # of a normal's z
FLUSH_MM = 0.5  # over the plate
LOW, HIDDEN, SHORT, SEALED = (
    2.0,
    0.8,
    0.3,
    1.5,
)  # what a place costs: height, being seen, a thick wall, the plate under it
TRIES = 40  # times LOOKS: the best places, no more


@dataclass(frozen=True, eq=False)
class Hole:
    """A hole from the skin into a room.

    at     (3,) mm on the skin; axis (3,) unit vector that points out of the model
    high   mm along the axis from ``at``: from here on there is only air outside
    low    mm: from here on there is only the room (below 0)
    sound  mm: down to here all around is wall (below 0)
    """

    at: FloatArray
    axis: FloatArray
    high: float
    low: float
    sound: float


@dataclass(frozen=True, eq=False)
class Drilling:
    """A model to drill into: its surface, which faces bound hollows, and places on its skin that face them.

    shell    (F,) int32
    hollow   (S,) bool
    samples  of the skin, each with the mean normal of its surroundings
    wall     (N,) mm from each sample to what a drill meets behind it
    behind   (N,) int32: the hollow behind each sample, or -1
    free     (N,) bool: nothing is near before it
    radius   mm, of the drill
    """

    mesh: Mesh
    shell: IntArray
    hollow: BoolArray
    scene: Scene
    samples: Samples
    wall: FloatArray
    behind: IntArray
    free: BoolArray
    radius: float

    @classmethod
    def into(cls, mesh: Mesh, shell: IntArray, hollow: BoolArray, diameter: float) -> "Drilling":
        """Look at places all over the skin; ``diameter`` in mm."""
        skin = np.flatnonzero(~hollow[shell])
        cell = max(CELL * mesh.diagonal, diameter / 4)
        areas = face_areas(mesh.vertices, mesh.faces)[skin]
        samples = surface_samples(mesh.vertices, mesh.faces[skin], areas, cell)
        samples = replace(samples, face=skin[samples.face].astype(np.int32))
        samples = replace(samples, normals=_smoothed(samples))
        scene = Scene(mesh.vertices, mesh.faces)
        start = SKIN * mesh.diagonal
        into = scene.hits(samples.points - start * samples.normals, -samples.normals)
        met = into.face >= 0
        behind = np.where(met & hollow[shell[np.maximum(into.face, 0)]], shell[np.maximum(into.face, 0)], -1)
        out = scene.hits(samples.points + start * samples.normals, samples.normals)
        return cls(
            mesh, shell, hollow, scene, samples, into.distance + start, behind.astype(np.int32),
            np.asarray(out.distance > diameter), diameter / 2,
        )  # fmt: skip

    def holes(self, room: int, number: int, where: Where, process: ProcessProfile, progress: Progress) -> list[Hole]:
        """Up to ``number`` holes into one hollow, best first."""
        diameter = 2 * self.radius
        chosen = np.flatnonzero((self.behind == room) & self.free).astype(np.int32)
        if not len(chosen):
            return []
        normals, wall = self.samples.normals[chosen], self.wall[chosen]
        fits = wall < DEEPEST * max(float(np.percentile(wall, 1)), 1e-9)
        if where == "bottom":
            fits &= normals[:, 2] < DOWN
        elif where == "back":
            fits &= (normals[:, 1] > UP) & (np.abs(normals[:, 2]) < -DOWN)
        chosen = chosen[fits]
        cost = self._cost(chosen, room)
        floor = float(self.mesh.bounds[0, 2]) + FLUSH_MM
        flush = self.samples.points[chosen, 2] < floor
        found: list[Hole] = []
        for hole_number in range(number):
            progress(hole_number / number)
            # resin: with every hole on the plate the room would suck at the film of the vat
            sealed = process.fills_hollows == "resin" and where == "auto" and (bool(found) or number == 1)
            price = cost + SEALED * (flush & sealed)
            tries = [(apart * diameter, border) for border in BORDER for apart in (APART if found else APART[:1])]
            some = (self._best(chosen, price, found, away, border) for away, border in tries)
            hole = next((hole for hole in some if hole is not None), None)
            if hole is None:
                break
            found.append(hole)
        return found

    def _cost(self, chosen: IntArray, room: int) -> FloatArray:
        points, normals, wall = self.samples.points[chosen], self.samples.normals[chosen], self.wall[chosen]
        of_room = self.mesh.vertices[self.mesh.faces[self.shell == room].reshape(-1), 2]
        tall = max(float(np.ptp(of_room)), 1e-9)
        height = np.clip((points[:, 2] - self.samples.points[:, 2].min()) / tall, 0.0, None)
        seen = np.where(normals[:, 2] < DOWN, 0.0, 0.4 + (1 - normals[:, 1]) / 2)  # the front is towards -y
        seen += normals[:, 2] > UP
        return np.asarray(
            LOW * height + HIDDEN * seen + SHORT * (wall / wall.min() - 1 if len(wall) else wall), np.float64
        )

    def _best(
        self, chosen: IntArray, cost: FloatArray, found: list[Hole], away_mm: float, border: float
    ) -> Hole | None:
        apart = np.ones(len(chosen), np.bool_)
        for hole in found:
            apart &= np.linalg.norm(self.samples.points[chosen] - hole.at, axis=1) > away_mm
        order = np.flatnonzero(apart)[np.argsort(cost[apart], kind="stable")]
        for start in range(0, min(len(order), TRIES * LOOKS), LOOKS):
            which = chosen[order[start : start + LOOKS]]
            holes = self.drilled(self.samples.points[which], self.samples.normals[which], border)
            best = next((hole for hole in holes if hole is not None), None)
            if best is not None:
                return best
        return None

    def drilled(self, at: FloatArray, axis: FloatArray, border: float | None) -> list[Hole | None]:
        """The hole at each place (N, 3) along -axis (N, 3); None where the drill would meet something else.

        border  radii within which the skin must be about flat, and what is behind a hollow; None: any wall with room
                behind it will do
        """
        radius, n = self.radius * (border or 1.0), len(at)
        start = SKIN * self.mesh.diagonal
        rim = _rim(axis, radius)
        top = (at[:, None] + rim + radius * axis[:, None]).reshape(-1, 3)
        down = -np.repeat(axis, rim.shape[1], axis=0)

        def below(height: FloatArray) -> tuple[FloatArray, BoolArray]:
            """How high the next surface below these heights over ``at`` is, and whether it bounds a hollow."""
            known = np.isfinite(height)
            hits = self.scene.hits(top + np.where(known, radius - height + start, 0.0)[:, None] * down, down)
            met = known & (hits.face >= 0)
            hollow = met & self.hollow[self.shell[np.maximum(hits.face, 0)]]
            return np.where(met, height - start - hits.distance, -np.inf), hollow

        first = self.scene.hits(top, down)
        skin = np.where(first.face >= 0, radius - first.distance, -np.inf)
        bottom, hollow = below(skin)
        beyond, _ = below(bottom)
        shape = n, rim.shape[1]
        skin, bottom, beyond = skin.reshape(shape), bottom.reshape(shape), beyond.reshape(shape)
        if border is not None:
            fits = hollow.reshape(shape).all(axis=1) & (np.abs(skin) < ROUGH * radius).all(axis=1)
            fits &= beyond.max(axis=1) < bottom.min(axis=1) - SPARE * radius
        else:
            fits = np.isfinite(bottom[:, 0]) & np.isfinite(beyond[:, 0])
        return [self._hole(at[k], axis[k], skin[k], bottom[k]) if fits[k] else None for k in range(n)]

    def _hole(self, at: FloatArray, axis: FloatArray, skin: FloatArray, bottom: FloatArray) -> Hole:
        known = np.isfinite(bottom)
        high, low = float(skin[known].max()), float(bottom[known].min())
        sound = float(bottom[known].max())
        return Hole(at, axis, high + SPARE * self.radius, low - SPARE / 2 * self.radius, sound)


def _smoothed(samples: Samples) -> FloatArray:
    """(N, 3) unit: the mean normal of the places around each."""
    _, near = cKDTree(samples.points).query(samples.points, k=min(AROUND, len(samples)))
    around = samples.normals[near.reshape(len(samples), -1)]
    alike = np.einsum("nkj,nj->nk", around, samples.normals) > 0  # not those of the other side of a thin part
    mean = (around * alike[:, :, None]).sum(axis=1)
    return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12))


def _rim(axis: FloatArray, radius: float) -> FloatArray:
    """(N, 1 + RIM, 3) mm: the middle and points on a circle, square to each axis (N, 3)."""
    other = np.where(np.abs(axis[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    side = np.cross(axis, other)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(axis, side)
    turn = np.arange(RIM) * 2 * np.pi / RIM
    circle = np.cos(turn)[:, None] * side[:, None] + np.sin(turn)[:, None] * up[:, None]
    return np.concatenate([np.zeros((len(axis), 1, 3)), radius * circle], axis=1)
