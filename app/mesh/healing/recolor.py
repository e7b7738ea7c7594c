"""Colour for faces that were cut from, or stand in for, known surface."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.healing.edit import Draft, rows_by_label
from app.mesh.healing.hole_color import texture_islands
from app.mesh.kernels.open3d_scene import Closest, Scene
from app.mesh.kernels.weld import weld
from app.mesh.mesh import Mesh

QUERIES = 100_000  # points a call, so that cancelling is quick


def from_source_faces(source: Draft, points: FloatArray, faces: IntArray, origin: NDArray[Any]) -> Draft:
    """A draft of faces each of which lies in the face ``origin`` (F,) of ``source``.

    A face that is unchanged keeps its corners bit for bit; a piece of one gets texture and colour by its corners'
    barycentric weights in it. A vertex that the source has at this position keeps its colour.
    """
    corners = points[faces]
    whole = source.points[source.faces[origin]]
    turn = _same_corners(corners, whole)
    weights = None
    uv = None
    if source.uv is not None:
        weights = barycentric(corners, whole)
        old = source.uv[origin]
        uv = np.einsum("fck,fkj->fcj", weights, old.astype(np.float64)).astype(np.float32)
        for shift in range(3):
            same = turn == shift
            uv[same] = np.roll(old[same], -shift, axis=1)
    colors = None
    if source.colors is not None:
        weights = barycentric(corners, whole) if weights is None else weights
        mixed = np.einsum("fck,fkj->fcj", weights, source.colors[source.faces[origin]].astype(np.float64))
        colors = np.zeros((len(points), 4), np.uint8)
        # The first face of a vertex decides: written last to first, the first one stays.
        colors[faces.reshape(-1)[::-1]] = np.round(mixed).astype(np.uint8).reshape(-1, 4)[::-1]
    return source.with_(
        points=points,
        faces=faces,
        uv=uv,
        colors=colors,
        material=source.material[origin],
        closing=source.closing[origin],
        part=None if source.part is None else source.part[origin],
    )


def from_islands(
    source: Draft, points: FloatArray, faces: IntArray, origin: IntArray, progress: Progress
) -> NDArray[np.float32] | None:
    """(F, 3, 2) float32: texture coordinates of faces that stand in for the faces ``origin`` (F,) of ``source``, or None.

    A face that is unchanged keeps its corners bit for bit; each corner of another one takes the picture of the nearest
    point on the island of the texture that its origin shows, so that no face runs across a seam.
    """
    if source.uv is None:
        return None
    uv = source.uv[origin]
    corners = points[faces]
    changed = np.flatnonzero(_same_corners(corners, source.points[source.faces[origin]]) != 0)
    if not len(changed):
        return uv
    island = texture_islands(source)
    count = int(island.max()) + 1
    pieces, wanted = rows_by_label(island, count), rows_by_label(island[origin[changed]], count)
    for piece, at in zip(pieces, wanted, strict=True):
        if not len(at):
            continue
        rows, part = changed[at], source.keep(piece).compact()
        near = _closest(Scene(part.points, part.faces), corners[rows].reshape(-1, 3), progress)
        mixed = np.einsum("nk,nkj->nj", near.weights, source.uv[piece[near.face]].astype(np.float64))
        uv[rows] = mixed.reshape(-1, 3, 2)
    return uv


def as_drawn(draft: Draft) -> Draft:
    """The draft with faces that lie on a side of a two-sided panel showing what that side shows (see ``sides``)."""
    sides = draft.sides
    if sides is None:
        return draft
    corners = np.concatenate([draft.points[draft.faces], sides.corners])
    name = weld(corners.reshape(-1, 3))[1].reshape(-1, 3)
    start = np.argmin(name, axis=1)
    turns = (start[:, None] + np.arange(3)) % 3
    _, key = np.unique(np.take_along_axis(name, turns, axis=1), axis=0, return_inverse=True)
    key = key.ravel()
    of_key = np.full(int(key.max()) + 1, -1, np.int64)
    of_key[key[draft.size :]] = np.arange(len(sides.corners))
    side = of_key[key[: draft.size]]
    found = np.flatnonzero(side >= 0)
    side = side[found]
    material = draft.material.copy()
    material[found] = sides.material[side]
    uv = draft.uv
    if uv is not None and sides.uv is not None:
        uv = uv.copy()
        uv[found[:, None], turns[found]] = sides.uv[side[:, None], turns[draft.size + side]]
    return draft.with_(uv=uv, material=material)


def from_closest(source: Mesh, points: FloatArray, faces: IntArray, progress: Progress) -> Draft:
    """A draft of a new surface that takes its colour from the nearest point of ``source``.

    Texture: each face takes the picture of the face that is nearest to its middle, by its corners' barycentric weights
    in it, clamped to it.
    """
    scene = Scene(source.vertices, source.faces)
    origin = _closest(scene, points[faces].mean(axis=1), progress.part(0.0, 0.5)).face
    colors = uv = None
    if source.vertex_colors is not None:
        near = _closest(scene, points, progress.part(0.5, 1.0))
        mixed = np.einsum("nk,nkj->nj", near.weights, source.vertex_colors[source.faces[near.face]].astype(np.float64))
        colors = np.clip(np.round(mixed), 0, 255).astype(np.uint8)
    if source.corner_uv is not None:
        weights = barycentric(points[faces], source.vertices[source.faces[origin]])
        uv = np.einsum("fck,fkj->fcj", weights, source.corner_uv[origin].astype(np.float64)).astype(np.float32)
    return Draft(
        points, faces, uv, colors, source.material_of_face[origin], np.zeros(len(faces), np.bool_), source.materials
    )


def _closest(scene: Scene, points: FloatArray, progress: Progress) -> Closest:
    parts = []
    for start in range(0, len(points), QUERIES):
        progress(start / len(points))
        parts.append(scene.closest(points[start : start + QUERIES]))
    return Closest(
        np.concatenate([p.distance for p in parts]),
        np.concatenate([p.face for p in parts]),
        np.concatenate([p.weights for p in parts]),
    )


def barycentric(points: FloatArray, corners: FloatArray) -> FloatArray:
    """(F, N, 3) weights of the points (F, N, 3) in triangles (F, 3, 3), of their projection; clamped to the triangle.

    A triangle without area gives all weight to its first corner.
    """
    a = corners[:, 0]
    u, v = corners[:, 1] - a, corners[:, 2] - a
    uu, uv, vv = (np.einsum("fj,fj->f", x, y) for x, y in ((u, u), (u, v), (v, v)))
    scale = uu * vv - uv * uv
    flat = scale <= 1e-24 * np.maximum(uu * vv, 1e-300)
    scale = np.where(flat, 1.0, scale)
    w = points - a[:, None]
    wu, wv = np.einsum("fnj,fj->fn", w, u), np.einsum("fnj,fj->fn", w, v)
    s = (vv[:, None] * wu - uv[:, None] * wv) / scale[:, None]
    t = (uu[:, None] * wv - uv[:, None] * wu) / scale[:, None]
    s[flat], t[flat] = 0.0, 0.0
    weights = np.clip(np.stack([1 - s - t, s, t], axis=2), 0.0, None)
    return np.asarray(weights / np.maximum(weights.sum(axis=2, keepdims=True), 1e-300))


def _same_corners(corners: FloatArray, whole: FloatArray) -> NDArray[np.int8]:
    """(F,) int8: by how many places the source face's corners are shifted to be these; -1 where they differ."""
    result = np.full(len(corners), -1, np.int8)
    for shift in range(3):
        same = (corners == np.roll(whole, -shift, axis=1)).all(axis=(1, 2))
        result[same & (result < 0)] = shift
    return result
