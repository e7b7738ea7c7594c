"""Cutting a mesh into blocks that can be worked on at the same time: no two touch the same vertex or face."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse_block import collapse_block
from app.mesh.kernels.collapse_fans import LOCKED, Bytes, Floats32

CELL_BITS = 7  # of the grid along each axis
Starts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Blocks:
    """Vertices and faces sorted by block.

    vertices, vertex_start  (V,) and (B + 1,): the vertices of block b are ``vertices[vertex_start[b] : …[b + 1]]``
    faces, face_start       the same for faces with all corners in one block; those between blocks come last
    local                   (V,): number of each vertex in its block
    kind                    (V,) uint8: LOCKED where a face between blocks is near, or what was locked before; else 0
    """

    vertices: IntArray
    vertex_start: Starts
    faces: IntArray
    face_start: Starts
    local: IntArray
    kind: Bytes

    @property
    def count(self) -> int:
        """Number of blocks."""
        return len(self.vertex_start) - 1


def blocks_of(points: FloatArray, faces: IntArray, locked: Bytes, size: int, shift: FloatArray) -> Blocks:
    """Cut along a Morton curve into blocks of about ``size`` vertices.

    shift  (3,) of the extent, 0 to 1: moves the borders, so that another cut leaves other faces between blocks
    """
    count = max(1, round(len(points) / size))
    block = np.zeros(len(points), np.int32)
    if count > 1:
        _blocks_along_curve(points, shift, count, block)
    vertices, vertex_start = np.empty(len(points), np.int32), np.zeros(count + 2, np.int64)
    _sort(block, count, vertices, vertex_start)
    local = np.empty(len(points), np.int32)
    local[vertices] = np.arange(len(points), dtype=np.int32) - vertex_start[block[vertices]].astype(np.int32)
    kind = locked * np.uint8(LOCKED)
    block_of_face = np.empty(len(faces), np.int32)
    _blocks_of_faces(faces, block, count, block_of_face, kind)
    order, face_start = np.empty(len(faces), np.int32), np.zeros(count + 2, np.int64)
    _sort(block_of_face, count, order, face_start)
    return Blocks(vertices, vertex_start[: count + 1], order, face_start[: count + 1], local, kind)


@njit(cache=True, nogil=True)
def _blocks_along_curve(points: FloatArray, shift: FloatArray, count: int, block: IntArray) -> None:
    low, high = points[0].copy(), points[0].copy()
    for v in range(len(points)):
        for c in range(3):
            low[c], high[c] = min(low[c], points[v, c]), max(high[c], points[v, c])
    span = max(high[0] - low[0], high[1] - low[1], high[2] - low[2])
    # The grid is half as large again as the mesh, so that it can be shifted.
    cells = 1 << CELL_BITS
    step = 1.5 * span / (cells - 1) if span > 0.0 else 1.0
    before = np.zeros(cells * cells * cells, np.int64)
    for v in range(len(points)):
        key = 0
        for c in range(3):
            cell = int((points[v, c] - low[c] + 0.5 * span * shift[c]) / step)
            for bit in range(CELL_BITS):
                key |= ((cell >> bit) & 1) << (3 * bit + c)
        block[v] = key
        before[key] += 1
    total = 0
    for key in range(len(before)):
        here = before[key]
        before[key] = total
        total += here
    for v in range(len(points)):
        block[v] = before[block[v]] * count // total


@njit(cache=True, nogil=True)
def _blocks_of_faces(faces: IntArray, block: IntArray, count: int, block_of_face: IntArray, kind: Bytes) -> None:
    """The block of each face, ``count`` where its corners are in different ones; these corners are locked."""
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        if block[a] == block[b] and block[b] == block[c]:
            block_of_face[f] = block[a]
        else:
            block_of_face[f] = count
            kind[a], kind[b], kind[c] = LOCKED, LOCKED, LOCKED


@njit(cache=True, nogil=True)
def _sort(block: IntArray, count: int, order: IntArray, start: Starts) -> None:
    """Sort by counting; ``start`` (count + 2,) gets where each block begins."""
    for i in range(len(block)):
        start[block[i] + 1] += 1
    for b in range(count + 1):
        start[b + 1] += start[b]
    at = start.copy()
    for i in range(len(block)):
        order[at[block[i]]] = i
        at[block[i]] += 1


@njit(cache=True, nogil=True)
def collapse_one_block(
    points: FloatArray,
    faces: IntArray,
    quadrics: Floats32,
    scale: Floats32,
    drift: Floats32,
    kind: Bytes,
    uv: Floats32,
    group: NDArray[np.int16],
    colors: Floats32,
    vertex_of: IntArray,
    into: IntArray,
    its_vertices: IntArray,
    its_faces: IntArray,
    local: IntArray,
    limit: float,
    key_limit: float,
    most: int,
    color_weight: float,
    by_area: bool,
    stop: Bytes,
) -> int:
    """Copy a block out, collapse its edges (see ``collapse_block``) and copy it back: all of it lies in the cache.

    vertex_of, into  which vertex of the input each one is, and, for those, which other one took it up
    """
    n, m = len(its_vertices), len(its_faces)
    p, q = np.empty((n, 3)), np.empty((n, quadrics.shape[1]), np.float32)
    s, d, k = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.uint8)
    c = np.empty((n if len(colors) else 0, 3), np.float32)
    for i in range(n):
        v = its_vertices[i]
        _copy_row(points, v, p, i)
        _copy_row(quadrics, v, q, i)
        s[i], d[i], k[i] = scale[v], drift[v], kind[v]
        if len(colors):
            _copy_row(colors, v, c, i)
    t = np.empty((m, 3), np.int32)
    w, g = np.empty((m if len(uv) else 0, 3, 2), np.float32), np.empty(m if len(group) else 0, np.int16)
    for i in range(m):
        f = its_faces[i]
        for corner in range(3):
            t[i, corner] = local[faces[f, corner]]
        if len(uv):
            _copy_corners(uv, f, w, i)
        if len(group):
            g[i] = group[f]
    taken = np.arange(n).astype(np.int32)
    gone = collapse_block(p, t, q, s, d, k, w, g, c, taken, limit, key_limit, most, color_weight, by_area, stop)
    for i in range(n):
        v = its_vertices[i]
        _copy_row(p, i, points, v)
        _copy_row(q, i, quadrics, v)
        scale[v], drift[v] = s[i], d[i]
        into[vertex_of[v]] = vertex_of[its_vertices[taken[i]]]
        if len(colors):
            _copy_row(c, i, colors, v)
    for i in range(m):
        f = its_faces[i]
        if t[i, 0] < 0:
            faces[f, 0] = -1
            continue
        for corner in range(3):
            faces[f, corner] = its_vertices[t[i, corner]]
        if len(uv):
            _copy_corners(w, i, uv, f)
    return gone


@njit(cache=True, nogil=True)
def _copy_row(source: NDArray[Any], i: int, target: NDArray[Any], j: int) -> None:
    """In a loop: assigning a row takes seconds to compile."""
    for k in range(source.shape[1]):
        target[j, k] = source[i, k]


@njit(cache=True, nogil=True)
def _copy_corners(source: Floats32, i: int, target: Floats32, j: int) -> None:
    for k in range(3):
        target[j, k, 0], target[j, k, 1] = source[i, k, 0], source[i, k, 1]
