"""Faces of about the same colour."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.colorimetry import ciede2000, lab_of
from app.mesh.mesh import Mesh

SLICE = 200_000  # faces a time: bounded memory


def face_colors(mesh: Mesh) -> NDArray[np.uint8]:
    """(F, 3) sRGB of the middle of each face: picture, vertex colours, and the colour of its material over both."""
    color = np.full((len(mesh.faces), 3), 255.0)
    if mesh.vertex_colors is not None:
        color = mesh.vertex_colors[mesh.faces][:, :, :3].astype(np.float64).mean(axis=1)
    for number, material in enumerate(mesh.materials):
        own = np.flatnonzero(mesh.material_of_face == number)
        if material.texture is not None and mesh.corner_uv is not None:
            pixels = material.texture.pixels
            height, width = pixels.shape[:2]
            at = np.nan_to_num(mesh.corner_uv[own].astype(np.float64)).mean(axis=1) % 1.0
            column = np.minimum((at[:, 0] * width).astype(np.int64), width - 1)
            row = np.minimum(((1 - at[:, 1]) * height).astype(np.int64), height - 1)
            color[own] *= pixels[row, column, :3] / 255.0
        color[own] *= np.array(material.base_color[:3]) / 255.0
    return np.asarray(np.round(color), np.uint8)


def labs(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(F, 3) L*a*b* of sRGB colours (F, 3)."""
    result = np.empty((len(colors), 3), np.float32)
    for start in range(0, len(colors), SLICE):
        result[start : start + SLICE] = lab_of(colors[start : start + SLICE])
    return result


def alike(lab: NDArray[np.float32], of: FloatArray | NDArray[np.float32], most: float) -> BoolArray:
    """(F,) bool: no farther than ``most`` (CIEDE2000) from the L*a*b* colour ``of`` (3,)."""
    result = np.zeros(len(lab), np.bool_)
    for start in range(0, len(lab), SLICE):
        part = lab[start : start + SLICE].astype(np.float64)
        result[start : start + SLICE] = ciede2000(part, np.broadcast_to(np.asarray(of, np.float64), part.shape)) <= most
    return result
