"""Brings what a brush changes into the picture: uploads only the small parts that changed, draws only where they are."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.camera import Pose
from app.gui.viewport.drawable import Drawable
from app.gui.viewport.figure import Figure
from app.gui.viewport.finer import Tile
from app.gui.viewport.frames import Frames
from app.gui.viewport.live_points import LivePoints
from app.gui.viewport.live_stand_in import LiveStandIn
from app.gui.viewport.live_tiles import touched_cells, upload
from app.gui.viewport.scene import Scene
from app.gui.viewport.skin import Skin

MARGIN_PIXELS = 6
PART_SECONDS = 0.004  # that a small part takes to be drawn
Window = tuple[int, int, int, int]
Points = NDArray[np.int64]


def live_edit(
    scene: Scene, frames: Frames, drawable: Drawable, tiles: tuple[Tile, ...], points: LivePoints
) -> "LiveEdit | None":
    """Show the scene's figure by a drawable of ``finer``, ready to be changed; ``points`` of its parts."""
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
    return LiveEdit(scene, frames, figure, tiles, points)


class LiveEdit:
    """One figure under a brush; it must be what the scene shows, made from a drawable of ``finer``."""

    def __init__(
        self, scene: Scene, frames: Frames, figure: Figure, tiles: tuple[Tile, ...], points: LivePoints
    ) -> None:
        self._scene, self._frames, self._figure, self._points = scene, frames, figure, points
        self._tiles = [(tile, figure.picture(tile.picture)) for tile in tiles]
        self._last: list[Window] = []
        self._stand_in = LiveStandIn(figure)

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
            self._points.creases.renew(points, way, face_normals)
            skin.move(slots, vertices[vertex].astype(np.float32), way)
        self._stand_in.move(some, vertices, normals)

    def recolor(self, some: NDArray[np.intp], colors: NDArray[np.uint8]) -> None:
        """These vertices (N,) have other colours: ``colors`` (V, 3) of all, sRGB."""
        for skin, slots, vertex, _points in self._points_of(some):
            if skin.part.colors is not None:
                skin.part.colors[slots] = colors[vertex]  # for those who make other colours of them
            skin.recolor(slots, colors[vertex])
        self._stand_in.recolor(some, colors)

    def repaint(
        self, pictures: Iterable[tuple[int, NDArray[np.uint8], NDArray[np.int64]]], of_face: NDArray[np.int32]
    ) -> None:
        """Texels have other colours.

        pictures  number of a picture, its pixels (H, W, 3) of now with row 0 at the top, and which of them changed: (N,)
                  row times width plus column
        of_face   (F,): the number of the picture that each face shows
        """
        for number, pixels, changed in pictures:
            height, width, _channels = pixels.shape
            cells = touched_cells(height, width, changed)
            for tile, texture in self._tiles:
                if of_face[tile.face] == number:
                    upload(tile, texture, pixels, cells)
            self._stand_in.repaint(number, of_face, pixels, cells)

    def _points_of(self, some: NDArray[np.intp]) -> Iterator[tuple[Skin, Points, NDArray[np.int32], Points]]:
        """For each part with points of these vertices: its skin, their slots, their vertices, their numbers in all parts."""
        points, first = self._points.of(some), self._points.first
        cuts = np.searchsorted(points, first)
        for number, skin in enumerate(self._figure.skins):
            mine = points[cuts[number] : cuts[number + 1]]
            if len(mine):
                yield skin, mine - first[number], self._points.vertex[mine], mine

    # ---- the picture --------------------------------------------------------

    def draw(self, pose: Pose, places: Iterable[NDArray[np.float64]]) -> None:
        """Draw anew where these clouds of points (N, 3) mm are now, and where those of the last call were."""
        size = self._frames.full_size
        now = [window for cloud in places if (window := _window(pose, cloud, size)) is not None]
        wanted = _joined([*now, *self._last])
        self._last = now
        self._frames.renew(wanted)

    def redraw(self) -> None:
        """Draw the whole picture: something changed that is not near the brush."""
        self._last = []
        self._stand_in.renew()
        self._frames.changed()

    def end(self) -> None:
        """The stroke is done: draw the whole picture, smoothed, once the hand rests."""
        self._last = []
        self._stand_in.renew()
        self._frames.settle()


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
