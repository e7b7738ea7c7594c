"""Walks through the nodes of a sparse grid (see ``block_bits``) that never pass an edge which the surface crosses."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, IntArray
from app.mesh.kernels.block_bits import (
    ALL,
    NONE,
    ONE,
    S8,
    S56,
    SIDE,
    Z0,
    Z7,
    Bytes,
    Words,
    ahead,
    behind,
    count_bits,
    reach,
)


@njit(cache=True, nogil=True)
def _fill_block(
    label: Words, passable: Words, crossed: Words, near: IntArray, coarse: Bytes, value: int, b: int
) -> int:
    """Let the label spread in one block until it stops; bits 0 to 5 of the result tell the sides where it came out anew."""
    sides = 0
    again = True
    while again:
        again = False
        for i in range(2 * SIDE):
            x = i if i < SIDE else 2 * SIDE - 1 - i
            open_ = passable[b, x] & ~label[b, x]
            if open_ == NONE:
                continue
            found = open_ & reach(label, crossed, near, coarse, value, b, x)
            if found == NONE:
                continue
            again = True
            label[b, x] |= found
            if x == 0:
                sides |= 1
            if x == SIDE - 1:
                sides |= 2
            if found << S56 != NONE:
                sides |= 4
            if found >> S56 != NONE:
                sides |= 8
            if found & Z0 != NONE:
                sides |= 16
            if found & Z7 != NONE:
                sides |= 32
    return sides


@njit(cache=True, nogil=True)
def flood(
    label: Words,
    passable: Words,
    crossed: Words,
    near: IntArray,
    index: IntArray,
    shape: NDArray[np.int64],
    coarse: Bytes,
    value: int,
    queue: IntArray,
    queued: BoolArray,
    ends: NDArray[np.int64],
    visits: int,
) -> bool:
    """Spread a label from the blocks in the queue through passable nodes and blocks that are not stored; whether it is done.

    index   (Q,) int32 the stored block at each place of the coarse grid, or -1
    value   the coarse label that goes with ``label``; blocks that are not stored and have label 0 are passable
    queue   (Q,) a ring of places to look at, ``ends`` (2,) its first entry and their number; queued (Q,) who is in it
    visits  blocks to look at in this call
    """
    stride = np.empty(6, np.int64)
    stride[0], stride[2], stride[4] = -shape[1] * shape[2], -shape[2], -1
    stride[1], stride[3], stride[5] = -stride[0], -stride[2], 1
    limit = np.empty(6, np.int64)
    for _ in range(visits):
        if ends[1] == 0:
            return True
        q = int(queue[ends[0]])
        ends[0] = (ends[0] + 1) % len(queue)
        ends[1] -= 1
        queued[q] = False
        b = int(index[q])
        if b >= 0:
            sides = _fill_block(label, passable, crossed, near, coarse, value, b)
        else:
            i, j, k = q // (shape[1] * shape[2]), q // shape[2] % shape[1], q % shape[2]
            limit[0], limit[1], limit[2] = i, shape[0] - 1 - i, j
            limit[3], limit[4], limit[5] = shape[1] - 1 - j, k, shape[2] - 1 - k
            sides = 0
            for side in range(6):
                if limit[side] > 0:
                    sides |= 1 << side
        for side in range(6):
            if not (sides >> side) & 1:
                continue
            r = q + stride[side]
            if queued[r]:
                continue
            if index[r] < 0:
                if coarse[r] != 0:
                    continue
                coarse[r] = value
            queued[r] = True
            queue[(ends[0] + ends[1]) % len(queue)] = r
            ends[1] += 1
    return bool(ends[1] == 0)


@njit(cache=True, nogil=True)
def sort_pockets(
    left: Words,
    pocket: Words,
    crossed: Words,
    near: IntArray,
    coarse: Bytes,
    least: int,
    row: int,
    stop: int,
    large: Words,
    queue: IntArray,
    queued: BoolArray,
    members: IntArray,
    member: BoolArray,
) -> None:
    """Take the connected pockets of the nodes ``left`` that begin in the blocks ``row`` to ``stop`` out of them.

    Those of at least ``least`` nodes are added to ``large``. ``pocket`` (B, 8) is zero, ``queued`` and ``member`` (B,) are
    False before and after; ``queue`` and ``members`` (B,) are room for blocks.
    """
    nobody = int(np.int64(255))  # a coarse label that no block has
    for begin in range(row, stop):
        for x_begin in range(SIDE):
            while left[begin, x_begin] != NONE:
                seed = left[begin, x_begin]
                pocket[begin, x_begin] = seed & (~seed + ONE)
                queue[0] = begin
                first, waiting, n = 0, 1, 0
                while waiting > 0:
                    b = int(queue[first])
                    first = (first + 1) % len(queue)
                    waiting -= 1
                    queued[b] = False
                    sides = _fill_block(pocket, left, crossed, near, coarse, nobody, b)
                    if n == 0:
                        sides = 63  # the seed itself may lie at a side
                    if not member[b]:
                        member[b] = True
                        members[n] = b
                        n += 1
                    for side in range(6):
                        r = near[b, side]
                        if (sides >> side) & 1 and r >= 0 and not queued[r]:
                            queued[r] = True
                            queue[(first + waiting) % len(queue)] = r
                            waiting += 1
                size = 0
                for i in range(n):
                    for x in range(SIDE):
                        size += count_bits(pocket[members[i], x])
                for i in range(n):
                    b = int(members[i])
                    member[b] = False
                    for x in range(SIDE):
                        if size >= least:
                            large[b, x] |= pocket[b, x]
                        left[b, x] &= ~pocket[b, x]
                        pocket[b, x] = NONE


@njit(cache=True, nogil=True)
def compete(
    first: Words,
    second: Words,
    crossed: Words,
    near: IntArray,
    coarse: Bytes,
    blocks: IntArray,
    count: int,
    following: IntArray,
    stamp: IntArray,
    round_: int,
    grown: Words,
) -> int:
    """Let two labels (coarse 1 and 2) grow by one step each into nodes with none; the first wins where they meet.

    blocks     (B,) the ``count`` blocks to look at; ``following`` gets those for the next round, and their number is returned
    stamp      (B,) int32, less than ``round_``
    grown      (B, 2, 8) scratch
    """
    one, two = int(np.int64(1)), int(np.int64(2))  # not literals: ``reach`` would be compiled once more for each
    for i in range(count):
        b = blocks[i]
        for x in range(SIDE):
            grown[i, 0, x], grown[i, 1, x] = NONE, NONE
            open_ = ~(first[b, x] | second[b, x])
            if open_ == NONE:
                continue
            grown[i, 0, x] = open_ & reach(first, crossed, near, coarse, one, b, x)
            grown[i, 1, x] = open_ & ~grown[i, 0, x] & reach(second, crossed, near, coarse, two, b, x)
    n = 0
    for i in range(count):
        b = blocks[i]
        inner = NONE
        for x in range(SIDE):
            first[b, x] |= grown[i, 0, x]
            second[b, x] |= grown[i, 1, x]
            inner |= grown[i, 0, x] | grown[i, 1, x]
        if inner == NONE:
            continue
        if stamp[b] < round_:
            stamp[b] = round_
            following[n] = b
            n += 1
        for side in range(6):
            r = near[b, side]
            if r < 0 or stamp[r] == round_:
                continue
            if side < 2:
                x = 0 if side == 0 else SIDE - 1
                out = grown[i, 0, x] | grown[i, 1, x]
            elif side == 2:
                out = inner << S56
            elif side == 3:
                out = inner >> S56
            elif side == 4:
                out = inner & Z0
            else:
                out = inner & Z7
            if out != NONE:
                stamp[r] = round_
                following[n] = r
                n += 1
    return n


@njit(cache=True, nogil=True)
def widen(bits: Words, near: IntArray, coarse: Bytes, value: int, axis: int, row: int, stop: int, out: Words) -> None:
    """Rows ``row`` to ``stop``: the nodes and their two neighbours along an axis, whatever the surface does between them."""
    for b in range(row, stop):
        for x in range(SIDE):
            out[b, x] = (
                bits[b, x]
                | ahead(bits, near, coarse, value, b, axis, x)
                | behind(bits, near, coarse, value, b, axis, x)
            )


@njit(cache=True, nogil=True)
def edges_between(
    low: Words,
    high: Words,
    value: int,
    near: IntArray,
    coarse: Bytes,
    row: int,
    stop: int,
    out: Words,
) -> None:
    """Rows of (B, 3, 8): edges whose lower end is in ``low`` and whose upper end is in ``high`` (coarse label ``value``)."""
    for b in range(row, stop):
        for axis in range(3):
            for x in range(SIDE):
                out[b, axis, x] = low[b, x] & ahead(high, near, coarse, value, b, axis, x)


@njit(cache=True, nogil=True)
def ends_of(edges: Words, near: IntArray, row: int, stop: int, out: Words) -> None:
    """Rows of (B, 8): nodes at either end of the edges (B, 3, 8)."""
    for b in range(row, stop):
        for x in range(SIDE):
            found = edges[b, 0, x] | edges[b, 1, x] | edges[b, 2, x]
            if x > 0:
                found |= edges[b, 0, x - 1]
            elif near[b, 0] >= 0:
                found |= edges[near[b, 0], 0, 7]
            found |= edges[b, 1, x] << S8
            if near[b, 2] >= 0:
                found |= edges[near[b, 2], 1, x] >> S56
            found |= (edges[b, 2, x] & ~Z7) << ONE
            if near[b, 4] >= 0:
                found |= (edges[near[b, 4], 2, x] & Z7) >> np.uint64(7)
            out[b, x] = found & ALL


@njit(cache=True, nogil=True)
def single_layers(outside: Words, near: IntArray, coarse: Bytes, value: int, row: int, stop: int, out: Words) -> None:
    """Rows of (B, 8): nodes that are not outside, but whose two neighbours along some axis are."""
    for b in range(row, stop):
        for x in range(SIDE):
            found = NONE
            for axis in range(3):
                found |= ahead(outside, near, coarse, value, b, axis, x) & behind(
                    outside, near, coarse, value, b, axis, x
                )
            out[b, x] = found & ~outside[b, x]
