"""Triangles of one size and good shape, with sharp edges and the seams of a texture in place."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.shaping import MOST_FACES, REMESH
from app.mesh.kernels.collapse_fans import link_corners
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.kernels.even_out import collapse_short_edges, flip_edges
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.shaping.split_edges import split_edges
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

ROUNDS = 5
LONG, SHORT = 4 / 3, 4 / 5  # of the length that is aimed at
SHARP = np.cos(np.deg2rad(40.0))
MOST_TURN = 0.5  # least cosine between the normals of a face before and after its corners were moved
SLICE = 40_000  # faces or points a call, so that cancelling is quick


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Remesh to edges of about ``edge_mm``."""
    edge_mm = Values(given).number("edge_mm")
    result = remeshed(mesh, edge_mm, progress)
    if mesh.textured:
        summary = plural(
            "Evened out to {n} triangle of {mm} mm; the seams of the texture stayed where they are",
            "Evened out to {n} triangles of {mm} mm; the seams of the texture stayed where they are",
            len(result.faces),
            mm=round(edge_mm, 3),
        )
    else:
        summary = plural(
            "Evened out to {n} triangle of {mm} mm",
            "Evened out to {n} triangles of {mm} mm",
            len(result.faces),
            mm=round(edge_mm, 3),
        )
    return Repaired(result, summary)


def remeshed(mesh: Mesh, edge_mm: float, progress: Progress, locked: BoolArray | None = None) -> Mesh:
    """Isotropic remeshing (Botsch and Kobbelt 2004): split, collapse, flip, relax in the surface, and put back onto it.

    Creases sharper than 40°, open edges, seams of the texture and borders of materials are split where they are long but
    neither moved nor thinned out; elsewhere texture coordinates and colours are those of the surface below. Closed stays
    closed and manifold manifold.
    locked  (F,) bool: faces that stay as they are, and come last in the result, in their order
    """
    locked = np.zeros(len(mesh.faces), np.bool_) if locked is None else locked
    source = _Source.of(mesh, locked)
    points, faces, uv = mesh.vertices, mesh.faces, mesh.corner_uv
    state = _State(points.copy(), faces.copy(), None if uv is None else uv.copy(), source.piece.copy())
    for round_ in range(ROUNDS):
        part = progress.part(round_ / ROUNDS, (round_ + 1) / ROUNDS)
        state = _without_long(state, LONG * edge_mm, source.alone, part.part(0.0, 0.2))
        state = _without_short(state, edge_mm, part.part(0.2, 0.5))
        state = _relaxed(state, source, part.part(0.5, 1.0))
    order = np.argsort(source.alone[state.piece], kind="stable")
    state = replace(
        state, faces=state.faces[order], uv=None if state.uv is None else state.uv[order], piece=state.piece[order]
    )
    colors = mesh.vertex_colors
    if colors is not None:
        colors = source.colors_at(state.points, colors, progress)
    return mesh.with_(
        vertices=state.points,
        faces=state.faces,
        corner_uv=state.uv,
        vertex_colors=colors,
        face_material=source.material[state.piece],
    )


@dataclass(frozen=True, eq=False)
class _State:
    """The mesh at work; ``piece`` (F,) int32 is the part of the source, between seams and creases, that a face is on."""

    points: FloatArray
    faces: IntArray
    uv: NDArray[np.float32] | None
    piece: IntArray

    def features(self) -> tuple[EdgeTable, BoolArray]:
        """The edges, and which of them must stay."""
        edges = edge_table(self.faces)
        return edges, _features(self, edges)


