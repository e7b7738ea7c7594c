"""A quick look at two triangles: most neighbours are surely apart, and a few multiplications tell."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray

SURE = 1e-12  # relative; far above the rounding of the few operations it guards


@njit(cache=True, nogil=True)
def surely_apart(vertices: FloatArray, faces: NDArray[np.int64], i: int, j: int) -> bool:
    """Whether the faces i and j surely do not cross (see ``triangle_pair``); False where it takes a closer look.

    By the number of common corners. None: a plane that stands on the line between their centres parts them. One: a plane
    through that corner does, square to the difference of the directions to the two opposite sides. Two: they are not
    folded onto each other. Everything is measured from a corner, so that rounding is small against the triangles.
    """
    t0, t1, t2 = faces[i, 0], faces[i, 1], faces[i, 2]
    u0, u1, u2 = faces[j, 0], faces[j, 1], faces[j, 2]
    common = 0
    if t0 in (u0, u1, u2):
        common = 1
    if t1 in (u0, u1, u2):
        common += 1
        if common == 1:  # turn the triangle until a common corner comes first
            t0, t1, t2 = t1, t2, t0
    if t2 in (u0, u1, u2):
        common += 1
        if common == 1:
            t0, t1, t2 = t2, t0, t1
    if common > 0:
        if t0 == u1:
            u0, u1, u2 = u1, u2, u0
        elif t0 == u2:
            u0, u1, u2 = u2, u0, u1
    if common == 2:
        if t1 not in (u1, u2):
            t1, t2 = t2, t1
        if u1 != t1:
            u1, u2 = u2, u1
    ox, oy, oz = vertices[t0, 0], vertices[t0, 1], vertices[t0, 2]
    ax, ay, az = vertices[t1, 0] - ox, vertices[t1, 1] - oy, vertices[t1, 2] - oz
    bx, by, bz = vertices[t2, 0] - ox, vertices[t2, 1] - oy, vertices[t2, 2] - oz
    cx, cy, cz = vertices[u1, 0] - ox, vertices[u1, 1] - oy, vertices[u1, 2] - oz
    dx, dy, dz = vertices[u2, 0] - ox, vertices[u2, 1] - oy, vertices[u2, 2] - oz
    if common == 2:
        # (a x b) . (a x d) = (a.a)(b.d) - (a.b)(a.d); below 0 where b and d lie on different sides of the edge a
        aa, bb, dd = ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz, dx * dx + dy * dy + dz * dz
        dot = aa * (bx * dx + by * dy + bz * dz) - (ax * bx + ay * by + az * bz) * (ax * dx + ay * dy + az * dz)
        unfolded: bool = dot < -SURE * aa * np.sqrt(bb * dd)
        return unfolded
    size_a, size_b = abs(ax) + abs(ay) + abs(az), abs(bx) + abs(by) + abs(bz)
    size_c, size_d = abs(cx) + abs(cy) + abs(cz), abs(dx) + abs(dy) + abs(dz)
    if common == 1:
        mx, my, mz, nx, ny, nz = ax + bx, ay + by, az + bz, cx + dx, cy + dy, cz + dz
        m, n = np.sqrt(mx * mx + my * my + mz * mz), np.sqrt(nx * nx + ny * ny + nz * nz)
        x, y, z = mx * n - nx * m, my * n - ny * m, mz * n - nz * m
        sure = SURE * (abs(x) + abs(y) + abs(z))
        parted: bool = (
            (ax * x + ay * y + az * z > sure * size_a)
            & (bx * x + by * y + bz * z > sure * size_b)
            & (cx * x + cy * y + cz * z < -sure * size_c)
            & (dx * x + dy * y + dz * z < -sure * size_d)
        )
        return parted
    if common > 0:
        return False
    ex, ey, ez = vertices[u0, 0] - ox, vertices[u0, 1] - oy, vertices[u0, 2] - oz
    x, y, z = ax + bx - cx - dx - ex, ay + by - cy - dy - ey, az + bz - cz - dz - ez
    low = min(0.0, ax * x + ay * y + az * z, bx * x + by * y + bz * z)
    high = max(cx * x + cy * y + cz * z, dx * x + dy * y + dz * z, ex * x + ey * y + ez * z)
    size = max(size_a, size_b, size_c, size_d, abs(ex) + abs(ey) + abs(ez))
    clear: bool = low - high > SURE * size * (abs(x) + abs(y) + abs(z))
    return clear
