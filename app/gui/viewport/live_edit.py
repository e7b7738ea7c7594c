"""Brings what a brush changes into the picture: uploads only the small parts that changed, draws only where they are."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkRenderingCore import vtkTexture

from app.gui.viewport.camera import Pose
from app.gui.viewport.drawable import Drawable
from app.gui.viewport.figure import Figure
from app.gui.viewport.finer import Tile
from app.gui.viewport.frames import Frames
from app.gui.viewport.scene import Scene
from app.gui.viewport.skin import Skin

_from_vtk: Any = vtk_to_numpy  # VTK does not type it
MARGIN_PIXELS = 6
PART_SECONDS = 0.004  # that a small part takes to be drawn
AGREES = 0.9995  # cosine: a point whose normal is not its vertex's stands on a crease and has a normal of its own
Window = tuple[int, int, int, int]
Points = NDArray[np.int64]


def live_edit(
    scene: Scene, frames: Frames, drawable: Drawable, tiles: tuple[Tile, ...], normals: NDArray[np.float32]
) -> "LiveEdit | None":
    """Show the scene's figure by a drawable of ``finer``, ready to be changed; ``normals`` (V, 3) of its vertices."""
    hidden, old = scene.hidden, scene.figure
    if old is None:
        return None
    scene.show(drawable)
    figure = scene.figure
    if figure is None:
        return None
    if hidden is not None:
        scene.hide_faces(hidden)
    frames.expect(figure.parts, PART_SECONDS)
    return LiveEdit(scene, frames, figure, tiles, normals)


class LiveEdit:
    """One figure under a brush; it must be what the scene shows, made from a drawable of ``finer``."""

    def __init__(
        self, scene: Scene, frames: Frames, figure: Figure, tiles: tuple[Tile, ...], normals: NDArray[np.float32]
    ) -> None:
        """``normals`` (V, 3): those of the vertices, as the figure shows them now."""
        self._scene, self._frames, self._figure = scene, frames, figure
        parts = figure.drawable.parts
        self._first = np.concatenate([[0], np.cumsum([len(part.points) for part in parts])]).astype(np.int64)
        vertex = np.concatenate([part.vertices for part in parts]) if parts else np.zeros(0, np.int32)
        self._vertex = vertex
        self._order = np.argsort(vertex, kind="stable")
        self._start = np.concatenate([[0], np.cumsum(np.bincount(vertex, minlength=len(normals)))])
        self._creases = _Creases(figure, self._first, vertex, normals)
        self._tiles = [(tile, figure.picture(tile.picture)) for tile in tiles]
        self._last: list[Window] = []

    # ---- what has changed ---------------------------------------------------

    def move(
        self,
        some: NDArray[np.intp],
        vertices: NDArray[np.float64],
        normals: NDArray[np.float32],
        face_normals: NDArray[np.float32],
    ) -> None:
        """These vertices (N,) of the mesh are elsewhere or look elsewhere: all positions, vertex and face normals of now."""
        for skin, slots, vertex, points in self._points_of(some):
            way = normals[vertex]
            self._creases.renew(points, way, face_normals)
            skin.move(slots, vertices[vertex].astype(np.float32), way)

    def recolor(self, some: NDArray[np.intp], colors: NDArray[np.uint8]) -> None:
        """These vertices (N,) have other colours: ``colors`` (V, 3) of all, sRGB."""
        for skin, slots, vertex, _points in self._points_of(some):
            skin.recolor(slots, colors[vertex])

    def repaint(
        self, pictures: Iterable[tuple[int, NDArray[np.uint8], NDArray[np.int64]]], of_face: NDArray[np.int32]
    ) -> None:
        """Texels have other colours.

        pictures  number of a picture, its pixels (H, W, 3) of now with row 0 at the top, and which of them changed: (N,)
                  row times width plus column
        of_face   (F,): the number of the picture that each face shows
        """
        for number, pixels, changed in pictures:
            height, width = pixels.shape[:2]
            column, row = changed % width, height - 1 - changed // width
            for tile, texture in self._tiles:
                if of_face[tile.face] != number or not len(column):
                    continue
                low = np.array(tile.low)
                high = low + np.array(tile.picture.shape[1::-1]) * tile.step
                inside = (column >= low[0]) & (column < high[0]) & (row >= low[1]) & (row < high[1])
                if inside.any():
                    _upload(tile, texture, pixels, column[inside], row[inside])

    def _points_of(self, some: NDArray[np.intp]) -> Iterator[tuple[Skin, Points, NDArray[np.int32], Points]]:
        """For each part with points of these vertices: its skin, their slots, their vertices, their numbers in all parts."""
        first = self._start[some]
        count = self._start[some + 1] - first
        ends = np.cumsum(count)
        if not len(ends) or not ends[-1]:
            return
        points = np.sort(self._order[np.arange(int(ends[-1])) + np.repeat(first - ends + count, count)])
        cuts = np.searchsorted(points, self._first)
        for number, skin in enumerate(self._figure.skins):
            mine = points[cuts[number] : cuts[number + 1]]
            if len(mine):
                yield skin, mine - self._first[number], self._vertex[mine], mine

    # ---- the picture --------------------------------------------------------

    def draw(self, pose: Pose, places: Iterable[NDArray[np.float64]]) -> None:
        """Draw anew where these clouds of points (N, 3) mm are now, and where those of the last call were."""
        size = self._frames.size
        now = [window for cloud in places if (window := _window(pose, cloud, size)) is not None]
        wanted = _joined([*now, *self._last])
        self._last = now
        self._frames.renew(wanted)

    def redraw(self) -> None:
        """Draw the whole picture: something changed that is not near the brush."""
        self._last = []
        self._frames.changed()

    def end(self) -> None:
        """The stroke is done: draw the whole picture, smoothed, once the hand rests."""
        self._last = []
        self._frames.settle()


