"""The solid along a grid of vertical lines: depth elements ("dexels", Van Hook 1986), by winding number.

Bodies that overlap count as their union, hollows stay hollow, and a small hole spoils only the lines that pass through
it. What a printer does layer by layer (islands, trapped air, the footprint, the centre of mass) is read off them.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

LongArray = NDArray[np.int64]
LINES = 160_000
MAX_UNSOUND = 0.02  # of the lines: a few small holes do not change what is asked of the others


@dataclass(frozen=True, eq=False)
class Columns:
    """Runs of solid along vertical lines.

    origin   (2,) mm: x and y of the line of column (0, 0); column (i, j) stands ``pitch`` mm further by i and j
    shape    (X, Y): number of lines; line (i, j) has the runs start[i * Y + j] to start[i * Y + j + 1]
    low      (N,) mm, ascending within a line: where a run begins
    high     (N,) mm: where it ends
    face     (N,) int32: the face through which the line enters the solid at ``low``
    crossed  number of lines that meet the surface
    unsound  number of those that end inside, or leave the solid more often than they enter it: the surface is open there
    """

    origin: FloatArray
    pitch: float
    shape: tuple[int, int]
    start: LongArray
    low: FloatArray
    high: FloatArray
    face: IntArray
    crossed: int
    unsound: int

    @property
    def sound(self) -> bool:
        """Whether the runs can be trusted: there is a solid, and next to no line found the surface open."""
        return bool(len(self.low)) and self.unsound <= MAX_UNSOUND * self.crossed

    @cached_property
    def line(self) -> LongArray:
        """(N,) which line each run is on."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def places(self) -> FloatArray:
        """(N, 2) mm: x and y of each run."""
        line = self.line
        grid = np.stack([line // self.shape[1], line % self.shape[1]], axis=1)
        return np.asarray(self.origin + self.pitch * grid)

    @property
    def volume(self) -> float:
        """Volume of the solid in mm³."""
        return float((self.high - self.low).sum() * self.pitch**2)


def columns(vertices: FloatArray, faces: IntArray, bounds: FloatArray, pitch: float) -> Columns:
    """The solid of a mesh (V, 3) float64 mm, (F, 3) int32 along lines ``pitch`` mm apart, within its bounds (2, 3).

    Faces that look up end a run, faces that look down begin one; upright faces play no part.
    """
    vertices, faces = as_input(vertices, np.float64), as_input(faces, np.int32).reshape(-1, 3)
    low, high = bounds[0, :2], bounds[1, :2]
    shape = np.maximum(np.ceil((high - low) / pitch), 1).astype(np.int64)
    origin = (low + high) / 2 - pitch * (shape - 1) / 2  # the lines stand in the middle of the box
    grid = np.ascontiguousarray((vertices[:, :2] - origin) / pitch)
    line, z, face = _crossings(as_input(grid, np.float64), vertices, faces, shape)
    start = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=int(shape[0] * shape[1])))]).astype(np.int64)
    order = np.argsort(line, kind="stable")
    z, face = z[order], face[order]
    runs = np.zeros(len(start), np.int64)
    bounds = np.empty((len(z), 2))
    unsound = _runs(start, z, face, runs, bounds)
    n = int(runs[-1])
    return Columns(origin, pitch, (int(shape[0]), int(shape[1])), runs, bounds[:n, 0].copy(), bounds[:n, 1].copy(),
                   face[:n].copy(), int(np.count_nonzero(np.diff(start))), unsound)  # fmt: skip


def pitch_for(bounds: FloatArray, detail: float) -> float:
    """Distance of lines in mm that shows a detail of this size where LINES lines are enough for it.

    bounds  (2, 3) mm; a small model gets 64 lines along its longer side at the least
    """
    x, y = float(bounds[1, 0] - bounds[0, 0]), float(bounds[1, 1] - bounds[0, 1])
    finest = max(math.sqrt(x * y / LINES), (x + y) / LINES)
    wanted = min(detail, max(x, y) / 64) if max(x, y) > 0 else detail
    return float(max(wanted, finest))


def times_covered(triangles: FloatArray, side: int) -> IntArray:
    """(side, side) int32: how many triangles (F, 3, 2) of the unit square have the middle of each of its cells."""
    grid = as_input(triangles.reshape(-1, 2) * side - 0.5, np.float64)
    flat = as_input(np.zeros((len(grid), 3)), np.float64)
    faces = as_input(np.arange(len(grid)).reshape(-1, 3), np.int32)
    line, _, _ = _crossings(grid, flat, faces, np.array([side, side]))
    return np.bincount(line, minlength=side * side).reshape(side, side).astype(np.int32)


@njit(cache=True, nogil=True)
def _side(grid: FloatArray, a: int, b: int, x: float, y: float) -> float:
    """Twice the area of the triangle a, b, (x, y) seen from above, never 0.

    Reckoned from the lower to the higher vertex, so that the two faces at an edge agree to the bit on which of them has
    the point: no line slips through between them.
    """
    turned = a > b
    if turned:
        a, b = b, a
    side: float = (grid[b, 0] - grid[a, 0]) * (y - grid[a, 1]) - (grid[b, 1] - grid[a, 1]) * (x - grid[a, 0])
    if side == 0.0:
        side = 5e-324
    return -side if turned else side


