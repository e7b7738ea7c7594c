"""The stand-in of a heavy figure under a brush: it follows between strokes, so that the camera may move at any time."""

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.figure import Figure
from app.gui.viewport.finer import Tile
from app.gui.viewport.live_tiles import upload


class LiveStandIn:
    """Collects what changes of the mesh, and changes the stand-in at :meth:`renew`.

    Each of its points stands for a vertex of the mesh: it moves as far as that has moved.
    """

    def __init__(self, figure: Figure) -> None:
        mesh = figure.drawable.mesh
        self._figure = figure
        self._skins = figure.light_skins
        self._first = mesh.vertices
        self._touched = np.zeros(len(mesh.vertices) if self._skins else 0, np.bool_)
        self._vertices: NDArray[np.float64] = mesh.vertices
        self._normals: NDArray[np.float32] | None = None
        self._colors: NDArray[np.uint8] | None = None
        self._pictures: list[tuple[int, NDArray[np.int32], NDArray[np.uint8], NDArray[np.bool_]]] = []

    def move(self, some: NDArray[np.intp], vertices: NDArray[np.float64], normals: NDArray[np.float32]) -> None:
        """These vertices (N,) are elsewhere; all places and normals of now, which may still change."""
        if self._skins:
            self._touched[some] = True
            self._vertices, self._normals = vertices, normals

    def recolor(self, some: NDArray[np.intp], colors: NDArray[np.uint8]) -> None:
        """These vertices (N,) have other colours; all of them, which may still change."""
        if self._skins:
            self._touched[some] = True
            self._colors = colors

    def repaint(
        self, number: int, of_face: NDArray[np.int32], pixels: NDArray[np.uint8], cells: NDArray[np.bool_]
    ) -> None:
        """Texels of a picture in these squares are others (see LiveEdit.repaint and live_tiles.touched_cells)."""
        if self._skins:
            self._pictures.append((number, of_face, pixels, cells))

    def renew(self) -> None:
        """Let it look like the mesh again."""
        if self._touched.any():
            for skin in self._skins:
                slots = np.flatnonzero(self._touched[skin.part.vertices])
                vertex = skin.part.vertices[slots]
                if self._normals is not None and len(slots):
                    way = (self._vertices[vertex] - self._first[vertex]).astype(np.float32)
                    skin.move(slots, skin.part.points[slots] + way, self._normals[vertex])
                if self._colors is not None and len(slots):
                    skin.recolor(slots, self._colors[vertex])
            self._touched[:] = False
        pictures, self._pictures = self._pictures, []
        for skin in self._skins if pictures else ():
            picture = skin.part.picture
            for number, of_face, pixels, cells in pictures:
                if picture is not None and of_face[skin.part.faces[0]] == number:
                    step = -(-pixels.shape[1] // picture.shape[1])
                    upload(Tile(picture, 0, (0, 0), step), self._figure.picture(picture), pixels, cells)
