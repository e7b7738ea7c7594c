"""The surface where a distance has one value, on a grid that is dense only around it.

Distances change by no more than one mm a mm, so that one look at the middle of a block tells whether the surface can be
in it at all: bundles of blocks are looked at first, then blocks of 8 x 8 x 8 nodes, cubes of 4 and 2, and nodes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import SIDE, Bytes, Words
from app.mesh.wrap.grid import Blocks, Frame, with_neighbours
from app.mesh.wrap.outside import ENCLOSED, OUTSIDE
from app.mesh.wrap.scanning import Scan
from app.mesh.wrap.sheets import Thickened
from app.mesh.wrap.surface import surface_of

Nodes = NDArray[np.int64]
Field = Callable[[Nodes], FloatArray]
"""Signed distance in mm (N,) at nodes (N, 3) of the frame given in halves of a step; above 0 inside."""

LEVELS = 3  # of cubes within a block: 4, 2 and 1 nodes along a side
BUNDLE = 4  # blocks along a side
DIAGONAL = 3**0.5
QUERIES = 40_000  # nodes a call, so that cancelling is quick


@dataclass(frozen=True, eq=False)
class Level:
    """Where a field is above 0.

    points, faces  (V, 3) mm and (F, 3) int32: the surface, closed, manifold and outward
    value          (B, 8, 8, 8) float32 mm at the nodes of the stored blocks; exact within a step of the surface
    """

    frame: Frame
    blocks: Blocks
    coarse: Bytes
    value: NDArray[np.float32]
    points: FloatArray
    faces: IntArray

    def inside(self, nodes: Nodes) -> BoolArray:
        """(N,) bool for whole nodes (N, 3); what is beyond the frame is as at its border."""
        nodes = np.minimum(nodes, SIDE * self.frame.shape - 1)
        place = np.ravel_multi_index(tuple((nodes // SIDE).T), tuple(self.frame.shape))
        block = self.blocks.index[place]
        at = nodes % SIDE
        stored = self.value[np.maximum(block, 0), at[:, 0], at[:, 1], at[:, 2]] > 0
        return np.asarray(np.where(block >= 0, stored, self.coarse[place] == ENCLOSED))


def level_of(field: Field, frame: Frame, progress: Progress) -> Level:
    """The surface between nodes where the field is above 0 and the others. Raises Cancelled."""
    coarse = np.full(int(np.prod(frame.shape)), OUTSIDE, np.uint8)
    inner, near = _blocks(field, frame, coarse, progress.part(0.0, 0.1))
    place = np.ravel_multi_index(tuple(inner.T), tuple(frame.shape))
    blocks = with_neighbours(frame.shape, place[near])
    value = _values(field, frame, inner[near], progress.part(0.1, 0.7))
    scan, solid = _crossings(value, blocks, coarse)
    surface = surface_of(blocks, coarse, scan, solid, frame, progress.part(0.8, 1.0))
    return Level(frame, blocks, coarse, value, surface.points, surface.faces)


def _blocks(field: Field, frame: Frame, coarse: Bytes, progress: Progress) -> tuple[Nodes, BoolArray]:
    """Blocks (N, 3) that are not far from the surface, and (N,) bool which to store; labels those inside in ``coarse``.

    Bundles of 4 x 4 x 4 blocks are looked at first. Stored is each block with a cell, which may reach one node into the
    next block, that the surface may pass through.
    """
    whole = coarse.reshape(tuple(frame.shape))
    bundle: Nodes = np.argwhere(np.ones(-(-(frame.shape - 2) // BUNDLE), np.bool_)) * BUNDLE + 1
    middle = _asked(field, 2 * SIDE * bundle + SIDE * BUNDLE - 1, progress.part(0.0, 0.3))
    for x, y, z in bundle[middle > 0].tolist():
        whole[x : x + BUNDLE, y : y + BUNDLE, z : z + BUNDLE] = ENCLOSED
    whole[[0, -1]] = whole[:, [0, -1]] = whole[:, :, [0, -1]] = OUTSIDE
    block_reach = (SIDE + 1) / 2 * DIAGONAL + 0.01
    bundle = bundle[np.abs(middle) < (block_reach + SIDE * (BUNDLE - 1) / 2 * DIAGONAL) * frame.step]
    within = np.array(list(product(range(BUNDLE), repeat=3)))
    found = (bundle[:, None] + within).reshape(-1, 3)
    found = found[(found < frame.shape - 1).all(axis=1)]
    found = found[np.lexsort(found.T[::-1])]  # as they lie in the coarse grid
    middle = _asked(field, 2 * SIDE * found + SIDE - 1, progress.part(0.3, 1.0))
    whole[tuple(found.T)] = np.where(middle > 0, ENCLOSED, OUTSIDE)
    return found, np.asarray(np.abs(middle) < block_reach * frame.step)


def _asked(field: Field, halves: Nodes, progress: Progress) -> FloatArray:
    result = np.empty(len(halves))
    for start in range(0, len(halves), QUERIES):
        progress(start / len(halves))
        result[start : start + QUERIES] = field(halves[start : start + QUERIES])
    return result


def _values(field: Field, frame: Frame, blocks: Nodes, progress: Progress) -> NDArray[np.float32]:
    """(B, 8, 8, 8): the field at the nodes of these blocks (B, 3); far from the surface that of the middle of a cube.

    Blocks are cut into cubes of half their side, and those again, as long as an edge of the grid that begins in one may
    cross the surface.
    """
    first, side = SIDE * blocks, SIDE  # first node of each cube
    row = np.arange(len(blocks))
    value = np.zeros((len(blocks), SIDE, SIDE, SIDE), np.float32)
    for k in range(LEVELS):
        part = progress.part(k / LEVELS, (k + 1) / LEVELS)
        side //= 2
        eight = side * np.array(list(product((0, 1), repeat=3)))
        first, row = (first[:, None] + eight).reshape(-1, 3), np.repeat(row, 8)
        here = _asked(field, 2 * first + side - 1, part)
        at = first % SIDE
        for x, y, z in product(range(side), repeat=3):
            value[row, at[:, 0] + x, at[:, 1] + y, at[:, 2] + z] = here
        near = np.abs(here) < ((side - 1) / 2 * DIAGONAL + 1.01) * frame.step
        first, row = first[near], row[near]
    return value


def _crossings(value: NDArray[np.float32], blocks: Blocks, coarse: Bytes) -> tuple[Scan, Thickened]:
    """The grid's edges between a node inside and one outside, and where on them the value is 0."""
    n = blocks.size
    crossed = np.empty((n, 3, SIDE, SIDE, SIDE), np.bool_)
    number = np.zeros(n, np.int64)
    along = np.empty_like(crossed, np.float32)
    for axis in range(3):
        other = _ahead(value, blocks, coarse, axis)
        crossed[:, axis] = (value > 0) != (other > 0)
        step = np.where(crossed[:, axis], value - other, 1.0)
        along[:, axis] = np.clip(value / step, 0.0, 1.0)
        number += crossed[:, axis].sum(axis=(1, 2, 3))
    shares = along[crossed]
    first = np.zeros(n, np.int64)
    np.cumsum(number[:-1], out=first[1:])
    none = np.zeros((n, SIDE), np.uint64)
    bits = _packed(crossed.reshape(n, 3, SIDE, SIDE * SIDE))
    scan = Scan(none, none, bits, np.zeros_like(bits), np.repeat(shares[:, None], 2, axis=1), first)
    nodes = _packed((value > 0).reshape(n, SIDE, SIDE * SIDE))
    return scan, Thickened(nodes, none, np.empty((0, SIDE**3), np.int8), np.full(n, -1, np.int32))


def _ahead(value: NDArray[np.float32], blocks: Blocks, coarse: Bytes, axis: int) -> NDArray[np.float32]:
    """(B, 8, 8, 8): the value at the next node along an axis."""
    there = blocks.near[:, 2 * axis + 1]
    stored = there >= 0
    beyond = np.take(value[np.maximum(there, 0)], 0, axis=axis + 1)
    label = coarse[np.where(stored, 0, -1 - there)]
    beyond = np.where(stored[:, None, None], beyond, np.where(label == ENCLOSED, 1.0, -1.0)[:, None, None])
    rest = np.take(value, np.arange(1, SIDE), axis=axis + 1)
    return np.concatenate([rest, np.expand_dims(beyond.astype(np.float32), axis + 1)], axis=axis + 1)


def _packed(flags: BoolArray) -> Words:
    """Bits of 64-bit words, as ``kernels/block_bits`` has them."""
    return np.packbits(flags, axis=-1, bitorder="little").view("<u8").astype(np.uint64)[..., 0]
