"""Fewer faces by edge collapse, within a tolerance or down to a number, in blocks at the same time.

Quadric error metrics (Garland and Heckbert 1997) in single precision relative to each vertex. The mesh is cut into
blocks; each is worked on by itself, cheapest edge first, without touching what other blocks can see; then it is cut
elsewhere, until little is left to do. The cuts depend on the mesh alone, so any number of threads gives the same result.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.kernels.collapse_block import edge_keys
from app.mesh.kernels.collapse_blocks import Blocks, blocks_of, collapse_one_block
from app.mesh.kernels.collapse_fans import TERMS, Bytes, Floats32, link_corners, quadrics_of_vertices
from app.mesh.mesh import BoolArray, FloatArray, IntArray

BLOCK = 8_000  # vertices: what a core works on fits its cache
MAX_THREADS = 8
MAX_ROUNDS = 60
OF_TOLERANCE = 0.35  # what the root mean square may be, so that 999 of 1000 points keep the tolerance, as measured
LITTLE = 0.004  # share of the faces: a round that takes away less was the last one
NEARLY = 1.12  # times the faces that are wanted: from there on all in one block, to the very number
SHARES = (0.0, 0.618, 0.236, 0.854, 0.472, 0.090, 0.708, 0.326)  # golden section: each cut far from those before


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
    state = _begun(
        points, faces, progress.part(0.0, 0.1),
        locked=locked, corner_uv=corner_uv, face_group=face_group, colors=colors, tolerance=tolerance,
    )  # fmt: skip
    limit = np.inf if tolerance is None else (OF_TOLERANCE * float(np.max(tolerance))) ** 2
    if target_faces is None:
        state = _within(state, limit, color_weight, progress.part(0.1, 1.0))
    elif len(faces) > target_faces:
        state = _down_to(state, target_faces, limit, color_weight, progress.part(0.1, 1.0))
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
        None if corner_uv is None else state.uv[by_face],
        None if colors is None else state.colors[by_vertex],
    )


def _followed(into: IntArray) -> IntArray:
    """The end of the chain that begins at each vertex: every step doubles how far it looks."""
    while True:
        further = into[into]
        if np.array_equal(further, into):
            return into
        into = further


@dataclass(frozen=True, eq=False)
class _State:
    """The mesh at work; arrays that are not there have length 0, for the kernels."""

    centre: FloatArray
    points: FloatArray
    faces: IntArray
    quadrics: Floats32
    scale: Floats32
    drift: Floats32
    locked: Bytes
    uv: Floats32
    group: NDArray[np.int16]
    colors: Floats32
    vertex_of: IntArray
    face_of: IntArray
    into: IntArray


def _begun(
    points: FloatArray,
    faces: IntArray,
    progress: Progress,
    *,
    locked: BoolArray | None,
    corner_uv: Floats32 | None,
    face_group: NDArray[np.int16] | None,
    colors: Floats32 | None,
    tolerance: float | FloatArray | None,
) -> _State:
    n = len(points)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2 if n else np.zeros(3)
    scale = np.ones(n, np.float32)
    if isinstance(tolerance, np.ndarray) and n:
        scale = ((tolerance.max() / tolerance) ** 2).astype(np.float32)
    state = _State(
        centre,
        np.ascontiguousarray(points - centre),
        np.array(faces, np.int32).reshape(-1, 3),
        np.empty((n, TERMS), np.float32),
        scale,
        np.zeros(n, np.float32),
        np.zeros(n, np.uint8) if locked is None else locked.astype(np.uint8),
        np.empty((0, 3, 2), np.float32) if corner_uv is None else np.array(corner_uv, np.float32),
        np.empty(0, np.int16) if face_group is None else np.array(face_group, np.int16),
        np.empty((0, 3), np.float32) if colors is None else np.array(colors, np.float32),
        np.arange(n, dtype=np.int32),
        np.arange(len(faces), dtype=np.int32),
        np.arange(n, dtype=np.int32),
    )
    progress(0.0)
    head, following = np.empty(n, np.int32), np.empty(3 * len(faces), np.int32)
    link_corners(state.faces, head, following)
    slices = [(k, min(k + BLOCK, n)) for k in range(0, n, BLOCK)]

    def measure(k: int) -> int:
        first, last = slices[k]
        quadrics_of_vertices(
            state.points, state.faces, head, following, state.uv, state.group, first, last, state.quadrics
        )
        return 0

    _together(measure, len(slices), np.zeros(1, np.uint8), progress.part(0.1, 1.0))
    return state


def _within(state: _State, limit: float, color_weight: float, progress: Progress) -> _State:
    done = 0.0
    for number in range(MAX_ROUNDS):
        # The first round does most of the work, and each after it less.
        part = progress.part(done, done + 0.7 * (1 - done))
        done += 0.7 * (1 - done)
        before = len(state.faces)
        state, blocks = _round(state, _Rules(number, limit, color_weight), part)
        if blocks == 1 or before - len(state.faces) < LITTLE * before:
            break
    return state


def _down_to(state: _State, target: int, limit: float, color_weight: float, progress: Progress) -> _State:
    """Raise what a collapse may cost until few enough faces are left: all blocks go by the same measure."""
    begun = len(state.faces)
    keys = edge_keys(state.points, state.faces, state.quadrics, state.scale, max(1, begun // 50_000))
    begin = 0.95 if len(state.uv) or len(state.colors) else 0.4  # the picture costs more than the shape, and takes time
    rules = _Rules(0, limit, color_weight, by_area=True, key_limit=float(np.quantile(keys, begin)))
    stuck = 0
    for number in range(MAX_ROUNDS):
        before = len(state.faces)
        if before <= NEARLY * target or len(state.points) < 1.5 * BLOCK:
            break
        rules = replace(rules, number=number, share=1 - 1.05 * target / before)
        at = 0.9 * (begun - before) / (begun - target)
        state, _ = _round(state, rules, progress.part(at, (at + 0.9) / 2))
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
    return _round(state, rules, progress.part(0.9, 1.0))[0]


@dataclass(frozen=True)
class _Rules:
    """Of one round; ``limit``, ``key_limit`` and ``by_area`` are those of ``collapse_block``.

    number  of the round: where the mesh is cut
    share   of the faces of a block: it stops when so many are gone
    whole   not cut at all
    """

    number: int
    limit: float
    color_weight: float
    by_area: bool = False
    key_limit: float = np.inf
    share: float = 1.0
    whole: bool = False


def _round(state: _State, rules: _Rules, progress: Progress) -> tuple[_State, int]:
    """Cut into blocks, collapse in each, put together what is left; returns the number of blocks too."""
    shift = np.array([SHARES[(rules.number + 3 * axis) % len(SHARES)] for axis in range(3)])
    blocks = blocks_of(state.points, state.faces, state.locked, len(state.points) + 1 if rules.whole else BLOCK, shift)
    progress(0.05)
    stop = np.zeros(1, np.uint8)

    def work(b: int) -> int:
        vertices = blocks.vertices[blocks.vertex_start[b] : blocks.vertex_start[b + 1]]
        faces = blocks.faces[blocks.face_start[b] : blocks.face_start[b + 1]]
        most = math.ceil(rules.share * len(faces) - 1e-9)
        return collapse_one_block(
            state.points, state.faces, state.quadrics, state.scale, state.drift, blocks.kind, state.uv, state.group,
            state.colors, state.vertex_of, state.into, vertices, faces, blocks.local, rules.limit, rules.key_limit,
            most, rules.color_weight, rules.by_area, stop,
        )  # fmt: skip

    _together(work, blocks.count, stop, progress.part(0.05, 0.95))
    return _compact(state, blocks), blocks.count


def _compact(state: _State, blocks: Blocks) -> _State:
    """Without what is gone, in the order of the blocks: what lies together in space then does so in memory."""
    kept = blocks.faces[state.faces[blocks.faces, 0] >= 0]
    faces = state.faces[kept]
    used = np.zeros(len(state.points), np.bool_)
    used[faces] = True
    vertices = blocks.vertices[used[blocks.vertices]]
    index = np.empty(len(state.points), np.int32)
    index[vertices] = np.arange(len(vertices), dtype=np.int32)
    return replace(
        state,
        points=state.points[vertices],
        faces=index[faces],
        quadrics=state.quadrics[vertices],
        scale=state.scale[vertices],
        drift=state.drift[vertices],
        locked=state.locked[vertices],
        uv=state.uv[kept] if len(state.uv) else state.uv,
        group=state.group[kept] if len(state.group) else state.group,
        colors=state.colors[vertices] if len(state.colors) else state.colors,
        vertex_of=state.vertex_of[vertices],
        face_of=state.face_of[kept],
    )


def _together(work: Callable[[int], int], count: int, stop: Bytes, progress: Progress) -> None:
    """Do all pieces of work in threads; ``stop`` is set when somebody cancels."""
    with ThreadPoolExecutor(min(MAX_THREADS, os.cpu_count() or 1)) as pool:
        waiting: set[Future[int]] = {pool.submit(work, k) for k in range(count)}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.05, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                progress(1 - len(waiting) / count)
        finally:
            stop[0] = 1
            for future in waiting:
                future.cancel()
