"""The grid that repairs put positions on: every one of them is exact in float32, as most files store it."""

import numpy as np

from app.mesh.arrays import FloatArray

GRID = 4e-8  # of the diagonal: below this distance two vertices are one (research/repair-conservative.md, step 1)


def exact_step(low: FloatArray, high: FloatArray) -> float:
    """Length in mm of a grid on which every coordinate in the box from ``low`` to ``high`` (3,) is exact in float32."""
    largest = float(max(np.abs(low).max(), np.abs(high).max()))
    smallest = max(float(np.linalg.norm(high - low)) * GRID, largest * 2.0**-23, 1e-12)
    return float(2.0 ** np.ceil(np.log2(smallest)))
