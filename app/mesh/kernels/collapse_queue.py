"""A queue of edges to collapse, cheapest first to within a tenth: a stack for each eighth of a doubling of the cost.

Entering and taking out cost the same however many edges wait; a heap spends most of its time on entries that are out of
date, of which there are six to one that counts.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

Stacks = NDArray[
    np.int32
]  # (LEVELS + 2,): top entry of each stack or -1; then the first free entry, and the lowest level
Entries = NDArray[
    np.int32
]  # (N, 4): two vertices, the sum of their ages when the edge was entered, and the entry below

LEVELS = 2048
FREE_ENTRY, LOWEST = LEVELS, LEVELS + 1


@njit(cache=True, nogil=True)
def empty_queue(room: int) -> tuple[Stacks, Entries]:
    """A queue with room for so many entries."""
    stacks = np.full(LEVELS + 2, -1, np.int32)
    stacks[LOWEST] = LEVELS
    return stacks, _linked(stacks, np.empty((room, 4), np.int32), 0)


@njit(cache=True, nogil=True)
def level_of(cost: float, bits: NDArray[np.int32]) -> int:
    """Which stack an edge of this cost (not negative) belongs on; ``bits`` (1,) is room to work in."""
    bits.view(np.float32)[0] = np.float32(cost)
    return int(bits[0] >> 20)  # exponent and three bits of the mantissa


@njit(cache=True, nogil=True)
def push(stacks: Stacks, entries: Entries, level: int, u: int, v: int, age: int) -> Entries:
    """Enter an edge; returns the entries, which are others where there was no room."""
    if stacks[FREE_ENTRY] < 0:
        more = np.empty((2 * len(entries), 4), np.int32)
        for i in range(len(entries)):  # in loops: assigning a slice takes seconds to compile
            for k in range(4):
                more[i, k] = entries[i, k]
        entries = _linked(stacks, more, len(entries))
    at = stacks[FREE_ENTRY]
    stacks[FREE_ENTRY] = entries[at, 3]
    entries[at, 0], entries[at, 1], entries[at, 2], entries[at, 3] = u, v, age, stacks[level]
    stacks[level] = at
    stacks[LOWEST] = min(stacks[LOWEST], level)
    return entries


@njit(cache=True, nogil=True)
def pop(stacks: Stacks, entries: Entries) -> int:
    """Take the cheapest edge out and return where it stands until the next push; -1 where there is none."""
    level = stacks[LOWEST]
    while level < LEVELS and stacks[level] < 0:
        level += 1
    stacks[LOWEST] = level
    if level == LEVELS:
        return -1
    at = stacks[level]
    stacks[level] = entries[at, 3]
    entries[at, 3] = stacks[FREE_ENTRY]
    stacks[FREE_ENTRY] = at
    return int(at)


@njit(cache=True, nogil=True)
def _linked(stacks: Stacks, entries: Entries, first: int) -> Entries:
    for at in range(first, len(entries)):
        entries[at, 3] = at + 1 if at + 1 < len(entries) else -1
    stacks[FREE_ENTRY] = first
    return entries
