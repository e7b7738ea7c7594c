"""The steps of isotropic remeshing (Botsch and Kobbelt 2004) that change how faces hang together.

Corners are linked as in ``collapse_fans``. A vertex that is ``fixed`` (1 or 0) neither moves nor goes.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse_drift import new_corners
from app.mesh.kernels.collapse_fans import CORNER, MOST_FACES, Bytes, Floats32
from app.mesh.kernels.collapse_local import allowed, gather, join_fans, keeps_shape, unlink, write_corners

MOST_BEND = 0.94  # least cosine between the normals of faces that swap their common edge for the other diagonal
NO_NEEDLE = 0.2  # twice the area against the longest side squared, at least, of faces that a flip makes


@njit(cache=True, nogil=True, error_model="numpy")
def collapse_short_edges(
    points: FloatArray,
    faces: IntArray,
    uv: Floats32,
    fixed: Bytes,
    head: IntArray,
    following: IntArray,
    mark: IntArray,
    epoch: int,
    short: float,
    long: float,
    first: int,
    last: int,
) -> int:
    """Collapse edges of the faces from ``first`` to ``last`` that are shorter than ``short``.

    Not where that would make an edge longer than ``long``. A face that goes gets -1 as its first vertex. ``mark`` (V,) and
    ``epoch`` number the attempts: hand the returned number in at the next call.
    """
    around_u, around_v = np.empty(MOST_FACES, np.int32), np.empty(MOST_FACES, np.int32)
    corners, place = np.empty((2 * MOST_FACES, 2), np.float32), np.empty(3)
    kind, lines = fixed * np.uint8(CORNER), np.zeros(len(faces), np.uint8)
    for f in range(first, last):
        for k in range(3):
            if faces[f, 0] < 0:
                break
            u, v = faces[f, k], faces[f, (k + 1) % 3]
            if fixed[v]:
                u, v = v, u
            if fixed[v] or _squared(points, u, v) >= short * short:
                continue
            t = 0.0 if fixed[u] else 0.5
            for c in range(3):
                place[c] = (1.0 - t) * points[u, c] + t * points[v, c]
            epoch += 2
            n_u, n_v = gather(head, following, u, around_u), gather(head, following, v, around_v)
            if not allowed(faces, kind, lines, mark, epoch, u, v, around_u, n_u, around_v, n_v):
                continue
            if _reaches(points, faces, around_u, n_u, place) > long * long:
                continue
            if _reaches(points, faces, around_v, n_v, place) > long * long:
                continue
            if not keeps_shape(points, faces, around_u, n_u, u, v, place):
                continue
            if not keeps_shape(points, faces, around_v, n_v, v, u, place):
                continue
            if len(uv) > 0:
                if not new_corners(faces, uv, u, v, t, around_u, n_u, around_v, n_v, corners):
                    continue
                write_corners(uv, around_u, n_u, around_v, n_v, corners)
            join_fans(faces, head, following, lines, u, v, around_v, n_v)
            for c in range(3):
                points[u, c] = place[c]
    return epoch


@njit(cache=True, nogil=True, error_model="numpy")
def flip_edges(
    points: FloatArray,
    faces: IntArray,
    uv: Floats32,
    piece: IntArray,
    head: IntArray,
    following: IntArray,
    valence: IntArray,
    wanted: IntArray,
    first: int,
    last: int,
) -> None:
    """Swap edges of the faces from ``first`` to ``last`` for the other diagonal where that evens out the valences.

    valence, wanted  (V,) int32: faces around each vertex, kept up to date, and how many there should be
    piece            (F,) int32: an edge between two pieces is kept, and so is a seam, an open edge and a crease
    """
    for f in range(first, last):
        for k in range(3):
            a, b, c = faces[f, k], faces[f, (k + 1) % 3], faces[f, (k + 2) % 3]
            if a > b or valence[a] <= 3 or valence[b] <= 3:
                continue
            g, m = _across(faces, head, following, a, b)
            if g < 0 or piece[f] != piece[g]:
                continue
            d = faces[g, (m + 2) % 3]
            now, then = 0, 0
            for x, change in ((a, -1), (b, -1), (c, 1), (d, 1)):
                off = valence[x] - wanted[x]
                now += off * off
                then += (off + change) * (off + change)
            if then >= now or c == d or _adjacent(faces, head, following, c, d) or valence[c] + 1 >= MOST_FACES:
                continue
            # Corners: f has a, b, c from k on; g has b, a, d from m on.
            if not _flips_well(points, a, b, c, d):
                continue
            kb, ka = (k + 1) % 3, (m + 1) % 3
            if len(uv) > 0:
                if not _flips_well_in_picture(uv, f, k, g, m):
                    continue
                uv[f, kb, 0], uv[f, kb, 1] = uv[g, (m + 2) % 3, 0], uv[g, (m + 2) % 3, 1]
                uv[g, ka, 0], uv[g, ka, 1] = uv[f, (k + 2) % 3, 0], uv[f, (k + 2) % 3, 1]
            unlink(head, following, b, 3 * f + kb)
            unlink(head, following, a, 3 * g + ka)
            faces[f, kb], faces[g, ka] = d, c
            following[3 * f + kb], head[d] = head[d], 3 * f + kb
            following[3 * g + ka], head[c] = head[c], 3 * g + ka
            valence[a] -= 1
            valence[b] -= 1
            valence[c] += 1
            valence[d] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _squared(points: FloatArray, u: int, v: int) -> float:
    x, y, z = points[u, 0] - points[v, 0], points[u, 1] - points[v, 1], points[u, 2] - points[v, 2]
    return float(x * x + y * y + z * z)


@njit(cache=True, nogil=True, error_model="numpy")
def _reaches(points: FloatArray, faces: IntArray, around: IntArray, n: int, place: FloatArray) -> float:
    """The largest squared distance from the place to a neighbour."""
    most = 0.0
    for i in range(n):
        f, k = around[i] // 3, around[i] % 3
        for step in range(1, 3):
            w = faces[f, (k + step) % 3]
            x, y, z = points[w, 0] - place[0], points[w, 1] - place[1], points[w, 2] - place[2]
            most = max(most, x * x + y * y + z * z)
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def _across(faces: IntArray, head: IntArray, following: IntArray, a: int, b: int) -> tuple[int, int]:
    """The face with the side from ``b`` to ``a``, and which corner ``b`` is there; -1 where there is not just one."""
    g, m = -1, 0
    corner = head[b]
    while corner >= 0:
        h, k = corner // 3, corner % 3
        if faces[h, (k + 1) % 3] == a:
            if g >= 0:
                return -1, 0
            g, m = h, k
        corner = following[corner]
    return g, m


@njit(cache=True, nogil=True, error_model="numpy")
def _adjacent(faces: IntArray, head: IntArray, following: IntArray, c: int, d: int) -> bool:
    corner = head[c]
    while corner >= 0:
        f, k = corner // 3, corner % 3
        if d in (faces[f, (k + 1) % 3], faces[f, (k + 2) % 3]):
            return True
        corner = following[corner]
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def _flips_well(points: FloatArray, a: int, b: int, c: int, d: int) -> bool:
    """Whether the faces a b c and b a d are nearly flat, and those of the other diagonal are too, and no needles."""
    normals, shapes = np.empty((4, 3)), np.empty(4)
    for i, (x, y, z) in enumerate(((a, b, c), (b, a, d), (a, d, c), (d, b, c))):
        ux, uy, uz = points[y, 0] - points[x, 0], points[y, 1] - points[x, 1], points[y, 2] - points[x, 2]
        wx, wy, wz = points[z, 0] - points[x, 0], points[z, 1] - points[x, 1], points[z, 2] - points[x, 2]
        nx, ny, nz = uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx
        length = np.sqrt(nx * nx + ny * ny + nz * nz)
        if length == 0.0:
            return False
        normals[i, 0], normals[i, 1], normals[i, 2] = nx / length, ny / length, nz / length
        longest = max(_squared(points, x, y), _squared(points, y, z), _squared(points, z, x))
        shapes[i] = length / longest
    for i, j in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3)):
        dot = 0.0
        for s in range(3):
            dot += normals[i, s] * normals[j, s]
        if dot < MOST_BEND:
            return False
    return bool(min(shapes[2], shapes[3]) >= min(NO_NEEDLE, shapes[0], shapes[1]))


@njit(cache=True, nogil=True, error_model="numpy")
def _flips_well_in_picture(uv: Floats32, f: int, k: int, g: int, m: int) -> bool:
    """Whether the edge is no seam, and the new faces lie the same way round in the picture."""
    for c in range(2):
        if uv[f, k, c] != uv[g, (m + 1) % 3, c] or uv[f, (k + 1) % 3, c] != uv[g, m, c]:
            return False
    a, b, c_, d = uv[f, k], uv[f, (k + 1) % 3], uv[f, (k + 2) % 3], uv[g, (m + 2) % 3]
    before = _turn(a, b, c_)
    return before * _turn(b, a, d) > 0.0 and before * _turn(a, d, c_) > 0.0 and before * _turn(d, b, c_) > 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _turn(a: Floats32, b: Floats32, c: Floats32) -> float:
    return float((float(b[0]) - a[0]) * (float(c[1]) - a[1]) - (float(b[1]) - a[1]) * (float(c[0]) - a[0]))
