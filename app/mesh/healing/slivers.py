"""Faces that have collapsed to a line: removed so that the surface stays closed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import repeats_vertex, without_collapsed
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_heights
from app.mesh.kernels.pairing import pair_half_edges

NEEDLE = 1e-6  # of the diagonal: the check's limit for a face without area
ROUNDS = 8


def slivers(draft: Draft, diagonal: float) -> BoolArray:
    """(F,) bool: faces that name a vertex twice or have next to no height."""
    return np.asarray(repeats_vertex(draft.faces) | (face_heights(draft.points, draft.faces) <= NEEDLE * diagonal))


def without_slivers(draft: Draft, diagonal: float) -> Draft:
    """With fewer faces that have no area; an edge never loses a face by it.

    A face that names a vertex twice is dropped: its neighbours meet without it. One with a very short side: its ends
    become one. One whose corners lie on a line: its longest side is exchanged for the other diagonal of the two faces
    beside it.
    """
    best = without_collapsed(draft)
    faults = _wrong_edges(best)
    draft = best
    for _ in range(ROUNDS):
        flat = np.flatnonzero(slivers(draft, diagonal))
        if not len(flat):
            break
        draft = without_collapsed(_short_sides_closed(draft, flat, 2 * NEEDLE * diagonal))
        flat = np.flatnonzero(slivers(draft, diagonal))
        draft = _longest_sides_turned(draft, flat)
        if _wrong_edges(draft) > faults:
            break
        if slivers(draft, diagonal).sum() < slivers(best, diagonal).sum():
            best = draft
    return best.compact()


def _wrong_edges(draft: Draft) -> int:
    return int(np.count_nonzero(edge_table(draft.faces).count != 2))


def _short_sides_closed(draft: Draft, flat: NDArray[Any], limit: float) -> Draft:
    ends = np.stack([draft.faces[flat], np.roll(draft.faces[flat], -1, axis=1)], axis=2).reshape(-1, 2)
    length = np.linalg.norm(draft.points[ends[:, 0]] - draft.points[ends[:, 1]], axis=1)
    short = np.sort(ends[length <= limit], axis=1)
    if not len(short):
        return draft
    count, group = group_by_links(len(draft.points), np.ascontiguousarray(short, np.int32))
    first = np.full(count, len(group), np.int32)
    np.minimum.at(first, group, np.arange(len(group), dtype=np.int32))
    return draft.with_(faces=np.ascontiguousarray(first[group][draft.faces]))


def _longest_sides_turned(draft: Draft, flat: NDArray[Any]) -> Draft:
    twins = pair_half_edges(draft.points, draft.faces)
    faces = draft.faces.copy()
    uv = None if draft.uv is None else draft.uv.copy()
    material = draft.material.copy()
    touched: set[int] = set()
    for f in flat.tolist():
        corner = draft.points[faces[f]]
        lengths = np.linalg.norm(np.roll(corner, -1, axis=0) - corner, axis=1)
        c = int(np.argmax(lengths))
        g = int(twins[3 * f + c])
        e, k = g // 3, g % 3
        if g < 0 or f in touched or e in touched or e == f:
            continue
        # f = (a, b, o) with o on the line from a to b; e = (b, a, p): they become (o, p, b) and (p, o, a).
        a, b, o = np.roll(faces[f], -c)
        p = faces[e, (k + 2) % 3]
        if o == p:
            continue
        faces[f], faces[e] = (o, p, b), (p, o, a)
        if uv is not None and draft.uv is not None:
            at_b, at_a, at_p = np.roll(draft.uv[e], -k, axis=0)
            along = np.float32(lengths[(c + 2) % 3] / (lengths[c] or 1.0))
            at_o = at_a + along * (at_b - at_a)
            uv[f], uv[e] = (at_o, at_p, at_b), (at_p, at_o, at_a)
            material[f] = material[e]
        touched |= {f, e}
    return draft.with_(faces=faces, uv=uv, material=material)
