"""Which faces see the outside, and which are enclosed: inner walls, hidden shells, what lies in a hollow."""

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.block_flood import edges_between
from app.mesh.kernels.block_scan import faces_seen
from app.mesh.wrap.grid import Blocks, Frame, face_lists, frame_around, with_neighbours
from app.mesh.wrap.outside import OUTSIDE, ROUNDS, Outside, outside_of
from app.mesh.wrap.scanning import block_cuts, scanned

LEAST_FAR = 0.5  # steps that a walk keeps away at least: an edge that is crossed has an end this near


def outside_faces(points: FloatArray, faces: IntArray, step_mm: float, gap_mm: float, progress: Progress) -> BoolArray:
    """(F,) bool: faces with space on at least one side that can be reached from outside.

    points   (V, 3) mm, welded: faces too small for the grid take the answer of those around them
    step_mm  of the grid; walls may be thinner than that
    gap_mm   openings narrower than this are closed to walks (pinholes), see ``outside``

    A face is seen where it is the first that an edge of the grid meets, counted from an end outside. Faces that no
    edge meets follow their neighbours. Deterministic. Raises Cancelled.
    """
    faces = as_input(faces, np.int32).reshape(-1, 3)
    seen = np.zeros(len(faces), np.bool_)
    if not len(faces):
        return seen
    far = max(gap_mm / (2 * step_mm), LEAST_FAR)
    margin = max(far, 1.0) + 0.01
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    frame = frame_around(points[used].min(axis=0), points[used].max(axis=0), step_mm, margin)
    local = frame.to_grid(points)
    every = np.arange(len(faces), dtype=np.int32)
    lists = face_lists(local, faces, every, frame, margin, progress.part(0.0, 0.2))
    blocks = with_neighbours(frame.shape, lists.place)
    nothing = as_input(seen.copy(), np.bool_)
    scan = scanned(local, faces, nothing, frame, blocks, lists, far, progress.part(0.2, 0.5))
    outside = outside_of(blocks, scan, ROUNDS, progress.part(0.5, 0.8))
    from_low, from_high = np.empty_like(scan.crossed), np.empty_like(scan.crossed)
    everywhere = np.full_like(scan.free, ~np.uint64(0))
    near, coarse = blocks.near, outside.coarse
    edges_between(outside.nodes, everywhere, OUTSIDE, near, coarse, 0, blocks.size, from_low)
    edges_between(everywhere, outside.nodes, OUTSIDE, near, coarse, 0, blocks.size, from_high)
    crosses, hidden = seen.copy(), seen.copy()
    cuts = block_cuts(lists)

    def work(first: int, last: int) -> None:
        a, b = cuts[first], cuts[last]
        faces_seen(
            local, faces, lists.place[a:b], frame.shape, lists.start[a : b + 1], lists.listed, np.arange(a, b),
            scan.crossed, from_low, from_high, scan.first_crossing, scan.crossings, crosses, hidden, seen,
        )  # fmt: skip

    in_slices(len(cuts) - 1, 1, work, progress.part(0.8, 0.95))
    # Two layers between the same two nodes: the one behind is hidden from there, but may be seen elsewhere.
    rest = _follow_neighbours(faces, len(points), hidden | seen, seen)
    if len(rest):
        left = np.zeros(len(faces), np.bool_)
        left[rest] = True
        rest = _follow_neighbours(faces, len(points), crosses | ~left, seen)
    if len(rest):  # specks between the lines of the grid
        seen[rest] = _beside_outside(local[faces[rest]].mean(axis=1), frame, blocks, outside)
    progress(1.0)
    return seen


def _follow_neighbours(faces: IntArray, n_points: int, known: BoolArray, seen: BoolArray) -> IntArray:
    """Spread what is known to faces that share a vertex, ring by ring; returns the faces that nothing reached."""
    reached, lit = np.zeros(n_points, np.bool_), np.zeros(n_points, np.bool_)
    reached[faces[known]] = True
    lit[faces[known & seen]] = True
    left = np.flatnonzero(~known).astype(np.int32)
    while len(left):
        touched = reached[faces[left]].any(axis=1)
        if not touched.any():
            break
        new = left[touched]
        bright = lit[faces[new]].any(axis=1)
        seen[new[bright]] = True
        reached[faces[new]] = True
        lit[faces[new[bright]]] = True
        left = left[~touched]
    return left


def _beside_outside(at: FloatArray, frame: Frame, blocks: Blocks, outside: Outside) -> BoolArray:
    """(N,) bool: whether a corner of the cell around each place (N, 3), in steps, is outside."""
    found = np.zeros(len(at), np.bool_)
    low = np.floor(at).astype(np.int64)
    for corner in range(8):
        node = low + np.array([corner & 1, (corner >> 1) & 1, corner >> 2])
        place = np.ravel_multi_index(tuple((node >> 3).T), tuple(frame.shape))
        block, inner = blocks.index[place], node & 7
        bit = (outside.nodes[block, inner[:, 0]] >> (8 * inner[:, 1] + inner[:, 2]).astype(np.uint64)) & np.uint64(1)
        found |= np.where(block >= 0, bit == 1, outside.coarse[place] == OUTSIDE)
    return found
