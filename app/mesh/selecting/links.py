"""Which faces meet at an edge, and which edges are open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class FaceLinks:
    """How the faces of a mesh hang together.

    count      number of faces
    pairs      (P, 2) int32 faces that share an edge; an edge of k faces gives k - 1 pairs
    edges      (P, 2) int32 the vertices of that edge
    open_edges (B, 2) int32 vertices of the edges with one face, in its direction
    open_faces (B,) int32 these faces
    """

    count: int
    pairs: IntArray
    edges: IntArray
    open_edges: IntArray
    open_faces: IntArray


def links_of(faces: IntArray) -> FaceLinks:
    """Of faces (F, 3): half a second for a million."""
    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    n = int(faces.max()) + 1 if len(faces) else 0
    key = np.minimum(start, end).astype(np.int64) * n + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    key = key[order]
    same = key[1:] == key[:-1]
    first, second = order[:-1][same], order[1:][same]
    alone = np.ones(len(key), np.bool_)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    lonely = np.sort(order[alone])
    return FaceLinks(
        len(faces),
        np.column_stack([first // 3, second // 3]).astype(np.int32),
        np.column_stack([start[first], end[first]]).astype(np.int32),
        np.column_stack([start[lonely], end[lonely]]).astype(np.int32),
        (lonely // 3).astype(np.int32),
    )


def unit_normals(vertices: FloatArray, faces: IntArray) -> NDArray[np.float32]:
    """(F, 3) float32; zeros for a face without area."""
    corner = vertices[faces]
    normals = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    length = np.sqrt(np.einsum("ij,ij->i", normals, normals))
    return np.asarray(normals / np.maximum(length, 1e-300)[:, None], np.float32)


def rim_edges(links: FaceLinks, mask: BoolArray) -> IntArray:
    """(E, 2) int32 vertices of the edges where the selection ends."""
    ends = mask[links.pairs[:, 0]] != mask[links.pairs[:, 1]]
    return np.concatenate([links.edges[ends], links.open_edges[mask[links.open_faces]]])
