"""How different the colours of two surfaces look."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import MISSING, VisibleSurface


def color_difference(before: Mesh, surface: VisibleSurface, after: Mesh) -> tuple[float, float] | None:
    """Mean and 95th percentile of the colour difference (ΔE00), or None without colour.

    Between points of the input that can be seen and the nearest points of the result; points without a counterpart
    within 0.1 % of the diagonal do not count.
    """
    if before.color == "none" or not len(after.faces):
        return None
    near = Scene(after.vertices, after.faces).closest(surface.points)
    close = near.distance <= MISSING * surface.diagonal
    if not close.any():
        return None
    first = colors_at(before, surface.faces[close], surface.weights[close])
    second = colors_at(after, near.face[close], near.weights[close])
    difference = ciede2000(lab_of(first), lab_of(second))
    return float(difference.mean()), float(np.quantile(difference, 0.95))


def colors_at(mesh: Mesh, faces: IntArray, weights: FloatArray) -> NDArray[np.uint8]:
    """(N, 3) uint8 sRGB: colour of points given by face (N,) and barycentric weights (N, 3).

    The nearest texel or the mixed vertex colours, times the material's base colour; white without colour.
    """
    color = np.full((len(faces), 3), 255.0)
    if mesh.vertex_colors is not None:
        corner = mesh.vertex_colors[mesh.faces[faces]][:, :, :3].astype(np.float64)
        color = np.einsum("nk,nkj->nj", weights, corner)
    material = mesh.material_of_face[faces]
    for number, what in enumerate(mesh.materials):
        here = np.flatnonzero(material == number)
        if not len(here):
            continue
        if what.texture is not None and mesh.corner_uv is not None:
            uv = np.einsum("nk,nkj->nj", weights[here], mesh.corner_uv[faces[here]].astype(np.float64))
            color[here] *= texels(what.texture.pixels, uv)[:, :3] / 255.0
        color[here] *= np.array(what.base_color[:3]) / 255.0
    return np.clip(np.round(color), 0, 255).astype(np.uint8)


def texels(pixels: NDArray[np.uint8], uv: FloatArray) -> NDArray[np.uint8]:
    """(N, 4) the nearest texel at texture coordinates (N, 2), v upwards, repeating."""
    height, width = pixels.shape[:2]
    column = np.floor((uv[:, 0] % 1.0) * width).astype(np.int64).clip(0, width - 1)
    row = np.floor((1.0 - uv[:, 1] % 1.0) * height).astype(np.int64).clip(0, height - 1)
    found: NDArray[np.uint8] = pixels[row, column]
    return found
