"""Where a finding is: elements of the mesh, gathered into connected places with a box to fly to."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.mesh import Mesh
from app.mesh.report import Places

MAX_PLACES = 200  # nobody flies to more, and a report travels between processes


def places_of_faces(mesh: Mesh, faces: IntArray, links: IntArray | None = None) -> Places:
    """Faces by index (N,); a place is a group of them that hang together by a vertex.

    links   (P, 2) pairs of faces of the mesh that belong together as well, all of them among ``faces``
    """
    if not len(faces):
        return Places()
    corners = mesh.faces[faces]
    _, label = face_components(corners, len(mesh.vertices), through="vertices")
    if links is not None:
        number = np.zeros(len(mesh.faces), np.int32)
        number[faces] = np.arange(len(faces), dtype=np.int32)
        groups = label[number[links]].astype(np.int32)
        _, joined = group_by_links(int(label.max()) + 1, groups)
        label = joined[label]
    return Places("face", np.asarray(faces, np.int32), _boxes(mesh, corners, label))


def places_of_edges(mesh: Mesh, edges: IntArray) -> Places:
    """Edges as pairs of vertices (N, 2); a place is a chain or loop of them."""
    if not len(edges):
        return Places()
    return Places("edge", np.asarray(edges, np.int32), _boxes(mesh, edges, groups_of_edges(mesh, edges)))


def groups_of_edges(mesh: Mesh, edges: IntArray) -> IntArray:
    """Return for each edge (N, 2) the chain it belongs to (N,), numbered by the lowest vertex."""
    _, label = group_by_links(len(mesh.vertices), edges)
    return np.unique(label[edges[:, 0]], return_inverse=True)[1].astype(np.int32)


def places_of_vertices(mesh: Mesh, vertices: IntArray) -> Places:
    """Vertices by index (N,), each a place of its own; its box is that of the faces around it."""
    if not len(vertices):
        return Places()
    shown = vertices[:MAX_PLACES]
    number = np.full(len(mesh.vertices), -1, np.int32)
    number[shown] = np.arange(len(shown), dtype=np.int32)
    face, corner = np.nonzero(number[mesh.faces] >= 0)
    return Places(
        "vertex", np.asarray(vertices, np.int32), _boxes(mesh, mesh.faces[face], number[mesh.faces[face, corner]])
    )


def _boxes(mesh: Mesh, elements: IntArray, label: IntArray) -> FloatArray:
    """Boxes (M, 2, 3) of groups of elements (N, K) of vertex indices, largest first, at most MAX_PLACES."""
    points = mesh.vertices[elements]
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    low = np.minimum.reduceat(points.min(axis=1)[order], starts)
    high = np.maximum.reduceat(points.max(axis=1)[order], starts)
    boxes: NDArray[np.float64] = np.stack([low, high], axis=1)
    largest = np.argsort(-np.linalg.norm(high - low, axis=1), kind="stable")[:MAX_PLACES]
    return boxes[largest]
