"""The closest point of a surface that looks the same way: where a new surface finds what it stands for.

The plain closest point may lie on the far side of a thin part, on an inner wall or on the arm beside the body; gating by
the normals while the tree is searched finds the closest point that does not, in one search.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.bvh import LEAF, face_tree
from app.mesh.kernels.measure import face_normals

AGREE = 0.3  # cosine: normals that are less than 73° apart look the same way
DEPTH = 64  # of the stack: one entry a level of the tree, and a few


@dataclass(frozen=True, eq=False)
class GatedSurface:
    """The faces of a surface along the curve of a tree, for searching.

    corners  (N, 9) float64 mm
    normals  (N, 3) float64 of length 1, towards the outside; 0 for a face without area, which is never found
    order    (N,) int32 which face that is
    nodes    (2 L, 6) float64 boxes, as in FaceTree
    reach    mm: nothing farther than this is found
    near     mm: up to here a face that looks the same way goes before a closer one that looks the opposite way
    """

    corners: FloatArray
    normals: FloatArray
    order: IntArray
    nodes: FloatArray
    reach: float
    near: float

    @classmethod
    def of(cls, points: FloatArray, faces: IntArray, reach: float, near: float) -> "GatedSurface":
        """Of points (V, 3) and faces (F, 3)."""
        tree = face_tree(points, faces, np.arange(len(faces), dtype=np.int32))
        normals = face_normals(points, faces)
        corners = np.ascontiguousarray(points[tree.faces].reshape(-1, 9), np.float64)
        return cls(corners, np.ascontiguousarray(normals[tree.order]), tree.order, tree.nodes, reach, near)

    def turned(self, wrong: BoolArray) -> "GatedSurface":
        """With the normals of these faces (F,), whose winding is the wrong way round, turned over."""
        return replace(self, normals=np.where(wrong[self.order][:, None], -self.normals, self.normals))

    def closest(self, points: FloatArray, normals: FloatArray) -> tuple[IntArray, FloatArray]:
        """Face (N,) int32 and barycentric weights (N, 3) for points (N, 3) mm with unit normals (N, 3).

        The face is -1 where nothing within reach agrees. A face that looks the opposite way, as the back of a sheet
        does, is taken only where no other agrees, or a much farther one.
        """
        face = np.empty(len(points), np.int32)
        weights = np.empty((len(points), 3))
        _closest_of_each(face, weights, as_input(points, np.float64), as_input(normals, np.float64), *self.arrays())
        return face, weights

    def arrays(self) -> tuple[Any, ...]:
        """As the compiled functions take them."""
        return (
            as_input(self.corners, np.float64),
            as_input(self.normals, np.float64),
            as_input(self.order, np.int32),
            as_input(self.nodes, np.float64),
            self.reach,
            self.near,
        )


@njit(cache=True, nogil=True)
def _closest_of_each(
    face: IntArray,
    weights: FloatArray,
    points: FloatArray,
    normals: FloatArray,
    corners: FloatArray,
    source_normals: FloatArray,
    order: IntArray,
    nodes: FloatArray,
    reach: float,
    near: float,
) -> None:
    stack = np.empty(DEPTH, np.int64)
    bound = np.empty(DEPTH)
    hint = int(np.int64(-1))  # not a literal, which would be compiled by itself
    for i in range(len(points)):
        p, n = points[i], normals[i]
        hint, v, w = closest_agreeing(
            p[0], p[1], p[2], n[0], n[1], n[2], hint, corners, source_normals, nodes, reach, near, stack, bound
        )
        face[i] = order[hint] if hint >= 0 else -1
        weights[i, 0], weights[i, 1], weights[i, 2] = 1.0 - v - w, v, w


@njit(cache=True, nogil=True)
def closest_agreeing(
    px: float,
    py: float,
    pz: float,
    nx: float,
    ny: float,
    nz: float,
    hint: int,
    corners: FloatArray,
    normals: FloatArray,
    nodes: FloatArray,
    reach: float,
    near: float,
    stack: NDArray[np.int64],
    bound: FloatArray,
) -> tuple[int, float, float]:
    """Return the place along the curve of the closest face that agrees, or -1, and the weights of its last two corners.

    ``hint`` is a place to look at first, or -1: it makes the search faster and never changes what is found.
    """
    leaves = len(nodes) // 2
    best, best_v, best_w, best_d = -1, 0.0, 0.0, reach * reach
    back, back_v, back_w, back_d = -1, 0.0, 0.0, reach * reach
    if hint >= 0 and normals[hint, 0] * nx + normals[hint, 1] * ny + normals[hint, 2] * nz > AGREE:
        d, v, w = closest_on_triangle(px, py, pz, corners, hint)
        if d <= best_d:
            best, best_v, best_w, best_d = hint, v, w, d
    stack[0], bound[0] = 1, 0.0
    size = 1
    while size > 0:
        size -= 1
        x, lower = stack[size], bound[size]
        if lower > best_d:
            continue
        if x >= leaves:
            for i in range((x - leaves) * LEAF, min(len(corners), (x - leaves) * LEAF + LEAF)):
                cosine = normals[i, 0] * nx + normals[i, 1] * ny + normals[i, 2] * nz
                if abs(cosine) <= AGREE:
                    continue
                d, v, w = closest_on_triangle(px, py, pz, corners, i)
                if cosine > 0.0:
                    if d < best_d or (d == best_d and (best < 0 or i < best)):
                        best, best_v, best_w, best_d = i, v, w, d
                elif d < back_d or (d == back_d and (back < 0 or i < back)):
                    back, back_v, back_w, back_d = i, v, w, d
            continue
        a, b = 2 * x, 2 * x + 1
        da, db = box_distance(px, py, pz, nodes, a), box_distance(px, py, pz, nodes, b)
        if da > db:
            a, b, da, db = b, a, db, da
        if db <= best_d:
            stack[size], bound[size] = b, db
            size += 1
        if da <= best_d:
            stack[size], bound[size] = a, da
            size += 1
    if back >= 0 and (best < 0 or (best_d > 4.0 * back_d and best_d > near * near)):
        return back, back_v, back_w
    return best, best_v, best_w


@njit(cache=True, nogil=True)
def box_distance(px: float, py: float, pz: float, nodes: FloatArray, x: int) -> float:
    """Squared; infinite for the empty box of a leaf without faces."""
    dx = max(nodes[x, 0] - px, px - nodes[x, 3], 0.0)
    dy = max(nodes[x, 1] - py, py - nodes[x, 4], 0.0)
    dz = max(nodes[x, 2] - pz, pz - nodes[x, 5], 0.0)
    return float(dx * dx + dy * dy + dz * dz)


@njit(cache=True, nogil=True)
def closest_on_triangle(px: float, py: float, pz: float, corners: FloatArray, i: int) -> tuple[float, float, float]:
    """Squared distance to the triangle, and the weights of its second and third corner there (Ericson 2005, 5.1.5)."""
    ax, ay, az = corners[i, 0], corners[i, 1], corners[i, 2]
    ux, uy, uz = corners[i, 3] - ax, corners[i, 4] - ay, corners[i, 5] - az
    vx, vy, vz = corners[i, 6] - ax, corners[i, 7] - ay, corners[i, 8] - az
    x, y, z = px - ax, py - ay, pz - az
    d1, d2 = ux * x + uy * y + uz * z, vx * x + vy * y + vz * z
    uu, uv, vv = ux * ux + uy * uy + uz * uz, ux * vx + uy * vy + uz * vz, vx * vx + vy * vy + vz * vz
    d3, d4, d5, d6 = d1 - uu, d2 - uv, d1 - uv, d2 - vv
    va, vb, vc = d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2
    s, t = 0.0, 0.0
    if d1 <= 0.0 and d2 <= 0.0:
        s, t = 0.0, 0.0
    elif d3 >= 0.0 and d4 <= d3:
        s, t = 1.0, 0.0
    elif vc <= 0.0 and d1 >= 0.0 and d3 <= 0.0:
        s, t = (d1 / (d1 - d3) if d1 > d3 else 0.0), 0.0
    elif d6 >= 0.0 and d5 <= d6:
        s, t = 0.0, 1.0
    elif vb <= 0.0 and d2 >= 0.0 and d6 <= 0.0:
        s, t = 0.0, (d2 / (d2 - d6) if d2 > d6 else 0.0)
    elif va <= 0.0 and d4 - d3 >= 0.0 and d5 - d6 >= 0.0:
        span = (d4 - d3) + (d5 - d6)
        t = (d4 - d3) / span if span > 0.0 else 0.0
        s = 1.0 - t
    else:
        total = va + vb + vc
        s, t = (vb / total, vc / total) if total > 0.0 else (0.0, 0.0)
    x, y, z = x - s * ux - t * vx, y - s * uy - t * vy, z - s * uz - t * vz
    return x * x + y * y + z * z, s, t
