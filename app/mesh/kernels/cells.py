"""A grid of cells around a solid, and what lies near the marked ones."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.columns import Columns

Cells = NDArray[np.uint8]
LongArray = NDArray[np.int64]


def solid_cells(solid: Columns, low: FloatArray, cell: float, shape: tuple[int, int, int], share: float = 0.5) -> Cells:
    """(X, Y, Z) uint8: 1 for each cell of which at least this share is solid.

    low    (3,) mm: lowest corner of the grid, which holds all of the solid
    cell   mm, at least the distance of the lines
    """
    filled = np.zeros(shape, np.float32)
    _fill(as_input(solid.start, np.int64), as_input(solid.low, np.float64), as_input(solid.high, np.float64),
          solid.shape[1], as_input(solid.origin - low[:2], np.float64), solid.pitch, float(low[2]), cell, filled)  # fmt: skip
    return (filled >= share * (cell / solid.pitch) ** 2).astype(np.uint8)


def near(marked: Cells, radius: float) -> Cells:
    """(X, Y, Z) uint8: 1 where a marked cell's centre is at most ``radius`` cells away.

    One axis after the other by squared distances (Saito and Toriwaki 1994), no farther than the radius.
    """
    reach = int(radius)
    first = np.empty(marked.shape, np.uint8)
    _along_z(as_input(marked, np.uint8), reach, first)
    second = np.empty(marked.shape, np.uint16)
    _along_y(first, reach, second)
    result = np.empty(marked.shape, np.uint8)
    _along_x(second, reach, radius * radius, result)
    return result


@njit(cache=True, nogil=True)
def _fill(
    start: LongArray,
    low: FloatArray,
    high: FloatArray,
    width: int,
    origin: FloatArray,
    pitch: float,
    bottom: float,
    cell: float,
    filled: NDArray[np.float32],
) -> None:
    """Add to each cell the share of its height that each line is solid for."""
    for line in range(len(start) - 1):
        x = int((origin[0] + pitch * (line // width)) / cell)
        y = int((origin[1] + pitch * (line % width)) / cell)
        for r in range(start[line], start[line + 1]):
            begin, end = (low[r] - bottom) / cell, (high[r] - bottom) / cell
            for z in range(int(begin), int(end) + 1):
                filled[x, y, z] += min(end, z + 1.0) - max(begin, float(z))


@njit(cache=True, nogil=True)
def _along_z(marked: Cells, reach: int, result: Cells) -> None:
    """Distance to the nearest marked cell of the same line, at most reach + 1."""
    nx, ny, nz = marked.shape
    for x in range(nx):
        for y in range(ny):
            away = reach + 1
            for z in range(nz):
                away = 0 if marked[x, y, z] else min(away + 1, reach + 1)
                result[x, y, z] = away
            away = reach + 1
            for z in range(nz - 1, -1, -1):
                away = 0 if marked[x, y, z] else min(away + 1, reach + 1)
                result[x, y, z] = min(result[x, y, z], away)


@njit(cache=True, nogil=True)
def _along_y(away: Cells, reach: int, result: NDArray[np.uint16]) -> None:
    nx, ny, nz = away.shape
    for x in range(nx):
        for y in range(ny):
            for z in range(nz):
                result[x, y, z] = away[x, y, z] * away[x, y, z]
            for d in range(1, reach + 1):
                for side in (y - d, y + d):
                    if 0 <= side < ny:
                        for z in range(nz):
                            square = d * d + away[x, side, z] * away[x, side, z]
                            result[x, y, z] = min(result[x, y, z], square)


@njit(cache=True, nogil=True)
def _along_x(square: NDArray[np.uint16], reach: int, limit: float, result: Cells) -> None:
    nx, ny, nz = square.shape
    for x in range(nx):
        for y in range(ny):
            for z in range(nz):
                result[x, y, z] = 1 if square[x, y, z] <= limit else 0
            for d in range(1, reach + 1):
                for side in (x - d, x + d):
                    if 0 <= side < nx:
                        for z in range(nz):
                            if square[side, y, z] + d * d <= limit:
                                result[x, y, z] = 1
