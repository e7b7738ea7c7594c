"""Fewer faces by edge collapse, within a tolerance or down to a number: rounds of ``collapse_rounds`` until it is done."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels import collapse_rounds
from app.mesh.kernels.collapse_block import edge_keys
from app.mesh.kernels.collapse_fans import Floats32
from app.mesh.kernels.collapse_rounds import Rules, State, begun, limit_of, one_round, scale_of

MAX_ROUNDS = 60
LITTLE = 0.004  # share of the faces: a round that takes away less was the last one
NEARLY = 1.12  # times the faces that are wanted: from there on all in one block, to the very number


@dataclass(frozen=True, eq=False)
class Collapsed:
    """What is left, in the order of the input.

    points     (V, 3) float64, faces (F, 3) int32
    stands_in  (V0,) int32: for each input vertex the one here that took it up; any for one that no face uses
    vertex_of  (V,) int32: the input vertex that each one was; the place of one of those that it stands for
    face_of    (F,) int32: the input face that each one was: its material, and its side of every seam
    corner_uv  (F, 3, 2) float32 or None; colors (V, 3) float32 or None
    """

    points: FloatArray
    faces: IntArray
    stands_in: IntArray
    vertex_of: IntArray
    face_of: IntArray
    corner_uv: Floats32 | None
    colors: Floats32 | None


def collapsed(
    points: FloatArray,
    faces: IntArray,
    progress: Progress,
    *,
    tolerance: float | FloatArray | None = None,
    target_faces: int | None = None,
    locked: BoolArray | None = None,
    corner_uv: Floats32 | None = None,
    face_group: NDArray[np.int16] | None = None,
    colors: Floats32 | None = None,
    color_weight: float = 0.0,
) -> Collapsed:
    """Collapse edges until the next one would cost more than the tolerance, or until few enough faces are left.

    tolerance     mm, one for all or (V,) one a vertex; None: only the number of faces counts. It bounds the root mean
                  square distance of each new vertex to the planes of the faces that it stands for, and how far the
                  picture of a texture slips
    target_faces  None: as few as the tolerance allows
    locked        (V,) bool: these vertices, and so the faces between them, stay
    corner_uv     (F, 3, 2): seams stay seams; face_group (F,) int16: borders between groups stay in place
    colors        (V, 3) float32: go along; a difference of one costs like a distance of ``color_weight`` mm

    Open edges stay open edges, and the surface hangs together as before: closed stays closed and manifold manifold.
    Raises Cancelled from ``progress`` within half a second.
    """
    state = begun(
        points, faces, progress.part(0.0, 0.1),
        scale=scale_of(tolerance, len(points)), locked=locked, corner_uv=corner_uv, face_group=face_group, colors=colors,
    )  # fmt: skip
    limit = limit_of(tolerance)
    if target_faces is None:
        state, _ = within(state, limit, color_weight, progress.part(0.1, 1.0))
    elif len(faces) > target_faces:
        state = _down_to(state, target_faces, limit, color_weight, progress.part(0.1, 1.0))
    return finished(state, points)


def finished(state: State, points: FloatArray) -> Collapsed:
    """What is left of the input with these vertices (V0, 3)."""
    by_face, by_vertex = np.argsort(state.face_of), np.argsort(state.vertex_of)
    index = np.empty(len(by_vertex), np.int32)
    index[by_vertex] = np.arange(len(by_vertex), dtype=np.int32)
    place = np.zeros(len(points), np.int32)
    place[state.vertex_of] = index
    left, source = state.points[by_vertex], points[state.vertex_of[by_vertex]]
    stayed = (left == source - state.centre).all(axis=1)  # these stay to the last bit
    return Collapsed(
        np.where(stayed[:, None], source, left + state.centre),
        index[state.faces[by_face]],
        place[_followed(state.into)],
        state.vertex_of[by_vertex],
        state.face_of[by_face],
        state.uv[by_face] if len(state.uv) else None,
        state.colors[by_vertex] if len(state.colors) else None,
    )


def _followed(into: IntArray) -> IntArray:
    """The end of the chain that begins at each vertex: every step doubles how far it looks."""
    while True:
        further = into[into]
        if np.array_equal(further, into):
            return into
        into = further


def within(
    state: State, limit: float, color_weight: float, progress: Progress, *, first: int = 0, until: int = 0
) -> tuple[State, int]:
    """Collapse what costs no more than the limit; stop before where ``until`` or fewer faces are left.

    Returns the number of the round to go on with, counted from ``first``; ``MAX_ROUNDS`` when all is done.
    """
    done = 0.0
    for number in range(first, MAX_ROUNDS):
        # The first round does most of the work, and each after it less.
        part = progress.part(done, done + 0.7 * (1 - done))
        done += 0.7 * (1 - done)
        before = len(state.faces)
        state, blocks = one_round(state, Rules(number, limit, color_weight), part)
        if blocks == 1 or before - len(state.faces) < LITTLE * before:
            break
        if len(state.faces) <= until:
            return state, number + 1
    return state, MAX_ROUNDS


def _down_to(state: State, target: int, limit: float, color_weight: float, progress: Progress) -> State:
    """Raise what a collapse may cost until few enough faces are left: all blocks go by the same measure."""
    whole = len(state.faces)
    keys = edge_keys(state.points, state.faces, state.quadrics, state.scale, max(1, whole // 50_000))
    begin = 0.95 if len(state.uv) or len(state.colors) else 0.4  # the picture costs more than the shape, and takes time
    rules = Rules(0, limit, color_weight, by_area=True, key_limit=float(np.quantile(keys, begin)))
    stuck = 0
    for number in range(MAX_ROUNDS):
        before = len(state.faces)
        if before <= NEARLY * target or len(state.points) < 1.5 * collapse_rounds.BLOCK:
            break
        rules = replace(rules, number=number, share=1 - 1.05 * target / before)
        at = 0.9 * (whole - before) / (whole - target)
        state, _ = one_round(state, rules, progress.part(at, (at + 0.9) / 2))
        gone = before - len(state.faces)
        if gone < 0.6 * (before - 1.05 * target):  # a round that comes near the target is not to be driven harder
            rules = replace(rules, key_limit=(6.0 if gone > 0.1 * before else 15.0) * rules.key_limit)
        stuck = stuck + 1 if gone < LITTLE * before else 0
        if stuck and rules.key_limit == np.inf:
            break
        if stuck > 4:
            rules = replace(rules, key_limit=np.inf)
    # The rest in one block: down to the very number, in the right order everywhere.
    rules = replace(rules, number=0, whole=True, key_limit=np.inf, share=1 - target / len(state.faces))
    return one_round(state, rules, progress.part(0.9, 1.0))[0]