@dataclass(frozen=True, eq=False)
class _Source:
    """The surface that was given: where moved vertices are put back, and what they take from it.

    piece     (F,) int32: its faces that hang together without a seam, a crease or a border of materials between them
    material  (P,) int16 of each piece
    alone     (P,) bool: the piece is one face that stays as it is, or that nothing can be done to
    """

    mesh: Mesh
    scene: Scene
    piece: IntArray
    material: NDArray[np.int16]
    alone: BoolArray

    @classmethod
    def of(cls, mesh: Mesh, locked: BoolArray) -> "_Source":
        state = _State(mesh.vertices, mesh.faces, mesh.corner_uv, mesh.material_of_face.astype(np.int32))
        edges, feature = state.features()
        feature[edges.of_face[locked]] = True
        first, second = _faces_of_pairs(edges, ~feature & (edges.count == 2))
        count, piece = group_by_links(len(mesh.faces), np.stack([first, second], axis=1).astype(np.int32))
        material = np.zeros(count, np.int16)
        material[piece] = mesh.material_of_face
        alone = np.zeros(count, np.bool_)
        alone[piece[locked]] = True
        return cls(mesh, Scene(mesh.vertices, mesh.faces), piece, material, alone)

    def colors_at(self, points: FloatArray, colors: NDArray[np.uint8], progress: Progress) -> NDArray[np.uint8]:
        """(N, 4) uint8: colours of the source at its points nearest to these."""
        result = np.empty((len(points), 4), np.uint8)
        for start in range(0, len(points), SLICE):
            progress(1.0)
            near = self.scene.closest(points[start : start + SLICE])
            mixed = np.einsum("nk,nkj->nj", near.weights, colors[self.mesh.faces[near.face]].astype(np.float64))
            result[start : start + SLICE] = np.clip(np.round(mixed), 0, 255)
        return result


