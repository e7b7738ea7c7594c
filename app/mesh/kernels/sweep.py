"""What begins where, and joins what, when a model grows layer by layer: the merge tree of its height.

Carr, Snoeyink and Axen, "Computing contour trees in all dimensions" (2003), over runs along vertical lines
(:mod:`app.mesh.kernels.columns`) instead of vertices. Of two parts that join, the one that began lower goes on.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.columns import Columns
from app.mesh.kernels.union_find import root_of

LongArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The parts of a growing solid, or of the air in it.

    part   (N,) int32: the part that each run belonged to when it began
    birth  (P,) mm: height at which each part began, ascending
    death  (P,) mm: height at which it joined one that began before it; infinity where it never did
    whole  (P,) int32: the part that it ends up in
    """

    part: IntArray
    birth: FloatArray
    death: FloatArray
    whole: IntArray

    def volume(self, low: FloatArray, high: FloatArray, pitch: float) -> FloatArray:
        """(P,) mm³: what each part held when it joined another, of the runs (N,) that were swept."""
        filled = np.minimum(high, self.death[self.part]) - low
        return np.asarray(np.bincount(self.part, filled, len(self.birth)) * pitch**2, np.float64)


def sweep(solid: Columns) -> Sweep:
    """The parts of the solid, from the bottom up; runs on neighbouring lines, across corners too, hang together."""
    return _swept(solid.start, solid.low, solid.high, solid.shape[1], corners=True)


@dataclass(frozen=True, eq=False)
class Air:
    """Runs without solid, within a box one line wider than the model on each side, so that all the outside is one.

    Fields as in :class:`~app.mesh.kernels.columns.Columns`; the border's runs begin below all others.
    under  (N,) int32: the face below a run, -1 where there is none
    """

    shape: tuple[int, int]
    start: LongArray
    low: FloatArray
    high: FloatArray
    under: IntArray

    def sweep(self) -> Sweep:
        """The parts of the air, from the bottom up; they do not pass between lines that touch across a corner only."""
        return _swept(self.start, self.low, self.high, self.shape[1], corners=False)


def air(solid: Columns, floor: float, ceiling: float, resting: float = 0.0) -> Air:
    """What is not solid between two heights that lie below and above all of it.

    resting  mm: solid that begins no higher over the floor rests on it, and no air passes below
    """
    shape = (solid.shape[0] + 2, solid.shape[1] + 2)
    start = np.zeros(shape[0] * shape[1] + 1, np.int64)
    bounds = np.empty((len(solid.low) + shape[0] * shape[1], 2))
    under = np.empty(len(bounds), np.int32)
    _gaps(as_input(solid.start, np.int64), as_input(solid.low, np.float64), as_input(solid.high, np.float64),
          as_input(solid.face, np.int32), solid.shape[0], solid.shape[1], floor, ceiling, resting, start, bounds,
          under)  # fmt: skip
    n = int(start[-1])
    return Air(shape, start, bounds[:n, 0].copy(), bounds[:n, 1].copy(), under[:n].copy())


def _swept(start: LongArray, low: FloatArray, high: FloatArray, width: int, *, corners: bool) -> Sweep:
    part = np.empty(len(low), np.int32)
    birth, death, whole = np.empty(len(low)), np.full(len(low), np.inf), np.arange(len(low), dtype=np.int32)
    order = np.argsort(low, kind="stable")
    n = _join(as_input(start, np.int64), as_input(low, np.float64), as_input(high, np.float64), width, order, corners,
              part, birth, death, whole)  # fmt: skip
    return Sweep(part, birth[:n].copy(), death[:n].copy(), whole[:n].copy())


@njit(cache=True, nogil=True)
def _gaps(
    start: LongArray,
    low: FloatArray,
    high: FloatArray,
    face: IntArray,
    nx: int,
    ny: int,
    floor: float,
    ceiling: float,
    resting: float,
    gap_start: LongArray,
    bounds: FloatArray,
    under: IntArray,
) -> None:
    n = 0
    for i in range(nx + 2):
        for j in range(ny + 2):
            border = i == 0 or j == 0 or i == nx + 1 or j == ny + 1
            begin = floor - (ceiling - floor) if border else floor
            below = -1
            if not border:
                line = (i - 1) * ny + j - 1
                for r in range(start[line], start[line + 1]):
                    if low[r] > begin + (resting if below < 0 else 0.0):
                        bounds[n, 0], bounds[n, 1] = begin, low[r]
                        under[n] = below
                        n += 1
                    begin = high[r]
                    below = face[r]
            if ceiling > begin:
                bounds[n, 0], bounds[n, 1] = begin, ceiling
                under[n] = below
                n += 1
            gap_start[i * (ny + 2) + j + 1] = n


@njit(cache=True, nogil=True)
def _join(
    start: LongArray,
    low: FloatArray,
    high: FloatArray,
    width: int,
    order: LongArray,
    corners: bool,
    part: IntArray,
    birth: FloatArray,
    death: FloatArray,
    parent: IntArray,
) -> int:
    """Take the runs in ``order`` of their beginning; each joins the neighbours that have begun and not yet ended there.

    ``parent`` starts as 0, 1, 2 … and ends as the part that each part is in at last.
    """
    lines = len(start) - 1
    line = np.empty(len(low), np.int64)
    for k in range(lines):
        for r in range(start[k], start[k + 1]):
            line[r] = k
    begun = np.zeros(len(low), np.uint8)
    n = 0
    for r in order:
        at = low[r]
        i, j = line[r] // width, line[r] % width
        mine = -1
        for di in range(-1, 2):
            for dj in range(-1, 2):
                if (di == 0 and dj == 0) or (di != 0 and dj != 0 and not corners):
                    continue
                if j + dj < 0 or j + dj >= width or i + di < 0 or (i + di) * width + j + dj >= lines:
                    continue
                k = (i + di) * width + j + dj
                for q in range(start[k], start[k + 1]):
                    if low[q] > at:
                        break
                    if begun[q] == 0 or high[q] < at:
                        continue
                    other = root_of(parent, part[q])
                    if mine < 0:
                        mine = other
                    elif other != mine:
                        old, young = min(mine, other), max(mine, other)
                        parent[young] = old
                        death[young] = at
                        mine = old
        if mine < 0:
            mine = n
            birth[n] = at
            n += 1
        part[r] = mine
        begun[r] = 1
    for k in range(n):
        parent[k] = root_of(parent, k)
    return n
