"""What can be reached from outside: walks that keep their distance, then growth up to the surface itself.

A walk goes from node to node, never along an edge that the surface crosses and never nearer to the surface than half a
gap, so it does not pass openings narrower than the gap. Where it stopped, outside and the wide enclosed regions grow
towards each other at one step a round: a narrow crevice is taken by the outside, a pinhole into a hollow is cut half way.
Neither orientation nor winding of the faces plays a part.
"""

# ruff: noqa: PLR0917 - steps over the same arrays

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.kernels.block_bits import Bytes, Words
from app.mesh.kernels.block_flood import compete, flood, sort_pockets
from app.mesh.wrap.grid import Blocks
from app.mesh.wrap.scanning import Scan

OUTSIDE, ENCLOSED = 1, 2
VISITS = 20_000  # blocks between two looks at the cancel button
BLOCKS_A_CALL = 4_000
WIDE_NODES = 64  # an enclosed region with fewer nodes away from the surface is a bubble between faces, not a hollow
ROUNDS = 30  # of growth: a narrow crevice deeper than this many steps is filled


@dataclass(frozen=True, eq=False)
class Outside:
    """``nodes`` (B, 8) bits of the nodes outside; ``coarse`` (Q,) uint8: OUTSIDE or ENCLOSED where a block is not stored."""

    nodes: Words
    coarse: Bytes


def outside_of(blocks: Blocks, scan: Scan, rounds: int, progress: Progress) -> Outside:
    """Label the nodes; ``rounds`` of growth of the outside into narrow places."""
    places = len(blocks.index)
    coarse = np.zeros(places, np.uint8)
    queue, queued = np.empty(places, np.int32), np.zeros(places, np.bool_)
    ends = np.array([0, 1], np.int64)
    outside, enclosed = np.zeros_like(scan.free), np.zeros_like(scan.free)

    def spread(label: Words, passable: Words, value: int, start: float, stop: float) -> None:
        done, turns = False, 0
        while not done:
            progress(start + (stop - start) * turns / (turns + 10))
            turns += 1
            done = flood(
                label, passable, scan.crossed, blocks.near, blocks.index, blocks.shape, coarse, value,
                queue, queued, ends, VISITS,
            )  # fmt: skip

    queue[0], coarse[0] = 0, OUTSIDE
    spread(outside, scan.free, OUTSIDE, 0.0, 0.4)
    left = scan.free & ~outside
    hollow = np.flatnonzero((coarse == 0) & (blocks.index < 0))
    coarse[hollow] = ENCLOSED
    queue[: len(hollow)], queued[hollow] = hollow, True
    ends[:] = 0, len(hollow)
    spread(enclosed, left, ENCLOSED, 0.4, 0.5)
    _add_pockets(blocks, scan, coarse, left & ~enclosed, enclosed, progress.part(0.5, 0.6))
    _grow(blocks, scan, coarse, outside, enclosed, rounds, progress.part(0.6, 1.0))
    return Outside(outside, coarse)


def _add_pockets(blocks: Blocks, scan: Scan, coarse: Bytes, left: Words, enclosed: Words, progress: Progress) -> None:
    n = blocks.size
    pocket = np.zeros_like(left)
    queue, members = np.empty(n, np.int32), np.empty(n, np.int32)
    queued, member = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    for row in range(0, n, BLOCKS_A_CALL):
        progress(row / n)
        sort_pockets(
            left, pocket, scan.crossed, blocks.near, coarse, WIDE_NODES, row, min(n, row + BLOCKS_A_CALL), enclosed,
            queue, queued, members, member,
        )  # fmt: skip


def _grow(
    blocks: Blocks, scan: Scan, coarse: Bytes, outside: Words, enclosed: Words, rounds: int, progress: Progress
) -> None:
    n = blocks.size
    current, following = np.arange(n, dtype=np.int32), np.empty(n, np.int32)
    stamp = np.zeros(n, np.int32)
    grown = np.empty((n, 2, 8), np.uint64)
    count = n
    for number in range(1, rounds + 1):
        progress(number / (rounds + 1))
        count = compete(
            outside, enclosed, scan.crossed, blocks.near, coarse, current, count, following, stamp, number, grown
        )
        if not count:
            break
        current, following = following, current
