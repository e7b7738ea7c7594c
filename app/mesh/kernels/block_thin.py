"""Parts thinner than the sparse grid can show (see ``block_bits``): which faces they are, and how far nodes are from those.

Lengths are in grid steps; blocks and lists of faces as for ``block_scan``, ``rows`` (N,) are the blocks' places in arrays.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.block_bits import NONE, ONE, SIDE, Words
from app.mesh.kernels.block_scan import normal_of, squared_distance


@njit(cache=True, nogil=True)
def faces_near(
    points: FloatArray,
    faces: IntArray,
    cap: BoolArray,
    which: NDArray[np.int64],
    shape: NDArray[np.int64],
    start: NDArray[np.int64],
    listed: IntArray,
    rows: NDArray[np.int64],
    nodes: Words,
    limit: float,
    marked: BoolArray,
) -> None:
    """Mark (F,) the faces that are no caps and come within ``limit`` of one of the ``nodes`` (B, 8) of their blocks."""
    for i in range(len(which)):
        q, b = which[i], rows[i]
        some = NONE
        for x in range(SIDE):
            some |= nodes[b, x]
        if some == NONE:
            continue
        bx, by, bz = SIDE * (q // (shape[1] * shape[2])), SIDE * (q // shape[2] % shape[1]), SIDE * (q % shape[2])
        for s in range(start[i], start[i + 1]):
            f = listed[s]
            if marked[f] or cap[f]:
                continue
            u, v, w = faces[f, 0], faces[f, 1], faces[f, 2]
            y0 = max(0, int(np.ceil(min(points[u, 1], points[v, 1], points[w, 1]) - limit)) - by)
            y1 = min(SIDE - 1, int(np.floor(max(points[u, 1], points[v, 1], points[w, 1]) + limit)) - by)
            z0 = max(0, int(np.ceil(min(points[u, 2], points[v, 2], points[w, 2]) - limit)) - bz)
            z1 = min(SIDE - 1, int(np.floor(max(points[u, 2], points[v, 2], points[w, 2]) + limit)) - bz)
            x0 = max(0, int(np.ceil(min(points[u, 0], points[v, 0], points[w, 0]) - limit)) - bx)
            x1 = min(SIDE - 1, int(np.floor(max(points[u, 0], points[v, 0], points[w, 0]) + limit)) - bx)
            for x in range(x0, x1 + 1):
                if nodes[b, x] == NONE:
                    continue
                for y in range(y0, y1 + 1):
                    for z in range(z0, z1 + 1):
                        if nodes[b, x] & (ONE << np.uint64(8 * y + z)) == NONE:
                            continue
                        d = squared_distance(points, faces, f, float(bx + x), float(by + y), float(bz + z))
                        if d <= limit * limit:
                            marked[f] = True


@njit(cache=True, nogil=True)
def thicken(
    points: FloatArray,
    faces: IntArray,
    which: NDArray[np.int64],
    shape: NDArray[np.int64],
    start: NDArray[np.int64],
    listed: IntArray,
    rows: NDArray[np.int64],
    rim: BoolArray,
    zones: Words,
    radii: FloatArray,
    outside: Words,
    thick: Words,
    values: NDArray[np.int8],
) -> None:
    """Make solid what is within a radius of the listed faces.

    rim      (F,)       faces that the last zone is about; the other zones are about the others
    zones    (3, B, 8)  nodes to which radius ``radii[k]`` applies; the larger one of the first two
    outside  (B, 8)     only these nodes change
    thick    (B, 8)     gets the nodes that are solid now
    values   (N, 512)   int8, gets 127ths of a step: distance beyond the radius (beyond the faces where no zone is)
    """
    reach = max(radii[0], radii[1], radii[2]) + 1.0
    squared = np.empty((2, 512))
    for i in range(len(which)):
        q, b = which[i], rows[i]
        bx, by, bz = SIDE * (q // (shape[1] * shape[2])), SIDE * (q // shape[2] % shape[1]), SIDE * (q % shape[2])
        squared[:] = reach * reach
        for s in range(start[i], start[i + 1]):
            f = listed[s]
            kind = 1 if rim[f] else 0
            u, v, w = faces[f, 0], faces[f, 1], faces[f, 2]
            nx, ny, nz = normal_of(points, faces, f)
            level = nx * points[u, 0] + ny * points[u, 1] + nz * points[u, 2]
            x0 = max(0, int(np.ceil(min(points[u, 0], points[v, 0], points[w, 0]) - reach)) - bx)
            x1 = min(SIDE - 1, int(np.floor(max(points[u, 0], points[v, 0], points[w, 0]) + reach)) - bx)
            y0 = max(0, int(np.ceil(min(points[u, 1], points[v, 1], points[w, 1]) - reach)) - by)
            y1 = min(SIDE - 1, int(np.floor(max(points[u, 1], points[v, 1], points[w, 1]) + reach)) - by)
            z0 = max(0, int(np.ceil(min(points[u, 2], points[v, 2], points[w, 2]) - reach)) - bz)
            z1 = min(SIDE - 1, int(np.floor(max(points[u, 2], points[v, 2], points[w, 2]) + reach)) - bz)
            for x in range(x0, x1 + 1):
                for y in range(y0, y1 + 1):
                    height = nx * (bx + x) + ny * (by + y) - level
                    for z in range(z0, z1 + 1):
                        node = 64 * x + 8 * y + z
                        plane = height + nz * (bz + z)
                        if plane * plane >= squared[kind, node]:
                            continue
                        d = squared_distance(points, faces, f, float(bx + x), float(by + y), float(bz + z))
                        squared[kind, node] = min(squared[kind, node], d)
        for x in range(SIDE):
            solid = NONE
            for inner in range(64):
                bit = ONE << np.uint64(inner)
                radius = 0.0
                for k in range(2):
                    if zones[k, b, x] & bit != NONE:
                        radius = max(radius, radii[k])
                to_part, to_rim = np.sqrt(squared[0, 64 * x + inner]), np.sqrt(squared[1, 64 * x + inner])
                beyond = to_part - radius
                if zones[2, b, x] & bit != NONE:
                    beyond = min(beyond, to_rim - radii[2])
                values[i, 64 * x + inner] = np.int8(np.round(127.0 * min(max(beyond, -1.0), 1.0)))
                if beyond <= 0.0 and outside[b, x] & bit != NONE:
                    solid |= bit
            thick[b, x] |= solid
