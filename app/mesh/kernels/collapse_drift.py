"""What an edge collapse does to texture coordinates and colours: how far the picture slips on the surface."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse_fans import Floats32


@njit(cache=True, nogil=True, error_model="numpy")
def new_corners(
    faces: IntArray,
    uv: Floats32,
    u: int,
    v: int,
    t: float,
    around_u: IntArray,
    n_u: int,
    around_v: IntArray,
    n_v: int,
    corners: Floats32,
) -> bool:
    """Texture coordinates (n_u + n_v, 2) of the corners of ``u``, then ``v``, when both meet at the share ``t`` of the edge.

    On a seam each side has its own. False where that cannot be said, or where a face would be turned over in the picture.
    """
    found, own, other = 0, np.empty((2, 2), np.float32), np.empty((2, 2), np.float32)
    for i in range(n_u):
        f, k = around_u[i] // 3, around_u[i] % 3
        for step in range(1, 3):
            if faces[f, (k + step) % 3] == v and found < 2:
                for c in range(2):
                    own[found, c], other[found, c] = uv[f, k, c], uv[f, (k + step) % 3, c]
                found += 1
    for j in range(n_u + n_v):
        corner = around_u[j] if j < n_u else around_v[j - n_u]
        f, k = corner // 3, corner % 3
        if j < n_u and t == 0.0:
            corners[j, 0], corners[j, 1] = uv[f, k, 0], uv[f, k, 1]
        else:
            mine = own if j < n_u else other
            side = -1
            for s in range(found - 1, -1, -1):
                if mine[s, 0] == uv[f, k, 0] and mine[s, 1] == uv[f, k, 1]:
                    side = s
            if side < 0:
                return False
            for c in range(2):
                corners[j, c] = (1.0 - t) * own[side, c] + t * other[side, c]
        b, d = (k + 1) % 3, (k + 2) % 3
        gone = v if j < n_u else u
        if faces[f, b] == gone or faces[f, d] == gone:
            continue
        ex, ey = float(uv[f, d, 0]) - uv[f, b, 0], float(uv[f, d, 1]) - uv[f, b, 1]
        before = ex * (float(uv[f, k, 1]) - uv[f, b, 1]) - ey * (float(uv[f, k, 0]) - uv[f, b, 0])
        after = ex * (float(corners[j, 1]) - uv[f, b, 1]) - ey * (float(corners[j, 0]) - uv[f, b, 0])
        if before != 0.0 and before * after <= 0.0:
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def drift_of_collapse(
    points: FloatArray,
    faces: IntArray,
    uv: Floats32,
    colors: Floats32,
    color_weight: float,
    u: int,
    v: int,
    t: float,
    place: FloatArray,
    around_u: IntArray,
    n_u: int,
    around_v: IntArray,
    n_v: int,
    corners: Floats32,
) -> tuple[float, float]:
    """How far the picture slips (a length on the surface) where the two old vertices lay, and the error of the colours.

    Each old vertex is looked up in the new faces: the face in whose plane it is inside, or nearest to it.
    The error of colours is their squared difference times ``color_weight`` squared. A slip below 0: no face was found.
    """
    slip, error = 0.0, 0.0
    for x in (u, v):
        if x == u and points[u, 0] == place[0] and points[u, 1] == place[1] and points[u, 2] == place[2]:
            continue
        n = n_u if x == u else n_v
        # A vertex on a seam is looked up on both sides: once for each of its texture coordinates.
        done = 0
        first_u, first_v = np.float32(0.0), np.float32(0.0)
        for i in range(n):
            corner = around_u[i] if x == u else around_v[i]
            f, k = corner // 3, corner % 3
            old_u, old_v = np.float32(0.0), np.float32(0.0)
            at = i if x == u else n_u + i
            if len(uv) > 0:
                old_u, old_v = uv[f, k, 0], uv[f, k, 1]
            if done == 2 or (done == 1 and old_u == first_u and old_v == first_v):
                continue
            first_u, first_v = old_u, old_v
            done += 1
            best, wb, wc = _face_below(points, faces, uv, x, u, v, place, around_u, n_u, around_v, n_v, corners, at)
            if best < 0:
                return -1.0, 0.0
            corner = around_u[best] if best < n_u else around_v[best - n_u]
            f, k = corner // 3, corner % 3
            b, c = (k + 1) % 3, (k + 2) % 3
            wa = 1.0 - wb - wc
            if len(uv) > 0:
                du = wa * corners[best, 0] + wb * uv[f, b, 0] + wc * uv[f, c, 0] - old_u
                dv = wa * corners[best, 1] + wb * uv[f, b, 1] + wc * uv[f, c, 1] - old_v
                slip = max(slip, np.sqrt(du * du + dv * dv) * _length_of_texture(points, faces, uv, f))
            if len(colors) > 0:
                sum_ = 0.0
                for s in range(3):
                    mixed = (1.0 - t) * colors[u, s] + t * colors[v, s]
                    difference = wa * mixed + wb * colors[faces[f, b], s] + wc * colors[faces[f, c], s] - colors[x, s]
                    sum_ += difference * difference
                error = max(error, sum_ * color_weight * color_weight)
    return slip, error


@njit(cache=True, nogil=True, error_model="numpy")
def _face_below(
    points: FloatArray,
    faces: IntArray,
    uv: Floats32,
    x: int,
    u: int,
    v: int,
    place: FloatArray,
    around_u: IntArray,
    n_u: int,
    around_v: IntArray,
    n_v: int,
    corners: Floats32,
    at: int,
) -> tuple[int, float, float]:
    """Which new face old vertex ``x`` is above, among those on the side of corner ``at``, and its weights there."""
    best, lowest, best_b, best_c = -1, -np.inf, 0.0, 0.0
    for j in range(n_u + n_v):
        corner = around_u[j] if j < n_u else around_v[j - n_u]
        f, k = corner // 3, corner % 3
        b, c = faces[f, (k + 1) % 3], faces[f, (k + 2) % 3]
        gone = v if j < n_u else u
        if gone in (b, c):
            continue
        if len(uv) > 0 and (corners[j, 0] != corners[at, 0] or corners[j, 1] != corners[at, 1]):
            continue
        bb, bc, cc, bx, cx = 0.0, 0.0, 0.0, 0.0, 0.0
        for s in range(3):
            to_b, to_c, to_x = points[b, s] - place[s], points[c, s] - place[s], points[x, s] - place[s]
            bb, bc, cc = bb + to_b * to_b, bc + to_b * to_c, cc + to_c * to_c
            bx, cx = bx + to_b * to_x, cx + to_c * to_x
        det = bb * cc - bc * bc
        if det <= 0.0:
            continue
        wb, wc = (cc * bx - bc * cx) / det, (bb * cx - bc * bx) / det
        low = min(wb, wc, 1.0 - wb - wc)
        if low > lowest:
            best, lowest = j, low
            wb, wc = max(wb, 0.0), max(wc, 0.0)
            over = max(wb + wc, 1.0)
            best_b, best_c = wb / over, wc / over
    return best, best_b, best_c


@njit(cache=True, nogil=True, error_model="numpy")
def _length_of_texture(points: FloatArray, faces: IntArray, uv: Floats32, f: int) -> float:
    """Length on the surface of one unit of texture coordinates at this face."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
    wx, wy, wz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
    nx, ny, nz = uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx
    flat = abs(
        (float(uv[f, 1, 0]) - uv[f, 0, 0]) * (float(uv[f, 2, 1]) - uv[f, 0, 1])
        - (float(uv[f, 1, 1]) - uv[f, 0, 1]) * (float(uv[f, 2, 0]) - uv[f, 0, 0])
    )
    return float(np.sqrt(np.sqrt(nx * nx + ny * ny + nz * nz) / flat)) if flat > 0.0 else 0.0
