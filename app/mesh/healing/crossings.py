"""Faces that pass through each other, and the local cures: part what touches, relax, cut and close again.

Order and limits are those of variant E in research/repair-conservative.md.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix

from app.jobs.progress import Progress
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
from app.mesh.kernels.measure import face_areas, face_normals
from app.mesh.kernels.pairing import face_patches, pair_half_edges
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.weld import weld
from app.mesh.mesh import FloatArray, IntArray

RELAX_LIMIT = 5e-4  # of the diagonal: how far a vertex may be moved to undo a crossing
NUDGE = 1e-5  # of the diagonal: how far touching surfaces are drawn back into their bodies
NUDGE_ROUNDS = 4
CUT_RINGS = (0, 1, 1, 2, 2, 3, 4, 6, 8)
ISLAND_AREA = 1e-5  # of the area: what is left of a body after a cut and is smaller than this is dropped
SMALLEST_REST = 0.3  # of the faces: a cut that leaves less has failed


def crossing_pairs(draft: Draft, progress: Progress) -> IntArray:
    """(P, 2) int32: pairs of faces of the draft that cross, as a reader sees them who welds equal positions."""
    points, index = weld(draft.points)
    faces = index[draft.faces]
    sound = np.flatnonzero(~repeats_vertex(faces))
    pairs = intersecting_pairs(points, np.ascontiguousarray(faces[sound]), progress)
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
        inward = _vertex_normals(draft)[touching]
        wobble = 1 + 0.3 * np.random.default_rng(number).random((len(touching), 1))
        points = draft.points.copy()
        points[touching] -= inward * diagonal * NUDGE * (1 + number) * wobble
        step = grid_step(points)
        points[touching] = np.round(points[touching] / step) * step + 0.0
        draft = draft.with_(points=points)
    return draft


def relaxed(draft: Draft, diagonal: float, progress: Progress, *, rounds: int) -> tuple[Draft, int]:
    """Half Laplacian steps on the vertices of crossing faces only; also the number of pairs that still cross."""
    pairs = crossing_pairs(draft, progress)
    best, best_points = len(pairs), draft.points
    if not best:
        return draft, 0
    n = len(draft.points)
    here, there = draft.faces.reshape(-1), np.roll(draft.faces, -1, axis=1).reshape(-1)
    ones = np.ones(2 * len(here))
    neighbours = coo_matrix((ones, (np.r_[here, there], np.r_[there, here])), shape=(n, n)).tocsr()
    neighbours.data[:] = 1
    degree = np.maximum(np.asarray(neighbours.sum(axis=1)).ravel(), 1)
    limit, start, step = RELAX_LIMIT * diagonal, draft.points, grid_step(draft.points)
    points = start
    for number in range(rounds):
        progress(number / rounds)
        active = np.zeros(n, np.bool_)
        active[draft.faces[np.unique(pairs)]] = True
        if number >= rounds // 2:
            active = (neighbours @ active.astype(np.float64)) > 0
        moving = np.flatnonzero(active)
        mean = (neighbours[moving] @ points) / degree[moving, None]
        offset = 0.5 * (points[moving] + mean) - start[moving]
        length = np.linalg.norm(offset, axis=1)
        offset *= np.minimum(1, limit / np.maximum(length, 1e-300))[:, None]
        points = points.copy()
        points[moving] = np.round((start[moving] + offset) / step) * step + 0.0
        pairs = crossing_pairs(draft.with_(points=points), progress)
        if len(pairs) < best:
            best, best_points = len(pairs), points
        if not len(pairs):
            break
    return draft.with_(points=best_points), best


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


def cured(draft: Draft, diagonal: float, progress: Progress, *, rings: tuple[int, ...], seconds: float) -> Cure:
    """Touching parts parted and crossings undone: first by moving vertices a little, then by cutting ever wider."""
    start = time.monotonic()
    draft = nudged(normalised(draft, diagonal, progress), diagonal)
    crossing, touching = len(crossing_pairs(draft, progress)), len(touching_vertices(draft))
    if crossing:
        moved, left = relaxed(draft, diagonal, progress, rounds=12)
        touching_moved = len(touching_vertices(moved))
        if left < crossing and touching_moved <= touching:
            draft, crossing, touching = moved, left, touching_moved
    best = Cure(draft, crossing + touching)
    for number, ring in enumerate(rings):
        if best.left == 0 or time.monotonic() - start > seconds:
            break
        part = progress.part(number / len(rings), (number + 1) / len(rings))
        after = cut_open(draft, crossing_pairs(draft, part), ring, part)
        after = nudged(normalised(after, diagonal, part), diagonal)
        if after.size < max(4, SMALLEST_REST * draft.size):
            break
        draft, crossing = relaxed(after, diagonal, part, rounds=6)
        left = crossing + len(touching_vertices(draft))
        if left < best.left:
            best = Cure(draft, left)
    return best


def _vertex_normals(draft: Draft) -> FloatArray:
    normals = face_normals(draft.points, draft.faces, unit=False)
    total = np.zeros_like(draft.points)
    for corner in range(3):
        np.add.at(total, draft.faces[:, corner], normals)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1), 1e-300)[:, None])
