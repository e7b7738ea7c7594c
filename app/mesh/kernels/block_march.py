"""The surface between the inside and the outside nodes of a sparse grid (see ``block_bits``), by marching cubes.

Vertices lie on the grid's edges, strictly between their ends, and each triangle stays in its own cube: none crosses
another one. A vertex is numbered by the block of its edge's lower end, then by axis, x and bit.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import NONE, ONE, S1, S7, S8, S56, SIDE, Z0, Bytes, Words, ahead, count_bits, word_of

NEAREST_END, FARTHEST_END = 0.04, 0.96  # where on its edge a vertex may lie: rounding never takes it out
INSIDE = 2  # coarse label of blocks that are not stored and lie inside
FAR = 127  # stands for 1 and more steps among the thickened values


@njit(cache=True, nogil=True)
def _corner_blocks(place: NDArray[np.int64], index: IntArray, shape: NDArray[np.int64], b: int, out: IntArray) -> None:
    """The block (or -1 - place) at each of eight steps: bit 0 of the row is +x, bit 1 +y, bit 2 +z."""
    for d in range(8):
        q = place[b] + (d & 1) * shape[1] * shape[2] + ((d >> 1) & 1) * shape[2] + (d >> 2)
        out[d] = index[q] if index[q] >= 0 else -1 - q


@njit(cache=True, nogil=True)
def _plane(solid: Words, coarse: Bytes, blocks: IntArray, x: int) -> tuple[Any, Any, Any, Any]:
    """Words of the corners (y, z), (y + 1, z), (y, z + 1) and (y + 1, z + 1) of the cells at x = 0 to 8 of a block."""
    d = 0 if x < SIDE else 1
    x &= 7
    here, above = word_of(solid, coarse, INSIDE, blocks[d], x), word_of(solid, coarse, INSIDE, blocks[d + 4], x)
    beside, both = word_of(solid, coarse, INSIDE, blocks[d + 2], x), word_of(solid, coarse, INSIDE, blocks[d + 6], x)
    up = ((here & ~Z0) >> S1) | ((above & Z0) << S7)
    up_beside = ((beside & ~Z0) >> S1) | ((both & Z0) << S7)
    return here, (here >> S8) | (beside << S56), up, (up >> S8) | (up_beside << S56)


@njit(cache=True, nogil=True)
def _state(low: tuple[Any, Any, Any, Any], high: tuple[Any, Any, Any, Any], bit: Any) -> int:
    """Which corners of a cell are inside, as bits x + 2 y + 4 z; from the planes at x and x + 1."""
    state = 0
    for k in range(4):  # numba unrolls tuples of one type
        if low[k] & bit != NONE:
            state |= 1 << (2 * k)
        if high[k] & bit != NONE:
            state |= 2 << (2 * k)
    return state


@njit(cache=True, nogil=True)
def count(
    solid: Words,
    near: IntArray,
    coarse: Bytes,
    place: NDArray[np.int64],
    index: IntArray,
    shape: NDArray[np.int64],
    table_number: Bytes,
    row: int,
    stop: int,
    cut: Words,
    before: NDArray[np.uint16],
    n_vertices: NDArray[np.int64],
    n_triangles: NDArray[np.int64],
) -> None:
    """Fill rows of these.

    cut                      (B, 3, 8)  edges with one end inside
    before                   (B, 3, 8)  vertices of the block before those of each word
    n_vertices, n_triangles  (B,)
    """
    blocks = np.empty(8, np.int32)
    for b in range(row, stop):
        n = 0
        for axis in range(3):
            for x in range(SIDE):
                edges = solid[b, x] ^ ahead(solid, near, coarse, INSIDE, b, axis, x)
                cut[b, axis, x], before[b, axis, x] = edges, n
                n += count_bits(edges)
        n_vertices[b] = n
        n = 0
        _corner_blocks(place, index, shape, b, blocks)
        low = _plane(solid, coarse, blocks, 0)
        for x in range(SIDE):
            high = _plane(solid, coarse, blocks, x + 1)
            cells = (low[0] | low[1] | low[2] | low[3] | high[0] | high[1] | high[2] | high[3]) & ~(
                low[0] & low[1] & low[2] & low[3] & high[0] & high[1] & high[2] & high[3]
            )
            while cells != NONE:
                bit = cells & (~cells + ONE)
                cells ^= bit
                n += table_number[_state(low, high, bit)]
            low = high
        n_triangles[b] = n


@njit(cache=True, nogil=True)
def triangles(
    solid: Words,
    coarse: Bytes,
    place: NDArray[np.int64],
    index: IntArray,
    shape: NDArray[np.int64],
    table_number: Bytes,
    table: Bytes,
    row: int,
    stop: int,
    cut: Words,
    before: NDArray[np.uint16],
    first_vertex: NDArray[np.int64],
    first_triangle: NDArray[np.int64],
    out: IntArray,
) -> None:
    """Write the triangles (T, 3) of the cells of the blocks ``row`` to ``stop``."""
    blocks = np.empty(8, np.int32)
    for b in range(row, stop):
        t = first_triangle[b]
        _corner_blocks(place, index, shape, b, blocks)
        low = _plane(solid, coarse, blocks, 0)
        for x in range(SIDE):
            high = _plane(solid, coarse, blocks, x + 1)
            cells = (low[0] | low[1] | low[2] | low[3] | high[0] | high[1] | high[2] | high[3]) & ~(
                low[0] & low[1] & low[2] & low[3] & high[0] & high[1] & high[2] & high[3]
            )
            while cells != NONE:
                bit = cells & (~cells + ONE)
                cells ^= bit
                inner = count_bits(bit - ONE)
                y, z = inner >> 3, inner & 7
                state = _state(low, high, bit)
                for s in range(table_number[state]):
                    for k in range(3):
                        edge = int(table[state, s, k])
                        corner = edge // 3
                        axis = edge - 3 * corner
                        i, j, l = x + (corner & 1), y + ((corner >> 1) & 1), z + (corner >> 2)  # noqa: E741
                        owner = blocks[(i >> 3) | ((j >> 3) << 1) | ((l >> 3) << 2)]
                        i &= 7
                        own = ONE << np.uint64(8 * (j & 7) + (l & 7))
                        out[t, k] = (
                            first_vertex[owner] + before[owner, axis, i] + count_bits(cut[owner, axis, i] & (own - ONE))
                        )
                    t += 1
            low = high


@njit(cache=True, nogil=True)
def vertices(
    solid: Words,
    thick: Words,
    crossed: Words,
    crossings: NDArray[np.float32],
    first_crossing: NDArray[np.int64],
    values: NDArray[np.int8],
    values_of: IntArray,
    near: IntArray,
    place: NDArray[np.int64],
    shape: NDArray[np.int64],
    row: int,
    stop: int,
    cut: Words,
    first_vertex: NDArray[np.int64],
    origin: FloatArray,
    step: float,
    rounding: float,
    points: FloatArray,
    thickened: BoolArray,
) -> None:
    """Write the vertices (V, 3) mm of the blocks ``row`` to ``stop``, and whether each belongs to a part made thicker.

    A vertex lies where the surface crosses its edge, seen from the end outside; beside a thickened node where the
    values change their sign; in the middle of an edge that nothing crosses, where a narrow way was closed.
    thick     (B, 8)    solid nodes that are so because their part was made thicker
    values    (T, 512)  int8, 127ths of a step: distance beyond the thickened surface; rows by ``values_of`` (B,), or -1
    rounding  mm        coordinates are multiples of this
    """
    for b in range(row, stop):
        v, c = first_vertex[b], first_crossing[b]
        q = place[b]
        bx, by, bz = SIDE * (q // (shape[1] * shape[2])), SIDE * (q // shape[2] % shape[1]), SIDE * (q % shape[2])
        for axis in range(3):
            stride = 64 if axis == 0 else (8 if axis == 1 else 1)
            for x in range(SIDE):
                left, crossing = cut[b, axis, x], crossed[b, axis, x]
                while left != NONE:
                    bit = left & (~left + ONE)
                    left ^= bit
                    inner = count_bits(bit - ONE)
                    y, z = inner >> 3, inner & 7
                    low_node = 64 * x + inner
                    high_block, high_node = b, low_node + stride
                    at = x if axis == 0 else (y if axis == 1 else z)
                    if at == SIDE - 1:
                        high_block, high_node = near[b, 2 * axis + 1], low_node - 7 * stride
                    from_low = solid[b, x] & bit == NONE  # the lower end is outside
                    if from_low:
                        in_block, in_node, out_block, out_node = high_block, high_node, b, low_node
                    else:
                        in_block, in_node, out_block, out_node = b, low_node, high_block, high_node
                    along = 0.5
                    thickened[v] = False
                    if thick[in_block, in_node >> 6] & (ONE << np.uint64(in_node & 63)) != NONE:
                        inside = float(values[values_of[in_block], in_node])
                        outside = float(values[values_of[out_block], out_node]) if values_of[out_block] >= 0 else FAR
                        if outside >= 0.0 and inside < outside:
                            along = inside / (inside - outside)
                        if from_low:
                            along = 1.0 - along
                        thickened[v] = True
                    elif crossing & bit != NONE:
                        along = float(crossings[c + count_bits(crossing & (bit - ONE)), 0 if from_low else 1])
                    along = min(max(along, NEAREST_END), FARTHEST_END)
                    px, py, pz = float(bx + x), float(by + y), float(bz + z)
                    if axis == 0:
                        px += along
                    elif axis == 1:
                        py += along
                    else:
                        pz += along
                    points[v, 0] = np.round((origin[0] + step * px) / rounding) * rounding
                    points[v, 1] = np.round((origin[1] + step * py) / rounding) * rounding
                    points[v, 2] = np.round((origin[2] + step * pz) / rounding) * rounding
                    v += 1
                c += count_bits(crossing)


@njit(cache=True, nogil=True)
def area_between(points: FloatArray, faces: IntArray, marked: BoolArray, row: int, stop: int) -> float:
    """Area of the faces ``row`` to ``stop`` whose three vertices are all marked."""
    total = 0.0
    for f in range(row, stop):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        if marked[a] and marked[b] and marked[c]:
            ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
            vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
            x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            total += 0.5 * np.sqrt(x * x + y * y + z * z)
    return total
