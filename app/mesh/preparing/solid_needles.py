"""Needles that a boolean leaves where its cut runs close by a vertex."""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import silent
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.edit import Draft, bodies_of, joined
from app.mesh.healing.slivers import slivers, without_slivers
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import edge_table

SPARE = 2.0  # parts that are laid beside each other make a larger model, by whose size needles are told


def without_new_needles(draft: Draft, known: FloatArray) -> Draft:
    """The draft without needles that have a corner which is not among the ``known`` points (N, 3).

    A needle stays where its removal would open the surface or make it cross itself: it prints.
    """
    used = np.zeros(len(draft.points), np.bool_)
    used[draft.faces] = True
    diagonal = SPARE * float(np.linalg.norm(np.ptp(draft.points[used], axis=0)))
    flat = np.flatnonzero(slivers(draft, diagonal))
    if not len(flat):
        return draft
    new = ~_among(draft.points[draft.faces[flat].reshape(-1)], known).reshape(-1, 3)
    around = _touching(draft, draft.faces[flat[new.any(axis=1)]].reshape(-1))
    if not around.any():
        return draft
    part = draft.keep(around)
    ring = draft.keep(_touching(draft, part.faces.reshape(-1)) & ~around).compact()
    count, label = face_components(part.faces, len(part.points), "vertices")
    cleaned = [_cleaned(cluster, ring, diagonal) for cluster in bodies_of(part, label, count)]
    return joined([draft.keep(~around), *cleaned]).welded()


def _cleaned(cluster: Draft, ring: Draft, diagonal: float) -> Draft:
    better = without_slivers(cluster, diagonal)
    if _rim(better) != _rim(cluster) or len(crossing_pairs(joined([better, ring]).welded().compact(), silent())):
        return cluster
    return better


def _rim(draft: Draft) -> set[frozenset[bytes]]:
    """The open edges, by the positions of their ends."""
    edges = edge_table(draft.faces)
    ends = draft.points[edges.vertices[edges.count != 2]]
    return {frozenset((a.tobytes(), b.tobytes())) for a, b in ends}


def _touching(draft: Draft, vertices: NDArray[np.int32]) -> BoolArray:
    near = np.zeros(len(draft.points), np.bool_)
    near[vertices] = True
    return np.asarray(near[draft.faces].any(axis=1))


def _among(points: FloatArray, known: FloatArray) -> BoolArray:
    """(N,) bool: whether each point (N, 3) is one of the known ones, bit for bit."""
    row = np.dtype((np.void, 24))
    here, there = (np.ascontiguousarray(p + 0.0).view(row).reshape(-1) for p in (points, known))
    return np.isin(here, there)
