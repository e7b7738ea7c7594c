"""A small picture of a mesh, without a graphics card: points spread over the surface, the nearest one wins a pixel.

NumPy only, so that the window's process can make it in a thread; some 60 ms for a million faces.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.mesh import Mesh
from app.mesh.srgb import tinted

SAMPLES_A_PIXEL = 10
AZIMUTH, ELEVATION = math.radians(30.0), math.radians(14.0)
LIGHT = np.array([-0.35, -0.75, 0.55])
AMBIENT = 0.42
MARGIN = 0.06
CLAY = np.array([216, 209, 198, 255], np.uint8)
SEED = 7


def thumbnail(mesh: Mesh, width: int, height: int) -> NDArray[np.uint8]:
    """(height, width, 4) uint8 sRGB with straight alpha, seen from three quarters; clear where nothing is."""
    picture = np.zeros((height, width, 4), np.uint8)
    corner = mesh.vertices[mesh.faces]
    across = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    double = np.linalg.norm(across, axis=1)
    total = float(double.sum())
    if not len(mesh.faces) or total <= 0:
        return picture
    face, weights = _spread(double, width * height * SAMPLES_A_PIXEL)
    points = np.einsum("nk,nkj->nj", weights, corner[face])
    normal = across[face] / np.maximum(double[face], 1e-300)[:, None]
    right, up, towards = _axes()
    x, y, depth = points @ right, points @ up, points @ towards
    scale = (1 - 2 * MARGIN) * min(width / max(np.ptp(x), 1e-9), height / max(np.ptp(y), 1e-9))
    column = ((x - (x.max() + x.min()) / 2) * scale + width / 2).astype(np.int64).clip(0, width - 1)
    row = (height / 2 - (y - (y.max() + y.min()) / 2) * scale).astype(np.int64).clip(0, height - 1)
    nearest_last = np.argsort(depth, kind="stable")
    pixel = (row * width + column)[nearest_last]
    winner = np.full(width * height, -1, np.int64)
    winner[pixel] = nearest_last
    hit = np.flatnonzero(winner >= 0)
    chosen = winner[hit]
    facing = normal[chosen]
    facing = np.where((facing @ towards < 0)[:, None], -facing, facing)
    shade = AMBIENT + (1 - AMBIENT) * np.clip(facing @ (LIGHT / np.linalg.norm(LIGHT)), 0.0, 1.0)
    color = _colors(mesh, face[chosen], weights[chosen]).astype(np.float64)
    color[:, :3] *= (0.35 + 0.75 * shade)[:, None]
    color[:, 3] = 255
    picture.reshape(-1, 4)[hit] = np.clip(color, 0, 255).astype(np.uint8)
    return picture


def _spread(double: FloatArray, count: int) -> tuple[NDArray[np.int64], FloatArray]:
    """Faces (N,) with a chance that follows their area, and barycentric weights (N, 3); the same ones every time."""
    random = np.random.default_rng(SEED)
    edges = np.cumsum(double)
    face = np.searchsorted(edges, (np.arange(count) + random.random(count)) / count * edges[-1]).clip(
        0, len(double) - 1
    )
    u, v = np.sqrt(random.random(count)), random.random(count)
    return face, np.stack([1 - u, u * (1 - v), u * v], axis=1)


def _axes() -> tuple[FloatArray, FloatArray, FloatArray]:
    a, e = AZIMUTH, ELEVATION
    towards = np.array([math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)])
    right = np.array([math.cos(a), math.sin(a), 0.0])
    return right, np.cross(towards, right), towards


def _colors(mesh: Mesh, face: NDArray[np.int64], weights: FloatArray) -> NDArray[np.uint8]:
    """(N, 4) uint8 sRGB: texels, vertex colours or clay."""
    color = np.tile(CLAY, (len(face), 1))
    if mesh.vertex_colors is not None:
        mixed = np.einsum("nk,nkj->nj", weights, mesh.vertex_colors[mesh.faces[face]].astype(np.float64))
        color = mixed.round().astype(np.uint8)
    material = mesh.material_of_face[face]
    for number, what in enumerate(mesh.materials):
        here = np.flatnonzero(material == number)
        if what.texture is not None and mesh.corner_uv is not None and len(here):
            color[here] = _texels(what.texture.pixels, mesh.corner_uv, face[here], weights[here])
        elif what.base_color[:3] != (255, 255, 255) and mesh.vertex_colors is None:
            color[here] = 255
        if what.base_color != (255, 255, 255, 255) and len(here):
            color[here] = tinted(color[here], np.array(what.base_color, np.uint8))
    return color


def _texels(
    pixels: NDArray[np.uint8], corner_uv: NDArray[np.float32], face: IntArray | NDArray[np.int64], weights: FloatArray
) -> NDArray[np.uint8]:
    uv = np.einsum("nk,nkj->nj", weights, corner_uv[face].astype(np.float64))
    uv = np.where(np.isfinite(uv), uv, 0.0) % 1.0
    rows, columns = pixels.shape[:2]
    row = ((1 - uv[:, 1]) * rows).astype(np.int64).clip(0, rows - 1)
    column = (uv[:, 0] * columns).astype(np.int64).clip(0, columns - 1)
    return np.asarray(pixels[row, column])
