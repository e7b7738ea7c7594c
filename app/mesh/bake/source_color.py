"""What a mesh shows, ready to be looked up anywhere on its surface."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.texture_lookup import PALETTE, colors_of_points
from app.mesh.mesh import Mesh
from app.mesh.srgb import linear_from_srgb8, linear_from_srgba8, srgb8_from_linear

LIGHT: NDArray[np.float32] = linear_from_srgb8(np.arange(256, dtype=np.uint8))
CODES = 4096  # steps of the table back to sRGB, even in the root of the light: no step of sRGB is short there
CODE: NDArray[np.uint8] = srgb8_from_linear((np.arange(CODES + 1) / CODES) ** 2)


@dataclass(frozen=True, eq=False)
class SourceColor:
    """Textures, vertex colours and base colours as compiled functions take them; see ``color_at`` for the arrays."""

    texels: NDArray[np.uint8]
    pictures: NDArray[np.int64]
    base: NDArray[np.float32]
    material: NDArray[np.int16]
    uv: NDArray[np.float32]
    corners: IntArray
    colors: NDArray[np.uint8]

    @classmethod
    def of(cls, mesh: Mesh) -> "SourceColor":
        """Of a mesh; a single texture is not copied."""
        materials = len(mesh.materials) or 1
        base = np.full((materials, 4), 255, np.uint8)
        pictures = np.zeros((materials, 3), np.int64)
        texels: list[NDArray[np.uint8]] = []
        starts: dict[int, int] = {}
        total = 0
        for number, material in enumerate(mesh.materials):
            base[number] = material.base_color
            texture = material.texture
            if texture is None or mesh.corner_uv is None:
                continue
            if id(texture) not in starts:
                starts[id(texture)] = total
                texels.append(texture.pixels.reshape(-1, 4))
                total += len(texels[-1])
            pictures[number] = starts[id(texture)], *texture.pixels.shape[:2]
        return cls(
            np.concatenate(texels) if len(texels) > 1 else texels[0] if texels else np.zeros((0, 4), np.uint8),
            pictures,
            linear_from_srgba8(base),
            mesh.material_of_face,
            np.zeros((0, 3, 2), np.float32) if mesh.corner_uv is None else mesh.corner_uv,
            np.zeros((0, 3), np.int32) if mesh.vertex_colors is None else mesh.faces,
            np.zeros((0, 4), np.uint8) if mesh.vertex_colors is None else mesh.vertex_colors,
        )

    def at(self, faces: IntArray, weights: FloatArray) -> NDArray[np.float32]:
        """(N, 4) linear light with straight alpha, 0 to 1, at points given by face (N,) and weights (N, 3)."""
        result = np.zeros((len(faces), 4), np.float32)
        colors_of_points(result, as_input(faces, np.int32), as_input(weights, np.float64), *self.arrays())
        return result

    def arrays(self) -> tuple[Any, ...]:
        """As the compiled functions take them."""
        return (
            as_input(self.texels, np.uint8),
            as_input(self.pictures, np.int64),
            as_input(self.base, np.float32),
            as_input(self.material, np.int16),
            as_input(self.uv, np.float32),
            as_input(self.corners, np.int32),
            as_input(self.colors, np.uint8),
            as_input(LIGHT, np.float32),
        )


def median_texels_per_mm(mesh: Mesh) -> float:
    """How finely a mesh is textured: the median over the area that shows a picture, 0 where none does.

    Tables of flat colours do not count: their texels say nothing about detail.
    """
    if mesh.corner_uv is None:
        return 0.0
    uv = mesh.corner_uv.astype(np.float64)
    first, second = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    share = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
    area = face_areas(mesh.vertices, mesh.faces)
    size = np.array(
        [0 if m.texture is None else m.texture.pixels.shape[0] * m.texture.pixels.shape[1] for m in mesh.materials]
    )[mesh.material_of_face]
    counts = (area > 0) & (size > PALETTE)
    if not counts.any():
        return 0.0
    density = np.sqrt(share[counts] * size[counts] / area[counts])
    order = np.argsort(density, kind="stable")
    covered = np.cumsum(area[counts][order])
    return float(density[order[np.searchsorted(covered, covered[-1] / 2)]])
