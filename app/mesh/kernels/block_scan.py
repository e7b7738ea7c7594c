"""What the surface does to a sparse grid (see ``block_bits``): nodes close to it, and where it crosses the grid's edges.

Lengths are in grid steps, node (i, j, k) is at (i, j, k). Blocks come as a slice: ``which`` (N,) int64 are their places in
the coarse grid, ``start`` (N + 1,) where their faces are in ``listed``. Results are rows of the slice.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import NONE, ONE, SIDE, Words, count_bits

Float32Array = NDArray[np.float32]

TOUCHING = 1e-9  # a grid line this close to a triangle's border crosses it: lines never slip between two faces
SAME = 1e-3  # of an edge: crossings this close are one sheet
THROUGH = 0.4  # |cosine| between an edge and the normals of a thin wall that it passes; some axis always has more
PARALLEL = 0.5  # |cosine| between the normals of the first and last crossing of an edge on a sheet or thin wall


@njit(cache=True, nogil=True)
def normal_of(points: FloatArray, faces: IntArray, f: int) -> tuple[float, float, float]:
    """Unit normal of a face, zeros for one without area."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
    vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
    x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    length = np.sqrt(x * x + y * y + z * z)
    if length < 1e-14:
        return 0.0, 0.0, 0.0
    return x / length, y / length, z / length


