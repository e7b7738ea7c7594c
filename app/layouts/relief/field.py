"""Heights over a grid, before they are a solid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HeightField:
    """How thick a thing is at the points of a grid.

    heights     (R, C) float64, mm above the back; row 0 is the top of the picture; next to the outline also outside of it
    inside      (R, C) float64, mm from the outline, positive inside; the outline is where it is 0
    step_mm     between columns and between rows
    origin_mm   x, y of the first point, y downwards, in the coordinates of the thing
    """

    heights: Floats
    inside: Floats
    step_mm: tuple[float, float]
    origin_mm: tuple[float, float] = (0.0, 0.0)

    @property
    def x(self) -> Floats:
        """(C,) mm."""
        return np.asarray(self.origin_mm[0] + np.arange(self.heights.shape[1]) * self.step_mm[0], np.float64)

    @property
    def y(self) -> Floats:
        """(R,) mm, downwards."""
        return np.asarray(self.origin_mm[1] + np.arange(self.heights.shape[0]) * self.step_mm[1], np.float64)
