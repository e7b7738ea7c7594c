"""How the faces of a mesh lie in their pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, IntArray
from app.mesh.kernels.columns import times_covered
from app.mesh.mesh import Mesh

CELLS = 512  # a side, to look for texels that are used twice
FLAT = 2.0  # texels: a face that is no larger in its picture has a plain colour, as in models painted from a palette


@dataclass(frozen=True, eq=False)
class Unwrapped:
    """One entry for each of K faces; 0 and False where a face has no picture.

    textured  bool
    texels    float32: signed area in the picture in texels; negative where it is mirrored
    extent    float32: diagonal in the picture in texels
    outside   bool: a corner lies outside of the picture, which then has to repeat
    """

    textured: BoolArray
    texels: NDArray[np.float32]
    extent: NDArray[np.float32]
    outside: BoolArray

    @property
    def plain(self) -> BoolArray:
        """(K,) textured faces with one colour."""
        return np.asarray(self.textured & (self.extent <= FLAT))

    @property
    def streaked(self) -> BoolArray:
        """(K,) textured faces that are drawn out of a line of the picture, so that they show streaks."""
        return np.asarray(self.textured & (self.extent > FLAT) & (np.abs(self.texels) < 1e-3 * self.extent**2))


def unwrapped(mesh: Mesh, kept: IntArray) -> Unwrapped:
    """Measure the faces ``kept`` (K,) of the mesh."""
    n = len(kept)
    none = np.zeros(n, np.float32)
    if mesh.corner_uv is None or not mesh.textured:
        return Unwrapped(np.zeros(n, np.bool_), none, none, np.zeros(n, np.bool_))
    size = np.array(
        [(0, 0) if m.texture is None else m.texture.pixels.shape[1::-1] for m in mesh.materials], np.float32
    )[mesh.material_of_face[kept]]
    textured = size[:, 0] > 0
    uv = mesh.corner_uv if n == len(mesh.faces) else mesh.corner_uv[kept]
    uv = np.nan_to_num(uv, nan=0.0, posinf=0.0, neginf=0.0)
    a, b, c = uv[:, 0], uv[:, 1], uv[:, 2]
    low, high = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    # at float32, coordinates of 1 may be a hair above it
    outside = textured & ((low < -1e-4).any(axis=1) | (high > 1 + 1e-4).any(axis=1))
    extent = np.hypot((high[:, 0] - low[:, 0]) * size[:, 0], (high[:, 1] - low[:, 1]) * size[:, 1])
    u, v = b - a, c - a
    texels = (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / 2 * size[:, 0] * size[:, 1]
    return Unwrapped(textured, texels.astype(np.float32), extent.astype(np.float32), outside)


def shared_share(mesh: Mesh, kept: IntArray, faces: BoolArray) -> float:
    """Share of the used part of the pictures that more than one of these faces (K,) uses, by the grid of each picture.

    What lies outside of a picture does not count.
    """
    if mesh.corner_uv is None:
        return 0.0
    pictures = {id(m.texture) for m in mesh.materials if m.texture is not None}
    of_material = np.array([id(m.texture) if m.texture is not None else 0 for m in mesh.materials], np.int64)
    of_face = of_material[mesh.material_of_face[kept]]
    used, twice = 0, 0
    for picture in pictures:
        times = times_covered(np.nan_to_num(mesh.corner_uv[kept[faces & (of_face == picture)]]), CELLS)
        used += int(np.count_nonzero(times))
        twice += int(np.count_nonzero(times > 1))
    return twice / used if used else 0.0
