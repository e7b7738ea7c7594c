"""Where each face of a surface lies in its picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray

GUTTER = 4  # texels around each chart: a renderer that interpolates, or shrinks the picture, meets no other chart


@dataclass(frozen=True, eq=False)
class Layout:
    """Texture coordinates in texels.

    uv             (F, 3, 2) float64 texels, (0, 0) at the bottom left; what lies outside the picture is not painted
    width, height  of the picture in texels
    """

    uv: FloatArray
    width: int
    height: int

    @classmethod
    def of(cls, corner_uv: NDArray[np.float32], width: int, height: int) -> "Layout":
        """Of texture coordinates (F, 3, 2), 0 to 1, as a Mesh has them: to paint a picture anew that is there already."""
        return cls(corner_uv.astype(np.float64) * np.array([width, height]), width, height)

    @property
    def corner_uv(self) -> NDArray[np.float32]:
        """(F, 3, 2) float32, 0 to 1, as a Mesh has it."""
        return np.ascontiguousarray(self.uv / np.array([self.width, self.height]), np.float32)
