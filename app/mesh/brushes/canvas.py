"""What paint lies on: colours that a brush finds by their places in space, at the vertices or in the pictures."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.surface import Hit, Surface
from app.mesh.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Sites:
    """Places that have a colour.

    key     (N,) int64: which colour of the canvas; one colour may be at several places, where a picture is used twice
    at      (N, 3) mm
    normal  (N, 3) float32, unit
    face    (N,) on which they are, or None where they are on none alone
    """

    key: NDArray[np.int64]
    at: FloatArray
    normal: NDArray[np.float32]
    face: NDArray[np.int64] | None = None

    def only(self, some: NDArray[np.intp]) -> "Sites":
        """Some of them (M,)."""
        face = None if self.face is None else self.face[some]
        return Sites(self.key[some], self.at[some], self.normal[some], face)


class Canvas(Protocol):
    """``colors`` (K, 3) uint8 sRGB, by key: painting writes to it."""

    colors: NDArray[np.uint8]

    def sites(self, center: FloatArray, radius: float) -> Sites:
        """The places in the ball."""
        ...

    def color_at(self, hit: Hit) -> tuple[int, int, int]:
        """The colour of the surface there, sRGB."""
        ...

    def ink(self, sites: Sites, color: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 3): what must be written at these places so that this colour (3,), or these (N, 3), sRGB 0..255, is seen."""
        ...

    def painted(self, mesh: Mesh, colors: NDArray[np.uint8]) -> Mesh:
        """The mesh that the canvas was made from, or one of the same build, with these colours (K, 3). For any thread."""
        ...

    def original(self, mesh: Mesh) -> NDArray[np.uint8] | None:
        """(K, 3): the colours that this mesh has in the places of this canvas; None where it is painted otherwise."""
        ...


class VertexCanvas:
    """The colours of the vertices."""

    def __init__(self, surface: Surface, mesh: Mesh) -> None:
        """``mesh`` must have vertex colours."""
        assert mesh.vertex_colors is not None
        self._surface = surface
        self._alpha = mesh.vertex_colors[:, 3]
        self.colors = np.array(mesh.vertex_colors[:, :3])

    def sites(self, center: FloatArray, radius: float) -> Sites:
        """See Canvas."""
        some, _distance = self._surface.vertices_near(center, radius)
        return Sites(some.astype(np.int64), self._surface.vertices[some], self._surface.normals[some])

    def color_at(self, hit: Hit) -> tuple[int, int, int]:
        """See Canvas."""
        mixed = hit.weights @ self.colors[self._surface.faces[hit.face]].astype(np.float64)
        red, green, blue = (round(float(value)) for value in mixed)
        return red, green, blue

    def ink(self, sites: Sites, color: NDArray[np.float64]) -> NDArray[np.float64]:
        """See Canvas."""
        return np.broadcast_to(color, (len(sites.key), 3))

    def painted(self, mesh: Mesh, colors: NDArray[np.uint8]) -> Mesh:
        """See Canvas."""
        return mesh.with_(vertex_colors=np.column_stack([colors, self._alpha]))

    def original(self, mesh: Mesh) -> NDArray[np.uint8] | None:
        """See Canvas."""
        if mesh.vertex_colors is None or len(mesh.vertex_colors) != len(self.colors):
            return None
        return np.ascontiguousarray(mesh.vertex_colors[:, :3])
