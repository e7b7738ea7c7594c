"""Where a solid of cells fits beside others in a grid whose columns are bits: all heights of a column are tried at once."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray

Bits = NDArray[np.uint64]
LongArray = NDArray[np.int64]
_WORD = 64


def packed_bits(cells: BoolArray) -> Bits:
    """(X, Y, W) of (X, Y, Z) cells: bit k of a column is its cell k, from the lowest bit of the first word on."""
    bytes_ = np.packbits(cells, axis=-1, bitorder="little")
    words = -(-cells.shape[-1] // _WORD)
    whole = np.zeros((*cells.shape[:-1], words * 8), np.uint8)
    whole[..., : bytes_.shape[-1]] = bytes_
    return whole.view("<u8").astype(np.uint64)


def runs(cells: BoolArray) -> LongArray:
    """(N, 4): x, y, first and one behind the last cell of each run along z, in an order that finds collisions early."""
    edges = np.diff(np.pad(cells, ((0, 0), (0, 0), (1, 1))).astype(np.int8), axis=2)
    first, behind = np.argwhere(edges == 1), np.argwhere(edges == -1)
    found = np.column_stack([first, behind[:, 2]])
    return np.asarray(np.random.default_rng(0).permutation(found), np.int64)


@njit(cache=True, nogil=True)
def lowest_place(
    occupied: Bits, solid: LongArray, last_i: int, last_j: int, highest: int, *, first_row: bool
) -> tuple[int, int, int]:
    """(i, j, k) where the runs ``solid`` (N, 4) meet no occupied cell: the lowest k up to ``highest``, then i, then j.

    ``first_row``: the smallest i instead, then k. ``last_i``, ``last_j``: the last to be tried. (-1, -1, -1): nowhere.
    """
    words = occupied.shape[2]
    free, hit = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    found = (-1, -1, -1)
    for i in range(last_i + 1):
        for j in range(last_j + 1):
            if highest < 0:
                return found
            for w in range(words):
                free[w] = _ones(highest + 1 - w * _WORD)
            blocked = False
            for n in range(len(solid)):
                begin, length = solid[n, 2], solid[n, 3] - solid[n, 2]
                if _shift(occupied[i + solid[n, 0], j + solid[n, 1]], begin, hit):
                    _smear(hit, length)
                    left = np.uint64(0)
                    for w in range(words):
                        free[w] &= ~hit[w]
                        left |= free[w]
                    if left == np.uint64(0):
                        blocked = True
                        break
            if not blocked:
                k = _lowest_bit(free)
                found = (i, j, k)
                highest = k - 1
        if first_row and found[0] >= 0:
            return found
    return found


@njit(cache=True, nogil=True)
def _ones(count: int) -> np.uint64:
    """A word whose lowest ``count`` bits are set."""
    if count <= 0:
        return np.uint64(0)
    if count >= _WORD:
        return ~np.uint64(0)
    return (np.uint64(1) << np.uint64(count)) - np.uint64(1)


@njit(cache=True, nogil=True)
def _shift(column: Bits, down: int, into: Bits) -> bool:
    """``into`` is the column moved down by so many bits; whether anything is left of it."""
    words = len(column)
    skip, bits = down // _WORD, np.uint64(down % _WORD)
    some = np.uint64(0)
    for w in range(words):
        value = np.uint64(0)
        if w + skip < words:
            value = column[w + skip] >> bits
            if bits != np.uint64(0) and w + skip + 1 < words:
                value |= column[w + skip + 1] << (np.uint64(_WORD) - bits)
        into[w] = value
        some |= value
    return bool(some != np.uint64(0))


@njit(cache=True, nogil=True)
def _smear(column: Bits, length: int) -> None:
    """Set every bit that has a set bit fewer than ``length`` places above it."""
    words, done = len(column), 1
    while done < length:
        step = min(done, length - done)
        skip, bits = step // _WORD, np.uint64(step % _WORD)
        for w in range(words):
            if w + skip < words:
                value = column[w + skip] >> bits
                if bits != np.uint64(0) and w + skip + 1 < words:
                    value |= column[w + skip + 1] << (np.uint64(_WORD) - bits)
                column[w] |= value
        done += step


@njit(cache=True, nogil=True)
def _lowest_bit(column: Bits) -> int:
    for w in range(len(column)):
        if column[w] != np.uint64(0):
            for k in range(_WORD):
                if (column[w] >> np.uint64(k)) & np.uint64(1) != np.uint64(0):
                    return w * _WORD + k
    return -1
