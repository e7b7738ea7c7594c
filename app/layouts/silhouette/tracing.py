"""Lines of equal value through a picture: marching squares of scikit-image, a band of rows at a time.

scikit-image keeps Python's lock while it looks through the picture, and the window stands still for as long. Two bands share
a row: a line that leaves one of them goes on in the other at the very same point, since what lies between two pixels of one row
depends on these two alone.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

BAND_PIXELS = 400_000  # some 3 ms
Floats = NDArray[np.float64]


def traced(field: NDArray[np.float32], level: float) -> list[Floats]:
    """Closed lines, (N, 2) each as (row, column), the first point repeated; lower values lie to their left.

    field  (H, W), lower than ``level`` along its edge
    """
    from skimage.measure import find_contours  # noqa: PLC0415 - loads SciPy: only when something is cut

    rows = max(1, BAND_PIXELS // field.shape[1])
    closed, pieces = list[Floats](), list[Floats]()
    for top in range(0, field.shape[0] - 1, rows):
        found = find_contours(field[top : top + rows + 1], level, positive_orientation="low")  # type: ignore[no-untyped-call]
        for line in found:
            moved = np.add(line, (top, 0))
            (closed if np.array_equal(line[0], line[-1]) else pieces).append(moved)
    return closed + _joined(pieces)


def _joined(pieces: list[Floats]) -> list[Floats]:
    """Pieces whose ends are beginnings of others, as whole lines."""
    begins: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        begins[_point(piece[0])].append(number)
    whole, used = list[Floats](), [False] * len(pieces)
    for first in range(len(pieces)):
        line, following = list[Floats](), None if used[first] else first
        while following is not None:
            used[following] = True
            piece = pieces[following]
            line.append(piece[1:] if line else piece)
            following = next((number for number in begins[_point(piece[-1])] if not used[number]), None)
        if line:
            whole.append(np.concatenate(line))
    return whole


def _point(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])
