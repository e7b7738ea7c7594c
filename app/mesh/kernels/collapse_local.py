"""The fans of faces around both ends of an edge: whether it may collapse, and what the mesh is like afterwards."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse_fans import FREE, MOST_FACES, Bytes, Floats32

MOST_TURN = 0.5  # least cosine between the normals of a face before and after
LEAST_SHAPE = 0.05  # twice the area of a face against its longest side squared: an equilateral one has 0.87
MOST_VALENCE = 20


@njit(cache=True, nogil=True, error_model="numpy")
def gather(head: IntArray, following: IntArray, v: int, around: IntArray) -> int:
    """List the corners of a vertex; 0 where there are too many."""
    n = 0
    corner = head[v]
    while corner >= 0:
        if n == MOST_FACES:
            return 0
        around[n] = corner
        n += 1
        corner = following[corner]
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def allowed(
    faces: IntArray,
    kind: Bytes,
    lines: Bytes,
    mark: IntArray,
    epoch: int,
    u: int,
    v: int,
    around_u: IntArray,
    n_u: int,
    around_v: IntArray,
    n_v: int,
) -> int:
    """How many faces go with the edge; 0 where the collapse would change how the surface hangs together.

    The link condition (Dey, Edelsbrunner, Guha and Nekhayev 1999): both ends have only the corners across in common.
    ``kind[u]`` is at least ``kind[v]``.
    """
    if n_u == 0 or n_v == 0:
        return 0
    dying, line = 0, False
    for i in range(n_u):
        f, k = around_u[i] // 3, around_u[i] % 3
        for step in range(1, 3):
            w = faces[f, (k + step) % 3]
            mark[w] = epoch
            if w == v:
                dying += 1
                side = k if step == 1 else (k + 2) % 3
                line = line or bool((lines[f] >> side) & 1)
                if lines[f] & ~(1 << side) == 7 & ~(1 << side):
                    return 0  # the face is all that is left between two lines
    common = 0
    for i in range(n_v):
        f, k = around_v[i] // 3, around_v[i] % 3
        for step in range(1, 3):
            w = faces[f, (k + step) % 3]
            if w != u and mark[w] == epoch:
                mark[w] = epoch - 1
                common += 1
    if common != dying or dying == 0 or n_u + n_v - 2 * dying < (3 if dying == 2 else 1):
        return 0
    if n_u + n_v - 2 * dying > max(MOST_VALENCE, n_u, n_v):
        return 0
    if kind[v] != FREE and not line:
        return 0  # two lines would become one
    if dying == 1 and not line:
        return 0
    return dying


@njit(cache=True, nogil=True, error_model="numpy")
def keeps_shape(
    points: FloatArray, faces: IntArray, around: IntArray, n: int, x: int, other: int, place: FloatArray
) -> bool:
    """Whether the faces of ``x`` that stay neither turn far nor become needles when it moves to ``place``."""
    ox, oy, oz = points[x, 0], points[x, 1], points[x, 2]
    px, py, pz = place[0], place[1], place[2]
    for i in range(n):
        f, k = around[i] // 3, around[i] % 3
        b, c = faces[f, (k + 1) % 3], faces[f, (k + 2) % 3]
        if other in (b, c):
            continue
        bx, by, bz, cx, cy, cz = points[b, 0], points[b, 1], points[b, 2], points[c, 0], points[c, 1], points[c, 2]
        sx, sy, sz = cx - bx, cy - by, cz - bz
        side = sx * sx + sy * sy + sz * sz
        ux, uy, uz = ox - bx, oy - by, oz - bz
        wx, wy, wz = px - bx, py - by, pz - bz
        nx, ny, nz = sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux
        mx, my, mz = sy * wz - sz * wy, sz * wx - sx * wz, sx * wy - sy * wx
        before, after = nx * nx + ny * ny + nz * nz, mx * mx + my * my + mz * mz
        turn = nx * mx + ny * my + nz * mz
        turned = turn <= 0.0 or turn * turn < MOST_TURN * MOST_TURN * before * after
        if turned and (before > 0.0 or after == 0.0):
            return False
        longest = max(side, wx * wx + wy * wy + wz * wz, (px - cx) ** 2 + (py - cy) ** 2 + (pz - cz) ** 2)
        if after < (LEAST_SHAPE * longest) ** 2:
            was = max(side, ux * ux + uy * uy + uz * uz, (ox - cx) ** 2 + (oy - cy) ** 2 + (oz - cz) ** 2)
            if after * was * was < before * longest * longest or after == 0.0:
                return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def write_corners(uv: Floats32, around_u: IntArray, n_u: int, around_v: IntArray, n_v: int, corners: Floats32) -> None:
    """Give the corners of both ends their new texture coordinates (see ``collapse_drift.new_corners``)."""
    if len(uv) == 0:
        return
    for j in range(n_u + n_v):
        corner = around_u[j] if j < n_u else around_v[j - n_u]
        uv[corner // 3, corner % 3, 0], uv[corner // 3, corner % 3, 1] = corners[j, 0], corners[j, 1]


@njit(cache=True, nogil=True, error_model="numpy")
def join_fans(
    faces: IntArray, head: IntArray, following: IntArray, lines: Bytes, u: int, v: int, around_v: IntArray, n_v: int
) -> None:
    """Take the faces of the edge out, hand the other faces of ``v`` to ``u``, and keep lines where sides become one."""
    for i in range(n_v):
        f, k = around_v[i] // 3, around_v[i] % 3
        if faces[f, (k + 1) % 3] == u:
            w, side_v = faces[f, (k + 2) % 3], (k + 2) % 3  # sides: v u, u w, w v
            side_u = (k + 1) % 3
        elif faces[f, (k + 2) % 3] == u:
            w, side_v = faces[f, (k + 1) % 3], k  # sides: v w, w u, u v
            side_u = (k + 1) % 3
        else:
            continue
        if (lines[f] >> side_v) & 1:
            _set_line(faces, head, following, lines, u, w)
        if (lines[f] >> side_u) & 1:
            _set_line(faces, head, following, lines, v, w)
        for c in range(3):
            unlink(head, following, faces[f, c], 3 * f + c)
        faces[f, 0] = -1
    corner = head[v]
    last = -1
    while corner >= 0:
        faces[corner // 3, corner % 3] = u
        last = corner
        corner = following[corner]
    if last >= 0:
        following[last] = head[u]
        head[u] = head[v]
    head[v] = -1


@njit(cache=True, nogil=True, error_model="numpy")
def _set_line(faces: IntArray, head: IntArray, following: IntArray, lines: Bytes, x: int, w: int) -> None:
    """Make the edge of ``x`` and ``w`` a line in the faces that have it."""
    corner = head[x]
    while corner >= 0:
        f, k = corner // 3, corner % 3
        if faces[f, (k + 1) % 3] == w:
            lines[f] |= np.uint8(1 << k)
        elif faces[f, (k + 2) % 3] == w:
            lines[f] |= np.uint8(1 << ((k + 2) % 3))
        corner = following[corner]


@njit(cache=True, nogil=True, error_model="numpy")
def unlink(head: IntArray, following: IntArray, v: int, corner: int) -> None:
    """Take a corner out of the list of its vertex."""
    at = head[v]
    if at == corner:
        head[v] = following[corner]
        return
    while following[at] != corner:
        at = following[at]
    following[at] = following[corner]