@njit(cache=True, nogil=True)
def squared_distance(points: FloatArray, faces: IntArray, f: int, px: float, py: float, pz: float) -> Any:
    """From a point to a face (C. Ericson, "Real-Time Collision Detection", 2005, section 5.1.5)."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
    vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
    x, y, z = px - points[a, 0], py - points[a, 1], pz - points[a, 2]
    d1, d2 = ux * x + uy * y + uz * z, vx * x + vy * y + vz * z
    if d1 <= 0 and d2 <= 0:
        return x * x + y * y + z * z
    bx, by, bz = px - points[b, 0], py - points[b, 1], pz - points[b, 2]
    d3, d4 = ux * bx + uy * by + uz * bz, vx * bx + vy * by + vz * bz
    if d3 >= 0 and d4 <= d3:
        return bx * bx + by * by + bz * bz
    cx, cy, cz = px - points[c, 0], py - points[c, 1], pz - points[c, 2]
    d5, d6 = ux * cx + uy * cy + uz * cz, vx * cx + vy * cy + vz * cz
    if d6 >= 0 and d5 <= d6:
        return cx * cx + cy * cy + cz * cz
    vc, vb, va = d1 * d4 - d3 * d2, d5 * d2 - d1 * d6, d3 * d6 - d5 * d4
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        s, t = d1 / (d1 - d3) if d1 != d3 else 0.0, 0.0
    elif vb <= 0 and d2 >= 0 and d6 <= 0:
        s, t = 0.0, d2 / (d2 - d6) if d2 != d6 else 0.0
    elif va <= 0 and d4 >= d3 and d5 >= d6:
        t = (d4 - d3) / (d4 - d3 + d5 - d6) if d4 - d3 + d5 - d6 > 0 else 0.0
        s = 1.0 - t
    else:
        total = va + vb + vc
        if total <= 0:  # no area
            return min(x * x + y * y + z * z, bx * bx + by * by + bz * bz, cx * cx + cy * cy + cz * cz)
        s, t = vb / total, vc / total
    x, y, z = x - s * ux - t * vx, y - s * uy - t * vy, z - s * uz - t * vz
    return x * x + y * y + z * z


@njit(cache=True, nogil=True)
def crossings_of(
    points: FloatArray,
    faces: IntArray,
    f: int,
    axis: int,
    bx: int,
    by: int,
    bz: int,
    nodes: NDArray[np.int64],
    along: FloatArray,
) -> int:
    """Where a face crosses the edges along an axis in the block whose first node is (bx, by, bz).

    Writes the edges' lower nodes (64 x + 8 y + z in the block) and how far along they are crossed, 0 to 1; up to 65.
    """
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    u, w = (axis + 1) % 3, (axis + 2) % 3
    base = bx if axis == 0 else (by if axis == 1 else bz)
    base_u = bx if u == 0 else (by if u == 1 else bz)
    base_w = bx if w == 0 else (by if w == 1 else bz)
    least = min(points[a, axis], points[b, axis], points[c, axis])
    most = max(points[a, axis], points[b, axis], points[c, axis])
    if most < base or least > base + SIDE:
        return 0
    au, aw, bu, bw, cu, cw = points[a, u], points[a, w], points[b, u], points[b, w], points[c, u], points[c, w]
    first_u = max(0, int(np.ceil(min(au, bu, cu) - TOUCHING)) - base_u)
    last_u = min(SIDE - 1, int(np.floor(max(au, bu, cu) + TOUCHING)) - base_u)
    if first_u > last_u:
        return 0
    first_w = max(0, int(np.ceil(min(aw, bw, cw) - TOUCHING)) - base_w)
    last_w = min(SIDE - 1, int(np.floor(max(aw, bw, cw) + TOUCHING)) - base_w)
    if first_w > last_w:
        return 0
    area = (bu - au) * (cw - aw) - (bw - aw) * (cu - au)
    if abs(area) < 1e-12:
        return 0
    turn = 1.0 if area > 0 else -1.0
    extent = max(max(au, bu, cu) - min(au, bu, cu), max(aw, bw, cw) - min(aw, bw, cw))
    slack = -(TOUCHING + 1e-15 * extent * extent)  # the second part bounds the rounding errors of the products
    n = 0
    for iu in range(first_u, last_u + 1):
        pu = float(base_u + iu)
        for iw in range(first_w, last_w + 1):
            pw = float(base_w + iw)
            e0 = ((bu - au) * (pw - aw) - (bw - aw) * (pu - au)) * turn
            if e0 < slack:
                continue
            e1 = ((cu - bu) * (pw - bw) - (cw - bw) * (pu - bu)) * turn
            if e1 < slack:
                continue
            e2 = ((au - cu) * (pw - cw) - (aw - cw) * (pu - cu)) * turn
            if e2 < slack:
                continue
            height = (e1 * points[a, axis] + e2 * points[b, axis] + e0 * points[c, axis]) / (e0 + e1 + e2)
            height = min(max(height, least), most)
            floor = int(np.floor(height))
            i = floor - base
            if i < 0 or i >= SIDE:
                continue
            if axis == 0:
                nodes[n] = i * 64 + iu * 8 + iw
            elif axis == 1:
                nodes[n] = iw * 64 + i * 8 + iu
            else:
                nodes[n] = iu * 64 + iw * 8 + i
            along[n] = height - floor
            n += 1
    return n


@njit(cache=True, nogil=True)
def _mark_close(
    points: FloatArray,
    faces: IntArray,
    f: int,
    bx: int,
    by: int,
    bz: int,
    far: float,
    close: float,
    within_far: Words,
    within_close: Words,
) -> None:
    """Set the bits of the nodes of a block that are within ``far`` of a face, and of those within ``close`` (the smaller)."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    x0 = max(0, int(np.ceil(min(points[a, 0], points[b, 0], points[c, 0]) - far)) - bx)
    x1 = min(SIDE - 1, int(np.floor(max(points[a, 0], points[b, 0], points[c, 0]) + far)) - bx)
    y0 = max(0, int(np.ceil(min(points[a, 1], points[b, 1], points[c, 1]) - far)) - by)
    y1 = min(SIDE - 1, int(np.floor(max(points[a, 1], points[b, 1], points[c, 1]) + far)) - by)
    z0 = max(0, int(np.ceil(min(points[a, 2], points[b, 2], points[c, 2]) - far)) - bz)
    z1 = min(SIDE - 1, int(np.floor(max(points[a, 2], points[b, 2], points[c, 2]) + far)) - bz)
    if x0 > x1 or y0 > y1 or z0 > z1:
        return
    nx, ny, nz = normal_of(points, faces, f)
    level = nx * points[a, 0] + ny * points[a, 1] + nz * points[a, 2]
    for x in range(x0, x1 + 1):
        marked, marked_close = within_far[x], within_close[x]
        for y in range(y0, y1 + 1):
            height = nx * (bx + x) + ny * (by + y) - level
            for z in range(z0, z1 + 1):
                bit = ONE << np.uint64(8 * y + z)
                if marked_close & bit != NONE:
                    continue
                plane = abs(height + nz * (bz + z))
                if plane > far or (plane > close and marked & bit != NONE):
                    continue
                d = squared_distance(points, faces, f, float(bx + x), float(by + y), float(bz + z))
                if d <= far * far:
                    marked |= bit
                    if d <= close * close:
                        marked_close |= bit
        within_far[x], within_close[x] = marked, marked_close


