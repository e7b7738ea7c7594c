"""Closed bodies made one where they overlap, after each was rid of the crossings with itself."""

import manifold3d
import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.healing.crossings import LITTLE_EFFORT, crossing_pairs
from app.mesh.healing.edit import Draft, joined, rows_by_label
from app.mesh.healing.recolor import from_source_faces
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.kernels.components import group_by_links

MOST_CURED = 500  # bodies that cross themselves: with more it is a pile, and one by one would take minutes


def united(draft: Draft, diagonal: float, progress: Progress) -> tuple[Draft, int]:
    """All closed bodies of a draft (``part`` numbers them), those that cross one another united; also how many were.

    Bodies that cross themselves are cured one by one before: a union multiplies crossings. One that cannot take part
    in a union (it is not manifold) stays as it is, and so do the faces of all that cross nothing.
    """
    assert draft.part is not None
    number, numbered = np.unique(draft.part, return_inverse=True)
    count, body = len(number), numbered.astype(np.int32)
    if count < 2:
        return draft, 0
    pairs = crossing_pairs(draft, progress.part(0.0, 0.2))
    ends = body[pairs]
    own = np.bincount(ends[ends[:, 0] == ends[:, 1], 0], minlength=count).astype(np.int32)
    links = ends[ends[:, 0] != ends[:, 1]]
    draft, body, changed = _precured(draft, body, own, diagonal, progress.part(0.2, 0.6))
    if changed.any():
        again = body[crossing_pairs(draft, progress.part(0.6, 0.7), changed[body])]
        links = np.concatenate([links[~changed[links].any(axis=1)], again[again[:, 0] != again[:, 1]]])
    links = np.unique(np.sort(links, axis=1), axis=0)
    if not len(links):
        return draft, 0
    groups, group = group_by_links(count, np.ascontiguousarray(links))
    alone = np.bincount(group, minlength=groups)[group] == 1
    result, done = [draft.keep(alone[body]).compact()] if alone.any() else [], 0
    rows, members = rows_by_label(body, count), rows_by_label(group, groups)
    for at, group_members in enumerate(members):
        progress(0.7 + 0.3 * at / groups)
        if len(group_members) > 1:
            parts, merged = _union([draft.keep(rows[b]).compact() for b in group_members])
            result += parts
            done += merged
    return joined(result), done


def _precured(
    draft: Draft, body: IntArray, pairs: IntArray, diagonal: float, progress: Progress
) -> tuple[Draft, IntArray, BoolArray]:
    """The draft with its bodies (F,) cured of their crossings with themselves; bodies (F',), and which have changed (N,).

    pairs  (N,) how many pairs of faces of each body cross
    """
    count = len(pairs)
    changed = np.zeros(count, np.bool_)
    crossing = np.flatnonzero(pairs)
    if len(crossing) > MOST_CURED:
        return draft, body, changed
    rows = rows_by_label(body, count)
    better: list[Draft] = []
    for at, number in enumerate(crossing.tolist()):
        part = progress.part(at / len(crossing), (at + 1) / len(crossing))
        cure = uncrossed(draft.keep(rows[number]).compact(), diagonal, part, rings=(0, 1, 2), effort=LITTLE_EFFORT)
        if cure.left < pairs[number] and cure.draft.size:
            better.append(cure.draft)
            changed[number] = True
    if not better:
        return draft, body, changed
    stays = ~changed[body]
    parts = [draft.keep(stays).compact(), *better] if stays.any() else better
    owner = np.repeat(np.flatnonzero(changed), [b.size for b in better]).astype(np.int32)
    return joined(parts), np.concatenate([body[stays], owner]), changed


def _union(members: list[Draft]) -> tuple[list[Draft], int]:
    """Bodies that overlap as one, and beside it those that are not manifold; also how many became one."""
    solids, apart, offset, source = [], [], 0, []
    for member in members:
        solid = manifold3d.Manifold(_mesh64(member, offset))
        if solid.status() == manifold3d.Error.NoError:
            solids.append(solid)
            source.append(member)
            offset += member.size
        else:
            apart.append(member)
    if len(solids) < 2:
        return [*apart, *source], 0
    solid = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    return [*apart, _draft_of(solid, joined(source))], len(solids)


def _mesh64(draft: Draft, first_id: int) -> manifold3d.Mesh64:
    return manifold3d.Mesh64(
        vert_properties=np.ascontiguousarray(draft.points),
        tri_verts=np.ascontiguousarray(draft.faces, np.uint64),
        face_id=np.arange(first_id, first_id + draft.size, dtype=np.uint64),
    )


def _draft_of(solid: manifold3d.Manifold, source: Draft) -> Draft:
    """The solid as a draft; every face of it lies in the face of ``source`` that its ``face_id`` names."""
    mesh = solid.to_mesh64()
    points = np.ascontiguousarray(np.asarray(mesh.vert_properties)[:, :3], np.float64)
    faces = np.asarray(mesh.tri_verts).astype(np.int32)
    merged = np.arange(len(points), dtype=np.int32)
    merged[np.asarray(mesh.merge_from_vert, np.int64)] = np.asarray(mesh.merge_to_vert, np.int32)
    return from_source_faces(source, points, merged[faces], np.asarray(mesh.face_id).astype(np.int64)).compact()
