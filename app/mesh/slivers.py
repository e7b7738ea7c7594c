"""Faces that have collapsed to a line: removed so that the surface stays closed."""

import numpy as np

from app.mesh.edit import Draft
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.pairing import pair_half_edges
from app.mesh.topology import without_collapsed

ROUNDS = 8


def without_slivers(draft: Draft) -> Draft:
    """Without faces of no area.

    A face that names a vertex twice is dropped: its neighbours meet without it. One whose corners lie on a line is
    turned: its longest edge is exchanged for the other diagonal of the two faces that share it.
    """
    for _ in range(ROUNDS):
        draft = without_collapsed(draft)
        flat = np.flatnonzero(face_areas(draft.points, draft.faces) <= 0)
        if not len(flat):
            break
        turned = _turn_longest_edges(draft, flat)
        if turned is None:
            break
        draft = turned
    flat_now = face_areas(draft.points, draft.faces) <= 0
    return draft.keep(~flat_now).compact() if flat_now.any() and not flat_now.all() else draft.compact()


def _turn_longest_edges(draft: Draft, flat: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Draft | None:
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
        if g < 0 or f in touched or g // 3 in touched or g // 3 == f:
            continue
        e, k = g // 3, g % 3
        # f = (a, b, o) with o on a-b; e = (b, a, p): they become (o, p, b) and (p, o, a).
        a, b, o, p = faces[f, c], faces[f, (c + 1) % 3], faces[f, (c + 2) % 3], faces[e, (k + 2) % 3]
        if o == p:
            continue
        along = lengths[(c + 2) % 3] / (lengths[c] or 1.0)  # from a to o
        faces[f], faces[e] = (o, p, b), (p, o, a)
        if uv is not None and draft.uv is not None:
            at_b, at_a, at_p = draft.uv[e, k], draft.uv[e, (k + 1) % 3], draft.uv[e, (k + 2) % 3]
            at_o = at_a + np.float32(along) * (at_b - at_a)
            uv[f], uv[e] = (at_o, at_p, at_b), (at_p, at_o, at_a)
            material[f] = material[e]
        touched |= {f, e}
    return draft.with_(faces=faces, uv=uv, material=material) if touched else None