@njit(cache=True, nogil=True)
def scan(
    points: FloatArray,
    faces: IntArray,
    cap: BoolArray,
    which: NDArray[np.int64],
    shape: NDArray[np.int64],
    start: NDArray[np.int64],
    listed: IntArray,
    far: float,
    close: float,
    free: Words,
    touched: Words,
    crossed: Words,
    sheet: Words,
    number: NDArray[np.int64],
) -> Float32Array:
    """Fill the rows of a slice of blocks and return (C, 2) float32: first and last crossing of each crossed edge, 0 to 1.

    free     (N, 8)     nodes farther than ``far`` from all faces that are no caps
    touched  (N, 8)     nodes within ``close``
    crossed  (N, 3, 8)  edges that a face crosses
    sheet    (N, 3, 8)  those whose first and last crossing are one, or parallel and not grazed; never a cap
    number   (N,)       crossed edges of each block; they are in the order of axis, x and bit
    """
    first, last = np.full((3, 512), 2.0, np.float32), np.full((3, 512), -1.0, np.float32)
    first_face, last_face = np.empty((3, 512), np.int32), np.empty((3, 512), np.int32)
    nodes, along = np.empty(72, np.int64), np.empty(72)
    result = np.empty((1024, 2), np.float32)
    n = 0
    within_far, within_close = np.zeros(8, np.uint64), np.zeros(8, np.uint64)
    for i in range(len(which)):
        q = which[i]
        bx, by, bz = SIDE * (q // (shape[1] * shape[2])), SIDE * (q // shape[2] % shape[1]), SIDE * (q % shape[2])
        within_far[:], within_close[:] = NONE, NONE
        crossed[i], sheet[i] = NONE, NONE
        for s in range(start[i], start[i + 1]):
            f = listed[s]
            if not cap[f]:
                _mark_close(points, faces, f, bx, by, bz, far, close, within_far, within_close)
            for axis in range(3):
                m = crossings_of(points, faces, f, axis, bx, by, bz, nodes, along)
                for j in range(m):
                    node, t = nodes[j], np.float32(along[j])
                    word, bit = node >> 6, ONE << np.uint64(node & 63)
                    if crossed[i, axis, word] & bit == NONE:
                        crossed[i, axis, word] |= bit
                        first[axis, node], last[axis, node] = t, t
                        first_face[axis, node], last_face[axis, node] = f, f
                        continue
                    if t < first[axis, node]:
                        first[axis, node], first_face[axis, node] = t, f
                    if t > last[axis, node]:
                        last[axis, node], last_face[axis, node] = t, f
        begin = n
        for axis in range(3):
            for x in range(SIDE):
                free[i, x], touched[i, x] = ~within_far[x], within_close[x]
                left = crossed[i, axis, x]
                if left == NONE:
                    continue
                if n + 64 > len(result):
                    larger = np.empty((2 * len(result), 2), np.float32)
                    for k in range(n):  # in a loop: assigning a slice takes seconds to compile
                        larger[k, 0], larger[k, 1] = result[k, 0], result[k, 1]
                    result = larger
                while left != NONE:
                    bit = left & (~left + ONE)
                    left ^= bit
                    node = 64 * x + count_bits(bit - ONE)
                    f, g = first_face[axis, node], last_face[axis, node]
                    result[n, 0], result[n, 1] = first[axis, node], last[axis, node]
                    n += 1
                    if cap[f] or cap[g]:
                        continue
                    if last[axis, node] - first[axis, node] > SAME:
                        fx, fy, fz = normal_of(points, faces, f)
                        gx, gy, gz = normal_of(points, faces, g)
                        if abs(fx * gx + fy * gy + fz * gz) <= PARALLEL:
                            continue
                        # An edge that grazes a bulge goes in and out again too, but not through.
                        steep = (
                            min(abs(fx), abs(gx))
                            if axis == 0
                            else min(abs(fy), abs(gy))
                            if axis == 1
                            else min(abs(fz), abs(gz))
                        )
                        if steep < THROUGH:
                            continue
                    sheet[i, axis, x] |= bit
        number[i] = n - begin
    return result[:n].copy()


@njit(cache=True, nogil=True)
def faces_seen(
    points: FloatArray,
    faces: IntArray,
    which: NDArray[np.int64],
    shape: NDArray[np.int64],
    start: NDArray[np.int64],
    listed: IntArray,
    rows: NDArray[np.int64],
    crossed: Words,
    from_low: Words,
    from_high: Words,
    first_crossing: NDArray[np.int64],
    crossings: Float32Array,
    crosses: BoolArray,
    hidden: BoolArray,
    seen: BoolArray,
) -> None:
    """Mark in (F,) arrays the faces that cross an edge, one with no chosen end, or are first along one from a chosen end.

    rows                 (N,) where the blocks ``which`` are in the arrays
    from_low, from_high  (B, 3, 8) edges to be looked at from their lower and from their upper end
    A mark is the same whoever makes it first, so slices may share the arrays.
    """
    nodes, along = np.empty(72, np.int64), np.empty(72)
    before = np.empty((3, 8), np.int64)
    for i in range(len(which)):
        q, b = which[i], rows[i]
        bx, by, bz = SIDE * (q // (shape[1] * shape[2])), SIDE * (q // shape[2] % shape[1]), SIDE * (q % shape[2])
        n = first_crossing[b]
        for axis in range(3):
            for x in range(SIDE):
                before[axis, x] = n
                n += count_bits(crossed[b, axis, x])
        for s in range(start[i], start[i + 1]):
            f = listed[s]
            if seen[f]:
                continue
            for axis in range(3):
                m = crossings_of(points, faces, f, axis, bx, by, bz, nodes, along)
                for j in range(m):
                    x, bit = nodes[j] >> 6, ONE << np.uint64(nodes[j] & 63)
                    k = before[axis, x] + count_bits(crossed[b, axis, x] & (bit - ONE))
                    crosses[f] = True
                    low, high = from_low[b, axis, x] & bit != NONE, from_high[b, axis, x] & bit != NONE
                    if not (low or high):
                        hidden[f] = True
                    elif (low and along[j] <= crossings[k, 0] + SAME) or (high and along[j] >= crossings[k, 1] - SAME):
                        seen[f] = True