def _faces_of_pairs(edges: EdgeTable, chosen: BoolArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two faces of each chosen edge; these have exactly two."""
    order = np.argsort(edges.of_face.reshape(-1), kind="stable") // 3
    start = np.concatenate([[0], np.cumsum(edges.count)[:-1]]).astype(np.int64)[chosen]
    return order[start], order[start + 1]


def _features(state: _State, edges: EdgeTable) -> BoolArray:
    """(E,) bool: open edges, edges of more than two faces, seams, borders between pieces, and creases."""
    feature = (edges.count != 2) | (edges.forward != 1)
    pair = ~feature
    first, second = _faces_of_pairs(edges, pair)
    normals = face_normals(state.points, state.faces)
    apart = np.einsum("ij,ij->i", normals[first], normals[second]) < SHARP
    apart |= state.piece[first] != state.piece[second]
    if state.uv is not None:
        ends = edges.vertices[pair]
        for side in range(2):
            uv = [_uv_at(state, face, ends[:, side]) for face in (first, second)]
            apart |= (uv[0] != uv[1]).any(axis=1)
    feature[pair] = apart
    return np.asarray(feature)


def _uv_at(state: _State, face: NDArray[np.int64], vertex: IntArray) -> NDArray[np.float32]:
    assert state.uv is not None
    corner = np.argmax(state.faces[face] == vertex[:, None], axis=1)
    return np.asarray(state.uv[face, corner])


def _without_long(state: _State, long: float, alone: BoolArray, progress: Progress) -> _State:
    """Split edges until none is longer, or there would be too many faces.

    Edges of faces that stay are kept; beside a long one of these, edges may be as long as it is.
    """
    for _ in range(24):
        progress(0.5)
        edges = edge_table(state.faces)
        low, high = edges.vertices.T
        length = np.linalg.norm(state.points[low] - state.points[high], axis=1)
        marked = length > long
        stays = np.zeros(len(length), np.bool_)
        stays[edges.of_face[alone[state.piece]]] = True
        if stays.any():
            beside = np.zeros(len(state.points))
            np.maximum.at(beside, edges.vertices[stays].reshape(-1), np.repeat(length[stays], 2))
            marked &= ~stays & (length > np.maximum(beside[low], beside[high]))
        if not marked.any() or len(state.faces) + 2 * int(marked.sum()) > MOST_FACES:
            break
        points, faces, uv, origin = split_edges(state.points, state.faces, state.uv, edges, marked)
        state = _State(points, faces, uv, state.piece[origin])
    return state


def _without_short(state: _State, edge: float, progress: Progress) -> _State:
    """Collapse short edges, then flip edges towards six faces a vertex."""
    edges, feature = state.features()
    n = len(state.points)
    fixed = np.zeros(n, np.uint8)
    fixed[edges.vertices[feature]] = 1
    points, faces = np.ascontiguousarray(state.points), np.ascontiguousarray(state.faces)
    uv = np.empty((0, 3, 2), np.float32) if state.uv is None else np.ascontiguousarray(state.uv)
    head, following = np.empty(n, np.int32), np.empty(3 * len(faces), np.int32)
    link_corners(faces, head, following)
    mark, epoch = np.zeros(n, np.int32), 1
    for start in range(0, len(faces), SLICE):
        progress(0.5 * start / len(faces))
        epoch = collapse_short_edges(
            points, faces, uv, fixed, head, following, mark, epoch, SHORT * edge, LONG * edge,
            start, min(start + SLICE, len(faces)),
        )  # fmt: skip
    left = faces[:, 0] >= 0
    faces, piece = faces[left], state.piece[left]
    used = np.zeros(n, np.bool_)
    used[faces] = True
    index = np.cumsum(used, dtype=np.int32) - np.int32(1)
    state = _State(points[used], index[faces], None if state.uv is None else uv[left], piece)
    return _flipped(state, progress.part(0.5, 1.0))


def _flipped(state: _State, progress: Progress) -> _State:
    points, faces, n = state.points, state.faces, len(state.points)
    uv = np.empty((0, 3, 2), np.float32) if state.uv is None else state.uv
    edges = edge_table(faces)
    wanted = np.full(n, 6, np.int32)
    wanted[edges.vertices[edges.count == 1]] = 3
    head, following = np.empty(n, np.int32), np.empty(3 * len(faces), np.int32)
    link_corners(faces, head, following)
    valence = np.bincount(faces.reshape(-1), minlength=n).astype(np.int32)
    for start in range(0, len(faces), SLICE):
        progress(start / len(faces))
        flip_edges(
            points, faces, uv, state.piece, head, following, valence, wanted, start, min(start + SLICE, len(faces))
        )
    return state


def _relaxed(state: _State, source: _Source, progress: Progress) -> _State:
    """Move free vertices to the middle of their neighbours, in the surface, and put them back onto the source."""
    edges, feature = state.features()
    n = len(state.points)
    free = np.ones(n, np.bool_)
    free[edges.vertices[feature]] = False
    low, high = edges.vertices.T
    ends, others = np.concatenate([low, high]), np.concatenate([high, low])
    around = np.stack([np.bincount(ends, state.points[others, k], minlength=n) for k in range(3)], axis=1)
    middle = around / np.maximum(np.bincount(ends, minlength=n), 1)[:, None]
    normals = face_normals(state.points, state.faces, unit=False)
    corner = state.faces.reshape(-1)
    spread = np.repeat(normals, 3, axis=0)
    normal = np.stack([np.bincount(corner, spread[:, k], minlength=n) for k in range(3)], axis=1)
    normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    step = middle - state.points
    step -= normal * np.einsum("ij,ij->i", step, normal)[:, None]
    piece = np.zeros(n, np.int32)
    piece[corner] = np.repeat(state.piece, 3)
    chosen = np.flatnonzero(free)
    target = state.points.copy()
    below = np.full(n, -1, np.int32)
    weights = np.zeros((n, 3))
    for start in range(0, len(chosen), SLICE):
        progress(0.9 * start / len(chosen))
        these = chosen[start : start + SLICE]
        near = source.scene.closest(state.points[these] + step[these])
        mine = source.piece[near.face] == piece[these]  # else it would take the texture from across a seam
        these, face, weight = these[mine], near.face[mine], near.weights[mine]
        target[these] = np.einsum("nk,nkj->nj", weight, source.mesh.vertices[source.mesh.faces[face]])
        below[these], weights[these] = face, weight
    moved = _where_nothing_turns(state, target, below >= 0)
    points = np.where(moved[:, None], target, state.points)
    uv = state.uv
    if uv is not None and source.mesh.corner_uv is not None:
        at = np.einsum("nk,nkj->nj", weights, source.mesh.corner_uv[below].astype(np.float64)).astype(np.float32)
        uv = np.where(moved[state.faces][:, :, None], at[state.faces], uv)
    return replace(state, points=points, uv=uv)


def _where_nothing_turns(state: _State, target: FloatArray, moved: BoolArray) -> BoolArray:
    """(V,) bool: vertices that can move to their target without a face that turns over or becomes a needle."""
    before = face_normals(state.points, state.faces)
    while True:
        points = np.where(moved[:, None], target, state.points)
        after = face_normals(points, state.faces)
        bad = np.einsum("ij,ij->i", before, after) < MOST_TURN
        bad &= moved[state.faces].any(axis=1)
        if not bad.any():
            return moved
        moved = moved.copy()
        moved[state.faces[bad]] = False


TOOL = Tool(REMESH, work)
