"""Marching tetrahedra (Doi and Koide 1991) over a grid whose nodes are inside or outside.

Each cube is cut into six tetrahedra along its diagonal (Kuhn), the same in every cube, so that the surface is closed
and manifold whatever the nodes are, and each triangle stays in its own tetrahedron, so that none crosses another one.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.mesh import IntArray

_STEPS = np.array(
    [(1, 3, 7), (1, 5, 7), (2, 3, 7), (2, 6, 7), (4, 5, 7), (4, 6, 7)], np.int64
)  # corners of the six tetrahedra besides corner 0; bit 0 is x, bit 1 is y, bit 2 is z


def march(inside: NDArray[np.uint8], cells: IntArray) -> NDArray[np.int64]:
    """Triangles around the inside nodes of a grid.

    inside   (X, Y, Z) uint8, no node on the border of the grid is inside
    cells    (N, 3) int32: lowest nodes of the cubes that may have both kinds of corners
    returns  (T, 3) int64 keys of grid edges, counter-clockwise seen from outside: a key is 8 * node + step, where
             node is the flat index of the lower end (C order) and step says by its bits which axes the edge goes along
    """
    return _march(inside, cells, _STEPS)


@njit(cache=True, nogil=True)
def _key(base: int, sy: int, sx: int, a: int, b: int) -> int:
    """Key of the edge between corners a and b of the cube whose lowest node is ``base``."""
    low = min(a, b)
    step = a ^ b
    node = base + (low & 1) * sx + ((low >> 1) & 1) * sy + ((low >> 2) & 1)
    return 8 * node + step


@njit(cache=True, nogil=True)
def _det(a: int, b: int, c: int, d: int) -> int:
    bx, by, bz = (b & 1) - (a & 1), ((b >> 1) & 1) - ((a >> 1) & 1), ((b >> 2) & 1) - ((a >> 2) & 1)
    cx, cy, cz = (c & 1) - (a & 1), ((c >> 1) & 1) - ((a >> 1) & 1), ((c >> 2) & 1) - ((a >> 2) & 1)
    dx, dy, dz = (d & 1) - (a & 1), ((d >> 1) & 1) - ((a >> 1) & 1), ((d >> 2) & 1) - ((a >> 2) & 1)
    return bx * (cy * dz - cz * dy) - by * (cx * dz - cz * dx) + bz * (cx * dy - cy * dx)


@njit(cache=True, nogil=True)
def _march(inside: NDArray[np.uint8], cells: IntArray, steps: NDArray[np.int64]) -> NDArray[np.int64]:
    sy = inside.shape[2]
    sx = inside.shape[1] * inside.shape[2]
    capacity = 1024
    result = np.empty((capacity, 3), np.int64)
    count = 0
    corner = np.zeros(4, np.int64)
    ins = np.zeros(4, np.int64)
    outs = np.zeros(4, np.int64)
    for n in range(len(cells)):
        x, y, z = cells[n, 0], cells[n, 1], cells[n, 2]
        base = np.int64(x) * sx + np.int64(y) * sy + z
        if count + 12 > capacity:
            capacity *= 2
            larger = np.empty((capacity, 3), np.int64)
            larger[:count] = result[:count]
            result = larger
        for t in range(6):
            corner[1], corner[2], corner[3] = steps[t, 0], steps[t, 1], steps[t, 2]
            n_in = 0
            n_out = 0
            for k in range(4):
                c = corner[k]
                if inside[x + (c & 1), y + ((c >> 1) & 1), z + ((c >> 2) & 1)]:
                    ins[n_in] = c
                    n_in += 1
                else:
                    outs[n_out] = c
                    n_out += 1
            if n_in % 4 == 0:
                continue
            if n_in == 2:
                a, b, c, d = ins[0], ins[1], outs[0], outs[1]
                if _det(a, b, c, d) < 0:
                    c, d = d, c
                ac, ad = _key(base, sy, sx, a, c), _key(base, sy, sx, a, d)
                bd, bc = _key(base, sy, sx, b, d), _key(base, sy, sx, b, c)
                result[count, 0], result[count, 1], result[count, 2] = ac, ad, bd
                result[count + 1, 0], result[count + 1, 1], result[count + 1, 2] = ac, bd, bc
                count += 2
                continue
            if n_in == 1:
                a, b, c, d = ins[0], outs[0], outs[1], outs[2]
            else:
                a, b, c, d = outs[0], ins[0], ins[1], ins[2]
            if (_det(a, b, c, d) > 0) != (n_in == 1):
                c, d = d, c
            result[count, 0] = _key(base, sy, sx, a, b)
            result[count, 1] = _key(base, sy, sx, a, c)
            result[count, 2] = _key(base, sy, sx, a, d)
            count += 1
    return result[:count].copy()