class _Creases:
    """Points that do not have their vertex's normal: theirs is the mean over the faces on their side of the crease."""

    def __init__(
        self, figure: Figure, first: NDArray[np.int64], vertex: NDArray[np.int32], normals: NDArray[np.float32]
    ) -> None:
        parts = figure.drawable.parts
        self._side = np.full(len(vertex), -1, np.int64)
        own = np.concatenate([part.normals for part in parts]) if parts else np.zeros((0, 3), np.float32)
        creased = np.flatnonzero(np.einsum("ij,ij->i", own, normals[vertex]) < AGREES)
        if not len(creased):
            return
        # Points of one vertex with one normal are on one side of it, whichever parts they are in.
        bits = np.ascontiguousarray(own[creased] + np.float32(0)).view(np.int32)
        key = np.column_stack([vertex[creased], bits])
        self._side[creased] = np.unique(key, axis=0, return_inverse=True)[1].ravel()
        point = np.concatenate([(part.triangles + at).ravel() for part, at in zip(parts, first, strict=False)])
        face = np.concatenate([np.repeat(part.faces, 3) for part in parts])
        side = self._side[point]
        kept = np.flatnonzero(side >= 0)
        order = kept[np.argsort(side[kept], kind="stable")]
        self._face = face[order]
        self._start = np.concatenate([[0], np.cumsum(np.bincount(side[order]))])

    def renew(self, points: NDArray[np.int64], normals: NDArray[np.float32], face_normals: NDArray[np.float32]) -> None:
        """Write the own normals of creased points into ``normals`` (N, 3), which has a row for each of ``points`` (N,)."""
        rows = np.flatnonzero(self._side[points] >= 0)
        if not len(rows):
            return
        some = self._side[points[rows]]
        first = self._start[some]
        count = self._start[some + 1] - first
        ends = np.cumsum(count)
        at = np.arange(int(ends[-1])) + np.repeat(first - ends + count, count)
        total = np.add.reduceat(face_normals[self._face[at]].astype(np.float64), ends - count, axis=0)
        length = np.sqrt(np.einsum("ij,ij->i", total, total))
        normals[rows] = total / np.where(length == 0, 1.0, length)[:, None]


def _upload(
    tile: Tile, texture: vtkTexture, pixels: NDArray[np.uint8], column: NDArray[np.int64], row: NDArray[np.int64]
) -> None:
    """Copy the box around texels (rows from the bottom) into the tile's texture."""
    height, width = tile.picture.shape[:2]
    step, (left, bottom) = tile.step, tile.low
    x0, x1 = (int(column.min()) - left) // step, (int(column.max()) - left) // step + 1
    y0, y1 = (int(row.min()) - bottom) // step, (int(row.max()) - bottom) // step + 1
    image = texture.GetInput()
    seen = _from_vtk(image.GetPointData().GetScalars()).reshape(height, width, 3)
    upright = pixels[::-1]
    seen[y0:y1, x0:x1] = upright[
        bottom + y0 * step : bottom + (y1 - 1) * step + 1 : step, left + x0 * step : left + (x1 - 1) * step + 1 : step
    ]
    image.GetPointData().GetScalars().Modified()
    image.Modified()


def _window(pose: Pose, cloud: NDArray[np.float64], size: tuple[int, int]) -> Window | None:
    """The pixels (left, bottom, right, top) around points (N, 3); None where nothing of them is in the picture."""
    width, height = size
    if not len(cloud):
        return None
    seen = pose.project(cloud)
    x, y = width / 2 + seen[:, 0] * height, height / 2 + seen[:, 1] * height
    left, right = max(0, int(x.min()) - MARGIN_PIXELS), min(width, int(x.max()) + MARGIN_PIXELS)
    bottom, top = max(0, int(y.min()) - MARGIN_PIXELS), min(height, int(y.max()) + MARGIN_PIXELS)
    return (left, bottom, right, top) if left < right and bottom < top else None


def _joined(windows: list[Window]) -> list[Window]:
    """As few windows as cover these without much that nobody asked for."""
    result: list[Window] = []
    for window in windows:
        new = window
        for other in tuple(result):
            both = (min(new[0], other[0]), min(new[1], other[1]), max(new[2], other[2]), max(new[3], other[3]))
            if _area(both) <= 1.3 * (_area(new) + _area(other)):
                result.remove(other)
                new = both
        result.append(new)
    return result


def _area(window: Window) -> int:
    return (window[2] - window[0]) * (window[3] - window[1])
