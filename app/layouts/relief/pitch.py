"""How fine a relief is made."""

import math

FINEST_MM = 0.15  # finer than printers of figurines show
MOST_FACES = 340_000


def pitch_for(area_mm2: float, sides: int) -> float:
    """Distance of the points of the grid in mm, for an area of which so many sides are covered by two faces a step."""
    return max(FINEST_MM, math.sqrt(2 * sides * area_mm2 / MOST_FACES))
