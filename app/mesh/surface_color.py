"""Colours on the surface of a model. NumPy only: for the window, which has no compiled code at hand."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.mesh import Mesh
from app.mesh.srgb import tinted

AT_A_TIME = 500_000  # faces


def surface_share(mesh: Mesh, chosen: Callable[[NDArray[np.uint8]], NDArray[np.bool_]]) -> float:
    """0 to 1 of the area: the faces whose colour in the middle (N, 3) ``chosen`` picks."""
    total = part = 0.0
    for start in range(0, len(mesh.faces), AT_A_TIME):
        faces = np.arange(start, min(start + AT_A_TIME, len(mesh.faces)))
        corner = mesh.vertices[mesh.faces[faces]]
        area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
        total += float(area.sum())
        part += float(area[chosen(_colors(mesh, faces, np.full(3, 1 / 3)))].sum())
    return part / total if total > 0 else 0.0


def color_at(mesh: Mesh, face: int, point: FloatArray) -> tuple[int, int, int]:
    """The sRGB colour of a place (3,) mm on a face: the nearest texel or the mixed vertex colours, with the base colour."""
    corner = mesh.vertices[mesh.faces[face]]
    area = np.array([_area(point, corner[k - 2], corner[k - 1]) for k in range(3)])
    weights = area / area.sum() if area.sum() > 0 else np.full(3, 1 / 3)
    red, green, blue = _colors(mesh, np.array([face]), weights)[0].tolist()
    return red, green, blue


def _area(a: FloatArray, b: FloatArray, c: FloatArray) -> float:
    return float(np.linalg.norm(np.cross(b - a, c - a)))


def _colors(mesh: Mesh, faces: NDArray[np.int64], weights: FloatArray) -> NDArray[np.uint8]:
    """(N, 3) at the weights (3,) of every face (N,)."""
    color = np.full((len(faces), 4), 255, np.uint8)
    if mesh.vertex_colors is not None:
        color[:] = np.rint(np.einsum("k,nkj->nj", weights, mesh.vertex_colors[mesh.faces[faces]]))
    material = mesh.material_of_face[faces]
    for number, what in enumerate(mesh.materials):
        here = np.flatnonzero(material == number)
        if not len(here):
            continue
        if what.texture is not None and mesh.corner_uv is not None:
            place = np.einsum("k,nkj->nj", weights, mesh.corner_uv[faces[here]].astype(np.float64))
            place = np.nan_to_num(place, posinf=0.0, neginf=0.0)
            height, width = what.texture.pixels.shape[:2]
            column = np.minimum((place[:, 0] % 1.0 * width).astype(np.int64), width - 1)
            row = np.minimum(((1.0 - place[:, 1] % 1.0) * height).astype(np.int64), height - 1)
            color[here] = what.texture.pixels[row, column]
        if what.base_color[:3] != (255, 255, 255):
            color[here] = tinted(color[here], np.array(what.base_color, np.uint8))
    return color[:, :3]
