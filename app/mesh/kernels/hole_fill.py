"""Borders of a mesh whose vertices have one fan each, and the triangulation that closes one.

The triangulation has the least weight of all (Barequet and Sharir 1995; Liepa 2003): area, plus how far a new triangle
bends away from the face behind its border edge. Cubic in the number of border edges.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.mesh import FloatArray, IntArray


def border_loops(faces: IntArray, twins: IntArray) -> list[IntArray]:
    """The closed border loops, each as its half edges (N,) int32 in the order of the faces' own direction."""
    half_edges, ends = _loops(faces, twins)
    return [np.ascontiguousarray(part) for part in np.split(half_edges, ends[:-1])] if len(ends) else []


def triangulate(polygon: FloatArray, normals: FloatArray, taken: NDArray[np.uint8]) -> IntArray:
    """Close a polygon in space.

    polygon  (N, 3) float64, scaled to about 1
    normals  (N, 3) unit normal of the face behind the edge from point i to i + 1
    taken    (N, N) uint8: 1 where points i < j are joined by an edge of the mesh already: such a diagonal would make an
             edge with more than two faces
    returns  (N - 2, 3) int32 indices into the polygon, in its direction
    """
    return _least_weight(polygon, normals, taken)


@njit(cache=True, nogil=True)
def _loops(faces: IntArray, twins: IntArray) -> tuple[IntArray, IntArray]:
    n_vertices = 0
    open_edges = 0
    for h in range(len(twins)):
        n_vertices = max(n_vertices, faces[h // 3, h % 3] + 1)
        if twins[h] < 0:
            open_edges += 1
    leaving = np.full(n_vertices, -1, np.int32)
    for h in range(len(twins)):
        if twins[h] < 0:
            leaving[faces[h // 3, h % 3]] = h
    used = np.zeros(n_vertices, np.bool_)
    order = np.empty(open_edges, np.int32)
    ends = np.empty(open_edges, np.int32)
    m = 0
    loops = 0
    for h in range(len(twins)):
        if twins[h] >= 0 or used[faces[h // 3, h % 3]]:
            continue
        start = faces[h // 3, h % 3]
        v = start
        begin = m
        while leaving[v] >= 0 and not used[v]:
            used[v] = True
            g = leaving[v]
            order[m] = g
            m += 1
            v = faces[g // 3, (g % 3 + 1) % 3]
        if v == start and m - begin >= 3:
            ends[loops] = m
            loops += 1
        else:
            m = begin
    return order[:m].copy(), ends[:loops].copy()


@njit(cache=True, nogil=True)
def _least_weight(polygon: FloatArray, normals: FloatArray, taken: NDArray[np.uint8]) -> IntArray:
    n = len(polygon)
    weight = np.full((n, n), 1e300)
    via = np.full((n, n), -1, np.int32)
    for i in range(n - 1):
        weight[i, i + 1] = 0.0
    for span in range(2, n):
        for i in range(n - span):
            j = i + span
            for k in range(i + 1, j):
                w = weight[i, k] + weight[k, j]
                if w >= weight[i, j]:
                    continue
                ux = polygon[k, 0] - polygon[i, 0]
                uy = polygon[k, 1] - polygon[i, 1]
                uz = polygon[k, 2] - polygon[i, 2]
                vx = polygon[j, 0] - polygon[i, 0]
                vy = polygon[j, 1] - polygon[i, 1]
                vz = polygon[j, 2] - polygon[i, 2]
                cx = uy * vz - uz * vy
                cy = uz * vx - ux * vz
                cz = ux * vy - uy * vx
                area2 = np.sqrt(cx * cx + cy * cy + cz * cz)
                if area2 <= 1e-30:
                    w += 1e6
                else:
                    w += area2  # half for the area, half as the scale of each bend below
                    bend = 0.0
                    if k == i + 1:
                        bend += 1 - (cx * normals[i, 0] + cy * normals[i, 1] + cz * normals[i, 2]) / area2
                    if j == k + 1:
                        bend += 1 - (cx * normals[k, 0] + cy * normals[k, 1] + cz * normals[k, 2]) / area2
                    if span == n - 1:
                        bend += 1 - (cx * normals[j, 0] + cy * normals[j, 1] + cz * normals[j, 2]) / area2
                    w += area2 * 0.5 * (bend - 1)
                if taken[i, k] and k > i + 1:
                    w += 1e3
                if taken[k, j] and j > k + 1:
                    w += 1e3
                if w < weight[i, j]:
                    weight[i, j] = w
                    via[i, j] = k
    result = np.empty((n - 2, 3), np.int32)
    stack = np.empty((n + 4, 2), np.int32)
    stack[0, 0], stack[0, 1] = 0, n - 1
    depth = 1
    m = 0
    while depth > 0:
        depth -= 1
        i, j = stack[depth, 0], stack[depth, 1]
        if j < i + 2:
            continue
        k = via[i, j]
        result[m, 0], result[m, 1], result[m, 2] = i, k, j
        m += 1
        stack[depth, 0], stack[depth, 1] = i, k
        stack[depth + 1, 0], stack[depth + 1, 1] = k, j
        depth += 2
    return result
