"""Cut a surface into charts that can be projected flat: pieces whose faces look nearly the same way.

Charts grow breadth first around a seed inside a cone of normals, and are grown once more from the middles of the first
ones (as in Lloyd's relaxation; Cohen-Steiner, Alliez and Desbrun 2004), which makes them round. Crumbs then join the
neighbour with which they share most of their border.
"""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

CONE = 0.60  # cosine: how far a face may turn from the middle of its chart (53°) while the chart grows
STEEPEST = 0.30  # cosine: how far (73°) when it joins a chart afterwards
RELAXATIONS = 2


def grown_charts(points: FloatArray, faces: IntArray, twins: IntArray, normals: FloatArray) -> IntArray:
    """(F,) int32: the chart of each face, numbered from 0 without gaps.

    twins    (3F,) int32 opposite half edges, -1 on a border
    normals  (F, 3) twice the area as a vector
    """
    centres = as_input(points[faces].mean(axis=1), np.float64)
    normals, twins = as_input(normals, np.float64), as_input(twins, np.int32)
    chart = np.full(len(faces), -1, np.int32)
    count = _grow(twins, normals, CONE, chart, 0)
    for _ in range(RELAXATIONS):
        seeds, axes = _middles(centres, normals, chart, count)
        chart[:] = -1
        _grow_together(twins, normals, CONE, chart, seeds, axes)
        count = _grow(twins, normals, CONE, chart, len(seeds))
    return chart


def joined_charts(
    points: FloatArray, faces: IntArray, twins: IntArray, normals: FloatArray, chart: IntArray, crumb: float
) -> IntArray:
    """(F,) int32: the charts after those smaller than ``crumb`` mm² joined a neighbour, where their faces allow it."""
    result = chart.copy()
    area = np.asarray(0.5 * np.bincount(chart, np.linalg.norm(normals, axis=1)), np.float64)
    _join(
        as_input(points, np.float64),
        as_input(faces, np.int32),
        as_input(twins, np.int32),
        as_input(normals, np.float64),
        result,
        area,
        np.argsort(area, kind="stable"),
        crumb,
        STEEPEST,
    )
    return np.unique(result, return_inverse=True)[1].reshape(-1).astype(np.int32)


def connected_charts(twins: IntArray, chart: IntArray) -> IntArray:
    """(F,) int32: the charts taken apart into connected ones, numbered by first face."""
    result = np.full(len(chart), -1, np.int32)
    _connect(as_input(twins, np.int32), as_input(chart, np.int32), result)
    return result


@njit(cache=True, nogil=True)
def _grow(twins: IntArray, normals: FloatArray, cone: float, chart: IntArray, count: int) -> int:
    """Grow charts one after another over the faces that have none; a face without area goes along with any."""
    queue = np.empty(len(chart), np.int32)
    for seed in range(len(chart)):
        if chart[seed] >= 0:
            continue
        x, y, z = normals[seed, 0], normals[seed, 1], normals[seed, 2]
        chart[seed] = count
        queue[0] = seed
        head, tail = 0, 1
        while head < tail:
            f = queue[head]
            head += 1
            for k in range(3):
                if twins[3 * f + k] < 0:
                    continue
                g = twins[3 * f + k] // 3
                if chart[g] >= 0:
                    continue
                nx, ny, nz = normals[g, 0], normals[g, 1], normals[g, 2]
                size = np.sqrt((nx * nx + ny * ny + nz * nz) * (x * x + y * y + z * z))
                if nx * x + ny * y + nz * z >= cone * size:
                    chart[g] = count
                    x, y, z = x + nx, y + ny, z + nz
                    queue[tail] = g
                    tail += 1
        count += 1
    return count


@njit(cache=True, nogil=True)
def _middles(centres: FloatArray, normals: FloatArray, chart: IntArray, count: int) -> tuple[IntArray, FloatArray]:
    """The face nearest to the middle of each chart that has more than a few faces, and the chart's axis."""
    axis = np.zeros((count, 3))
    middle = np.zeros((count, 4))
    faces = np.zeros(count, np.int64)
    for f in range(len(chart)):
        c = chart[f]
        faces[c] += 1
        area = np.sqrt(normals[f, 0] ** 2 + normals[f, 1] ** 2 + normals[f, 2] ** 2)
        for k in range(3):
            axis[c, k] += normals[f, k]
            middle[c, k] += area * centres[f, k]
        middle[c, 3] += area
    nearest = np.full(count, np.inf)
    best = np.full(count, -1, np.int32)
    for f in range(len(chart)):
        c = chart[f]
        weight = middle[c, 3]
        if faces[c] < 8 or weight <= 0.0:
            continue
        d = 0.0
        for k in range(3):
            d += (centres[f, k] - middle[c, k] / weight) ** 2
        if d < nearest[c]:
            nearest[c], best[c] = d, f
    chosen = np.flatnonzero(best >= 0)
    return best[chosen], axis[chosen]


