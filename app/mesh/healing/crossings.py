"""Faces that pass through each other, and the local cures: part what touches, relax, cut and close again.

Order and limits are those of variant E in research/repair-conservative.md.
"""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import (
    closed,
    grid_step,
    on_grid,
    repeats_vertex,
    without_collapsed,
    without_double_edges,
    without_duplicates,
)
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.pairing import face_patches, pair_half_edges
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.vertex_normals import vertex_normals
from app.mesh.kernels.weld import weld

RELAX_LIMIT = 5e-4  # of the diagonal: how far a vertex may be moved to undo a crossing
NUDGE = 1e-5  # of the diagonal: how far touching surfaces are drawn back into their bodies
NUDGE_ROUNDS = 4
CUT_RINGS = (0, 1, 1, 2, 2, 3, 4, 6, 8)
ISLAND_AREA = 1e-5  # of the area: what is left of a body after a cut and is smaller than this is dropped
WORSE = 2  # times the faults: then a cut is taken back
SMALLEST_REST = 0.3  # of the faces: a cut that leaves less has failed
# How many faces the rounds of a cure may go through in all: a count, not a clock, so that the same input always gives
# the same result.
EFFORT = 1_000_000  # about ten seconds
LITTLE_EFFORT = 250_000


def crossing_pairs(draft: Draft, progress: Progress, active: BoolArray | None = None) -> IntArray:
    """(P, 2) int32: pairs of faces of the draft that cross, as a reader sees them who welds equal positions.

    active  (F,) bool: only pairs with at least one such face
    """
    points, index = weld(draft.points)
    faces = index[draft.faces]
    sound = np.flatnonzero(~repeats_vertex(faces))
    chosen = None if active is None else active[sound]
    pairs = intersecting_pairs(points, np.ascontiguousarray(faces[sound]), progress, chosen)
    return sound.astype(np.int32)[pairs]


def touching_vertices(draft: Draft) -> IntArray:
    """Vertices that share their position with another one, and ends of edges without two faces after welding."""
    points, index = weld(draft.points)
    bad = np.bincount(index, minlength=len(points))[index] > 1 if len(points) < len(draft.points) else None
    edges = edge_table(index[draft.faces])
    wrong = edges.count != 2
    if bad is None and not wrong.any():
        return np.zeros(0, np.int32)
    result = np.zeros(len(draft.points), np.bool_) if bad is None else bad
    if wrong.any():
        ends = np.zeros(len(points), np.bool_)
        ends[edges.vertices[wrong]] = True
        result |= ends[index]
    return np.flatnonzero(result).astype(np.int32)


def normalised(draft: Draft, diagonal: float, progress: Progress) -> Draft:
    """Manifold and closed by index; positions on the float32 grid."""
    draft = on_grid(draft, grid_step(draft.points))
    draft = without_duplicates(without_collapsed(draft)).compact()
    draft, _, _ = closed(draft, progress, closing=False)
    return without_double_edges(draft, diagonal)


def nudged(draft: Draft, diagonal: float) -> Draft:
    """Touching vertices drawn a hair into their own body, so that bodies part when positions are welded."""
    for number in range(NUDGE_ROUNDS):
        touching = touching_vertices(draft)
        if not len(touching):
            break
        inward = vertex_normals(draft.points, draft.faces)[touching]
        wobble = 1 + 0.3 * np.random.default_rng(number).random((len(touching), 1))
        points = draft.points.copy()
        points[touching] -= inward * diagonal * NUDGE * (1 + number) * wobble
        step = grid_step(points)
        points[touching] = np.round(points[touching] / step) * step + 0.0
        draft = draft.with_(points=points)
    return draft


def relaxed(
    draft: Draft, diagonal: float, progress: Progress, *, rounds: int, pairs: IntArray | None = None
) -> tuple[Draft, IntArray]:
    """Half Laplacian steps on the vertices of crossing faces only; also the pairs that still cross.

    pairs  (P, 2) int32: those that cross now, where the caller knows them
    """
    if pairs is None:
        pairs = crossing_pairs(draft, progress)
    best, best_points = pairs, draft.points
    limit, start, step = RELAX_LIMIT * diagonal, draft.points, grid_step(draft.points)
    for number in range(rounds):
        if not len(pairs):
            break
        progress(number / rounds)
        wide = number >= rounds // 2
        moving = vertices_of(draft, np.unique(pairs), rings=1 if wide else 0)
        offset = 0.5 * (draft.points[moving] + _mean_of_neighbours(draft, moving)) - start[moving]
        length = np.linalg.norm(offset, axis=1)
        offset *= np.minimum(1, limit / np.maximum(length, 1e-300))[:, None]
        points = draft.points.copy()
        points[moving] = np.round((start[moving] + offset) / step) * step + 0.0
        moved = draft.with_(points=points)
        touched = _touched(draft, moving) | _touched(moved, moving)
        kept = pairs[~touched[pairs].any(axis=1)]
        pairs = np.concatenate([kept, crossing_pairs(moved, progress.part(number / rounds, 1.0), touched)])
        draft = moved
        if len(pairs) < len(best):
            best, best_points = pairs, points
    return draft.with_(points=best_points), best


