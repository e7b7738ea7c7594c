"""Edge collapse in levels of detail: going back a little costs far less than beginning again with the input."""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.collapse import MAX_ROUNDS, Collapsed, finished, within
from app.mesh.kernels.collapse_fans import Floats32
from app.mesh.kernels.collapse_rounds import State, begun, scale_of

A_LEVEL = 0.6  # of the faces of the level before, or fewer


@dataclass(frozen=True, eq=False)
class Level:
    """A surface some rounds after the one before it, the first after the input.

    points     (V, 3) float64 mm, faces (F, 3) int32
    quadrics   (V, 11) float32 as in ``collapse_fans``: what the vertices stand for in the input; None in that itself
    scale      (V,) float32: factors on the cost (see ``collapse_rounds.scale_of``)
    locked     (V,) bool: these stay
    stands_in  (V0,) int32: for each vertex of the level before, the one here that took it up
    vertex_of  (V,) int32: the vertex of the level before that each one was; face_of (F,) int32: the face
    rounds     since the input
    """

    points: FloatArray
    faces: IntArray
    quadrics: Floats32 | None
    scale: Floats32
    locked: BoolArray
    stands_in: IntArray
    vertex_of: IntArray
    face_of: IntArray
    rounds: int


def input_level(points: FloatArray, faces: IntArray, tolerance: float | FloatArray, locked: BoolArray | None) -> Level:
    """The input (see ``collapse.collapsed``) as a level of its own."""
    every = np.arange(len(points), dtype=np.int32)
    return Level(
        np.asarray(points, np.float64),
        np.asarray(faces, np.int32),
        None,
        scale_of(tolerance, len(points)),
        np.zeros(len(points), np.bool_) if locked is None else locked,
        every,
        every,
        np.arange(len(faces), dtype=np.int32),
        0,
    )


def levels_within(level: Level, limit: float, progress: Progress) -> list[Level]:
    """Collapse what costs no more than the limit (see ``limit_of``); the levels on the way, the last one with the result.

    Empty where nothing can be collapsed. Raises Cancelled from ``progress``.
    """
    levels: list[Level] = []
    number, done = level.rounds, 0.0
    while number < MAX_ROUNDS:
        part = progress.part(done, done + 0.7 * (1 - done))
        done += 0.7 * (1 - done)
        state = _resumed(level, part.part(0.0, 0.1))
        most = int(A_LEVEL * len(level.faces))
        state, number = within(state, limit, 0.0, part.part(0.1, 1.0), first=number, until=most)
        if len(state.faces) < len(level.faces):
            level = _level(level, state, number)
            levels.append(level)
    return levels


def _resumed(level: Level, progress: Progress) -> State:
    return begun(
        level.points, level.faces, progress,
        scale=level.scale, quadrics=level.quadrics, locked=level.locked,
    )  # fmt: skip


def _level(before: Level, state: State, rounds: int) -> Level:
    left: Collapsed = finished(state, before.points)
    by_vertex = np.argsort(state.vertex_of)
    return Level(
        left.points, left.faces, state.quadrics[by_vertex], state.scale[by_vertex], state.locked[by_vertex] > 0,
        left.stands_in, left.vertex_of, left.face_of, rounds,
    )  # fmt: skip
