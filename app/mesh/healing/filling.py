"""Faces that close the border loops of a draft: the best flat triangulation of each, and a fair surface on wish."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.healing.ears import clip_ears
from app.mesh.healing.edit import Draft
from app.mesh.healing.fair_fill import Patch, faired
from app.mesh.kernels.hole_fill import border_loops, triangulate
from app.mesh.kernels.measure import face_normals

LONGEST_LOOP = 700  # border edges; the best triangulation is cubic, so ears are cut off a longer one first
COLOR_FROM = 16  # points of the rim that a new vertex takes its colour from


@dataclass(frozen=True, eq=False)
class Filling:
    """Faces that close holes.

    points  (N, 3) new vertices, appended after those of the draft
    colors  (N, 4) uint8 of these, or None
    faces   (T, 3) int32
    rim     (T, 3) int32: for each corner the half edge that starts there (at a new vertex: the nearest one of the loop)
    """

    points: FloatArray
    colors: NDArray[np.uint8] | None
    faces: IntArray
    rim: IntArray
    holes: int


def filling(draft: Draft, twins: IntArray, step: float, progress: Progress, *, fair: bool) -> Filling:
    """Faces that close every border loop of a draft with one fan a vertex.

    step  new vertices lie on multiples of it (mm)
    fair  carry on the curvature of the surface around each hole, where it takes new vertices to do so
    """
    loops = border_loops(draft.faces, twins)
    if not loops:
        nothing = np.zeros((0, 3), np.int32)
        return Filling(np.zeros((0, 3)), None, nothing, nothing, 0)
    normals = face_normals(draft.points, draft.faces)
    joined = _edges_between(draft, np.unique(draft.faces.reshape(-1)[np.concatenate(loops)]))
    starts = draft.faces.reshape(-1)
    patches = []
    for number, along in enumerate(loops):
        part = progress.part(0.8 * number / len(loops), 0.8 * (number + 1) / len(loops))
        part(0.0)
        loop = along[::-1]  # a filling runs against the border; its edge i -> i + 1 is half edge loop[i + 1]
        ring = starts[loop]
        behind = normals[np.roll(loop, -1) // 3]
        patches.append(Patch(loop, ring, _triangulated(draft, ring, behind, joined, part).astype(np.int32)))
    if fair:
        patches = faired(draft, patches, step, progress.part(0.8, 1.0))
    return put_together(draft, patches)


def _triangulated(
    draft: Draft, ring: IntArray, behind: FloatArray, joined: NDArray[np.int64], progress: Progress
) -> NDArray[Any]:
    """(N - 2, 3) places in the ring."""
    polygon = draft.points[ring] - draft.points[ring[0]]
    polygon = polygon / (float(np.ptp(polygon, axis=0).max()) or 1.0)
    if len(ring) <= LONGEST_LOOP:
        return triangulate(polygon, behind, _joined(ring, joined, len(draft.points)), progress)
    n = len(draft.points)
    low, high = joined // n, joined % n
    base = int(ring.max()) + 1
    keys = (low * base + high)[high < base]
    ears, rest = clip_ears(polygon, keys, ring, LONGEST_LOOP, progress.part(0.0, 0.3))
    # Behind an edge that is a diagonal now lies the ear that was cut off there.
    behind = behind[rest].copy()
    cut = np.flatnonzero((np.roll(rest, -1) - rest) % len(ring) != 1)
    owner = {(int(a), int(c)): i for i, (a, _, c) in enumerate(ears)}
    for place in cut.tolist():
        a, b, c = ears[owner[int(rest[place]), int(rest[(place + 1) % len(rest)])]]
        turn = np.cross(polygon[b] - polygon[a], polygon[c] - polygon[b])
        behind[place] = turn / (float(np.linalg.norm(turn)) or 1.0)
    inner = triangulate(polygon[rest], behind, _joined(ring[rest], joined, n), progress.part(0.3, 1.0))
    return np.concatenate([ears, rest[inner]])


def put_together(draft: Draft, patches: list[Patch]) -> Filling:
    """The faces of all patches, numbered as a :class:`Filling` is."""
    points: list[FloatArray] = []
    colors: list[NDArray[np.uint8]] = []
    faces: list[NDArray[Any]] = []
    rim: list[NDArray[Any]] = []
    count = len(draft.points)
    for patch in patches:
        vertex = np.r_[patch.ring, count + np.arange(len(patch.points))]
        half_edge = patch.loop
        if len(patch.points):
            nearest, share = _influence(draft.points[patch.ring], patch.points)
            half_edge = np.r_[half_edge, half_edge[nearest[:, 0]]]
            if draft.colors is not None:
                of_rim = draft.colors[patch.ring[nearest]].astype(np.float64)
                colors.append(np.round((of_rim * share[:, :, None]).sum(axis=1)).astype(np.uint8))
        faces.append(vertex[patch.faces])
        rim.append(half_edge[patch.faces])
        points.append(patch.points)
        count += len(patch.points)
    return Filling(
        np.vstack(points),
        np.vstack(colors) if colors else None,
        np.vstack(faces).astype(np.int32),
        np.vstack(rim).astype(np.int32),
        len(patches),
    )


def _influence(ring: FloatArray, points: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """The points of the ring nearest to each point (P, K), nearest first, and the share of each in its colour (P, K)."""
    apart, nearest = cKDTree(ring).query(points, k=min(COLOR_FROM, len(ring)))
    weight = 1.0 / np.maximum(apart, 1e-150) ** 2
    return nearest, np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _edges_between(draft: Draft, vertices: IntArray) -> NDArray[np.int64]:
    """Sorted keys (low * V + high) of the edges whose ends are both among these vertices."""
    marked = np.zeros(len(draft.points), np.bool_)
    marked[vertices] = True
    here = draft.faces
    there = np.roll(draft.faces, -1, axis=1)
    both = marked[here] & marked[there]
    a, b = here[both].astype(np.int64), there[both].astype(np.int64)
    return np.unique(np.minimum(a, b) * len(draft.points) + np.maximum(a, b))


def _joined(ring: IntArray, keys: NDArray[np.int64], n_vertices: int) -> NDArray[np.uint8]:
    """(N, N) uint8: 1 where two points of the ring are joined by an edge already."""
    r = ring.astype(np.int64)
    low, high = np.minimum(r[:, None], r[None, :]), np.maximum(r[:, None], r[None, :])
    key = low * n_vertices + high
    at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    return np.asarray(keys[at] == key).astype(np.uint8)