def vertices_of(draft: Draft, faces: IntArray, *, rings: int) -> IntArray:
    """(N,) vertices of these faces and ``rings`` rings around them, ascending."""
    marked = np.zeros(len(draft.points), np.bool_)
    marked[draft.faces[faces]] = True
    for _ in range(rings):
        marked[draft.faces[marked[draft.faces].any(axis=1)]] = True
    return np.flatnonzero(marked).astype(np.int32)


def _mean_of_neighbours(draft: Draft, vertices: IntArray) -> FloatArray:
    """(N, 3): the mean of the vertices that an edge joins to each of these (N,), which are ascending."""
    marked = np.zeros(len(draft.points), np.bool_)
    marked[vertices] = True
    near = draft.faces[marked[draft.faces].any(axis=1)]
    after = np.roll(near, -1, axis=1)
    here, there = np.r_[near.reshape(-1), after.reshape(-1)], np.r_[after.reshape(-1), near.reshape(-1)]
    chosen = marked[here]
    n = len(draft.points)
    edge = np.unique(here[chosen].astype(np.int64) * n + there[chosen])
    at, neighbour = np.searchsorted(vertices, edge // n), draft.points[edge % n]
    total = np.stack([np.bincount(at, neighbour[:, k], len(vertices)) for k in range(3)], axis=1)
    return np.asarray(total / np.maximum(np.bincount(at, minlength=len(vertices)), 1)[:, None])


def _touched(draft: Draft, vertices: IntArray) -> BoolArray:
    """(F,) bool: faces with a corner at the position of one of these vertices."""
    _, index = weld(draft.points)
    marked = np.zeros(len(draft.points), np.bool_)
    marked[index[vertices]] = True
    return np.asarray(marked[index][draft.faces].any(axis=1))


def cut_open(draft: Draft, pairs: IntArray, rings: int, progress: Progress) -> Draft:
    """Crossing faces and ``rings`` rings around them cut away, small leftovers dropped, and closed again."""
    away = np.zeros(draft.size, np.bool_)
    away[pairs.reshape(-1)] = True
    for _ in range(rings):
        touched = np.zeros(len(draft.points), np.bool_)
        touched[draft.faces[away]] = True
        away |= touched[draft.faces].any(axis=1)
    if away.all():
        return draft
    _, whole = face_patches(pair_half_edges(draft.points, draft.faces))
    rest = draft.keep(~away)
    count, patch = face_patches(pair_half_edges(rest.points, rest.faces))
    size = np.bincount(patch, minlength=count)
    share = size[patch] / np.bincount(whole)[whole[~away]]
    area = face_areas(rest.points, rest.faces)
    area_share = (np.bincount(patch, area, count) / max(float(area.sum()), 1e-300))[patch]
    keep = (share > 0.5) | ((size[patch] > 4) & (area_share > ISLAND_AREA)) | (area_share > 20 * ISLAND_AREA)
    if keep.any():
        rest = rest.keep(keep)
    return closed(rest.compact(), progress, closing=False)[0].compact()


@dataclass(frozen=True, eq=False)
class Cure:
    """The draft after cures, with what is still wrong: crossing pairs and touching vertices."""

    draft: Draft
    left: int


def cured(draft: Draft, diagonal: float, progress: Progress, *, rings: tuple[int, ...], effort: int) -> Cure:
    """Touching parts parted and crossings undone: first by moving vertices a little, then by cutting ever wider.

    effort  how many faces the rounds of cutting may go through in all; the first round is always taken
    """
    progress(0.0)
    draft = nudged(normalised(draft, diagonal, progress), diagonal)
    pairs, touching = crossing_pairs(draft, progress), len(touching_vertices(draft))
    if len(pairs):
        moved, left = relaxed(draft, diagonal, progress, rounds=12, pairs=pairs)
        touching_moved = len(touching_vertices(moved))
        if len(left) < len(pairs) and touching_moved <= touching:
            draft, pairs, touching = moved, left, touching_moved
    best = Cure(draft, len(pairs) + touching)
    spent = 0
    for number, ring in enumerate(rings):
        if best.left == 0 or spent > effort:
            break
        part = progress.part(number / len(rings), (number + 1) / len(rings))
        spent += draft.size + len(pairs)
        after = cut_open(draft, pairs, ring, part)
        after = nudged(normalised(after, diagonal, part), diagonal)
        if after.size < max(4, SMALLEST_REST * draft.size):
            break
        draft, pairs = relaxed(after, diagonal, part, rounds=6)
        rest = len(pairs) + len(touching_vertices(draft))
        if rest < best.left:
            best = Cure(draft, rest)
        elif rest > WORSE * best.left:  # cutting spoiled more than it cured: cut wider from where it was good
            draft = best.draft
            pairs = crossing_pairs(draft, part)
    return best
