"""Fewer triangles that do not cross: edge collapse, undone where it made two parts of the surface meet."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from app.jobs.progress import Progress
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import BoolArray, FloatArray, IntArray

ROUNDS = 8
MANY = 0.003  # pairs that cross, a face: skins lie closer to each other than the tolerance allows for
FINER = (1.0, 0.4, 0.16)  # of the tolerance, one after the other while many cross
RAW_FROM = 4  # from this round on nothing is collapsed anew


@dataclass(frozen=True, eq=False)
class Decimated:
    """Vertices (V, 3), faces (F, 3) int32, and the input face (F,) that each one was.

    crossings  pairs of faces that cross and did not cross in the input: 0 unless all rounds were used up
    rounds     how many times something was undone
    """

    points: FloatArray
    faces: IntArray
    face_of: IntArray
    crossings: int
    rounds: int


def decimated_without_crossings(
    points: FloatArray,
    faces: IntArray,
    tolerance: float | FloatArray,
    progress: Progress,
    *,
    locked: BoolArray | None = None,
) -> Decimated:
    """Decimate a surface without crossings within a tolerance (mm, one or (V,)) so that there are none afterwards.

    Faces that cross as they were given are left so. Where others do, the vertices around them get back all that they
    took up, and what is a little farther out is collapsed anew; only such a patch is done again. Where very many cross,
    skins lie too close for the tolerance, and all is done at a finer one. Vertices that are ``locked`` (V,) stay. Closed
    stays closed and manifold manifold. Raises Cancelled from ``progress``.
    """
    for number, finer in enumerate(FINER):
        part = progress.part(number / 4, (number + 1) / 4)
        work = _Patchwork.begun(points, faces, np.asarray(tolerance, np.float64) * finer, locked, part.part(0.0, 0.8))
        pairs = work.curable(intersecting_pairs(work.places, work.faces, part.part(0.8, 1.0)))
        if len(pairs) <= MANY * len(work.faces):
            break
    rounds = 0
    while len(pairs) and rounds < ROUNDS:
        part = progress.part(0.75 + 0.25 * rounds / ROUNDS, 0.75 + 0.25 * (rounds + 1) / ROUNDS)
        part(0.0)
        core = work.around(work.named(work.faces[pairs]), rounds // 2)
        patch = work.around(core, 2 if rounds < RAW_FROM else 1)
        kept, patch = work.members(core), work.members(patch)
        after = work.undone(patch)
        while not after.manifold(patch) and not patch.all():  # what was taken up in between does not fit: more of it
            patch = work.members(work.around(patch, 2))
            after = work.undone(patch)
        work = after
        if rounds < RAW_FROM:
            work = work.collapsed_anew(patch & ~kept, part.part(0.1, 0.5))
        near = np.asarray(patch[work.faces].any(axis=1))
        found = intersecting_pairs(work.places, work.faces, part.part(0.5, 1.0), active=near)
        pairs = work.curable(found)
        rounds += 1
    used = np.unique(work.faces)
    index = np.zeros(len(points), np.int32)
    index[used] = np.arange(len(used), dtype=np.int32)
    order = np.argsort(work.face_of)
    return Decimated(work.places[used], index[work.faces[order]], work.face_of[order], len(pairs), rounds)


@dataclass(frozen=True, eq=False)
class _Patchwork:
    """A surface part of which is decimated; its vertices have the numbers of the input.

    points, source  of the input
    tolerance       (V,) mm; locked (V,) bool
    places          (V, 3): where the vertices are now that still exist
    holder          (V,): the vertex that each one was taken up by; itself where it still exists
    faces, face_of  (F, 3), and the input face that each one was
    """

    points: FloatArray
    source: IntArray
    tolerance: FloatArray
    locked: BoolArray
    places: FloatArray
    holder: IntArray
    faces: IntArray
    face_of: IntArray

    @classmethod
    def begun(
        cls,
        points: FloatArray,
        faces: IntArray,
        tolerance: FloatArray,
        locked: BoolArray | None,
        progress: Progress,
    ) -> Self:
        """All of it decimated; ``tolerance`` is one or (V,)."""
        first = collapsed(
            points, faces, progress, tolerance=tolerance if tolerance.ndim else float(tolerance), locked=locked
        )
        places = np.array(points, np.float64)
        places[first.vertex_of] = first.points
        return cls(
            points,
            faces,
            np.broadcast_to(tolerance, (len(points),)),
            np.zeros(len(points), np.bool_) if locked is None else locked,
            places,
            first.vertex_of[first.stands_in],
            first.vertex_of[first.faces],
            first.face_of,
        )

    def named(self, vertices: IntArray) -> BoolArray:
        """(V,) bool: these vertices."""
        mask = np.zeros(len(self.points), np.bool_)
        mask[vertices] = True
        return mask

    def around(self, chosen: BoolArray, rings: int) -> BoolArray:
        """These vertices and their neighbours, so many rings of them."""
        for _ in range(rings):
            chosen = chosen | self.named(self.faces[chosen[self.faces].any(axis=1)])
        return chosen

    def members(self, chosen: BoolArray) -> BoolArray:
        """(V,) bool: what these vertices have taken up, and they themselves."""
        return np.asarray(chosen[self.holder])

    def curable(self, pairs: IntArray) -> IntArray:
        """The pairs (P, 2) of faces of which at least one is not as it was in the input."""
        corners = self.faces[pairs]
        raw = (corners == self.source[self.face_of[pairs]]).all(axis=2)
        raw &= (self.places[corners] == self.points[corners]).all(axis=(2, 3))
        return np.asarray(pairs[~raw.all(axis=1)])

    def undone(self, members: BoolArray) -> Self:
        """The same with these vertices, all of some holders, where they were in the input."""
        holder = np.where(members, np.arange(len(self.points), dtype=np.int32), self.holder)
        again = np.flatnonzero(members[self.source].any(axis=1))
        faces = holder[self.source[again]]
        real = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
        stays = ~members[self.faces].any(axis=1)
        return replace(
            self,
            places=np.where(members[:, None], self.points, self.places),
            holder=holder,
            faces=np.concatenate([self.faces[stays], faces[real]]),
            face_of=np.concatenate([self.face_of[stays], again[real].astype(np.int32)]),
        )

    def manifold(self, members: BoolArray) -> bool:
        """Whether no edge near these vertices has more than two faces, or two that run the same way."""
        used, small = np.unique(self.faces[self.around(members, 1)[self.faces].any(axis=1)], return_inverse=True)
        edges = edge_table(small.reshape(-1, 3).astype(np.int32))
        before = edge_table(self.source) if (edges.count > 2).any() else None
        if before is not None and not (before.count > 2).any():
            return False
        return bool(((edges.count != 2) | (edges.forward == 1)).all()) and len(used) > 0

    def collapsed_anew(self, free: BoolArray, progress: Progress) -> Self:
        """The same with the edges between these vertices collapsed."""
        inside = free[self.faces].any(axis=1)
        if not inside.any():
            return self
        used, small = np.unique(self.faces[inside], return_inverse=True)
        patch = collapsed(
            self.places[used],
            small.reshape(-1, 3).astype(np.int32),
            progress,
            tolerance=self.tolerance[used].copy(),
            locked=~free[used] | self.locked[used],
        )
        left = used[patch.vertex_of]
        places = self.places.copy()
        places[left] = patch.points
        moved = np.arange(len(self.points), dtype=np.int32)
        moved[used] = left[patch.stands_in]
        return replace(
            self,
            places=places,
            holder=moved[self.holder],
            faces=np.concatenate([self.faces[~inside], left[patch.faces].astype(np.int32)]),
            face_of=np.concatenate([self.face_of[~inside], self.face_of[inside][patch.face_of]]),
        )
