"""Paint a picture with colours that are known at vertices and mixed in between."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake.layout import Layout
from app.mesh.bake.texture import BAND, FACES_A_CALL, THREADS, add_gutters, fill_background
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.texel_paint import ITS_OWN, NOBODY, owners
from app.mesh.mesh import Texture


def painted_between_vertices(
    layout: Layout, uv: NDArray[np.float32], faces: IntArray, colors: NDArray[np.float32], progress: Progress
) -> Texture:
    """The picture of faces (F, 3) that lie at ``uv`` (F, 3, 2; texels) in a picture as large as that of the layout.

    ``colors`` (V, 4) float32 are sRGB, 0 to 255, with straight alpha. Gutters and background as in ``texture.painted``.
    """
    pixels = np.zeros((layout.height, layout.width, 4), np.uint8)
    state = np.zeros((layout.height, layout.width), np.uint8)
    flat = as_input(uv, np.float64)
    low, high = flat[:, :, 1].min(axis=1), flat[:, :, 1].max(axis=1)
    part = progress.part(0.0, 0.8)
    for row in range(0, layout.height, BAND):
        owner = np.full((min(BAND, layout.height - row), layout.width), NOBODY, np.int32)
        here = np.flatnonzero((high >= row - 2) & (low <= row + BAND + 2))
        first, last = (int(here[0]), int(here[-1]) + 1) if len(here) else (0, 0)
        for begin in range(first, last, FACES_A_CALL):
            part(row / layout.height)
            owners(flat, begin, min(last, begin + FACES_A_CALL), row, owner)
        y, x = np.nonzero(owner != NOBODY)
        part(row / layout.height)
        face = owner[y, x]
        face = np.where(face >= 0, face, -2 - face)
        weights = _weights(flat[face], np.column_stack([x + 0.5, y + row + 0.5]))
        line = layout.height - 1 - row - y
        pixels[line, x] = np.rint(np.einsum("nk,nkj->nj", weights, colors[faces[face]])).astype(np.uint8)
        state[line, x] = ITS_OWN
    with ThreadPoolExecutor(THREADS) as pool:
        add_gutters(pixels, state, pool, progress.part(0.8, 0.95))
    fill_background(pixels, state, progress.part(0.95, 1.0))
    pixels.flags.writeable = False
    return Texture(pixels)


def _weights(corners: FloatArray, points: FloatArray) -> NDArray[np.float32]:
    """(N, 3) barycentric weights of points (N, 2) in triangles (N, 3, 2), clamped; the first corner's without area."""
    b, c, p = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], points - corners[:, 0]
    twice = b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0]
    scale = np.where(twice == 0.0, 1.0, twice)
    v = np.where(twice == 0.0, 0.0, (p[:, 0] * c[:, 1] - p[:, 1] * c[:, 0]) / scale)
    w = np.where(twice == 0.0, 0.0, (b[:, 0] * p[:, 1] - b[:, 1] * p[:, 0]) / scale)
    weights = np.maximum(np.column_stack([1.0 - v - w, v, w]), 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)
