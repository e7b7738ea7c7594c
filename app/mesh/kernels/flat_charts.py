"""Charts laid flat: turned so that they take little room, looked over for overlaps, and packed into a picture."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input

TURNS = 16  # directions tried for the smallest rectangle around a chart, over a quarter turn
CHARTS_A_CALL = 16
INSIDE = 0.05  # texels: how deep the middle of a texel must lie in a second face to count as an overlap


def flattened(points: FloatArray, faces: IntArray, normals: FloatArray, start: NDArray[np.int64]) -> FloatArray:
    """(F, 3, 2) float64 mm: corners of each face in the plane of its chart, lowest corner of each chart at (0, 0).

    Faces are sorted by chart; chart c has the faces ``start[c]`` to ``start[c + 1]``. A chart is projected along the sum
    of its ``normals`` (F, 3; twice the area as a vector), enlarged to the area that it has on the surface, and lies in
    the smallest rectangle, the longer side along y.
    """
    uv = np.empty((len(faces), 3, 2))
    _flatten(as_input(points, np.float64), as_input(faces, np.int32), as_input(normals, np.float64), start, TURNS, uv)
    return uv


def overlapping(uv: FloatArray, start: NDArray[np.int64]) -> BoolArray:
    """(F,) bool: faces that cover the middle of a texel that an earlier face of their chart covers already.

    ``uv`` (F, 3, 2) in texels, from (0, 0) in each chart.
    """
    result = np.zeros(len(uv), np.bool_)
    _overlaps(as_input(uv, np.float64), start, INSIDE, result)
    return result


def packed(
    uv: FloatArray, start: NDArray[np.int64], size: tuple[int, int], gutter: int, cell: int, progress: Progress
) -> tuple[IntArray, int]:
    """Where each chart goes: (C, 2) int32 texels to add to its ``uv``, and the height that all of them take.

    uv      (F, 3, 2) in texels, from (0, 0) in each chart
    size    (most rows, width) of the picture in texels
    gutter  texels that each chart keeps free around itself
    cell    texels: the size of the grid that places are on; divides the size

    From the tallest to the smallest chart each takes the lowest, then leftmost place where it meets no other. The height
    is -1 where one finds none.
    """
    uv = as_input(uv, np.float64)
    charts = len(start) - 1
    place = np.zeros((charts, 2), np.int32)
    taken = np.zeros((size[0] // cell, size[1] // cell), np.bool_)
    tall = np.maximum.reduceat(uv[:, :, 1].max(axis=1), start[:-1])
    order = np.argsort(-tall, kind="stable")
    height = 0
    for begin in range(0, charts, CHARTS_A_CALL):
        progress(begin / charts)
        here = _pack(uv, start, order[begin : begin + CHARTS_A_CALL], taken, gutter, cell, place)
        if here < 0:
            return place, -1
        height = max(height, here)
    return place, height


@njit(cache=True, nogil=True)
def _flatten(
    points: FloatArray, faces: IntArray, normals: FloatArray, start: NDArray[np.int64], turns: int, uv: FloatArray
) -> None:
    for c in range(len(start) - 1):
        begin, end = start[c], start[c + 1]
        x, y, z, area = 0.0, 0.0, 0.0, 0.0
        for f in range(begin, end):
            nx, ny, nz = normals[f, 0], normals[f, 1], normals[f, 2]
            x, y, z = x + nx, y + ny, z + nz
            area += np.sqrt(nx * nx + ny * ny + nz * nz)
        length = np.sqrt(x * x + y * y + z * z)
        if length <= 0.0:
            x, y, z, length = 0.0, 0.0, 1.0, 1.0
        x, y, z = x / length, y / length, z / length
        # An orthonormal basis without a square root or a special case but the pole (Duff et al. 2017).
        sign = 1.0 if z >= 0.0 else -1.0
        a = -1.0 / (sign + z)
        b = x * y * a
        ux, uy, uz = 1.0 + sign * x * x * a, sign * b, -sign * x
        vx, vy, vz = b, sign + y * y * a, -y
        scale = np.sqrt(area / length) if area > 0.0 else 1.0
        ox, oy, oz = points[faces[begin, 0], 0], points[faces[begin, 0], 1], points[faces[begin, 0], 2]
        for f in range(begin, end):
            for k in range(3):
                p = faces[f, k]
                dx, dy, dz = points[p, 0] - ox, points[p, 1] - oy, points[p, 2] - oz
                uv[f, k, 0] = scale * (dx * ux + dy * uy + dz * uz)
                uv[f, k, 1] = scale * (dx * vx + dy * vy + dz * vz)
        least, best = np.inf, 0
        for t in range(turns):
            box = _turned_box(uv, begin, end, t * np.pi / 2 / turns)
            size = (box[2] - box[0]) * (box[3] - box[1])
            if size < least:
                least, best = size, t
        angle = best * np.pi / 2 / turns
        box = _turned_box(uv, begin, end, angle)
        if box[2] - box[0] > box[3] - box[1]:
            angle += np.pi / 2
            box = _turned_box(uv, begin, end, angle)
        cos, sin = np.cos(angle), np.sin(angle)
        for f in range(begin, end):
            for k in range(3):
                s, t2 = uv[f, k, 0], uv[f, k, 1]
                uv[f, k, 0] = cos * s - sin * t2 - box[0]
                uv[f, k, 1] = sin * s + cos * t2 - box[1]


@njit(cache=True, nogil=True)
def _turned_box(uv: FloatArray, begin: int, end: int, angle: float) -> tuple[float, float, float, float]:
    cos, sin = np.cos(angle), np.sin(angle)
    left, low, right, high = np.inf, np.inf, -np.inf, -np.inf
    for f in range(begin, end):
        for k in range(3):
            s, t = cos * uv[f, k, 0] - sin * uv[f, k, 1], sin * uv[f, k, 0] + cos * uv[f, k, 1]
            left, right = min(left, s), max(right, s)
            low, high = min(low, t), max(high, t)
    return left, low, right, high


@njit(cache=True, nogil=True)
def row_span(corners: FloatArray, y: float, depth: float) -> tuple[float, float]:
    """From where to where along the line ``y`` a point is at least ``depth`` inside the triangle (3, 2).

    The triangle runs counter-clockwise; the span is empty where the first number is larger than the second.
    """
    left, right = -np.inf, np.inf
    for k in range(3):
        j = (k + 1) % 3
        ex, ey = corners[j, 0] - corners[k, 0], corners[j, 1] - corners[k, 1]
        # inside: ex * (y - yk) - ey * (x - xk) >= depth * length of the edge
        room = ex * (y - corners[k, 1]) - depth * np.sqrt(ex * ex + ey * ey)
        if ey > 0.0:
            right = min(right, corners[k, 0] + room / ey)
        elif ey < 0.0:
            left = max(left, corners[k, 0] + room / ey)
        elif room < 0.0:
            return 1.0, 0.0
    return left, right


@njit(cache=True, nogil=True)
def _overlaps(uv: FloatArray, start: NDArray[np.int64], depth: float, result: BoolArray) -> None:
    taken = np.zeros(1, np.bool_)
    for c in range(len(start) - 1):
        width, height = 1, 1
        for f in range(start[c], start[c + 1]):
            for k in range(3):
                width = max(width, int(uv[f, k, 0]) + 1)
                height = max(height, int(uv[f, k, 1]) + 1)
        if width * height > len(taken):
            taken = np.zeros(width * height, np.bool_)
        taken[: width * height] = False
        for f in range(start[c], start[c + 1]):
            t = uv[f]
            twice = (t[1, 0] - t[0, 0]) * (t[2, 1] - t[0, 1]) - (t[1, 1] - t[0, 1]) * (t[2, 0] - t[0, 0])
            if twice <= 0.0:
                result[f] = twice < 0.0
                continue
            low = max(0, int(min(t[0, 1], t[1, 1], t[2, 1]) - 0.5))
            high = min(height - 1, int(max(t[0, 1], t[1, 1], t[2, 1]) + 0.5))
            for row in range(low, high + 1):
                left, right = row_span(t, row + 0.5, depth)
                for x in range(max(0, int(np.ceil(left - 0.5))), min(width - 1, int(np.floor(right - 0.5))) + 1):
                    if taken[row * width + x]:
                        result[f] = True
                        break
                if result[f]:
                    break
            if result[f]:
                continue
            for row in range(low, high + 1):
                left, right = row_span(t, row + 0.5, 0.0)
                for x in range(max(0, int(np.ceil(left - 0.5))), min(width - 1, int(np.floor(right - 0.5))) + 1):
                    taken[row * width + x] = True


@njit(cache=True, nogil=True)
def _spans(uv: FloatArray, begin: int, end: int, gutter: int, cell: int, first: IntArray, last: IntArray) -> int:
    """Fill from where to where the chart reaches in each row of cells, gutter included; return its width in cells."""
    right = 0.0
    first[:] = 1 << 30
    last[:] = -1
    for f in range(begin, end):
        for k in range(3):
            right = max(right, uv[f, k, 0])
            x0, y0 = uv[f, k, 0], uv[f, k, 1]
            x1, y1 = uv[f, (k + 1) % 3, 0], uv[f, (k + 1) % 3, 1]
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            slope = (x1 - x0) / (y1 - y0) if y1 - y0 > 1e-9 else 0.0
            # The chart will be moved by a gutter, so a point at y fills the rows from y to y + 2 gutters.
            for row in range(int(y0) // cell, int(y1 + 2 * gutter) // cell + 1):
                xa, xb = x0, x1
                if slope != 0.0:
                    xa = x0 + slope * (max(y0, row * cell - 2.0 * gutter) - y0)
                    xb = x0 + slope * (min(y1, (row + 1.0) * cell) - y0)
                first[row] = min(first[row], max(0, int(min(xa, xb)) // cell))
                last[row] = max(last[row], int(max(xa, xb) + 2 * gutter) // cell)
    return int(right + 2 * gutter) // cell + 1


@njit(cache=True, nogil=True)
def _pack(
    uv: FloatArray,
    start: NDArray[np.int64],
    order: NDArray[np.int64],
    taken: BoolArray,
    gutter: int,
    cell: int,
    place: IntArray,
) -> int:
    rows = len(taken)
    first, last = np.empty(rows, np.int32), np.empty(rows, np.int32)
    highest = 0
    for c in order:
        tall = 0.0
        for f in range(start[c], start[c + 1]):
            tall = max(tall, uv[f, 0, 1], uv[f, 1, 1], uv[f, 2, 1])
        height = int(tall + 2 * gutter) // cell + 1
        if height > rows:
            return -1
        width = _spans(uv, start[c], start[c + 1], gutter, cell, first[:height], last[:height])
        x, y = _first_fit(taken, first[:height], last[:height], width)
        if y < 0:
            return -1
        for r in range(height):
            taken[y + r, x + first[r] : x + last[r] + 1] = True
        highest = max(highest, y + height)
        place[c, 0], place[c, 1] = x * cell + gutter, y * cell + gutter
    return highest * cell


@njit(cache=True, nogil=True)
def _first_fit(taken: BoolArray, first: IntArray, last: IntArray, width: int) -> tuple[int, int]:
    """The lowest, then leftmost place where the chart meets no other; (-1, -1) where there is none."""
    rows, columns = taken.shape
    for y in range(rows - len(first) + 1):
        x = 0
        while x <= columns - width:
            step = 0
            for r in range(len(first)):
                j = x + last[r]
                while j >= x + first[r] and not taken[y + r, j]:
                    j -= 1
                if j >= x + first[r]:
                    step = j + 1 - first[r] - x
                    break
            if step == 0:
                return x, y
            x += step
    return -1, -1