@njit(cache=True, nogil=True)
def _span(grid: FloatArray, faces: IntArray, f: int, y: float) -> tuple[float, float]:
    """Lowest and highest x of the face on the row at y; low > high where it does not reach the row."""
    low, high = np.inf, -np.inf
    for k in range(3):
        a, b = faces[f, k], faces[f, (k + 1) % 3]
        ya, yb = grid[a, 1], grid[b, 1]
        if min(ya, yb) > y or max(ya, yb) < y:
            continue
        if ya == yb:
            low = min(low, grid[a, 0], grid[b, 0])
            high = max(high, grid[a, 0], grid[b, 0])
            continue
        x = grid[a, 0] + (y - ya) / (yb - ya) * (grid[b, 0] - grid[a, 0])
        low, high = min(low, x), max(high, x)
    return low, high


@njit(cache=True, nogil=True)
def _crossings(
    grid: FloatArray, vertices: FloatArray, faces: IntArray, shape: LongArray
) -> tuple[LongArray, FloatArray, IntArray]:
    """Lines (N,) that go through faces, at which height, and the face, as -1 - face where it looks up."""
    capacity = 4 * shape[0] * shape[1]
    line, height, face = np.empty(capacity, np.int64), np.empty(capacity), np.empty(capacity, np.int32)
    n = 0
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        y_low, y_high = min(grid[a, 1], grid[b, 1], grid[c, 1]), max(grid[a, 1], grid[b, 1], grid[c, 1])
        x_low, x_high = min(grid[a, 0], grid[b, 0], grid[c, 0]), max(grid[a, 0], grid[b, 0], grid[c, 0])
        # the margins are for rounding only: whether a point is in the face is decided by its sides
        first, last = max(int(np.ceil(y_low)), 0), min(int(np.floor(y_high)), shape[1] - 1)
        if first > last or np.ceil(x_low) > x_high:
            continue
        for j in range(first, last + 1):
            low, high = x_low, x_high
            if last - first > 2:
                low, high = _span(grid, faces, f, float(j))
                low, high = max(low - 1e-3, x_low), min(high + 1e-3, x_high)
            for i in range(max(int(np.ceil(low)), 0), min(int(np.floor(high)), shape[0] - 1) + 1):
                ab = _side(grid, a, b, i, j)
                bc = _side(grid, b, c, i, j)
                if (ab > 0.0) != (bc > 0.0):
                    continue
                ca = _side(grid, c, a, i, j)
                if (ab > 0.0) != (ca > 0.0):
                    continue
                if n == capacity:
                    capacity *= 2
                    line, height, face = _longer(line), _longer(height), _longer(face)
                za, zb, zc = vertices[a, 2], vertices[b, 2], vertices[c, 2]
                z = (bc * za + ca * zb + ab * zc) / (ab + bc + ca)
                line[n] = i * shape[1] + j
                height[n] = min(max(z, min(za, zb, zc)), max(za, zb, zc))
                face[n] = -1 - f if ab > 0.0 else f
                n += 1
    return line[:n], height[:n], face[:n]


@njit(cache=True, nogil=True)
def _longer(array: NDArray[np.generic]) -> NDArray[np.generic]:
    result = np.empty(2 * len(array), array.dtype)
    result[: len(array)] = array
    return result


@njit(cache=True, nogil=True)
def _runs(start: LongArray, z: FloatArray, face: IntArray, runs: LongArray, bounds: FloatArray) -> int:
    """Sort the crossings of each line and leave the runs in ``bounds``, their faces in ``face``; returns the unsound lines.

    At one height the line enters before it leaves, so that bodies that touch are one.
    """
    n = 0
    unsound = 0
    for line in range(len(start) - 1):
        begin, end = start[line], start[line + 1]
        gap = 1
        while gap < (end - begin) // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for i in range(begin + gap, end):
                h, f, j = z[i], face[i], i
                while j >= begin + gap and (z[j - gap] > h or (z[j - gap] == h and face[j - gap] < f)):
                    z[j] = z[j - gap]
                    face[j] = face[j - gap]
                    j -= gap
                z[j] = h
                face[j] = f
            gap //= 3
        inside = 0
        sound = True
        low = 0.0
        entered = 0
        for i in range(begin, end):
            if face[i] >= 0:
                inside += 1
                if inside == 1:
                    low = z[i]
                    entered = face[i]
            else:
                inside -= 1
                if inside == 0 and z[i] > low:
                    bounds[n, 0] = low
                    bounds[n, 1] = z[i]
                    face[n] = entered  # n <= i: this place has been read
                    n += 1
                if inside < 0:
                    sound = False
        if inside != 0 or not sound:
            unsound += 1
        runs[line + 1] = n
    return unsound
