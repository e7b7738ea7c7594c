"""Set operations on the nodes of a sparse grid that need its neighbours (see ``kernels/block_bits``)."""

# ruff: noqa: PLR0917 - the grid comes in several arrays

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.kernels.block_bits import Bytes, Words
from app.mesh.kernels.block_flood import flood, widen
from app.mesh.wrap.grid import Blocks

NOBODY = 255  # a coarse label that no block has
ROWS = 20_000
VISITS = 20_000  # blocks between two looks at the cancel button


def widened(bits: Words, blocks: Blocks, coarse: Bytes, value: int, times: int, progress: Progress) -> Words:
    """The nodes and all those up to ``times`` steps away along each axis at once, whatever lies between them.

    Blocks that are not stored belong to the set where their coarse label is ``value``.
    """
    result, other = bits.copy(), np.empty_like(bits)
    for number in range(times):
        for axis in range(3):
            progress((3 * number + axis) / (3 * times))

            def rows(a: int, b: int, axis: int = axis, source: Words = result, target: Words = other) -> None:
                widen(source, blocks.near, coarse, value, axis, a, b, target)

            in_slices(blocks.size, ROWS, rows, progress)
            result, other = other, result
    return result


def connected_to(seeds: Words, passable: Words, blocks: Blocks, coarse: Bytes, progress: Progress) -> Words:
    """Those of the ``passable`` nodes that hang together with the ``seeds``, along edges of the grid, crossed or not."""
    label = seeds & passable
    nothing = np.zeros((blocks.size, 3, 8), np.uint64)
    queue, queued = np.empty(len(blocks.index), np.int32), np.zeros(len(blocks.index), np.bool_)
    first = blocks.place[(label != 0).any(axis=1)]
    beside = np.unique(np.concatenate([first, *(first + way for way in _ways(blocks))]))
    beside = beside[blocks.index[beside] >= 0]
    queue[: len(beside)], queued[beside] = beside, True
    ends = np.array([0, len(beside)], np.int64)
    taken = np.full_like(coarse, NOBODY - 1)  # nothing spreads through blocks that are not stored
    done = False
    while not done:
        progress(0.5)
        done = flood(
            label,
            passable,
            nothing,
            blocks.near,
            blocks.index,
            blocks.shape,
            taken,
            NOBODY,
            queue,
            queued,
            ends,
            VISITS,
        )
    return label


def _ways(blocks: Blocks) -> tuple[int, ...]:
    x, y = int(blocks.shape[1] * blocks.shape[2]), int(blocks.shape[2])
    return -x, x, -y, y, -1, 1
