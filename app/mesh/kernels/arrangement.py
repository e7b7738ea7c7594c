"""All faces of a surface cut along the lines where they pass through each other.

The result is a complex in which faces meet in whole edges only: two at an ordinary edge, four where two faces crossed.
Each new vertex is known by what it is made of (an edge and the face it pierces, or three faces), never by its position,
so that faces that meet there agree about it however the position is rounded.
"""

# ruff: noqa: PLR0917 - the tables of an arrangement belong together

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.face_cuts import cut_faces
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.piercing import segment_ends, triple_points
from app.mesh.kernels.self_intersection import intersecting_pairs

MOST_PAIRS = 300_000
MOST_TRIPLES = 1_000_000
FACES_A_CALL = 2_000  # cut at once, so that cancelling is quick
SHAKE = 1e-6  # of the diagonal: how far the corners of crossing faces are moved to be in general position
SHAKE_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Complex:
    """Faces that meet in whole edges only.

    points   (V, 3)
    faces    (F, 3) int32
    origin   (F,) int32: the face that each lies in
    cuts     (C, 2) int32: the edges in which four faces meet
    across   (C, 4) int32: faces left and right of the edge in the first face of the pair, and in the second one; -1 for
             a face that could not be cut and is left out
    behind   (C, 2) bool: whether the left one of the first (second) face lies behind the other face of the pair
    """

    points: FloatArray
    faces: IntArray
    origin: IntArray
    cuts: IntArray
    across: IntArray
    behind: BoolArray


def shaken(points: FloatArray, faces: IntArray, diagonal: float, progress: Progress) -> tuple[FloatArray, IntArray]:
    """Points moved by up to SHAKE so that crossing faces are in general position, and the pairs that cross then.

    Only the corners of crossing faces move. Always moves them in the same way.
    """
    random = np.random.default_rng(0)
    moved = np.zeros(len(points), np.bool_)
    pairs = intersecting_pairs(points, faces, progress)
    for number in range(SHAKE_ROUNDS):
        if len(pairs) > MOST_PAIRS:
            break
        wrong = np.zeros(len(points), np.bool_)
        wrong[faces[pairs.reshape(-1)]] = True
        wrong &= ~moved
        if number:
            _, found = segment_ends(points, faces, pairs)
            wrong[faces[pairs[found != 2].reshape(-1)]] = True
        if not wrong.any():
            break
        points = points.copy()
        points[wrong] += random.uniform(-SHAKE, SHAKE, (int(wrong.sum()), 3)) * diagonal
        moved |= wrong
        pairs = intersecting_pairs(points, faces, progress)
    return points, pairs


def arrange(points: FloatArray, faces: IntArray, pairs: IntArray, progress: Progress) -> Complex | None:
    """Cut the faces along all their ``pairs`` (P, 2) that cross; None where that is too much work.

    Pairs that are not in general position are not cut.
    """
    pairs = np.sort(pairs, axis=1)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    ends, found = segment_ends(points, faces, pairs)
    pairs, ends = pairs[found == 2], ends[found == 2]
    if not len(pairs) or len(pairs) > MOST_PAIRS:
        return None
    points, segments, pierced, edges = _with_piercings(points, faces, ends)
    normals = face_normals(points, faces, unit=False)
    meeting = triple_points(pairs, segments, points, normals, MOST_TRIPLES)
    if meeting is None:
        return None
    progress(0.3)
    triples, where = meeting
    pieces, pair = _pieces(segments, points, triples, where)
    points = np.vstack([points, where])
    work = _jobs(points, faces, pairs, pieces, pair, pierced, edges)
    triangles, begins = _cut(points, normals, faces, work, progress)
    progress(0.9)
    owner = work.face[np.repeat(np.arange(len(work.face)), np.diff(begins))]
    whole = np.ones(len(faces), np.bool_)
    whole[work.face] = False
    result = np.vstack([faces[whole], triangles])
    origin = np.concatenate([np.flatnonzero(whole), owner]).astype(np.int32)
    across = _across(pieces, pairs[pair], triangles, owner, int(whole.sum()))
    direction = points[pieces[:, 1]] - points[pieces[:, 0]]
    a, b = pairs[pair].T
    # Seen along n_a x n_b, what is on the left in the first face lies behind the second one.
    along = np.einsum("ij,ij->i", direction, np.cross(normals[a], normals[b])) > 0
    return Complex(points, result, origin, pieces, across, np.stack([along, ~along], axis=1))


