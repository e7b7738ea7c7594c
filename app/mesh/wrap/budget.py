"""How fine a wrap may be: what it needs grows with the surface, not with the room around it."""

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.block_bits import SIDE
from app.mesh.kernels.float_grid import exact_step

# Bytes, as measured: 186 a crossing for an open sheet at a wall of five steps, 82 for a solid that becomes 9 million faces.
A_CROSSING = 110.0  # vertices and faces that come of it
A_CROSSING_IN_BLOCKS = 40.0  # its share of the stored blocks
A_PLACE = 26.0  # a block of the coarse grid, stored or not
A_FACE = 100.0  # of the input
LEAST_ROUNDINGS = 256  # of the coordinates in a step
CHUNK = 100_000
ROUNDS = 60  # of the bisection


def affordable_step(
    points: FloatArray, faces: IntArray, step_mm: float, wall_mm: float, memory_mb: float = 1200.0
) -> float:
    """The smallest step in mm, ``step_mm`` or larger, at which ``wrap`` of these faces stays within the memory.

    The number of grid edges that a surface crosses is known ahead: the areas of its shadows along the three axes, in
    squares of a step (what is hidden counts too).
    """
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    if not used.any():
        return step_mm
    low, high = points[used].min(axis=0), points[used].max(axis=0)
    shadows = 0.0
    for start in range(0, len(faces), CHUNK):
        a, b, c = (points[faces[start : start + CHUNK, k]] for k in range(3))
        shadows += 0.5 * float(np.abs(np.cross(b - a, c - a)).sum())
    budget = memory_mb * 1e6
    budget -= min(A_FACE * len(faces), budget / 2)

    def affordable(step: float) -> bool:
        around = SIDE + wall_mm / step + 4  # room that a wall takes in the blocks
        crossing = A_CROSSING + A_CROSSING_IN_BLOCKS * around / SIDE
        places = np.prod((high - low + wall_mm) / (SIDE * step) + 5)
        return bool(shadows / step**2 * crossing + A_PLACE * places <= budget)

    smallest = max(step_mm, LEAST_ROUNDINGS * exact_step(low, high))
    if affordable(smallest):
        return smallest
    largest = smallest
    while not affordable(largest):
        largest *= 2
    for _ in range(ROUNDS):
        middle = (smallest + largest) / 2
        smallest, largest = (smallest, middle) if affordable(middle) else (middle, largest)
    return largest
