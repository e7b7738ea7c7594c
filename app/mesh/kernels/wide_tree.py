"""A tree of boxes sixteen wide over the faces of a mesh: one comparison of vectors tests all children of a node.

The faces lie along a Morton curve (see ``bvh``). A group is sixteen boxes stored axis by axis; group g of one level holds
what node g of the level above covers. The lowest level are the faces themselves, so a leaf is one group. Boxes are
float32, rounded outwards: half the memory, and they never miss a meeting.

Wide nodes after I. Wald, C. Benthin and S. Boulos, "Getting Rid of Packets", 2008.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.bvh import curve_order

WIDTH = 16
SHIFT = 4  # 2**SHIFT is the width
BITS = (1 << np.arange(WIDTH)).astype(np.int32)
DE_BRUIJN = 0x09AF  # the sixteen windows of four bits in this number are all different
PLACE = np.argsort([(((1 << i) * DE_BRUIJN) & 0xFFFF) >> 12 for i in range(WIDTH)])

Boxes = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WideTree:
    """Boxes are lowest x, y, z and highest x, y, z.

    faces   (N, 3) int64              corners of the faces along the curve (the predicates are compiled for int64 alone)
    order   (N,) int32                which face of the mesh that is
    boxes   (G, 6, WIDTH) float32     groups, level by level; empty places meet nothing
    starts  (L + 1,) int64            first group of each level, the faces' first; the last level is one group
    """

    faces: NDArray[np.int64]
    order: IntArray
    boxes: Boxes
    starts: NDArray[np.int64]

    @property
    def leaves(self) -> int:
        """Number of leaves."""
        return -(-len(self.order) // WIDTH)


def wide_tree(vertices: FloatArray, faces: IntArray, which: IntArray) -> WideTree:
    """Build the tree over the faces ``which`` (N,) int32, at least one."""
    order = curve_order(vertices, faces, which)
    sorted_faces = as_input(faces[order], np.int64)
    starts, groups = [0], -(-len(order) // WIDTH)
    while True:
        starts.append(starts[-1] + groups)
        if groups == 1:
            break
        groups = -(-groups // WIDTH)
    boxes = np.empty((starts[-1], 6, WIDTH), np.float32)
    levels = np.array(starts, np.int64)
    _fill(as_input(vertices, np.float64), sorted_faces, boxes, levels)
    return WideTree(sorted_faces, order, boxes, levels)


@njit(cache=True, nogil=True)
def meeting(boxes: Boxes, group: int, box: Boxes) -> int:
    """Bit j is set where box j of the group meets ``box`` (6,); borders belong to boxes."""
    mask = np.int32(0)
    x0, y0, z0, x1, y1, z1 = box[0], box[1], box[2], box[3], box[4], box[5]
    for j in range(WIDTH):  # no branch, no store: so the compiler makes vectors of it
        meets = (
            (boxes[group, 0, j] <= x1)
            & (boxes[group, 1, j] <= y1)
            & (boxes[group, 2, j] <= z1)
            & (boxes[group, 3, j] >= x0)
            & (boxes[group, 4, j] >= y0)
            & (boxes[group, 5, j] >= z0)
        )
        mask += np.int32(meets) * BITS[j]
    return int(mask)


@njit(cache=True, nogil=True)
def lowest(mask: int) -> int:
    """Place of the lowest bit that is set, by de Bruijn's sequence."""
    return int(PLACE[(((mask & -mask) * DE_BRUIJN) & 0xFFFF) >> 12])


@njit(cache=True, nogil=True)
def box_of_face(vertices: FloatArray, faces: NDArray[Any], f: int, box: Boxes) -> None:
    """Write the box of a face, rounded outwards, into ``box`` (6,) float32."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    for k in range(3):
        low = min(vertices[a, k], vertices[b, k], vertices[c, k])
        high = max(vertices[a, k], vertices[b, k], vertices[c, k])
        x, y = np.float32(low), np.float32(high)
        box[k] = np.nextafter(x, np.float32(-np.inf)) if x > low else x
        box[3 + k] = np.nextafter(y, np.float32(np.inf)) if y < high else y


@njit(cache=True, nogil=True)
def _fill(vertices: FloatArray, faces: NDArray[np.int64], boxes: Boxes, starts: NDArray[np.int64]) -> None:
    boxes[:, :3] = np.inf
    boxes[:, 3:] = -np.inf
    box = np.empty(6, np.float32)
    for i in range(len(faces)):
        box_of_face(vertices, faces, i, box)
        for k in range(6):
            boxes[i >> SHIFT, k, i & (WIDTH - 1)] = box[k]
    for level in range(1, len(starts) - 1):
        for node in range(starts[level] - starts[level - 1]):
            below, here = starts[level - 1] + node, starts[level] + (node >> SHIFT)
            for k in range(3):
                low, high = np.float32(np.inf), np.float32(-np.inf)
                for j in range(WIDTH):
                    low = min(low, boxes[below, k, j])
                    high = max(high, boxes[below, 3 + k, j])
                boxes[here, k, node & (WIDTH - 1)] = low
                boxes[here, 3 + k, node & (WIDTH - 1)] = high
