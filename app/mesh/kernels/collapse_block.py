"""Collapse the edges of one block of a mesh, cheapest first, as long as they cost no more than they may."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse_drift import drift_of_collapse, new_corners
from app.mesh.kernels.collapse_fans import (
    CORNER,
    FREE,
    LOCKED,
    MOST_FACES,
    Bytes,
    Floats32,
    fan_kind,
    link_corners,
)
from app.mesh.kernels.collapse_local import allowed, gather, join_fans, keeps_shape, write_corners
from app.mesh.kernels.collapse_queue import LOWEST, empty_queue, level_of, pop, push

DRIFT_WEIGHT = 0.3  # a picture that slips in the surface shows less than a surface that is elsewhere
PULL_TO_MIDDLE = 1e-3  # of the quadric's trace: where the surface is flat, the place is the middle of the edge


@njit(cache=True, nogil=True, error_model="numpy")
def collapse_block(
    points: FloatArray,
    faces: IntArray,
    quadrics: Floats32,
    scale: Floats32,
    drift: Floats32,
    kind: Bytes,
    uv: Floats32,
    group: NDArray[np.int16],
    colors: Floats32,
    into: IntArray,
    limit: float,
    key_limit: float,
    most: int,
    color_weight: float,
    by_area: bool,
    stop: Bytes,
) -> int:
    """Collapse in place; a face that goes gets -1 as its first vertex. Return the number of faces that went.

    points     (V, 3) float64, quadrics (V, 11) float32 as in ``collapse_fans``, relative to their points
    scale      (V,) float32: factor on the cost
    drift      (V,) float32: how far the picture has slipped on the surface at this vertex so far
    kind       (V,) uint8: LOCKED where nothing may happen; the rest is found out here
    uv, group  (F, 3, 2) and (F,), or empty; colors (V, 3) float32 or (0, 3)
    into       (V,) int32: gets for each vertex that goes the one that took it up
    limit      highest cost of a collapse: mean squared distance to the planes of the original faces, plus drift squared
    key_limit  highest key of the order of a collapse
    most       stop when this many faces are gone
    by_area    whether the order, not the limit, counts the area that is moved as well
    stop       (1,) uint8: another thread sets it to end early; what is done by then is whole
    """
    n_vertices, n_faces = len(points), len(faces)
    head, following = np.empty(n_vertices, np.int32), np.empty(3 * n_faces, np.int32)
    link_corners(faces, head, following)
    lines = np.zeros(n_faces, np.uint8)  # bit k: the side from corner k must stay a line
    around_u, around_v = np.empty(MOST_FACES, np.int32), np.empty(MOST_FACES, np.int32)
    sides = np.empty((MOST_FACES, 3), np.int32)
    line_out, line_in = np.empty(MOST_FACES, np.uint8), np.empty(MOST_FACES, np.uint8)
    for v in range(n_vertices):
        if kind[v] == LOCKED:
            continue
        kind[v], n = fan_kind(v, faces, head, following, uv, group, around_v, sides, line_out, line_in)
        if kind[v] == FREE or kind[v] == LOCKED:
            continue
        for i in range(n):
            f, k = around_v[i] // 3, around_v[i] % 3
            if line_out[i]:
                lines[f] |= np.uint8(1 << k)
            if line_in[i]:
                lines[f] |= np.uint8(1 << ((k + 2) % 3))
    age = np.zeros(n_vertices, np.int32)
    mark = np.zeros(n_vertices, np.int32)
    place = np.empty(3)
    stacks, entries = empty_queue(n_vertices + 64)
    bits = np.empty(1, np.int32)
    for f in range(n_faces):
        for k in range(3):
            u, v = faces[f, k], faces[f, (k + 1) % 3]
            # Each edge once: from the face where it runs upwards, or from the only one.
            if u > v and not (lines[f] >> k) & 1:
                continue
            cost = _cost(points, quadrics, scale, kind, by_area, u, v, place)
            if cost[0] <= limit and cost[1] <= key_limit:
                entries = push(stacks, entries, level_of(cost[1], bits), u, v, int(np.int64(0)))
    gone, epoch, count = 0, 0, 0
    corners = np.empty((2 * MOST_FACES, 2), np.float32)
    while gone < most:
        count += 1
        if count & 1023 == 0 and stop[0]:
            break
        at = pop(stacks, entries)
        if at < 0:
            break
        u, v = entries[at, 0], entries[at, 1]
        if age[u] < 0 or age[v] < 0 or age[u] + age[v] != entries[at, 2]:
            continue
        if kind[u] < kind[v]:  # the one that is less free takes the other up
            u, v = v, u
        epoch += 1
        n_u, n_v = gather(head, following, u, around_u), gather(head, following, v, around_v)
        dying = allowed(faces, kind, lines, mark, epoch, u, v, around_u, n_u, around_v, n_v)
        if dying == 0:
            continue
        cost = _cost(points, quadrics, scale, kind, by_area, u, v, place)
        if not (
            keeps_shape(points, faces, around_u, n_u, u, v, place)
            and keeps_shape(points, faces, around_v, n_v, v, u, place)
        ):
            continue
        if len(uv) > 0 or len(colors) > 0:
            weight = quadrics[u, 10] + quadrics[v, 10] if by_area else 1.0
            factor = DRIFT_WEIGHT * DRIFT_WEIGHT * max(scale[u], scale[v])
            # What has drifted so far says how dear it is at least, without looking at the picture.
            so_far = max(drift[u], drift[v])
            level = level_of(cost[1] + weight * factor * so_far * so_far, bits)
            if level > stacks[LOWEST]:
                entries = push(stacks, entries, level, u, v, age[u] + age[v])
                continue
            t = _share(points, kind, u, v, place)
            if len(uv) > 0 and not new_corners(faces, uv, u, v, t, around_u, n_u, around_v, n_v, corners):
                continue
            slip, error = drift_of_collapse(
                points, faces, uv, colors, color_weight, u, v, t, place, around_u, n_u, around_v, n_v, corners
            )
            if slip < 0.0:
                continue
            total = so_far + slip
            more = factor * total * total + max(scale[u], scale[v]) * error
            dearer = cost[1] + weight * more
            if cost[0] + more > limit or dearer > key_limit:
                continue
            level = level_of(dearer, bits)
            if level > stacks[LOWEST]:
                entries = push(stacks, entries, level, u, v, age[u] + age[v])
                continue
            write_corners(uv, around_u, n_u, around_v, n_v, corners)
            if len(colors) > 0:
                for c in range(3):
                    colors[u, c] = (1.0 - t) * colors[u, c] + t * colors[v, c]
            drift[u] = total
        _merge_quadrics(points, quadrics, u, v, place)
        scale[u] = max(scale[u], scale[v])
        join_fans(faces, head, following, lines, u, v, around_v, n_v)
        for c in range(3):
            points[u, c] = place[c]
        gone += dying
        age[u] += 1
        age[v] = -1
        into[v] = u
        n_u = gather(head, following, u, around_u)
        for i in range(n_u):
            for step in range(1, 3):
                w = faces[around_u[i] // 3, (around_u[i] % 3 + step) % 3]
                if mark[w] == -epoch:  # entered already: once an edge, though two faces have it
                    continue
                mark[w] = -epoch
                cost = _cost(points, quadrics, scale, kind, by_area, u, w, place)
                if cost[0] <= limit and cost[1] <= key_limit:
                    entries = push(stacks, entries, level_of(cost[1], bits), u, w, age[u] + age[w])
    return gone


@njit(cache=True, nogil=True, error_model="numpy")
def edge_keys(points: FloatArray, faces: IntArray, quadrics: Floats32, scale: Floats32, every: int) -> FloatArray:
    """Keys by area of the first edge of each ``every``th face, as if all were free: to see where an order begins."""
    keys, place = np.empty(len(faces) // every), np.empty(3)
    free = np.zeros(len(points), np.uint8)
    for i in range(len(keys)):
        keys[i] = _cost(points, quadrics, scale, free, True, faces[i * every, 0], faces[i * every, 1], place)[1]
    return keys


@njit(cache=True, nogil=True, error_model="numpy")
def _cost(
    points: FloatArray,
    quadrics: Floats32,
    scale: Floats32,
    kind: Bytes,
    by_area: bool,
    u: int,
    v: int,
    place: FloatArray,
) -> tuple[float, float]:
    """Put into ``place`` where the vertex of the collapsed edge goes; return the mean cost and the key of the order."""
    ku, kv = kind[u], kind[v]
    if max(ku, kv) == LOCKED or (ku == CORNER and kv == CORNER):
        return np.inf, np.inf
    ex, ey, ez = points[v, 0] - points[u, 0], points[v, 1] - points[u, 1], points[v, 2] - points[u, 2]
    squared = ex * ex + ey * ey + ez * ez
    if ku == kv:
        vxx, vxy, vxz = float(quadrics[v, 0]), float(quadrics[v, 1]), float(quadrics[v, 2])
        vyy, vyz, vzz = float(quadrics[v, 3]), float(quadrics[v, 4]), float(quadrics[v, 5])
        xx, xy, xz = quadrics[u, 0] + vxx, quadrics[u, 1] + vxy, quadrics[u, 2] + vxz
        yy, yz, zz = quadrics[u, 3] + vyy, quadrics[u, 4] + vyz, quadrics[u, 5] + vzz
        pull = PULL_TO_MIDDLE * (xx + yy + zz) + 1e-30
        rx = vxx * ex + vxy * ey + vxz * ez - quadrics[u, 6] - quadrics[v, 6] + 0.5 * pull * ex
        ry = vxy * ex + vyy * ey + vyz * ez - quadrics[u, 7] - quadrics[v, 7] + 0.5 * pull * ey
        rz = vxz * ex + vyz * ey + vzz * ez - quadrics[u, 8] - quadrics[v, 8] + 0.5 * pull * ez
        xx, yy, zz = xx + pull, yy + pull, zz + pull
        c0, c1, c2 = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
        det = xx * c0 + xy * c1 + xz * c2
        dx, dy, dz = 0.5 * ex, 0.5 * ey, 0.5 * ez
        if det > 0.0:
            inverse = 1.0 / det
            dx = (c0 * rx + c1 * ry + c2 * rz) * inverse
            dy = (c1 * rx + (xx * zz - xz * xz) * ry + (xy * xz - xx * yz) * rz) * inverse
            dz = (c2 * rx + (xy * xz - xx * yz) * ry + (xx * yy - xy * xy) * rz) * inverse
            fx, fy, fz = dx - 0.5 * ex, dy - 0.5 * ey, dz - 0.5 * ez
            if fx * fx + fy * fy + fz * fz > squared:
                dx, dy, dz = 0.5 * ex, 0.5 * ey, 0.5 * ez
    elif ku > kv:
        dx, dy, dz = 0.0, 0.0, 0.0
    else:
        dx, dy, dz = ex, ey, ez
    total = max(_error(quadrics, u, dx, dy, dz), 0.0) + max(_error(quadrics, v, dx - ex, dy - ey, dz - ez), 0.0)
    place[0], place[1], place[2] = points[u, 0] + dx, points[u, 1] + dy, points[u, 2] + dz
    factor = float(max(scale[u], scale[v]))
    area = max(float(quadrics[u, 10]) + quadrics[v, 10], 1e-30)
    # A hair of the length keeps the order sensible where all is flat.
    key = (total + 1e-9 * area * squared) * factor
    return total / area * factor, key if by_area else key / area


@njit(cache=True, nogil=True, error_model="numpy")
def _error(q: Floats32, v: int, x: float, y: float, z: float) -> float:
    error: float = (
        x * (q[v, 0] * x + 2.0 * (q[v, 1] * y + q[v, 2] * z + q[v, 6]))
        + y * (q[v, 3] * y + 2.0 * (q[v, 4] * z + q[v, 7]))
        + z * (q[v, 5] * z + 2.0 * q[v, 8])
        + q[v, 9]
    )
    return error


@njit(cache=True, nogil=True, error_model="numpy")
def _merge_quadrics(points: FloatArray, quadrics: Floats32, u: int, v: int, place: FloatArray) -> None:
    """Make the quadric of ``u`` the sum of both, relative to ``place``."""
    for w in (u, v):
        x, y, z = place[0] - points[w, 0], place[1] - points[w, 1], place[2] - points[w, 2]
        constant = max(_error(quadrics, w, x, y, z), 0.0)
        quadrics[w, 6] += quadrics[w, 0] * x + quadrics[w, 1] * y + quadrics[w, 2] * z
        quadrics[w, 7] += quadrics[w, 1] * x + quadrics[w, 3] * y + quadrics[w, 4] * z
        quadrics[w, 8] += quadrics[w, 2] * x + quadrics[w, 4] * y + quadrics[w, 5] * z
        quadrics[w, 9] = constant
    for c in range(quadrics.shape[1]):
        quadrics[u, c] += quadrics[v, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _share(points: FloatArray, kind: Bytes, u: int, v: int, place: FloatArray) -> float:
    """Where on the edge from ``u`` (0) to ``v`` (1) the place lies, seen from the side."""
    if kind[u] != kind[v]:
        return 0.0
    along, squared = 0.0, 0.0
    for c in range(3):
        e = points[v, c] - points[u, c]
        along += e * (place[c] - points[u, c])
        squared += e * e
    return min(max(along / squared, 0.0), 1.0) if squared > 0.0 else 0.5
