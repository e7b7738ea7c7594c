"""Yes-or-no values at the nodes of a sparse grid, as bits of 64-bit words: 64 nodes are handled at once.

The grid is cut into blocks of 8 x 8 x 8 nodes, of which only those near the surface are stored ("stored blocks"). Node
(x, y, z) of block b is bit 8 y + z of word [b, x] of an array (B, 8) uint64. An array (B, 3, 8) holds a bit for each edge
from a node to its neighbour along +x, +y and +z. ``near`` (B, 6) int32 are the blocks towards -x, +x, -y, +y, -z, +z; one
that is not stored is -1 - q, where q is its place in the coarse grid of all blocks, whose labels are ``coarse`` (Q,) uint8.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import IntArray

Words = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

SIDE = 8  # nodes of a block along each axis

NONE = np.uint64(0)
ONE = np.uint64(1)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
Z0 = np.uint64(0x0101010101010101)  # the nodes of a word with z = 0
Z7 = np.uint64(0x8080808080808080)
S1, S7, S8, S56 = np.uint64(1), np.uint64(7), np.uint64(8), np.uint64(56)

_M1, _M2, _M4 = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
_S2, _S4 = np.uint64(2), np.uint64(4)


@njit(cache=True, nogil=True)
def count_bits(word: Any) -> Any:
    """Number of bits that are set, as int64."""
    word -= (word >> S1) & _M1
    word = (word & _M2) + ((word >> _S2) & _M2)
    word = (word + (word >> _S4)) & _M4
    return np.int64((word * Z0) >> S56)


@njit(cache=True, nogil=True)
def word_of(bits: Words, coarse: Bytes, value: int, block: int, x: int) -> Any:
    """A word of a block; one that is not stored (-1 - q) has all bits where its coarse label is ``value``, else none."""
    if block >= 0:
        return bits[block, x]
    return ALL if coarse[-1 - block] == value else NONE


@njit(cache=True, nogil=True)
def reach(label: Words, crossed: Words, near: IntArray, coarse: Bytes, value: int, b: int, x: int) -> Any:
    """Word x of block b: nodes one step from a labelled node along an edge that the surface does not cross.

    Blocks that are not stored count as labelled where their coarse label is ``value``; the surface is not near them.
    """
    word = label[b, x]
    cut = crossed[b, 2, x]
    found = ((word & ~cut & ~Z7) << S1) | (((word & ~Z0) >> S1) & ~cut)
    n = near[b, 4]
    if n >= 0:
        found |= (label[n, x] & ~crossed[n, 2, x] & Z7) >> S7
    elif coarse[-1 - n] == value:
        found |= Z0
    n = near[b, 5]
    if n >= 0:
        found |= ((label[n, x] & Z0) << S7) & ~cut
    elif coarse[-1 - n] == value:
        found |= Z7
    cut = crossed[b, 1, x]
    found |= ((word & ~cut) << S8) | ((word >> S8) & ~cut)
    n = near[b, 2]
    if n >= 0:
        found |= (label[n, x] & ~crossed[n, 1, x]) >> S56
    elif coarse[-1 - n] == value:
        found |= ALL >> S56
    n = near[b, 3]
    if n >= 0:
        found |= (label[n, x] << S56) & ~cut
    elif coarse[-1 - n] == value:
        found |= ALL << S56
    if x > 0:
        found |= label[b, x - 1] & ~crossed[b, 0, x - 1]
    else:
        n = near[b, 0]
        if n >= 0:
            found |= label[n, 7] & ~crossed[n, 0, 7]
        elif coarse[-1 - n] == value:
            found |= ALL
    if x < 7:
        found |= label[b, x + 1] & ~crossed[b, 0, x]
    else:
        found |= word_of(label, coarse, value, near[b, 1], 0) & ~crossed[b, 0, 7]
    return found


@njit(cache=True, nogil=True)
def ahead(label: Words, near: IntArray, coarse: Bytes, value: int, b: int, axis: int, x: int) -> Any:
    """Word x of block b: bit of a node is that of its neighbour along +axis."""
    if axis == 0:
        return label[b, x + 1] if x < 7 else word_of(label, coarse, value, near[b, 1], 0)
    if axis == 1:
        return (label[b, x] >> S8) | (word_of(label, coarse, value, near[b, 3], x) << S56)
    return ((label[b, x] & ~Z0) >> S1) | ((word_of(label, coarse, value, near[b, 5], x) & Z0) << S7)


@njit(cache=True, nogil=True)
def behind(label: Words, near: IntArray, coarse: Bytes, value: int, b: int, axis: int, x: int) -> Any:
    """Word x of block b: bit of a node is that of its neighbour along -axis."""
    if axis == 0:
        return label[b, x - 1] if x > 0 else word_of(label, coarse, value, near[b, 0], 7)
    if axis == 1:
        return (label[b, x] << S8) | (word_of(label, coarse, value, near[b, 2], x) >> S56)
    return ((label[b, x] & ~Z7) << S1) | ((word_of(label, coarse, value, near[b, 4], x) & Z7) >> S7)
