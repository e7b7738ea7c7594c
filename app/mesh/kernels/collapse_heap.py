"""A heap of edges to collapse, cheapest first; entries that are out of date are passed over when they come up."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Costs = NDArray[np.float32]
Entries = NDArray[np.int32]  # (N, 3): two vertices and the sum of their ages when the edge was entered


@njit(cache=True, nogil=True)
def push(costs: Costs, entries: Entries, size: int, cost: float, u: int, v: int, age: int) -> int:
    """Enter an edge and return the new size; there must be room."""
    key = np.float32(cost)
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if costs[parent] <= key:
            break
        costs[i] = costs[parent]
        entries[i, 0], entries[i, 1], entries[i, 2] = entries[parent, 0], entries[parent, 1], entries[parent, 2]
        i = parent
    costs[i] = key
    entries[i, 0], entries[i, 1], entries[i, 2] = u, v, age
    return size + 1


@njit(cache=True, nogil=True)
def pop(costs: Costs, entries: Entries, size: int) -> int:
    """Take the first entry out (read it before) and return the new size."""
    size -= 1
    key = costs[size]
    u, v, age = entries[size, 0], entries[size, 1], entries[size, 2]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and costs[child + 1] < costs[child]:
            child += 1
        if costs[child] >= key:
            break
        costs[i] = costs[child]
        entries[i, 0], entries[i, 1], entries[i, 2] = entries[child, 0], entries[child, 1], entries[child, 2]
        i = child
    if size > 0:
        costs[i] = key
        entries[i, 0], entries[i, 1], entries[i, 2] = u, v, age
    return size


@njit(cache=True, nogil=True)
def grown(costs: Costs, entries: Entries, size: int, room: int) -> tuple[Costs, Entries]:
    """The same heap with this much room."""
    more_costs, more_entries = np.empty(room, np.float32), np.empty((room, 3), np.int32)
    more_costs[:size] = costs[:size]
    more_entries[:size] = entries[:size]
    return more_costs, more_entries
