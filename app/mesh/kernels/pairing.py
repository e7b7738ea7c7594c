"""Which half edge meets which: twins, coherent orientation, and one vertex for every fan of faces.

Half edge ``h = 3 * face + corner`` runs from that corner to the next one.
"""

import numpy as np
from numba import njit

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.union_find import join, root_of


def pair_half_edges(points: FloatArray, faces: IntArray) -> IntArray:
    """(3F,) int32: the opposite half edge of each half edge, -1 on a border.

    Where more than two faces meet at an edge they are sorted by angle and paired across each wedge of material, so that
    bodies that touch in an edge part there. Two faces that run the same way through their edge are not paired.
    """
    return _twins(points, faces, _sorted_half_edges(faces, len(points)))


def flips_to_agree(faces: IntArray, n_vertices: int) -> BoolArray:
    """(F,) bool: faces to turn over so that neighbours agree; in each shell the majority stays as it is."""
    return _flips(faces, _sorted_half_edges(faces, n_vertices))


def split_fans(faces: IntArray, twins: IntArray) -> tuple[IntArray, IntArray]:
    """Faces (F, 3) in which every vertex has one fan of paired faces, and (V,) int32 the old vertex of each new one."""
    return _fans(faces, twins)


def face_patches(twins: IntArray) -> tuple[int, IntArray]:
    """Number of groups of faces joined by twins, and the group (F,) int32 of each face, by first face."""
    return _patches(twins)


@njit(cache=True, nogil=True)
def _sorted_half_edges(faces: IntArray, n_vertices: int) -> IntArray:
    """Half edges in the order of (low vertex, high vertex, half edge): two passes of a counting sort."""
    n = faces.size
    low = np.empty(n, np.int32)
    high = np.empty(n, np.int32)
    for h in range(n):
        f, c = h // 3, h % 3
        a, b = faces[f, c], faces[f, (c + 1) % 3]
        low[h], high[h] = min(a, b), max(a, b)
    order = np.empty(n, np.int32)
    start = np.zeros(n_vertices + 1, np.int64)
    for h in range(n):
        start[high[h] + 1] += 1
    for v in range(n_vertices):
        start[v + 1] += start[v]
    for h in range(n):
        order[start[high[h]]] = h
        start[high[h]] += 1
    result = np.empty(n, np.int32)
    start[:] = 0
    for h in range(n):
        start[low[h] + 1] += 1
    for v in range(n_vertices):
        start[v + 1] += start[v]
    for i in range(n):
        h = order[i]
        result[start[low[h]]] = h
        start[low[h]] += 1
    return result


