"""Fewer triangles that do not cross: edge collapse, held back where it would make two parts of the surface meet."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.collapse_again import level_again
from app.mesh.kernels.collapse_fans import Bytes, Floats32
from app.mesh.kernels.collapse_levels import Level, input_level, levels_within
from app.mesh.kernels.collapse_rounds import limit_of
from app.mesh.kernels.self_intersection import intersecting_pairs

ROUNDS = 24
ROUNDS_FROM_INPUT = 8  # of them: each takes as long as all others together
FINER = 0.4  # of the tolerance, each time a vertex has to do with a crossing
MANY = 0.003  # pairs that cross, a face
A_PART = 0.01  # of the vertices: where fewer are held back, only the blocks around them are done again
MOST_FINER = 3  # times: from then on it stays


@dataclass(frozen=True, eq=False)
class Decimated:
    """Vertices (V, 3), faces (F, 3) int32, and the input face (F,) that each one was.

    crossings  pairs of faces that cross and did not cross in the input: 0 unless all rounds were used up
    rounds     how many times a part was collapsed again
    """

    points: FloatArray
    faces: IntArray
    face_of: IntArray
    crossings: int
    rounds: int


def decimated_without_crossings(
    points: FloatArray,
    faces: IntArray,
    tolerance: float | FloatArray,
    progress: Progress,
    *,
    locked: BoolArray | None = None,
) -> Decimated:
    """Decimate a surface without crossings within a tolerance (mm, one or (V,)) so that there are none afterwards.

    Faces that cross as they were given are left so. Where others do, it goes on again from the last level of detail
    without crossings, with a finer tolerance for what the faces that cross stand for, and at last without touching it.
    Each level has several times as many faces as the next, so this is mostly done on small meshes. Vertices that are
    ``locked`` (V,) stay. Closed stays closed and manifold manifold. Raises Cancelled from ``progress``.
    """
    limit = limit_of(tolerance)
    steps = [_Step.of_input(input_level(points, faces, tolerance, locked))]
    steps += steps[0].further(limit, progress.part(0.0, 0.7))
    rounds, from_input, done = 0, 0, 0.7
    while True:
        part = progress.part(done, done + 0.15 * (1 - done))
        done += 0.15 * (1 - done)
        clean, found = len(steps) - 1, steps[-1].crossings(points, faces, part.part(0.0, 0.2))
        pairs = found
        left = len(found)
        while clean > 0 and len(found):
            clean, pairs = clean - 1, found
            near = steps[clean].taken_up(steps[clean + 1], pairs)
            found = steps[clean].crossings(points, faces, part.part(0.2, 0.3), near)
        if not left or rounds == ROUNDS or (clean == 0 and from_input == ROUNDS_FROM_INPUT):
            break
        before, after = steps[clean : clean + 2]
        held = before.held_back(after, pairs)
        steps = [*steps[:clean], held, *held.again(before, after, limit, part.part(0.3, 1.0))]
        rounds += 1
        from_input += clean == 0
    top = steps[-1]
    return Decimated(top.level.points, top.level.faces, top.face_of, left, rounds)


@dataclass(frozen=True, eq=False)
class _Step:
    """A level of detail on the way.

    vertex_of, face_of  (V,) and (F,): the vertex and face of the input that each one was; ascending
    scale, locked       of the level, before anything was held back
    held                (V,) uint8: how many times each vertex had to do with a crossing further on
    """

    level: Level
    vertex_of: IntArray
    face_of: IntArray
    scale: Floats32
    locked: BoolArray
    held: Bytes

    @classmethod
    def of_input(cls, level: Level) -> Self:
        """The input itself."""
        return cls.beginning(level, level.vertex_of, level.face_of)

    @classmethod
    def beginning(cls, level: Level, vertex_of: IntArray, face_of: IntArray) -> Self:
        """With nothing held back yet."""
        return cls(level, vertex_of, face_of, level.scale, level.locked, np.zeros(len(level.points), np.uint8))

    def further(self, limit: float, progress: Progress) -> "list[_Step]":
        """The levels after this one, the result last."""
        steps = [self]
        for level in levels_within(self.level, limit, progress):
            last = steps[-1]
            steps.append(_Step.beginning(level, last.vertex_of[level.vertex_of], last.face_of[level.face_of]))
        return steps[1:]

    def again(self, before: Self, after: Self, limit: float, progress: Progress) -> "list[_Step]":
        """The levels after this one, which is ``before`` with something held back; ``after`` came after that."""
        changed = self.held != before.held
        if after.level.rounds != before.level.rounds + 1 or np.count_nonzero(changed) > A_PART * len(changed):
            return self.further(limit, progress)
        level = level_again(self.level, after.level, changed, limit, progress.part(0.0, 0.3))
        step = _Step.beginning(level, self.vertex_of[level.vertex_of], self.face_of[level.face_of])
        return [step, *step.further(limit, progress.part(0.3, 1.0))]

    def crossings(
        self, points: FloatArray, faces: IntArray, progress: Progress, near: BoolArray | None = None
    ) -> IntArray:
        """The pairs (P, 2) of faces that cross, of which at least one is not as it was in the input.

        With ``near`` (V,) only those of which at least one touches such a vertex.
        """
        active = None if near is None else np.asarray(near[self.level.faces].any(axis=1))
        pairs = intersecting_pairs(self.level.points, self.level.faces, progress, active=active)
        corners = self.vertex_of[self.level.faces[pairs]]
        given = (corners == faces[self.face_of[pairs]]).all(axis=2)
        given &= (self.level.points[self.level.faces[pairs]] == points[corners]).all(axis=(2, 3))
        return np.asarray(pairs[~given.all(axis=1)])

    def taken_up(self, after: Self, pairs: IntArray) -> BoolArray:
        """(V,) bool: what the corners of these faces of the level ``after`` this one stand for."""
        corners = np.zeros(len(after.level.points), np.bool_)
        corners[after.level.faces[pairs]] = True
        return np.asarray(corners[after.level.stands_in])

    def held_back(self, after: Self, pairs: IntArray) -> Self:
        """The same, finer where it was taken up by the corners of faces of the level ``after`` it that cross.

        Where very many cross, skins lie too close for the tolerance, and all of it is done at a finer one.
        """
        many = len(pairs) > MANY * len(after.level.faces)
        chosen = np.ones_like(self.locked) if many else self.taken_up(after, pairs)
        most = MOST_FINER - 1 if many else MOST_FINER
        held = np.maximum(self.held, np.minimum(self.held + chosen, most)).astype(np.uint8)
        factor = np.float32(FINER**-2) ** np.arange(MOST_FINER + 1, dtype=np.float32)
        level = replace(self.level, scale=self.scale * factor[held], locked=self.locked | (held == MOST_FINER))
        return replace(self, level=level, held=held)
