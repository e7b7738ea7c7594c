"""The surface on the sparse grid: nodes close to it, and the crossings of the grid's edges."""

# ruff: noqa: PLR0917 - the grid comes in several arrays

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import Words
from app.mesh.kernels.block_scan import Float32Array, scan
from app.mesh.wrap.grid import Blocks, FaceLists, Frame

PAIRS_A_SLICE = 8_000  # of a block and a face
TOUCHED = 0.87  # steps: some corner of a cell is this close to any point in it (half its diagonal)


@dataclass(frozen=True, eq=False)
class Scan:
    """Bits of nodes (B, 8) and edges (B, 3, 8), see ``kernels/block_bits``; results of ``kernels/block_scan``.

    crossings        (C, 2) float32  first and last crossing of each crossed edge, as a share of the edge
    first_crossing   (B,) int64      where those of each block begin
    """

    free: Words
    touched: Words
    crossed: Words
    sheet: Words
    crossings: Float32Array
    first_crossing: NDArray[np.int64]


def scanned(
    points: FloatArray,
    faces: IntArray,
    cap: BoolArray,
    frame: Frame,
    blocks: Blocks,
    lists: FaceLists,
    far: float,
    progress: Progress,
) -> Scan:
    """Scan all faces; ``points`` and ``far`` (distance of a node that a walk may pass) in steps."""
    n = blocks.size
    free, touched = np.empty((n, 8), np.uint64), np.empty((n, 8), np.uint64)
    crossed, sheet = np.empty((n, 3, 8), np.uint64), np.empty((n, 3, 8), np.uint64)
    number = np.empty(n, np.int64)
    cuts = block_cuts(lists)

    def work(first: int, last: int) -> Float32Array:
        a, b = cuts[first], cuts[last]
        return scan(
            points, faces, cap, lists.place[a:b], frame.shape, lists.start[a : b + 1], lists.listed, far, min(TOUCHED, far),
            free[a:b], touched[a:b], crossed[a:b], sheet[a:b], number[a:b],
        )  # fmt: skip

    parts = in_slices(len(cuts) - 1, 1, work, progress)
    crossings = np.concatenate(parts) if parts else np.empty((0, 2), np.float32)
    first_crossing = np.zeros(n, np.int64)
    np.cumsum(number[:-1], out=first_crossing[1:])
    return Scan(free, touched, crossed, sheet, crossings, first_crossing)


def block_cuts(lists: FaceLists, pairs: int = PAIRS_A_SLICE) -> list[int]:
    """Ends of slices of the blocks with about as many pairs of block and face each: 0, ..., B."""
    ends = np.searchsorted(lists.start, np.arange(pairs, int(lists.start[-1]), pairs))
    return [0, *np.unique(ends[(ends > 0) & (ends < len(lists.place))]).tolist(), len(lists.place)]