@njit(cache=True, nogil=True)
def _group_end(faces: IntArray, order: IntArray, i: int) -> int:
    """One past the last half edge of the edge that starts at ``order[i]``."""
    h = order[i]
    a, b = faces[h // 3, h % 3], faces[h // 3, (h % 3 + 1) % 3]
    low, high = min(a, b), max(a, b)
    j = i + 1
    while j < len(order):
        h = order[j]
        a, b = faces[h // 3, h % 3], faces[h // 3, (h % 3 + 1) % 3]
        if min(a, b) != low or max(a, b) != high:
            break
        j += 1
    return j


@njit(cache=True, nogil=True)
def _angles(points: FloatArray, faces: IntArray, group: IntArray, low: int, high: int) -> FloatArray:
    """Angle of each face of an edge about it, against the first one."""
    angle = np.empty(len(group))
    ax, ay, az = points[high, 0] - points[low, 0], points[high, 1] - points[low, 1], points[high, 2] - points[low, 2]
    length = np.sqrt(ax * ax + ay * ay + az * az) + 1e-300
    ax, ay, az = ax / length, ay / length, az / length
    ux, uy, uz, vx, vy, vz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for x in range(len(group)):
        h = group[x]
        o = faces[h // 3, (h % 3 + 2) % 3]
        dx, dy, dz = points[o, 0] - points[low, 0], points[o, 1] - points[low, 1], points[o, 2] - points[low, 2]
        along = dx * ax + dy * ay + dz * az
        dx, dy, dz = dx - ax * along, dy - ay * along, dz - az * along
        if x == 0:
            length = np.sqrt(dx * dx + dy * dy + dz * dz) + 1e-300
            ux, uy, uz = dx / length, dy / length, dz / length
            vx, vy, vz = ay * uz - az * uy, az * ux - ax * uz, ax * uy - ay * ux
            angle[x] = 0.0
        else:
            angle[x] = np.arctan2(dx * vx + dy * vy + dz * vz, dx * ux + dy * uy + dz * uz)
            if angle[x] < 0:
                angle[x] += 2 * np.pi
    return angle


@njit(cache=True, nogil=True)
def _ascending(angle: FloatArray) -> IntArray:
    """Sort places by angle, then by place: Shell's sort, as an edge may have many faces."""
    order = np.arange(len(angle)).astype(np.int32)
    gap = 1
    while gap < len(angle) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, len(angle)):
            x, j = order[i], i
            while j >= gap and (
                angle[order[j - gap]] > angle[x] or (angle[order[j - gap]] == angle[x] and order[j - gap] > x)
            ):
                order[j] = order[j - gap]
                j -= gap
            order[j] = x
        gap //= 3
    return order


@njit(cache=True, nogil=True)
def _twins(points: FloatArray, faces: IntArray, order: IntArray) -> IntArray:
    n = len(order)
    twin = np.full(n, -1, np.int32)
    i = 0
    while i < n:
        j = _group_end(faces, order, i)
        m = j - i
        h = order[i]
        if m == 2:
            g = order[i + 1]
            if faces[h // 3, h % 3] != faces[g // 3, g % 3]:
                twin[h], twin[g] = g, h
        elif m > 2:
            a, b = faces[h // 3, h % 3], faces[h // 3, (h % 3 + 1) % 3]
            low, high = min(a, b), max(a, b)
            if low != high:
                group = order[i:j]
                angle = _angles(points, faces, group, low, high)
                ring = _ascending(angle)
                # A face that runs low -> high has its outside towards growing angles, so material lies between a face
                # that runs high -> low and the next one that runs low -> high: matching brackets on a circle.
                stack = np.empty(m, np.int32)
                depth = 0
                for step in range(2 * m):
                    x = group[ring[step % m]]
                    forward = faces[x // 3, x % 3] == low
                    if not forward and step < m:
                        stack[depth] = x
                        depth += 1
                    elif forward and twin[x] < 0 and depth > 0:
                        depth -= 1
                        y = stack[depth]
                        twin[x], twin[y] = y, x
        i = j
    return twin


@njit(cache=True, nogil=True)
def _fans(faces: IntArray, twins: IntArray) -> tuple[IntArray, IntArray]:
    n = faces.size
    parent = np.arange(n).astype(np.int32)
    for h in range(n):
        g = int(twins[h])
        if g < h:
            continue
        h_next = h - 2 if h % 3 == 2 else h + 1
        g_next = g - 2 if g % 3 == 2 else g + 1
        join(parent, h, g_next)
        join(parent, h_next, g)
    new = np.empty((n // 3, 3), np.int32)
    index = np.full(n, -1, np.int32)
    source = np.empty(n, np.int32)
    count = 0
    for h in range(n):
        r = root_of(parent, h)
        if index[r] < 0:
            index[r] = count
            source[count] = faces[h // 3, h % 3]
            count += 1
        new[h // 3, h % 3] = index[r]
    return new, source[:count].copy()


@njit(cache=True, nogil=True)
def _patches(twins: IntArray) -> tuple[int, IntArray]:
    n = len(twins) // 3
    parent = np.arange(n).astype(np.int32)
    for h in range(3 * n):
        g = twins[h]
        if g < h:
            continue
        join(parent, h // 3, g // 3)
    label = np.empty(n, np.int32)
    count = 0
    for f in range(n):
        r = root_of(parent, f)
        if r == f:
            label[f] = count
            count += 1
        else:
            label[f] = label[r]
    return count, label


@njit(cache=True, nogil=True)
def _flips(faces: IntArray, order: IntArray) -> BoolArray:
    """Union-find with parity over edges of exactly two faces."""
    n = len(faces)
    parent = np.arange(n).astype(np.int32)
    odd = np.zeros(n, np.uint8)  # parity towards the parent
    size = np.ones(n, np.int32)
    i = 0
    while i < len(order):
        j = _group_end(faces, order, i)
        if j - i == 2:
            h, g = order[i], order[i + 1]
            same = np.uint8(1) if faces[h // 3, h % 3] == faces[g // 3, g % 3] else np.uint8(0)
            x, px = h // 3, np.uint8(0)
            while parent[x] != x:
                px ^= odd[x]
                x = parent[x]
            y, py = g // 3, np.uint8(0)
            while parent[y] != y:
                py ^= odd[y]
                y = parent[y]
            if x != y:
                if size[x] < size[y]:
                    x, y = y, x
                parent[y] = x
                odd[y] = px ^ py ^ same
                size[x] += size[y]
        i = j
    turned = np.zeros(n, np.int32)
    parity = np.zeros(n, np.uint8)
    root = np.empty(n, np.int32)
    for f in range(n):
        x, p = f, np.uint8(0)
        while parent[x] != x:
            p ^= odd[x]
            x = parent[x]
        root[f], parity[f] = x, p
        turned[x] += p
    flip = np.zeros(n, np.bool_)
    for f in range(n):
        r = root[f]
        minority = np.uint8(1) if 2 * turned[r] <= size[r] else np.uint8(0)
        flip[f] = parity[f] == minority
    return flip
