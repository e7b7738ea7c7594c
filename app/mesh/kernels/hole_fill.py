"""Borders of a mesh whose vertices have one fan each, and the triangulation that closes one.

The triangulation has the least weight of all (Barequet and Sharir 1995; Liepa 2003): area, plus how far a new triangle
bends away from the face behind its border edge. Cubic in the number of border edges.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

STEPS = 4_000_000  # choices that one call of the kernel weighs: about 50 ms, so that cancel is quick


def border_loops(faces: IntArray, twins: IntArray) -> list[IntArray]:
    """The closed border loops, each as its half edges (N,) int32 in the order of the faces' own direction."""
    half_edges, ends = _loops(faces, twins)
    return [np.ascontiguousarray(part) for part in np.split(half_edges, ends[:-1])] if len(ends) else []


def triangulate(
    polygon: FloatArray, normals: FloatArray, taken: NDArray[np.uint8], progress: Progress | None = None
) -> IntArray:
    """Close a polygon in space.

    polygon  (N, 3) float64, scaled to about 1
    normals  (N, 3) unit normal of the face behind the edge from point i to i + 1
    taken    (N, N) uint8: 1 where points i < j are joined by an edge of the mesh already: such a diagonal would make an
             edge with more than two faces
    returns  (N - 2, 3) int32 indices into the polygon, in its direction
    Raises Cancelled from ``progress`` within a fraction of a second.
    """
    n = len(polygon)
    polygon, normals, taken = as_input(polygon, np.float64), as_input(normals, np.float64), as_input(taken, np.uint8)
    weight = np.zeros((n, n))
    via = np.full((n, n), -1, np.int32)
    span = 2
    while span < n:
        cost, last = 0, span  # a span is n - span stretches with span - 1 choices each
        while last < n and (cost == 0 or cost + (n - last) * last < STEPS):
            cost += (n - last) * last
            last += 1
        _weigh(polygon, normals, taken, span, last, weight, via)
        span = last
        if progress is not None:
            progress((span / n) ** 2)
    return _triangles(via)


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
def _weigh(
    polygon: FloatArray,
    normals: FloatArray,
    taken: NDArray[np.uint8],
    first: int,
    last: int,
    weight: FloatArray,
    via: IntArray,
) -> None:
    """Find the best third corner of every stretch i to j with ``first`` <= j - i < ``last``.

    ``weight`` is kept on both sides of its diagonal, so that both halves of a stretch are read along a row.
    """
    n = len(polygon)
    for span in range(first, last):
        for i in range(n - span):
            j = i + span
            vx, vy, vz = polygon[j, 0] - polygon[i, 0], polygon[j, 1] - polygon[i, 1], polygon[j, 2] - polygon[i, 2]
            best, choice = 1e300, -1
            for k in range(i + 1, j):
                w = weight[i, k] + weight[j, k]
                if w >= best:
                    continue
                ux, uy, uz = polygon[k, 0] - polygon[i, 0], polygon[k, 1] - polygon[i, 1], polygon[k, 2] - polygon[i, 2]
                cx, cy, cz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
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
                if w < best:
                    best, choice = w, k
            weight[i, j] = weight[j, i] = best
            via[i, j] = choice


@njit(cache=True, nogil=True)
def _triangles(via: IntArray) -> IntArray:
    n = len(via)
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
