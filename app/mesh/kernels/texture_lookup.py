"""The colour of a point of a surface, in linear light: texture, vertex colours and base colour multiplied, as glTF does."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray

PALETTE = 4096  # pixels: a texture no larger than this is a table of flat colours, and is not interpolated


@njit(cache=True, nogil=True)
def colors_of_points(
    result: NDArray[np.float32],
    faces: IntArray,
    weights: FloatArray,
    texels: NDArray[np.uint8],
    pictures: NDArray[np.int64],
    base: NDArray[np.float32],
    material: NDArray[np.int16],
    uv: NDArray[np.float32],
    corners: IntArray,
    colors: NDArray[np.uint8],
    light: NDArray[np.float32],
) -> None:
    """Fill the result (N, 4) with linear light with straight alpha for points given by face (N,) and weights (N, 3)."""
    for i in range(len(faces)):
        r, g, b, a = color_at(
            faces[i], weights[i, 1], weights[i, 2], texels, pictures, base, material, uv, corners, colors, light
        )
        result[i, 0], result[i, 1], result[i, 2], result[i, 3] = r, g, b, a


@njit(cache=True, nogil=True)
def color_at(
    f: int,
    v: float,
    w: float,
    texels: NDArray[np.uint8],
    pictures: NDArray[np.int64],
    base: NDArray[np.float32],
    material: NDArray[np.int16],
    uv: NDArray[np.float32],
    corners: IntArray,
    colors: NDArray[np.uint8],
    light: NDArray[np.float32],
) -> tuple[float, float, float, float]:
    """Return linear red, green, blue and straight alpha at the weights ``v`` and ``w`` of the second and third corner.

    texels   (T, 4) uint8 sRGB of all textures one after another, rows from the top
    pictures (M, 3) int64 of each material: first texel, height, width; width 0 without a texture
    base     (M, 4) float32 linear base colour
    material (F,) int16
    uv       (F, 3, 2) float32, v upwards, repeating; empty without texture
    corners  (F, 3) int32 into ``colors`` (V, 4) uint8 sRGB; both empty without vertex colours
    light    (256,) float32 linear light of each sRGB value
    """
    m = material[f]
    u = 1.0 - v - w
    r, g, b, a = float(base[m, 0]), float(base[m, 1]), float(base[m, 2]), float(base[m, 3])
    if len(colors) > 0:
        i, j, k = corners[f, 0], corners[f, 1], corners[f, 2]
        r *= _mixed(u * colors[i, 0] + v * colors[j, 0] + w * colors[k, 0], light)
        g *= _mixed(u * colors[i, 1] + v * colors[j, 1] + w * colors[k, 1], light)
        b *= _mixed(u * colors[i, 2] + v * colors[j, 2] + w * colors[k, 2], light)
        a *= (u * colors[i, 3] + v * colors[j, 3] + w * colors[k, 3]) / 255.0
    height, width = pictures[m, 1], pictures[m, 2]
    if width == 0:
        return r, g, b, a
    s = u * uv[f, 0, 0] + v * uv[f, 1, 0] + w * uv[f, 2, 0]
    t = u * uv[f, 0, 1] + v * uv[f, 1, 1] + w * uv[f, 2, 1]
    x, y = (s - np.floor(s)) * width, (1.0 - (t - np.floor(t))) * height
    if height * width <= PALETTE:
        n = pictures[m, 0] + min(int(y), height - 1) * width + min(int(x), width - 1)
        return r * light[texels[n, 0]], g * light[texels[n, 1]], b * light[texels[n, 2]], a * texels[n, 3] / 255.0
    x, y = x - 0.5, y - 0.5
    column, row = int(np.floor(x)), int(np.floor(y))
    x, y = x - column, y - row
    red, green, blue, alpha, total = 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(2):
        line = (row + j) % height
        wy = y if j else 1.0 - y
        for i in range(2):
            n = pictures[m, 0] + line * width + (column + i) % width
            weight = wy * (x if i else 1.0 - x)
            alpha += weight * texels[n, 3]
            # What cannot be seen has no colour to mix in, but keeps its own where nothing can be seen.
            weight *= texels[n, 3] + 1e-6
            red += weight * light[texels[n, 0]]
            green += weight * light[texels[n, 1]]
            blue += weight * light[texels[n, 2]]
            total += weight
    return r * red / total, g * green / total, b * blue / total, a * alpha / 255.0


@njit(cache=True, nogil=True)
def _mixed(code: float, light: NDArray[np.float32]) -> float:
    """Light of a value between two sRGB codes: vertex colours are mixed as they are written, as every viewer does."""
    code = min(max(code, 0.0), 255.0)
    low = min(int(code), 254)
    return float(light[low] + (code - low) * (light[low + 1] - light[low]))
