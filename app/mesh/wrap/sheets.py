"""Thin parts become solid: all within half a wall of a sheet, or within the radius of a rod around a wire."""

# ruff: noqa: PLR0917 - the grid comes in several arrays

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import SIDE, Words
from app.mesh.kernels.block_scan import faces_seen
from app.mesh.kernels.block_thin import faces_near, thicken
from app.mesh.wrap.bits import NOBODY, connected_to, widened
from app.mesh.wrap.grid import Blocks, FaceLists, Frame, face_lists, with_neighbours
from app.mesh.wrap.outside import OUTSIDE, Outside
from app.mesh.wrap.scanning import TOUCHED, Scan, block_cuts
from app.mesh.wrap.thin import ThinParts

# Steps. Every edge that a sheet crosses has an end within half a step of the sheet: a little more makes it solid
# throughout. A curve in space has a node within 0.87 steps of each of its points, and those hang together by edges.
LEAST_SHEET, LEAST_ROD = 0.55, 0.9
PAIRS_A_SLICE = 4_000


@dataclass(frozen=True, eq=False)
class Thickened:
    """nodes (B, 8): all that is solid; thick (B, 8): made so; values (T, 512) and values_of (B,): see ``block_march``."""

    nodes: Words
    thick: Words
    values: NDArray[np.int8]
    values_of: IntArray


@dataclass(frozen=True, eq=False)
class Grown:
    """The grid with the blocks that thickened parts reach into."""

    blocks: Blocks
    scan: Scan
    outside: Outside
    solid: Thickened


def nothing_thickened(blocks: Blocks, scan: Scan, outside: Outside) -> Grown:
    """The grid as it is."""
    none = np.zeros_like(outside.nodes)
    values_of = np.full(blocks.size, -1, np.int32)
    return Grown(blocks, scan, outside, Thickened(~outside.nodes, none, np.empty((0, 512), np.int8), values_of))


def thickened(
    points: FloatArray,
    faces: IntArray,
    cap: BoolArray,
    frame: Frame,
    blocks: Blocks,
    lists: FaceLists,
    scan: Scan,
    outside: Outside,
    thin: ThinParts,
    wall: float,
    progress: Progress,
) -> Grown:
    """Give each sheet a wall of ``wall`` steps and each wire that diameter (at least 1.8 steps); rims the least there is."""
    marked, rim = _faces_of(points, faces, cap, frame, lists, scan, thin, progress.part(0.0, 0.2))
    rim &= ~marked
    chosen = np.flatnonzero((marked | rim) & ~cap).astype(np.int32)
    radii = np.array([max(LEAST_SHEET, wall / 2), max(LEAST_ROD, wall / 2), LEAST_SHEET])
    reach = float(radii.max()) + 1.0
    near_thin = face_lists(
        points, faces, chosen, frame, reach + 0.01, progress.part(0.2, 0.35), _around(blocks, thin, reach)
    )
    blocks, scan, outside = _with_more(blocks, scan, outside, near_thin.place)
    zones = np.zeros((3, blocks.size, 8), np.uint64)
    for k, nodes in enumerate((thin.sheet, thin.wire, thin.rim)):
        if nodes.any():
            zones[k, : len(nodes)] = nodes
            part = progress.part(0.35 + 0.05 * k, 0.4 + 0.05 * k)
            zones[k] = widened(zones[k], blocks, outside.coarse, NOBODY, int(np.ceil(radii[k])) + 1, part)
    thick = np.zeros_like(outside.nodes)
    rows = blocks.index[near_thin.place].astype(np.int64)
    values = np.empty((len(rows), 512), np.int8)
    values_of = np.full(blocks.size, -1, np.int32)
    values_of[rows] = np.arange(len(rows), dtype=np.int32)
    cuts = block_cuts(near_thin, PAIRS_A_SLICE)

    def work(first: int, last: int) -> None:
        a, b = cuts[first], cuts[last]
        thicken(
            points, faces, near_thin.place[a:b], frame.shape, near_thin.start[a : b + 1], near_thin.listed, rows[a:b],
            rim, zones, radii, outside.nodes, thick, values[a:b],
        )  # fmt: skip

    in_slices(len(cuts) - 1, 1, work, progress.part(0.55, 0.9))
    # Pockets between two walls that have grown together are no longer outside.
    reached = _still_outside(blocks, outside, outside.nodes & ~thick, progress.part(0.9, 1.0))
    solid = Thickened(~reached, thick, values, values_of)
    return Grown(blocks, scan, replace(outside, nodes=reached), solid)


