"""Smoothing that does not shrink."""

import numpy as np
from scipy.sparse import csr_matrix

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.shaping import SMOOTH
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.kernels.measure import face_areas, face_normals, face_volumes
from app.mesh.kernels.vertex_normals import vertex_normals
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

PULL, PUSH = 0.5, -0.53  # λ and μ: the pass band ends at 1/λ + 1/μ = 0.11
SHARP = np.cos(np.deg2rad(40.0))
SHARP_BEND = 2 * np.sin(np.deg2rad(20.0))  # sum of the unit vectors along a line that turns by 40°
LEAST_WEIGHT, LARGEST_WEIGHT = 0.05, 10.0  # of an edge, where a right isosceles triangle has 1 and 0


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Smooth ``strength`` times; with ``keep_creases`` sharp edges are smoothed only along themselves."""
    values = Values(given)
    strength, keep = int(values.number("strength")), values.key("keep_creases") == "keep"
    result = smoothed(mesh, strength, keep_creases=keep, progress=progress)
    moved = np.linalg.norm(result.vertices - mesh.vertices, axis=1)
    summary = text(
        "Smoothed: points moved by {mean} mm on average, {most} mm at most",
        mean=float(f"{moved.mean():.2g}"),
        most=float(f"{moved.max():.2g}"),
    )
    return Repaired(result, summary)


def smoothed(mesh: Mesh, rounds: int, *, keep_creases: bool, progress: Progress) -> Mesh:
    """Taubin's λ|μ smoothing (1995) with cotangent weights, which move points along the normal and not in the surface.

    So texture coordinates and colours, which stay with their corners, keep their place. Open edges and edges of more
    than two faces are smoothed along themselves only; where they turn sharply, or other than two meet, the vertex stays. A closed
    mesh gets back the volume that it had. Only positions change.
    """
    progress(0.0)
    edges = edge_table(mesh.faces)
    feature = edges.count != 2
    if keep_creases:
        feature |= _sharp(mesh, edges)
    progress(0.05)
    step = _averaging(mesh, edges, feature)
    points = mesh.vertices.copy()
    for round_ in range(rounds):
        for share in (PULL, PUSH):
            progress(0.1 + 0.85 * round_ / rounds)
            points += share * (step @ points)
    if (edges.count == 2).all() and (edges.forward == 1).all():
        free = np.ones(len(points), np.bool_)
        free[edges.vertices[feature]] = False
        points = _with_volume_of(mesh, points, free)
    return mesh.with_(vertices=points)


def _sharp(mesh: Mesh, edges: EdgeTable) -> BoolArray:
    """(E,) bool: the two faces of the edge meet at a sharp angle."""
    order = np.argsort(edges.of_face.reshape(-1), kind="stable")
    start = np.concatenate([[0], np.cumsum(edges.count)[:-1]])
    pair = edges.count == 2
    first, second = order[start[pair]] // 3, order[start[pair] + 1] // 3
    normals = face_normals(mesh.vertices, mesh.faces)
    sharp = np.zeros(len(edges.count), np.bool_)
    sharp[pair] = np.einsum("ij,ij->i", normals[first], normals[second]) < SHARP
    return sharp


def _averaging(mesh: Mesh, edges: EdgeTable, feature: BoolArray) -> csr_matrix:
    """(V, V): how far the weighted mean of its neighbours is from each vertex; rows sum to zero."""
    corners = mesh.vertices[mesh.faces]
    # The angle at corner k is opposite of the side from corner k + 1 to corner k + 2.
    u, v = np.roll(corners, -1, axis=1) - corners, np.roll(corners, -2, axis=1) - corners
    sine = np.linalg.norm(np.cross(u, v), axis=2)
    cotangent = np.einsum("fkj,fkj->fk", u, v) / np.maximum(sine, 1e-12 * np.maximum((u * u).sum(axis=2), 1e-300))
    opposite = np.roll(edges.of_face, -1, axis=1)
    total = np.bincount(opposite.reshape(-1), cotangent.reshape(-1), minlength=len(edges.count))
    # Negative weights (obtuse angles) and those of needles make the steps unstable.
    weight = np.clip(total / 2, LEAST_WEIGHT, LARGEST_WEIGHT)
    low, high = edges.vertices.T
    n = len(mesh.vertices)
    on_feature = np.bincount(edges.vertices[feature].reshape(-1), minlength=n)
    ends, others = np.concatenate([low, high]), np.concatenate([high, low])
    on_feature[_bends(mesh, ends[np.tile(feature, 2)], others[np.tile(feature, 2)])] = 0x7FFF  # a corner: it stays
    weight, along = np.concatenate([weight, weight]), np.concatenate([feature, feature])
    used = (on_feature[ends] == 0) | (along & (on_feature[ends] == 2))
    ends, others, weight = ends[used], others[used], np.where(along, 1.0, weight)[used]
    share = weight / np.bincount(ends, weight, minlength=n)[ends]
    moving = np.unique(ends)
    rows, columns = np.concatenate([ends, moving]), np.concatenate([others, moving])
    return csr_matrix((np.concatenate([share, np.full(len(moving), -1.0)]), (rows, columns)), shape=(n, n))


def _bends(mesh: Mesh, ends: IntArray, others: IntArray) -> BoolArray:
    """(V,) bool: vertices where the features, given as ends and other ends, turn sharply."""
    along = mesh.vertices[others] - mesh.vertices[ends]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-300)
    sums = np.stack([np.bincount(ends, along[:, k], minlength=len(mesh.vertices)) for k in range(3)], axis=1)
    return np.asarray(np.linalg.norm(sums, axis=1) > SHARP_BEND)


def _with_volume_of(mesh: Mesh, points: FloatArray, free: BoolArray) -> FloatArray:
    """Move the free vertices along their normals, all by the same length, so that the volume is that of ``mesh``."""
    missing = float(face_volumes(mesh.vertices, mesh.faces).sum() - face_volumes(points, mesh.faces).sum())
    areas = face_areas(points, mesh.faces)
    normals = vertex_normals(points, mesh.faces)
    normals[~free] = 0.0
    # The volume that one millimetre of it makes: to first order, which is enough for so small a step.
    gain = float((np.einsum("fkj,fj->f", normals[mesh.faces], face_normals(points, mesh.faces)) * areas / 3).sum())
    return points + normals * (missing / gain) if gain > 0 else points


TOOL = Tool(SMOOTH, work)
