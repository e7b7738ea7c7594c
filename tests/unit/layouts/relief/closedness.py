"""Whether faces make a closed, consistently turned surface: told from the edges alone."""

import numpy as np
from numpy.typing import NDArray


def open_edges(faces: NDArray[np.int64]) -> int:
    """How many directed edges have not exactly one counterpart in the other direction."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    size = int(faces.max()) + 1
    key, count = np.unique(edges[:, 0] * size + edges[:, 1], return_counts=True)
    back = (key % size) * size + key // size
    return int((count > 1).sum() + (~np.isin(back, key)).sum())


def volume(points: NDArray[np.float64], faces: NDArray[np.int64]) -> float:
    a, b, c = (points[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def euler(faces: NDArray[np.int64]) -> int:
    """V - E + F: 2 for a ball, 0 for a ring."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    return len(np.unique(faces)) - len(np.unique(edges, axis=0)) + len(faces)
