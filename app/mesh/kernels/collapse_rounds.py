"""Rounds of edge collapse: a mesh cut into blocks, each worked on by itself, and what is left put together.

Quadric error metrics (Garland and Heckbert 1997) in single precision relative to each vertex. Within a block the cheapest
edge goes first, and nothing is touched that other blocks can see; the next round cuts elsewhere. The cuts depend on the
mesh alone, so any number of threads gives the same result.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.collapse_blocks import Blocks, blocks_of, collapse_one_block
from app.mesh.kernels.collapse_fans import TERMS, Bytes, Floats32, link_corners, quadrics_of_vertices

BLOCK = 8_000  # vertices: what a core works on fits its cache
MAX_THREADS = 8
OF_TOLERANCE = 0.35  # what the root mean square may be, so that 999 of 1000 points keep the tolerance, as measured
SHARES = (0.0, 0.618, 0.236, 0.854, 0.472, 0.090, 0.708, 0.326)  # golden section: each cut far from those before


@dataclass(frozen=True, eq=False)
class State:
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


def begun(
    points: FloatArray,
    faces: IntArray,
    progress: Progress,
    *,
    scale: Floats32,
    locked: BoolArray | None = None,
    quadrics: Floats32 | None = None,
    corner_uv: Floats32 | None = None,
    face_group: NDArray[np.int16] | None = None,
    colors: Floats32 | None = None,
) -> State:
    """The input (see ``collapse.collapsed``) before anything is collapsed.

    scale     (V,) float32: factors on the cost (see ``scale_of``)
    quadrics  (V, 11) float32 that go on from an earlier collapse; None: those of the faces as they are
    """
    n = len(points)
    centre = centre_of(points)
    state = State(
        centre,
        np.ascontiguousarray(points - centre),
        np.array(faces, np.int32).reshape(-1, 3),
        np.empty((n, TERMS), np.float32) if quadrics is None else np.array(quadrics, np.float32),
        np.array(scale, np.float32),
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
    if quadrics is None:
        _measure(state, progress.part(0.1, 1.0))
    return state


def centre_of(points: FloatArray) -> FloatArray:
    """Middle of the box around the points: what a ``State`` measures from."""
    if not len(points):
        return np.zeros(3)
    return np.array([(column.min() + column.max()) / 2 for column in points.T])  # far faster than along an axis


def scale_of(tolerance: float | FloatArray | None, n: int) -> Floats32:
    """Factors (V,) on the cost that make one limit, ``limit_of``, do for a tolerance of each vertex."""
    if isinstance(tolerance, np.ndarray) and n:
        return np.asarray((tolerance.max() / tolerance) ** 2, np.float32)
    return np.ones(n, np.float32)


def limit_of(tolerance: float | FloatArray | None) -> float:
    """The highest cost of a collapse: mean squared distance, mm²."""
    return np.inf if tolerance is None else (OF_TOLERANCE * float(np.max(tolerance, initial=0.0))) ** 2


def _measure(state: State, progress: Progress) -> None:
    n, faces = len(state.points), state.faces
    head, following = np.empty(n, np.int32), np.empty(3 * len(faces), np.int32)
    link_corners(faces, head, following)
    slices = [(k, min(k + BLOCK, n)) for k in range(0, n, BLOCK)]

    def measure(k: int) -> int:
        first, last = slices[k]
        quadrics_of_vertices(state.points, faces, head, following, state.uv, state.group, first, last, state.quadrics)
        return 0

    _together(measure, len(slices), np.zeros(1, np.uint8), progress)


@dataclass(frozen=True)
class Rules:
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


def blocks_of_round(points: FloatArray, faces: IntArray, number: int, locked: Bytes | None = None) -> Blocks:
    """The blocks of the round of this number; ``points`` (V, 3) are measured from their centre."""
    shift = np.array([SHARES[(number + 3 * axis) % len(SHARES)] for axis in range(3)])
    fixed = np.zeros(len(points), np.uint8) if locked is None else locked
    return blocks_of(points, faces, fixed, BLOCK, shift)


def one_round(state: State, rules: Rules, progress: Progress) -> tuple[State, int]:
    """Cut into blocks, collapse in each, put together what is left; returns the number of blocks too."""
    if rules.whole:
        blocks = blocks_of(state.points, state.faces, state.locked, len(state.points) + 1, np.zeros(3))
    else:
        blocks = blocks_of_round(state.points, state.faces, rules.number, state.locked)
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


def _compact(state: State, blocks: Blocks) -> State:
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