@njit(cache=True, nogil=True)
def _grow_together(
    twins: IntArray, normals: FloatArray, cone: float, chart: IntArray, seeds: IntArray, axes: FloatArray
) -> None:
    """Grow from all seeds at the same pace, each inside the cone about its own axis."""
    queue = np.empty(len(chart), np.int32)
    tail = 0
    for c in range(len(seeds)):
        chart[seeds[c]] = c
        queue[tail] = seeds[c]
        tail += 1
    head = 0
    while head < tail:
        f = queue[head]
        head += 1
        c = chart[f]
        x, y, z = axes[c, 0], axes[c, 1], axes[c, 2]
        for k in range(3):
            if twins[3 * f + k] < 0:
                continue
            g = twins[3 * f + k] // 3
            if chart[g] >= 0:
                continue
            nx, ny, nz = normals[g, 0], normals[g, 1], normals[g, 2]
            size = np.sqrt((nx * nx + ny * ny + nz * nz) * (x * x + y * y + z * z))
            if nx * x + ny * y + nz * z >= cone * size:
                chart[g] = c
                queue[tail] = g
                tail += 1


@njit(cache=True, nogil=True)
def _join(
    points: FloatArray,
    faces: IntArray,
    twins: IntArray,
    normals: FloatArray,
    chart: IntArray,
    area: FloatArray,
    order: NDArray[np.int64],
    crumb: float,
    steepest: float,
) -> None:
    """From the smallest chart upwards; lists of faces are chained, so that joining two is cheap."""
    count = len(area)
    axis = np.zeros((count, 3))
    first = np.full(count, -1, np.int32)
    last = np.full(count, -1, np.int32)
    following = np.full(len(chart), -1, np.int32)
    for f in range(len(chart)):
        c = chart[f]
        if last[c] >= 0:
            following[last[c]] = f
        else:
            first[c] = f
        last[c] = f
        for k in range(3):
            axis[c, k] += normals[f, k]
    border = np.zeros(count)
    beside = np.empty(3 * len(chart), np.int32)
    for c in order:
        if area[c] >= crumb:
            continue
        n = 0
        f = first[c]
        while f >= 0:
            for k in range(3):
                if twins[3 * f + k] >= 0:
                    g = twins[3 * f + k] // 3
                    other = chart[g]
                    if other != c:
                        a, b = faces[f, k], faces[f, (k + 1) % 3]
                        if border[other] == 0.0:
                            beside[n] = other
                            n += 1
                        length = 1e-30
                        for j in range(3):
                            length += (points[a, j] - points[b, j]) ** 2
                        border[other] += np.sqrt(length)
            f = following[f]
        joined = False
        for _ in range(n):
            best = -1
            for i in range(n):
                if border[beside[i]] > 0.0 and (best < 0 or border[beside[i]] > border[best]):
                    best = beside[i]
            border[best] = 0.0
            if joined:
                continue
            x, y, z = axis[c, 0] + axis[best, 0], axis[c, 1] + axis[best, 1], axis[c, 2] + axis[best, 2]
            # Faces all around would leave no axis to look along.
            fits = np.sqrt(x * x + y * y + z * z) > steepest * 2.0 * (area[c] + area[best])
            fits = fits and _fits(first[c], following, normals, x, y, z, steepest)
            if fits and area[c] > 0.02 * area[best]:
                fits = _fits(first[best], following, normals, x, y, z, steepest)
            if fits:
                f = first[c]
                while f >= 0:
                    chart[f] = best
                    f = following[f]
                following[last[best]] = first[c]
                last[best] = last[c]
                area[best] += area[c]
                axis[best, 0], axis[best, 1], axis[best, 2] = x, y, z
                joined = True


@njit(cache=True, nogil=True)
def _fits(first: int, following: IntArray, normals: FloatArray, x: float, y: float, z: float, steepest: float) -> bool:
    length = np.sqrt(x * x + y * y + z * z)
    f = first
    while f >= 0:
        nx, ny, nz = normals[f, 0], normals[f, 1], normals[f, 2]
        if nx * x + ny * y + nz * z < steepest * np.sqrt(nx * nx + ny * ny + nz * nz) * length:
            return False
        f = following[f]
    return True


@njit(cache=True, nogil=True)
def _connect(twins: IntArray, chart: IntArray, result: IntArray) -> None:
    queue: NDArray[np.int32] = np.empty(len(chart), np.int32)
    count = 0
    for seed in range(len(chart)):
        if result[seed] >= 0:
            continue
        result[seed] = count
        queue[0] = seed
        head, tail = 0, 1
        while head < tail:
            f = queue[head]
            head += 1
            for k in range(3):
                if twins[3 * f + k] < 0:
                    continue
                g = twins[3 * f + k] // 3
                if result[g] < 0 and chart[g] == chart[seed]:
                    result[g] = count
                    queue[tail] = g
                    tail += 1
        count += 1
