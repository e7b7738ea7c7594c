"""Fillings that carry on the surface around their holes: refined to the density of the rim, then bent.

After P. Liepa, "Filling Holes in Meshes", 2003. Only where the surface runs on: a rim with a sharp corner all round (a
figure that is open below, a box without its lid) is closed flat.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft, rows_by_label
from app.mesh.healing.patch_fair import Neighbourhood, fair_points
from app.mesh.healing.patch_refine import TOO_LONG, refined
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.weld import weld

RUNS_ON = 0.5  # cosine of the angle between a flat filling and the surface: 60 degrees, else it is a corner
FEWEST = 5  # border edges: a smaller hole has no room for a new vertex
MOST_POINTS = 5_000  # new vertices of one filling; a hole that would take more gets longer edges
BATCH_POINTS = 10_000  # new vertices that are looked for together: a tenth of a second, so that cancelling is quick
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

    All are refined and bent together, in batches: a model may have thousands of small holes.
    step  new vertices lie on multiples of it (mm)
    """
    around = _Around.of(draft, patches)
    going = _calling_for_points(draft, patches, around)
    if not going:
        return patches
    result = list(patches)
    batches = _batches(going)
    for number, batch in enumerate(batches):
        part = progress.part(0.9 * number / len(batches), 0.9 * (number + 1) / len(batches))
        for k, patch in _bent(draft, batch, around, part):
            result[k] = replace(patch, points=np.round(patch.points / step) * step + 0.0) if step > 0 else patch
    changed = [k for k, patch in enumerate(result) if patch is not patches[k]]
    if changed:
        for k in _crossing(draft, result, changed, progress.part(0.9, 1.0)):
            result[k] = patches[k]
    return result


@dataclass(frozen=True, eq=False)
class _Coarse:
    """A patch that calls for points: its number, how long edges shall be at its ring (N,), its area in mm²."""

    number: int
    patch: Patch
    length: FloatArray
    area: float
    expected: float

    @property
    def size(self) -> float:
        """Radius in mm of a disc of its area."""
        return float(np.sqrt(self.area / np.pi))


def _calling_for_points(draft: Draft, patches: list[Patch], around: "_Around") -> list[_Coarse]:
    """Patches with long edges through which the surface runs on."""
    large = [k for k, patch in enumerate(patches) if len(patch.ring) >= FEWEST]
    if not large:
        return []
    ring = np.concatenate([patches[k].ring for k in large])
    length = _edge_lengths(draft, around.faces_at(ring), ring)
    found, start = [], 0
    for k in large:
        patch = patches[k]
        own = length[start : start + len(patch.ring)]
        start += len(patch.ring)
        sides = draft.points[patch.ring[patch.faces]]
        edges = sides - np.roll(sides, 1, axis=1)
        longest = float(np.sqrt(np.einsum("fkj,fkj->fk", edges, edges).max()))
        if longest <= TOO_LONG * float(own.min()) or not _runs_on(draft, patch):
            continue
        area = float(np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1).sum()) / 2
        expected = area / (0.87 * max(float((own**2).mean()), 1e-300))
        longer = max(1.0, float(np.sqrt(expected / MOST_POINTS)))
        found.append(_Coarse(k, patch, own * longer, area, min(expected, MOST_POINTS)))
    return found


def _batches(going: list[_Coarse]) -> list[list[_Coarse]]:
    batches: list[list[_Coarse]] = []
    room = 0.0
    for one in going:
        if not batches or one.expected > room:
            batches.append([])
            room = BATCH_POINTS
        batches[-1].append(one)
        room -= one.expected
    return batches