def _faces_of(
    points: FloatArray,
    faces: IntArray,
    cap: BoolArray,
    frame: Frame,
    lists: FaceLists,
    scan: Scan,
    thin: ThinParts,
    progress: Progress,
) -> tuple[BoolArray, BoolArray]:
    """Faces of the thin parts (F,) bool, and those of the rims.

    They cross an edge there, or come close to nodes with nothing solid around.
    """
    marked, rim, other = (np.zeros(len(faces), np.bool_) for _ in range(3))
    busy = np.flatnonzero(((thin.sheet | thin.wire | thin.rim) != 0).any(axis=1))
    runs = np.split(busy, np.flatnonzero(np.diff(busy) > 1) + 1) if len(busy) else []
    pieces = [(a, min(a + 200, int(run[-1]) + 1)) for run in runs for a in range(int(run[0]), int(run[-1]) + 1, 200)]

    def work(first: int, last: int) -> None:
        for a, b in pieces[first:last]:
            here = lists.place[a:b], frame.shape, lists.start[a : b + 1], lists.listed, np.arange(a, b)
            for edges, found in ((thin.edges, marked), (thin.rim_edges, rim)):
                faces_seen(
                    points,
                    faces,
                    *here,
                    scan.crossed,
                    edges,
                    edges,
                    scan.first_crossing,
                    scan.crossings,
                    other,
                    other,
                    found,
                )
            faces_near(points, faces, cap, *here, thin.free, TOUCHED, marked)

    in_slices(len(pieces), 20, work, progress)
    return marked, rim


def _around(blocks: Blocks, thin: ThinParts, reach: float) -> NDArray[np.int64]:
    """Places of the blocks within ``reach`` steps of a block with nodes beside a thin part."""
    places = blocks.place[((thin.sheet | thin.wire | thin.rim) != 0).any(axis=1)]
    n = int(np.ceil(reach / SIDE))
    for axis in range(3):
        stride = int(np.prod(blocks.shape[axis + 1 :]))
        along = places // stride % blocks.shape[axis]
        steps = np.arange(-n, n + 1)
        there, valid = places[:, None] + stride * steps, along[:, None] + steps
        places = np.unique(there[(valid > 0) & (valid < blocks.shape[axis] - 1)])
    return np.asarray(places)


def _with_more(blocks: Blocks, scan: Scan, outside: Outside, places: NDArray[np.int64]) -> tuple[Blocks, Scan, Outside]:
    """Store the blocks at these places too."""
    new = places[blocks.index[places] < 0]
    if not len(new):
        return blocks, scan, outside
    n = len(new)
    rows, edges = np.zeros((n, 8), np.uint64), np.zeros((n, 3, 8), np.uint64)
    free = np.where(outside.coarse[new] == OUTSIDE, ~np.uint64(0), np.uint64(0))[:, None].repeat(8, axis=1)
    more = Scan(
        np.concatenate([scan.free, ~rows]),
        np.concatenate([scan.touched, rows]),
        np.concatenate([scan.crossed, edges]),
        np.concatenate([scan.sheet, edges]),
        scan.crossings,
        np.concatenate([scan.first_crossing, np.full(n, len(scan.crossings))]),
    )
    place = np.concatenate([blocks.place, new])
    return with_neighbours(blocks.shape, place), more, replace(outside, nodes=np.concatenate([outside.nodes, free]))


def _still_outside(blocks: Blocks, outside: Outside, nodes: Words, progress: Progress) -> Words:
    """The nodes that hang together with blocks outside which are not stored."""
    seeds = np.zeros_like(nodes)
    for side in range(6):
        there = blocks.near[:, side]
        beside = (there < 0) & (outside.coarse[np.minimum(-1 - there, len(outside.coarse) - 1)] == OUTSIDE)
        x, bits = _SIDES[side]
        seeds[beside, x] |= bits
    return connected_to(seeds & nodes, nodes, blocks, outside.coarse, progress)


_ALL = (1 << 64) - 1
_SIDES = tuple(
    (x, np.uint64(bits))
    for x, bits in (
        (slice(0, 1), _ALL),
        (slice(7, 8), _ALL),
        (slice(None), _ALL >> 56),
        (slice(None), _ALL << 56 & _ALL),
        (slice(None), 0x0101010101010101),
        (slice(None), 0x8080808080808080),
    )
)
