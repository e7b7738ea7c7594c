"""Fillings that carry on the surface around their holes: refined to the density of the rim, then bent.

After P. Liepa, "Filling Holes in Meshes", 2003. Only where the surface runs on: a rim with a sharp corner all round (a
figure that is open below, a box without its lid) is closed flat.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.patch_fair import Neighbourhood, fair_points
from app.mesh.healing.patch_refine import TOO_LONG, refined
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.weld import weld
from app.mesh.mesh import BoolArray, FloatArray, IntArray

RUNS_ON = 0.5  # cosine of the angle between a flat filling and the surface: 60 degrees, else it is a corner
FEWEST = 5  # border edges: a smaller hole has no room for a new vertex
MOST_POINTS = 5_000  # new vertices of one filling; a hole that would take more gets longer edges
FLATTEST = 1e-7  # of the size of a hole: a bend below this is none


@dataclass(frozen=True, eq=False)
class Patch:
    """The filling of one border loop.

    loop    (N,) half edges of the loop, against their own direction
    ring    (N,) int32 vertices of the draft where they start
    faces   (T, 3) int32 places in the ring, or from N on in ``points``
    points  (P, 3) new vertices
    """

    loop: IntArray
    ring: IntArray
    faces: IntArray
    points: FloatArray = field(default_factory=lambda: np.zeros((0, 3)))


def faired(draft: Draft, patches: list[Patch], step: float, progress: Progress) -> list[Patch]:
    """The patches with new vertices where the surface runs on through the hole and nothing is crossed by it.

    step  new vertices lie on multiples of it (mm)
    """
    chosen = [k for k, patch in enumerate(patches) if len(patch.ring) >= FEWEST]
    if not chosen:
        return patches
    around = _Around.of(draft, np.concatenate([patches[k].ring for k in chosen]), patches)
    result = list(patches)
    for number, k in enumerate(chosen):
        part = progress.part(0.9 * number / len(chosen), 0.9 * (number + 1) / len(chosen))
        part(0.0)
        result[k] = _faired(draft, patches[k], around, step, part)
    changed = [k for k in chosen if result[k] is not patches[k]]
    if changed:
        for k in _crossing(draft, result, changed, progress.part(0.9, 1.0)):
            result[k] = patches[k]
    return result


def _faired(draft: Draft, patch: Patch, around: "_Around", step: float, progress: Progress) -> Patch:
    rim = draft.points[patch.ring]
    sides = rim[patch.faces]
    longest = float(np.linalg.norm(sides - np.roll(sides, 1, axis=1), axis=2).max())
    outside = around.faces_at(patch.ring)
    length = _edge_lengths(draft, outside, patch.ring)
    if longest <= TOO_LONG * float(length.min()) or not _runs_on(draft, patch):
        return patch
    across = np.linalg.norm(np.cross(sides[:, 1] - sides[:, 0], sides[:, 2] - sides[:, 0]), axis=1)
    area = float(across.sum()) / 2
    expected = area / (0.87 * max(float((length**2).mean()), 1e-300))
    length = length * max(1.0, float(np.sqrt(expected / MOST_POINTS)))
    points, faces = refined(rim, patch.faces, length, MOST_POINTS, progress.part(0.0, 0.3))
    if len(points) == len(rim):
        return patch
    hood = _neighbourhood(draft, patch, points, faces, around)
    size = float(np.sqrt(area / np.pi))
    try:
        bent = fair_points(hood, 1.0 / max(size, 1e-300), progress.part(0.3, 1.0))
    except RuntimeError:  # the factorisation met a zero pivot: the rim is degenerate, and flat is good
        return patch
    flat = points[len(rim) :]
    moved = np.linalg.norm(bent - flat, axis=1)
    if not np.isfinite(bent).all() or moved.max() > 2 * size or moved.max() < FLATTEST * size:
        return patch
    if step > 0:
        bent = np.round(bent / step) * step + 0.0
    return replace(patch, faces=faces, points=bent)


def _runs_on(draft: Draft, patch: Patch) -> bool:
    """Whether the flat filling meets the surface at a gentle angle along most of its rim."""
    ring, n = patch.ring, len(patch.ring)
    start, end = patch.faces.reshape(-1), np.roll(patch.faces, -1, axis=1).reshape(-1)
    border = np.flatnonzero((end - start) % n == 1)
    inside = _unit_normals(draft.points[ring[patch.faces]])[border // 3]
    behind = _unit_normals(draft.points[draft.faces[np.roll(patch.loop, -1)[start[border]] // 3]])
    return bool(np.median((inside * behind).sum(axis=1)) >= RUNS_ON)


def _unit_normals(corners: FloatArray) -> FloatArray:
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray(across / np.maximum(np.linalg.norm(across, axis=1), 1e-300)[:, None])


def _edge_lengths(draft: Draft, faces: NDArray[np.int64], ring: IntArray) -> FloatArray:
    """(N,) mean length of the edges of these faces at each vertex of the ring."""
    here, there = draft.faces[faces], np.roll(draft.faces[faces], -1, axis=1)
    length = np.linalg.norm(draft.points[here] - draft.points[there], axis=2).reshape(-1)
    place = np.argsort(ring, kind="stable")
    total, number = np.zeros(len(ring)), np.zeros(len(ring))
    for ends in (here.reshape(-1), there.reshape(-1)):
        at = np.minimum(np.searchsorted(ring, ends, sorter=place), len(ring) - 1)
        hit = ring[place[at]] == ends
        total += np.bincount(place[at[hit]], length[hit], len(ring))
        number += np.bincount(place[at[hit]], minlength=len(ring))
    return np.asarray(total / np.maximum(number, 1))


def _neighbourhood(draft: Draft, patch: Patch, points: FloatArray, faces: IntArray, around: "_Around") -> Neighbourhood:
    ring = patch.ring
    near = around.faces_at(ring)
    beside = np.setdiff1d(draft.faces[near], ring)
    outside = draft.faces[np.unique(np.r_[near, around.faces_at(beside)])]
    others = np.setdiff1d(outside, ring)
    inner = len(points) - len(ring)
    number = np.full(len(draft.points), -1, np.int32)
    number[ring] = np.arange(len(ring))
    number[others] = len(points) + np.arange(len(others))
    whole = number[beside[~around.border[beside]]]
    start, end = number[outside].reshape(-1), number[np.roll(outside, -1, axis=1)].reshape(-1)
    joined = np.vstack([np.column_stack([start, end]), np.column_stack([end, start])])
    joined = np.unique(joined[(joined[:, 0] < len(ring)) & np.isin(joined[:, 1], whole)], axis=0)
    return Neighbourhood(
        np.vstack([points, draft.points[others]]),
        np.vstack([faces, number[outside]]).astype(np.int32),
        len(ring),
        inner,
        whole,
        joined.astype(np.int32),
    )


def _crossing(draft: Draft, patches: list[Patch], changed: list[int], progress: Progress) -> list[int]:
    """Those of the changed patches that cross something."""
    points, faces = [draft.points], [draft.faces]
    count = len(draft.points)
    owner: list[NDArray[Any]] = [np.full(draft.size, -1)]
    for k, patch in enumerate(patches):
        vertex = np.r_[patch.ring, count + np.arange(len(patch.points))]
        points.append(patch.points)
        faces.append(vertex[patch.faces].astype(np.int32))
        owner.append(np.full(len(patch.faces), k))
        count += len(patch.points)
    all_points, index = weld(np.vstack(points))
    all_faces, of = index[np.vstack(faces)], np.concatenate(owner)
    whole = (all_faces != np.roll(all_faces, 1, axis=1)).all(axis=1)
    all_faces, of = np.ascontiguousarray(all_faces[whole]), of[whole]
    active = np.isin(of, changed)
    hit = np.unique(of[intersecting_pairs(all_points, all_faces, progress, active)])
    return [k for k in changed if k in hit]


@dataclass(frozen=True, eq=False)
class _Around:
    """Which faces of a draft are at a vertex, for vertices near some holes.

    border  (V,) bool: the vertex is on a hole
    """

    border: BoolArray
    vertices: IntArray
    faces: NDArray[np.int64]

    @classmethod
    def of(cls, draft: Draft, rings: IntArray, patches: list[Patch]) -> "_Around":
        marked = np.zeros(len(draft.points), np.bool_)
        marked[rings] = True
        for _ in range(2):
            near = np.flatnonzero(marked[draft.faces].any(axis=1))
            marked[draft.faces[near]] = True
        corner = draft.faces[near].reshape(-1)
        order = np.argsort(corner, kind="stable")
        border = np.zeros(len(draft.points), np.bool_)
        for patch in patches:
            border[patch.ring] = True
        return cls(border, corner[order], near[order // 3])

    def faces_at(self, vertices: IntArray) -> NDArray[np.int64]:
        """Faces at these vertices, each once."""
        first, last = np.searchsorted(self.vertices, vertices), np.searchsorted(self.vertices, vertices, side="right")
        count = last - first
        place = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(int(count.sum()))
        return np.unique(self.faces[place])
