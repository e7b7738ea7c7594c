"""Lists of different length in one array: row ``i`` is ``values[start[i]:start[i + 1]]``."""

import numpy as np
from numpy.typing import NDArray


def row_places(start: NDArray[np.int64], rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in ``values`` these rows (N,) are, one after another, and how long each is (N,)."""
    first = start[rows]
    count = start[rows + 1] - first
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - ends + count, count), count


def row_sums(values: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """(N, K): the sums over consecutive rows of these lengths (N,) of values (M, K); an empty row sums to zero."""
    total = np.zeros((len(count), values.shape[1]))
    filled = np.flatnonzero(count)
    if len(filled):
        starts = (np.cumsum(count) - count)[filled]
        total[filled] = np.add.reduceat(values, starts, axis=0)
    return total
