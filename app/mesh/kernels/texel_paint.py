"""Which face each texel of a picture shows, what colour it gets from another surface, and the gutters around charts."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.flat_charts import row_span
from app.mesh.kernels.gated_closest import DEPTH, closest_agreeing
from app.mesh.kernels.texture_lookup import color_at

NOBODY = -1
RIM = 1.0  # texels: a face also owns what is this near to it and in no face, for interpolation reaches there
EMPTY, ITS_OWN = 0, 1  # what ``state`` says of a texel; higher numbers are rings of the gutter


@njit(cache=True, nogil=True)
def owners(uv: FloatArray, begin: int, end: int, row: int, owner: IntArray) -> None:
    """Fill the rows from ``row`` of a picture with the faces whose numbers are from ``begin`` to ``end``.

    uv     (F, 3, 2) float64 texels, y upwards
    owner  (R, W) int32, NOBODY at first: the face that covers the middle of the texel, or -2 - face where it only comes
           within ``RIM``. Where faces overlap the first one stays.
    """
    rows, columns = owner.shape
    t = np.empty((3, 2))
    for f in range(begin, end):
        low = min(uv[f, 0, 1], uv[f, 1, 1], uv[f, 2, 1]) - RIM
        high = max(uv[f, 0, 1], uv[f, 1, 1], uv[f, 2, 1]) + RIM
        if high < row or low > row + rows:
            continue
        left = min(uv[f, 0, 0], uv[f, 1, 0], uv[f, 2, 0]) - RIM
        right = max(uv[f, 0, 0], uv[f, 1, 0], uv[f, 2, 0]) + RIM
        t[:] = uv[f]
        twice = (t[1, 0] - t[0, 0]) * (t[2, 1] - t[0, 1]) - (t[1, 1] - t[0, 1]) * (t[2, 0] - t[0, 0])
        if twice < 0.0:
            t[1], t[2] = uv[f, 2], uv[f, 1]
        for r in range(max(0, int(np.floor(low)) - row), min(rows - 1, int(np.ceil(high)) - row) + 1):
            y = row + r + 0.5
            a, b = row_span(t, y, 0.0)
            for x in range(max(0, int(np.ceil(a - 0.5))), min(columns - 1, int(np.floor(b - 0.5))) + 1):
                if owner[r, x] < 0:
                    owner[r, x] = f
            a, b = row_span(t, y, -RIM)
            a, b = max(a, left), min(b, right)
            for x in range(max(0, int(np.ceil(a - 0.5))), min(columns - 1, int(np.floor(b - 0.5))) + 1):
                if owner[r, x] == NOBODY:
                    owner[r, x] = -2 - f


@njit(cache=True, nogil=True)
def paint(
    owner: IntArray,
    row: int,
    points: FloatArray,
    faces: IntArray,
    normals: FloatArray,
    uv: FloatArray,
    fallback: NDArray[np.float32],
    corners: FloatArray,
    source_normals: FloatArray,
    order: IntArray,
    nodes: FloatArray,
    reach: float,
    near: float,
    texels: NDArray[np.uint8],
    pictures: NDArray[np.int64],
    base: NDArray[np.float32],
    material: NDArray[np.int16],
    source_uv: NDArray[np.float32],
    source_corners: IntArray,
    colors: NDArray[np.uint8],
    light: NDArray[np.float32],
    code: NDArray[np.uint8],
    pixels: NDArray[np.uint8],
    state: NDArray[np.uint8],
) -> None:
    """Paint the texels of these rows that have an owner.

    owner     (R, W) int32 of the rows from ``row`` of the picture, counted from the bottom
    points, faces, normals (F, 3; of length 1), uv (F, 3, 2; texels)    the surface that is painted
    fallback  (V, 4) float32 linear light at each vertex, where no point of the source agrees
    corners … near   of GatedSurface; texels … light as in color_at; code: table from the root of the light to sRGB
    pixels    (H, W, 4) uint8, row 0 at the top; state (H, W) uint8: both written
    """
    stack = np.empty(DEPTH, np.int64)
    bound = np.empty(DEPTH)
    rows, columns = owner.shape
    above = np.full(columns, -1, np.int64)
    for r in range(rows):
        line = len(pixels) - 1 - row - r
        hint = -1
        for x in range(columns):
            if owner[r, x] == NOBODY:
                hint = -1
                continue
            f = owner[r, x] if owner[r, x] >= 0 else -2 - owner[r, x]
            u, v, w = _weights(uv, f, x + 0.5, row + r + 0.5)
            a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
            hint, sv, sw = closest_agreeing(
                u * points[a, 0] + v * points[b, 0] + w * points[c, 0],
                u * points[a, 1] + v * points[b, 1] + w * points[c, 1],
                u * points[a, 2] + v * points[b, 2] + w * points[c, 2],
                normals[f, 0],
                normals[f, 1],
                normals[f, 2],
                hint if hint >= 0 else above[x],
                corners,
                source_normals,
                nodes,
                reach,
                near,
                stack,
                bound,
            )
            above[x] = hint
            if hint >= 0:
                red, green, blue, alpha = color_at(
                    order[hint], sv, sw, texels, pictures, base, material, source_uv, source_corners, colors, light
                )
            else:
                red = u * fallback[a, 0] + v * fallback[b, 0] + w * fallback[c, 0]
                green = u * fallback[a, 1] + v * fallback[b, 1] + w * fallback[c, 1]
                blue = u * fallback[a, 2] + v * fallback[b, 2] + w * fallback[c, 2]
                alpha = u * fallback[a, 3] + v * fallback[b, 3] + w * fallback[c, 3]
            pixels[line, x, 0] = _encoded(red, code)
            pixels[line, x, 1] = _encoded(green, code)
            pixels[line, x, 2] = _encoded(blue, code)
            pixels[line, x, 3] = int(min(max(alpha, 0.0), 1.0) * 255.0 + 0.5)
            state[line, x] = ITS_OWN


@njit(cache=True, nogil=True)
def widen(pixels: NDArray[np.uint8], state: NDArray[np.uint8], begin: int, end: int, ring: int) -> None:
    """One more ring of gutter in the rows ``begin`` to ``end``: empty texels beside filled ones take their colour.

    Odd rings look at four neighbours, even ones at eight, so that the gutter grows nearly round.
    """
    height, width = state.shape
    for y in range(begin, end):
        for x in range(width):
            if state[y, x] != EMPTY:
                continue
            for k in range(4 if ring % 2 else 8):
                dy = (0, 0, -1, 1, -1, -1, 1, 1)[k]
                dx = (-1, 1, 0, 0, -1, 1, -1, 1)[k]
                j, i = y + dy, x + dx
                if 0 <= j < height and 0 <= i < width and EMPTY < state[j, i] <= ring:
                    for n in range(4):
                        pixels[y, x, n] = pixels[j, i, n]
                    state[y, x] = ring + 1
                    break


@njit(cache=True, nogil=True)
def _weights(uv: FloatArray, f: int, x: float, y: float) -> tuple[float, float, float]:
    """Barycentric weights in the texture triangle, clamped to it; the first corner's for a triangle without area."""
    ax, ay = uv[f, 0, 0], uv[f, 0, 1]
    bx, by, cx, cy = uv[f, 1, 0] - ax, uv[f, 1, 1] - ay, uv[f, 2, 0] - ax, uv[f, 2, 1] - ay
    twice = bx * cy - by * cx
    if twice == 0.0:
        return 1.0, 0.0, 0.0
    x, y = x - ax, y - ay
    v, w = (x * cy - y * cx) / twice, (bx * y - by * x) / twice
    u, v, w = max(0.0, 1.0 - v - w), max(0.0, v), max(0.0, w)
    total = u + v + w
    return u / total, v / total, w / total


@njit(cache=True, nogil=True)
def _encoded(light: float, code: NDArray[np.uint8]) -> int:
    return int(code[int(np.sqrt(min(max(light, 0.0), 1.0)) * (len(code) - 1) + 0.5)])