def _with_piercings(
    points: FloatArray, faces: IntArray, ends: IntArray
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Points with those where edges pierce faces.

    Also the ends of the segments (P, 2) as vertices; the numbers of the new points (N,), and the edge each lies on (N, 2).
    """
    flat = ends.reshape(-1, 3)
    new = flat[:, 2] >= 0
    unique, index = np.unique(flat[new], axis=0, return_inverse=True)
    segments = flat[:, 0].copy()
    segments[new] = len(points) + index.ravel()
    a, b = points[unique[:, 0]], points[unique[:, 1]]
    corner = points[faces[unique[:, 2]]]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    above = np.einsum("ij,ij->i", a - corner[:, 0], normal)
    below = np.einsum("ij,ij->i", b - corner[:, 0], normal)
    gap = above - below
    share = np.where(gap == 0, 0.5, above / np.where(gap == 0, 1.0, gap)).clip(0.0, 1.0)
    numbers = np.arange(len(points), len(points) + len(unique), dtype=np.int32)
    pierced = np.vstack([points, a + share[:, None] * (b - a)])
    return pierced, np.ascontiguousarray(segments.reshape(-1, 2), np.int32), numbers, unique[:, :2]


def _pieces(
    segments: IntArray, points: FloatArray, triples: IntArray, where: FloatArray
) -> tuple[IntArray, NDArray[np.int64]]:
    """The segments cut where three faces meet: ends (C, 2) of each piece and the pair it belongs to (C,)."""
    count = len(segments)
    pair = np.concatenate([np.arange(count), np.arange(count), triples.reshape(-1)])
    third = np.repeat(np.arange(len(triples)), 3)
    a = points[segments[triples.reshape(-1), 0]]
    ab = points[segments[triples.reshape(-1), 1]] - a
    along = np.einsum("ij,ij->i", where[third] - a, ab) / np.maximum(np.einsum("ij,ij->i", ab, ab), 1e-300)
    at = np.concatenate([np.full(count, -np.inf), np.full(count, np.inf), along])
    vertex = np.concatenate([segments[:, 0], segments[:, 1], len(points) + third])
    order = np.lexsort((vertex, at, pair))
    pair, vertex = pair[order], vertex[order]
    same = pair[1:] == pair[:-1]
    pieces = np.column_stack([vertex[:-1][same], vertex[1:][same]]).astype(np.int32)
    return pieces, pair[:-1][same].astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Jobs:
    """What is to be cut; see :func:`app.mesh.kernels.face_cuts.cut_faces`.

    face    (K,) faces of the surface, ascending
    vertex  (N,) vertices of the points of each
    """

    face: IntArray
    vertex: IntArray
    start: NDArray[np.int64]
    border: NDArray[np.int64]
    segments: IntArray
    first: NDArray[np.int64]


def _jobs(
    points: FloatArray,
    faces: IntArray,
    pairs: IntArray,
    pieces: IntArray,
    pair: NDArray[np.int64],
    pierced: IntArray,
    edges: IntArray,
) -> _Jobs:
    n = np.int64(len(points))
    edge_key = edges[:, 0] * n + edges[:, 1]
    by_edge = np.argsort(edge_key, kind="stable")
    low = np.minimum(faces, np.roll(faces, -1, axis=1)).astype(np.int64)
    high = np.maximum(faces, np.roll(faces, -1, axis=1)).astype(np.int64)
    sides = (low * n + high).reshape(-1)  # 3 f + k: the edge from corner k of face f
    begin = np.searchsorted(edge_key[by_edge], sides, "left")
    number = np.searchsorted(edge_key[by_edge], sides, "right") - begin
    side = np.repeat(np.arange(len(sides)), number)
    within = np.arange(len(side)) - np.repeat(np.cumsum(number) - number, number)
    on_edge = pierced[by_edge[begin[side] + within]]
    cut = np.unique(np.concatenate([side // 3, pairs.reshape(-1)])).astype(np.int32)
    index = np.full(len(faces), -1, np.int64)
    index[cut] = np.arange(len(cut))
    # One row a point of a face: corners, points on the edges in their order, inner ones.
    corners = faces[cut].reshape(-1)
    of_corner = np.repeat(np.arange(len(cut)), 3)
    tail = points[faces[side // 3, side % 3]]
    far = np.linalg.norm(points[on_edge] - tail, axis=1)
    both = np.concatenate([pairs[pair, 0], pairs[pair, 1]])
    ends = np.concatenate([pieces, pieces])
    inner = np.unique(index[np.repeat(both, 2)] * n + ends.reshape(-1))
    known = np.concatenate([of_corner * n + corners, index[side // 3] * n + on_edge])
    inner = inner[~np.isin(inner, known)]
    row_face = np.concatenate([of_corner, index[side // 3], inner // n])
    row_kind = np.concatenate([np.zeros(len(corners), np.int64), 1 + side % 3, np.full(len(inner), 4)])
    row_at = np.concatenate([np.tile([0.0, 1.0, 2.0], len(cut)), far, np.zeros(len(inner))])
    row_vertex = np.concatenate([corners, on_edge, inner % n]).astype(np.int32)
    order = np.lexsort((row_vertex, row_at, row_kind, row_face))
    row_face, row_vertex = row_face[order], row_vertex[order]
    start = np.searchsorted(row_face, np.arange(len(cut) + 1)).astype(np.int64)
    border = np.zeros((len(cut), 3), np.int64)
    np.add.at(border, (index[side // 3], side % 3), 1)
    row_key = row_face * n + row_vertex
    by_key = np.argsort(row_key, kind="stable")
    owner = index[both]
    found = by_key[np.searchsorted(row_key[by_key], owner[:, None] * n + ends)]
    local = found - start[owner][:, None]
    by_owner = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[by_owner], np.arange(len(cut) + 1)).astype(np.int64)
    return _Jobs(cut, row_vertex, start, border, np.ascontiguousarray(local[by_owner], np.int32), first)


def _cut(
    points: FloatArray, normals: FloatArray, faces: IntArray, jobs: _Jobs, progress: Progress
) -> tuple[IntArray, NDArray[np.int64]]:
    """Triangles (T, 3) of all faces that are cut, and where those of each begin (K + 1,)."""
    owner = np.repeat(np.arange(len(jobs.face)), np.diff(jobs.start))
    corner = points[faces[jobs.face]]
    across = corner[:, 1] - corner[:, 0]
    across /= np.maximum(np.linalg.norm(across, axis=1), 1e-300)[:, None]
    up = np.cross(normals[jobs.face], across)
    up /= np.maximum(np.linalg.norm(up, axis=1), 1e-300)[:, None]
    offset = points[jobs.vertex] - corner[owner, 0]
    size = np.maximum(np.abs(corner - corner[:, :1]).max(axis=(1, 2)), 1e-300)[owner]
    flat = np.column_stack([np.einsum("ij,ij->i", offset, v[owner]) / size for v in (across, up)])
    triangles, counts = [np.zeros((0, 3), np.int32)], [np.zeros(1, np.int64)]
    for low in range(0, len(jobs.face), FACES_A_CALL):
        progress(0.3 + 0.6 * low / len(jobs.face))
        high = min(low + FACES_A_CALL, len(jobs.face))
        points_at, segments_at = jobs.start[low : high + 1], jobs.first[low : high + 1]
        made, begins, _ = cut_faces(
            np.ascontiguousarray(flat[points_at[0] : points_at[-1]]),
            points_at - points_at[0],
            jobs.border[low:high],
            jobs.segments[segments_at[0] : segments_at[-1]],
            segments_at - segments_at[0],
        )
        base = np.repeat(points_at[:-1], np.diff(begins))
        triangles.append(jobs.vertex[base[:, None] + made].astype(np.int32))
        counts.append(np.diff(begins))
    return np.vstack(triangles), np.cumsum(np.concatenate(counts))


def _across(pieces: IntArray, pairs: IntArray, triangles: IntArray, owner: IntArray, offset: int) -> IntArray:
    """(C, 4): triangles left and right of each piece in its first face and in its second, numbered from ``offset``."""
    vertices, local = np.unique(triangles, return_inverse=True)
    local = local.reshape(-1, 3).astype(np.int64)
    n = np.int64(len(vertices) + 1)
    f = np.repeat(owner.astype(np.int64), 3)
    key = (f * n + local.reshape(-1)) * n + np.roll(local, -1, axis=1).reshape(-1)
    order = np.argsort(key, kind="stable")
    key = key[order]
    at = np.minimum(np.searchsorted(vertices, pieces), len(vertices) - 1)
    ends = np.where(vertices[at] == pieces, at, len(vertices)).astype(np.int64)
    result = np.full((len(pieces), 4), -1, np.int32)
    for column, (which, u, v) in enumerate(((0, 0, 1), (0, 1, 0), (1, 0, 1), (1, 1, 0))):
        wanted = (pairs[:, which] * n + ends[:, u]) * n + ends[:, v]
        place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        there = key[place] == wanted
        result[there, column] = offset + order[place[there]] // 3
    return result
