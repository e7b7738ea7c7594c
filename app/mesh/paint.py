"""The colour of a surface, at points that stand for its area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.paint_points import look_up, mix, spread
from app.mesh.mesh import Mesh
from app.mesh.srgb import tinted

SAMPLES = 250_000  # beside the one that every face has


@dataclass(frozen=True, eq=False)
class Paint:
    """Colours of points on faces.

    face      (N,) int32, ascending: into the faces that were asked for
    color     (N, 4) uint8 sRGB with straight alpha: the nearest texel or the mixed vertex colours, tinted by the material
    area      (N,) float64 mm² of the surface that each point stands for
    textured  (N,) bool: whether the colour comes from a picture
    """

    face: IntArray
    color: NDArray[np.uint8]
    area: FloatArray
    textured: NDArray[np.bool_]


def paint(mesh: Mesh, kept: IntArray, areas: FloatArray) -> Paint:
    """Sample the faces ``kept`` (K,), with ``areas`` (K,) mm²: large ones at more points, the same ones every time."""
    total = float(areas.sum())
    count = 1 + (areas * (SAMPLES / total if total > 0 else 0.0)).astype(np.int64)
    face = np.repeat(np.arange(len(kept), dtype=np.int32), count)
    weights = spread(count)
    color = np.full((len(face), 4), 255, np.uint8)
    whole = kept[face]
    if mesh.vertex_colors is not None:
        mix(mesh.vertex_colors, mesh.faces, whole, weights, color)
    textured = np.zeros(len(face), np.bool_)
    material = mesh.material_of_face[whole]
    for number, what in enumerate(mesh.materials):
        picture = what.texture if mesh.corner_uv is not None else None
        if picture is None and what.base_color == (255, 255, 255, 255):
            continue
        here = np.flatnonzero(material == number)
        if picture is not None and mesh.corner_uv is not None:
            look_up(picture.pixels, mesh.corner_uv, whole, weights, here, color)
            textured[here] = True
        if what.base_color != (255, 255, 255, 255):
            color[here] = tinted(color[here], np.array(what.base_color, np.uint8))
    return Paint(face, color, (areas / count)[face], textured)