def _bent(draft: Draft, batch: list[_Coarse], around: "_Around", progress: Progress) -> list[tuple[int, Patch]]:
    """Those of the batch that got new points, with their numbers."""
    progress(0.0)
    rings = np.array([len(one.patch.ring) for one in batch])
    start = np.r_[0, np.cumsum(rings)]
    ring = np.concatenate([one.patch.ring for one in batch])
    faces = np.vstack([one.patch.faces + first for one, first in zip(batch, start, strict=False)]).astype(np.int32)
    length = np.concatenate([one.length for one in batch])
    points, faces = refined(draft.points[ring], faces, length, MOST_POINTS * len(batch), progress.part(0.0, 0.3))
    flat = points[len(ring) :]
    if not len(flat):
        return []
    # The triangles of a patch hang together, so that the groups are the patches, in their order.
    _, owner = group_by_links(len(points), np.vstack([faces[:, :2], faces[:, 1:]]))
    hood = _neighbourhood(draft, ring, rings, points, faces, around)
    sizes = np.array([max(one.size, 1e-300) for one in batch])
    bent: FloatArray | None
    try:
        bent = fair_points(hood, np.repeat(1.0 / sizes, rings), progress.part(0.3, 1.0))
        if len(batch) > 1 and not np.isfinite(bent).all():
            bent = None
    except RuntimeError:  # the factorisation met a zero pivot: a rim is degenerate
        bent = None
    if bent is None:
        half = len(batch) // 2  # which one? By itself, flat is good
        return [] if not half else _bent(draft, batch[:half], around, progress) + _bent(
            draft, batch[half:], around, progress
        )  # fmt: skip
    moved = np.zeros(len(batch))
    np.maximum.at(moved, owner[len(ring) :], np.linalg.norm(bent - flat, axis=1))
    good = np.isfinite(moved) & (moved <= 2 * sizes) & (moved >= FLATTEST * sizes)
    inner, of_face = rows_by_label(owner[len(ring) :], len(batch)), rows_by_label(owner[faces[:, 0]], len(batch))
    place = np.arange(len(points), dtype=np.int32) - np.r_[np.repeat(start[:-1], rings), np.zeros(len(flat), np.int64)]
    for k, rows in enumerate(inner):
        place[len(ring) + rows] = rings[k] + np.arange(len(rows))
    return [
        (one.number, replace(one.patch, faces=place[faces[of_face[k]]].astype(np.int32), points=bent[inner[k]]))
        for k, one in enumerate(batch)
        if good[k] and len(inner[k])
    ]


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


def _neighbourhood(  # noqa: PLR0917 - one step of the function above
    draft: Draft, ring: IntArray, rings: NDArray[Any], points: FloatArray, faces: IntArray, around: "_Around"
) -> Neighbourhood:
    near = around.faces_at(ring)
    beside = np.setdiff1d(draft.faces[near], ring)
    outside = draft.faces[np.unique(np.r_[near, around.faces_at(beside)])]
    others = np.setdiff1d(outside, ring)
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
        rings,
        len(points) - len(ring),
        joined.astype(np.int32),
    )


def _crossing(draft: Draft, patches: list[Patch], changed: list[int], progress: Progress) -> list[int]:
    """Those of the changed patches that cross something of their own body."""
    points, faces = [draft.points], [draft.faces]
    count = len(draft.points)
    owner: list[NDArray[Any]] = [np.full(draft.size, -1)]
    part = np.zeros(draft.size, np.int32) if draft.part is None else draft.part
    body = [part]
    for k, patch in enumerate(patches):
        vertex = np.r_[patch.ring, count + np.arange(len(patch.points))]
        points.append(patch.points)
        faces.append(vertex[patch.faces].astype(np.int32))
        owner.append(np.full(len(patch.faces), k))
        body.append(np.full(len(patch.faces), part[patch.loop[0] // 3]))
        count += len(patch.points)
    all_points, index = weld(np.vstack(points))
    all_faces, of, body_of = index[np.vstack(faces)], np.concatenate(owner), np.concatenate(body)
    whole = (all_faces != np.roll(all_faces, 1, axis=1)).all(axis=1)
    all_faces, of, body_of = np.ascontiguousarray(all_faces[whole]), of[whole], body_of[whole]
    pairs = intersecting_pairs(all_points, all_faces, progress, np.isin(of, changed))
    hit = set(of[pairs[body_of[pairs[:, 0]] == body_of[pairs[:, 1]]]].ravel().tolist())
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
    def of(cls, draft: Draft, patches: list[Patch]) -> "_Around":
        border = np.zeros(len(draft.points), np.bool_)
        for patch in patches:
            border[patch.ring] = True
        marked = border.copy()
        for _ in range(2):
            near = np.flatnonzero(marked[draft.faces].any(axis=1))
            marked[draft.faces[near]] = True
        corner = draft.faces[near].reshape(-1)
        order = np.argsort(corner, kind="stable")
        return cls(border, corner[order], near[order // 3])

    def faces_at(self, vertices: IntArray) -> NDArray[np.int64]:
        """Faces at these vertices, each once."""
        first, last = np.searchsorted(self.vertices, vertices), np.searchsorted(self.vertices, vertices, side="right")
        count = last - first
        place = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(int(count.sum()))
        return np.unique(self.faces[place])
