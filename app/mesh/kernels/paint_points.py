"""Points that stand for the area of faces, and the colour there."""

# ruff: noqa: PLR0917 - compiled functions take their arrays by position
import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import IntArray
from app.mesh.kernels.arrays import as_input

Pixels = NDArray[np.uint8]


def spread(count: NDArray[np.int64]) -> NDArray[np.float32]:
    """(N, 3) float32 barycentric weights of so many points in each face (F,), at least one; face by face."""
    weights = np.empty((int(count.sum()), 3), np.float32)
    _spread(as_input(count, np.int64), weights)
    return weights


def mix(colors: Pixels, faces: IntArray, face: IntArray, weights: NDArray[np.float32], result: Pixels) -> None:
    """Write the colours (V, 4) of the corners, mixed, for points given by face (N,) and weights (N, 3), to (N, 4)."""
    _mix(as_input(colors, np.uint8), as_input(faces, np.int32), as_input(face, np.int32), weights, result)


def look_up(
    pixels: Pixels,
    uv: NDArray[np.float32],
    face: IntArray,
    weights: NDArray[np.float32],
    chosen: NDArray[np.int64],
    result: Pixels,
) -> None:
    """Write the nearest texel of the picture (H, W, 4) for the ``chosen`` points to (N, 4); ``uv`` (F, 3, 2) repeats."""
    _look_up(as_input(pixels, np.uint8), as_input(uv, np.float32), as_input(face, np.int32), weights,
             as_input(chosen, np.int64), result)  # fmt: skip


@njit(cache=True, nogil=True)
def _spread(count: NDArray[np.int64], weights: NDArray[np.float32]) -> None:
    """Barycentric weights: the middle of a face first, then the R2 sequence (Roberts 2018), folded into the triangle."""
    n = 0
    for f in range(len(count)):
        weights[n, 0] = weights[n, 1] = weights[n, 2] = 1.0 / 3.0
        n += 1
        for k in range(1, count[f]):
            u, v = (0.5 + 0.7548776662466927 * k) % 1.0, (0.5 + 0.5698402909980532 * k) % 1.0
            if u + v > 1.0:
                u, v = 1.0 - u, 1.0 - v
            weights[n, 0], weights[n, 1], weights[n, 2] = 1.0 - u - v, u, v
            n += 1


@njit(cache=True, nogil=True)
def _mix(
    colors: NDArray[np.uint8], faces: IntArray, face: IntArray, weights: NDArray[np.float32], result: NDArray[np.uint8]
) -> None:
    for n in range(len(face)):
        a, b, c = faces[face[n], 0], faces[face[n], 1], faces[face[n], 2]
        for k in range(4):
            value = weights[n, 0] * colors[a, k] + weights[n, 1] * colors[b, k] + weights[n, 2] * colors[c, k]
            result[n, k] = np.uint8(min(value + 0.5, 255.0))


@njit(cache=True, nogil=True)
def _look_up(
    pixels: NDArray[np.uint8],
    uv: NDArray[np.float32],
    face: IntArray,
    weights: NDArray[np.float32],
    chosen: NDArray[np.int64],
    result: NDArray[np.uint8],
) -> None:
    height, width = pixels.shape[0], pixels.shape[1]
    for n in chosen:
        f = face[n]
        u = float(weights[n, 0]) * uv[f, 0, 0] + float(weights[n, 1]) * uv[f, 1, 0] + float(weights[n, 2]) * uv[f, 2, 0]
        v = float(weights[n, 0]) * uv[f, 0, 1] + float(weights[n, 1]) * uv[f, 1, 1] + float(weights[n, 2]) * uv[f, 2, 1]
        if not (np.isfinite(u) and np.isfinite(v)):
            u, v = 0.0, 0.0
        column = min(int((u - np.floor(u)) * width), width - 1)
        row = min(int((1.0 - (v - np.floor(v))) * height), height - 1)
        for k in range(4):
            result[n, k] = pixels[row, column, k]
