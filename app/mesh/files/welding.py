"""Exact welding with NumPy alone: what the loader uses, whose process must not pay for the import of numba."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray


def weld_exact(points: FloatArray) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """One vertex per position.

    Takes (N, 3) float64; returns ``first`` (V,), the rows that stand for the vertices, in the order in which they first
    appear, and ``index`` (N,) int32: the vertex of each point. -0.0 and 0.0 are the same place.
    """
    points = np.ascontiguousarray(points) + 0.0  # turns -0.0 into 0.0
    if not len(points):
        return np.empty(0, np.int64), np.empty(0, np.int32)
    bits = points.view(np.uint64)
    key = _mix(_mix(_mix(bits[:, 0].copy()) + bits[:, 1]) + bits[:, 2])
    # Key and row in one number: sorting plain integers is five times faster than finding the order of keys.
    room = np.uint64(len(points).bit_length())
    key >>= room
    packed = np.sort((key << room) | np.arange(len(points), dtype=np.uint64))
    order = (packed & ((np.uint64(1) << room) - np.uint64(1))).astype(np.int64)
    packed >>= room
    starts_group = np.ones(len(points), np.bool_)
    starts_group[1:] = packed[1:] != packed[:-1]
    first, index = _numbered(order, starts_group)
    if (bits[first][index] != bits).any():  # two places with one key: rare
        order = np.lexsort(bits.T)
        starts_group[1:] = (bits[order[1:]] != bits[order[:-1]]).any(axis=1)
        first, index = _numbered(order, starts_group)
    return first, index


def _numbered(order: NDArray[np.int64], starts_group: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """First row of each group in order of appearance, and the group of each row; ``order`` has equal rows together."""
    first = order[starts_group]  # rows of a group ascend
    by_appearance = np.argsort(first)
    rank = np.empty(len(first), np.int32)
    rank[by_appearance] = np.arange(len(first), dtype=np.int32)
    index = np.empty(len(order), np.int32)
    index[order] = rank[np.cumsum(starts_group) - 1]
    return first[by_appearance], index


def _mix(key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input reaches every bit of the result."""
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = key ^ (key >> np.uint64(31))
    return mixed
