"""A filling cut finely along its rim and coarsely within: as fine as what is known there, and no finer than needed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.edges import edge_table
from app.mesh.shaping.split_edges import split_edges

GROWTH = 0.8  # edges get longer by this share of their distance from the rim
MOST_ON_RIM = 20_000  # edges along the rim; a longer one is cut more coarsely
MOST_POINTS = 400_000
ROUNDS = 24  # of halving


@dataclass(frozen=True, eq=False)
class RimMesh:
    """points (V, 3) mm, faces (F, 3), uv (F, 3, 2) as given, on_rim (V,) bool: the vertex is on an open edge."""

    points: FloatArray
    faces: IntArray
    uv: NDArray[np.float32]
    on_rim: BoolArray


def rim_mesh(
    points: FloatArray, faces: IntArray, uv: NDArray[np.float32], shortest: float, progress: Progress
) -> RimMesh:
    """Edges halved until those on the rim are no longer than ``shortest`` (mm). The surface stays the same."""
    along = points[_rim(faces)]
    length = np.linalg.norm(along[:, 1] - along[:, 0], axis=1)
    shortest = max(shortest, float(length.sum()) / MOST_ON_RIM, 1e-9 * float(np.ptp(points, axis=0).max()))
    tree = cKDTree(_sampled(along, length, shortest)) if len(along) else None
    away = np.zeros(len(points)) if tree is None else tree.query(points)[0]
    for number in range(ROUNDS):
        progress(number / ROUNDS)
        edges = edge_table(faces)
        a, b = edges.vertices[:, 0], edges.vertices[:, 1]
        long = np.linalg.norm(points[a] - points[b], axis=1)
        marked = long > shortest + GROWTH * np.minimum(away[a], away[b])
        if tree is None or not marked.any() or len(points) + int(marked.sum()) > MOST_POINTS:
            break
        before = len(points)
        cut_points, cut_faces, cut_uv, _ = split_edges(points, faces, uv, edges, marked)
        assert cut_uv is not None
        points, faces, uv = cut_points, cut_faces, cut_uv
        away = np.r_[away, tree.query(points[before:])[0]]
    on_rim = np.zeros(len(points), np.bool_)
    on_rim[_rim(faces)] = True
    return RimMesh(points, faces, uv, on_rim)


def _rim(faces: IntArray) -> IntArray:
    """(R, 2) ends of the edges that one face has."""
    edges = edge_table(faces)
    return np.asarray(edges.vertices[edges.count == 1])


def _sampled(along: FloatArray, length: FloatArray, step: float) -> FloatArray:
    """Points on these edges (R, 2, 3), no farther apart than ``step``."""
    pieces = np.ceil(length / step).astype(np.int64) + 1
    edge = np.repeat(np.arange(len(along)), pieces)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (place / np.maximum(pieces - 1, 1)[edge])[:, None]
    return np.asarray((1 - share) * along[edge, 0] + share * along[edge, 1])
