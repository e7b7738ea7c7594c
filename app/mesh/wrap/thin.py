"""Where the model is thinner than the grid can show: sheets with the outside on both sides, wires, needles, thin walls.

A sheet shows as an edge of the grid that a surface crosses though both ends are outside, a thin wall as a single layer of
nodes, a wire as nodes close to the surface with nothing solid around them. The tip of a spike and the rim of a blade look
the same, but end within a few steps of something solid: they need no wall.
"""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.kernels.block_bits import Words
from app.mesh.kernels.block_flood import edges_between, ends_of, single_layers
from app.mesh.wrap.bits import NOBODY, ROWS, connected_to, widened
from app.mesh.wrap.grid import Blocks
from app.mesh.wrap.outside import ENCLOSED, OUTSIDE, Outside
from app.mesh.wrap.scanning import Scan

FRINGE = 8  # steps: a thin part that ends this near to something solid is a tip or rim


@dataclass(frozen=True, eq=False)
class ThinParts:
    """Bits of nodes (B, 8) and edges (B, 3, 8), see ``kernels/block_bits``.

    sheet, wire  beside parts that shall have a wall: those with edges that cross a sheet near by, and the others
    edges        that cross such parts
    free         beside such parts, with nothing solid around
    rim          at the ends of ``rim_edges``, which cross other sheets
    """

    sheet: Words
    wire: Words
    edges: Words
    free: Words
    rim: Words
    rim_edges: Words


def thin_parts(blocks: Blocks, scan: Scan, outside: Outside, progress: Progress) -> ThinParts | None:
    """Find them, or None."""
    n, near, coarse = blocks.size, blocks.near, outside.coarse
    single, crossed_ends, edges = np.empty_like(scan.free), np.empty_like(scan.free), np.empty_like(scan.sheet)

    def rows(a: int, b: int) -> None:
        single_layers(outside.nodes, near, coarse, OUTSIDE, a, b, single)
        edges_between(outside.nodes, outside.nodes, OUTSIDE, near, coarse, a, b, edges)

    in_slices(n, ROWS, rows, progress.part(0.0, 0.1))
    edges &= scan.sheet
    ends_of(edges, near, 0, n, crossed_ends)
    around = widened(~(outside.nodes | single), blocks, coarse, ENCLOSED, 1, progress.part(0.1, 0.3))
    thin = crossed_ends | single | (scan.touched & outside.nodes & ~around)
    if not thin.any():
        return None
    tip = thin & widened(around, blocks, coarse, NOBODY, 1, progress.part(0.3, 0.4))
    for distance in range(FRINGE):
        share = 0.4 + 0.3 * distance / FRINGE
        tip = thin & widened(tip, blocks, coarse, NOBODY, 1, progress.part(share, share + 0.3 / FRINGE))
    beyond = thin & ~tip
    long = connected_to(beyond, thin, blocks, coarse, progress.part(0.7, 0.8)) if beyond.any() else beyond
    if not long.any() and not crossed_ends.any():
        return None
    sheet = long & widened(crossed_ends | single, blocks, coarse, NOBODY, 1, progress.part(0.8, 0.9))
    of_long, rim = np.empty_like(edges), np.empty_like(long)
    edges_between(long, long, NOBODY, near, coarse, 0, n, of_long)
    of_long &= edges
    edges ^= of_long
    ends_of(edges, near, 0, n, rim)
    return ThinParts(sheet, long & ~sheet, of_long, long & ~around, rim, edges)
