"""The room inside a model: as far from its skin as the wall is thick, and everywhere as wide as a ball.

All that is farther from the skin than wall and ball's radius together is where the middle of the ball may be; what the
ball sweeps from there is the room. So the wall is nowhere thinner than asked, corners of the room are round, and slits
that nothing would drain from stay solid (PrusaSlicer's hollowing closes its room in the same way).
"""

from dataclasses import dataclass

import numpy as np

from app.errors import RepairFailedError
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.block_bits import SIDE
from app.mesh.kernels.columns import Columns, columns
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.hollow_level import Level, Nodes, level_of
from app.mesh.preparing.hollow_shells import NO_INSIDE
from app.mesh.shaping.reduce import reduced
from app.mesh.wrap.grid import Frame

FINEST, COARSEST = 0.15, 0.8  # mm, of the grid
STEPS = 2.5  # to a wall, or to the ball's radius
MOST_FACES = 3_000_000  # of the room before it is reduced
BEND = 0.25  # of a step squared, by the radius: how far a chord of the grid runs outside of a bend
ASIDE = np.array([[-0.3183098861, -0.1618033988, 0.0], [0.2718281828, 0.5772156649, 0.0]])  # steps
FLATTEN = 0.03  # mm that reducing the room's triangles may move it


@dataclass(frozen=True, eq=False)
class Room:
    """points (V, 3) mm and faces (F, 3) int32: closed, counter-clockwise seen from the wall side's opposite (outward)."""

    points: FloatArray
    faces: IntArray


def room_in(mesh: Mesh, wall_mm: float, ball_mm: float, progress: Progress) -> Room:
    """The room for a wall and a ball of this diameter; without faces where the ball fits nowhere.

    Raises RepairFailedError for a surface that has no inside.
    """
    radius = ball_mm / 2
    area = float(face_areas(mesh.vertices, mesh.faces).sum())
    finest = max(FINEST, float(np.sqrt(2 * area / MOST_FACES)))
    step = min(max(min(wall_mm, radius) / STEPS, finest), COARSEST)
    # lines beside the middle of the box: those of round models have vertices there, and a line through one is unsound
    solid = columns(mesh.vertices, mesh.faces, mesh.bounds + ASIDE * step, step)
    if not solid.sound:
        raise RepairFailedError(NO_INSIDE)
    frame = _frame(solid, mesh.bounds)
    scene = Scene(mesh.vertices, mesh.faces)
    safe = wall_mm + FLATTEN + BEND * step**2 / wall_mm

    def from_skin(halves: Nodes) -> FloatArray:
        away = scene.distance(frame.origin + frame.step / 2 * halves)
        return np.where(_solid_at(solid, frame, halves), away, -away) - (safe + radius)

    middle = level_of(from_skin, frame, progress.part(0.0, 0.4))
    if not len(middle.faces):
        return Room(middle.points, middle.faces)
    swept = Scene(middle.points, middle.faces)

    def from_ball(halves: Nodes) -> FloatArray:
        away = swept.distance(frame.origin + frame.step / 2 * halves)
        return np.where(_within(middle, halves), away, -away) + radius

    room = level_of(from_ball, frame, progress.part(0.4, 0.75))
    small = reduced(Mesh(room.points, room.faces), None, FLATTEN, progress.part(0.75, 1.0))
    return Room(small.vertices, small.faces)


def _frame(solid: Columns, bounds: FloatArray) -> Frame:
    """A grid whose upright lines are those of the columns, with an empty block around it."""
    pitch = solid.pitch
    lines = np.array(solid.shape)
    levels = int(np.ceil(float(bounds[1, 2] - bounds[0, 2]) / pitch)) + 1
    shape = (np.ceil(np.array([*lines, levels]) / SIDE) + 3).astype(np.int64)
    origin = np.array([*(solid.origin - SIDE * pitch), bounds[0, 2] - SIDE * pitch])
    return Frame(origin, pitch, shape)


def _solid_at(solid: Columns, frame: Frame, halves: Nodes) -> BoolArray:
    """(N,) bool: whether the line next to each place is solid at its height.

    Between the lines that is right as long as the skin is not near, and near it no value is asked for there.
    """
    line = halves[:, :2] // 2 - SIDE
    shape = np.array(solid.shape)
    on = ((line >= 0) & (line < shape)).all(axis=1)
    number = np.ravel_multi_index(tuple(np.clip(line, 0, shape - 1).T), solid.shape)
    height = frame.step / 2 * halves[:, 2]
    # runs of a line lie one above the other: with the lines one above the other as well, one search finds them
    span = frame.step * SIDE * float(frame.shape[2])
    of_run = np.repeat(np.arange(len(solid.start) - 1), np.diff(solid.start)) * span - frame.origin[2]
    run = np.searchsorted(of_run + solid.low, number * span + height, side="right") - 1
    inside = (run >= 0) & (number * span + height < (of_run + solid.high)[np.maximum(run, 0)])
    return np.asarray(on & inside)


def _within(level: Level, halves: Nodes) -> BoolArray:
    """(N,) bool: as above, for the inside of a level."""
    return level.inside(as_input(halves // 2, np.int64))
