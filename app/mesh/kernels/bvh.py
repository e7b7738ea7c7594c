"""A tree of boxes over the faces of a mesh: sorted along a Morton curve, then halved.

The tree is implicit: node x has the children 2 x and 2 x + 1, the root is 1, and leaf i is node ``leaves + i`` with the
faces ``order[LEAF * i : LEAF * (i + 1)]``.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

LEAF = 4
GRID = 2**14 - 1  # cells along each axis; three times 14 bits are sorted in four passes of 11


@dataclass(frozen=True, eq=False)
class FaceTree:
    """Boxes are rows of lowest x, y, z and highest x, y, z.

    faces   (N, 3) int64    corners of the faces along the curve (the predicates are compiled for int64 alone)
    order   (N,) int32      which face of the mesh that is
    boxes   (N, 6) float64  of these faces
    nodes   (2 L, 6) float64
    """

    faces: NDArray[np.int64]
    order: IntArray
    boxes: FloatArray
    nodes: FloatArray

    @property
    def leaves(self) -> int:
        """Number of leaves of the full tree, a power of two; the last ones may be empty."""
        return len(self.nodes) // 2


def curve_order(vertices: FloatArray, faces: IntArray, which: IntArray) -> IntArray:
    """The faces ``which`` (N,) int32 in the order of their centres along a Morton curve."""
    if not len(which):
        return which
    which = as_input(which, np.int32)
    keys = np.empty(len(which), np.int64)
    _curve_keys(as_input(vertices, np.float64), as_input(faces, np.int32), which, keys)
    return which[_sorting_order(keys)]


def face_tree(vertices: FloatArray, faces: IntArray, which: IntArray) -> FaceTree:
    """Build the tree over the faces ``which`` (N,) int32."""
    vertices = as_input(vertices, np.float64)
    order, nodes_needed = curve_order(vertices, faces, which), max(1, -(-len(which) // LEAF))
    sorted_faces = as_input(faces[order], np.int64)
    boxes = np.empty((len(order), 6))
    leaves = 1 << (nodes_needed - 1).bit_length()
    nodes = np.empty((2 * leaves, 6))
    _fill_boxes(vertices, sorted_faces, boxes, nodes)
    return FaceTree(sorted_faces, order, boxes, nodes)


@njit(cache=True, nogil=True)
def _spread(x: int) -> int:
    """Put two zero bits between the lowest 21 bits."""
    x = (x | x << 32) & 0x1F00000000FFFF
    x = (x | x << 16) & 0x1F0000FF0000FF
    x = (x | x << 8) & 0x100F00F00F00F00F
    x = (x | x << 4) & 0x10C30C30C30C30C3
    return (x | x << 2) & 0x1249249249249249


@njit(cache=True, nogil=True)
def _curve_keys(vertices: FloatArray, faces: IntArray, which: IntArray, keys: NDArray[np.int64]) -> None:
    """Morton code of the centre of each face."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for f in which:
        for k in range(3):
            centre = vertices[faces[f, 0], k] + vertices[faces[f, 1], k] + vertices[faces[f, 2], k]
            low[k] = min(low[k], centre)
            high[k] = max(high[k], centre)
    span = max(high[0] - low[0], high[1] - low[1], high[2] - low[2])
    scale = GRID / span if span > 0.0 else 0.0
    for i in range(len(which)):
        f = which[i]
        key = 0
        for k in range(3):
            centre = vertices[faces[f, 0], k] + vertices[faces[f, 1], k] + vertices[faces[f, 2], k]
            key |= _spread(int((centre - low[k]) * scale)) << k
        keys[i] = key


@njit(cache=True, nogil=True)
def _sorting_order(keys: NDArray[np.int64]) -> IntArray:
    """Sort stably by radix: four passes over 11 bits."""
    order, other = np.arange(len(keys)).astype(np.int32), np.empty(len(keys), np.int32)
    for shift in range(0, 44, 11):
        start = np.zeros(2049, np.int64)
        for i in range(len(keys)):
            start[((keys[i] >> shift) & 2047) + 1] += 1
        for b in range(2048):
            start[b + 1] += start[b]
        for i in range(len(keys)):
            b = (keys[order[i]] >> shift) & 2047
            other[start[b]] = order[i]
            start[b] += 1
        order, other = other, order
    return order


@njit(cache=True, nogil=True)
def _fill_boxes(vertices: FloatArray, faces: NDArray[np.int64], boxes: FloatArray, nodes: FloatArray) -> None:
    leaves = len(nodes) // 2
    for i in range(len(faces)):
        a, b, c = faces[i, 0], faces[i, 1], faces[i, 2]
        for k in range(3):
            boxes[i, k] = min(vertices[a, k], vertices[b, k], vertices[c, k])
            boxes[i, 3 + k] = max(vertices[a, k], vertices[b, k], vertices[c, k])
    for leaf in range(leaves):
        x = leaves + leaf
        for k in range(3):
            nodes[x, k], nodes[x, 3 + k] = np.inf, -np.inf
        for i in range(leaf * LEAF, min(len(faces), leaf * LEAF + LEAF)):
            for k in range(3):
                nodes[x, k] = min(nodes[x, k], boxes[i, k])
                nodes[x, 3 + k] = max(nodes[x, 3 + k], boxes[i, 3 + k])
    for x in range(leaves - 1, 0, -1):
        for k in range(3):
            nodes[x, k] = min(nodes[2 * x, k], nodes[2 * x + 1, k])
            nodes[x, 3 + k] = max(nodes[2 * x, 3 + k], nodes[2 * x + 1, 3 + k])
