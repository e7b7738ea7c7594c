"""The model in the hand of a brush: what a stroke changes goes to the arrays, to the picture, and later into a mesh."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.gui.brushes.kinds import Kind
from app.gui.viewport.camera import Pose
from app.mesh.arrays import FloatArray
from app.mesh.brushes.brush import PAINT_KINDS, SCULPT_KINDS, Brush, PaintKind, SculptKind
from app.mesh.brushes.canvas import Canvas, VertexCanvas
from app.mesh.brushes.clone import CloneSource
from app.mesh.brushes.film import Film
from app.mesh.brushes.mirror import image, mirrored
from app.mesh.brushes.paint_stroke import PaintStroke
from app.mesh.brushes.sculpt_stroke import SculptStroke
from app.mesh.brushes.surface import Hit, Surface
from app.mesh.brushes.texture_canvas import TextureCanvas
from app.mesh.mesh import Mesh

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.finer import Tile
    from app.gui.viewport.live_edit import LiveEdit
    from app.gui.viewport.live_points import LivePoints

AROUND = 1.35  # of the radius: what may look different after a dab, with the faces that reach out of it
_SIGNS = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T
BALL = np.concatenate([np.eye(3), -np.eye(3), _SIGNS / np.sqrt(3)])


@dataclass(frozen=True, eq=False)
class Prepared:
    """What takes time to make, made in a worker.

    canvas  None where there is nothing to paint on, or nobody paints
    shared  paint on one part of the surface appears on another one too
    """

    mesh: Mesh
    surface: Surface
    canvas: Canvas | None
    original: NDArray[np.uint8] | None
    drawable: "Drawable"
    tiles: "tuple[Tile, ...]"
    points: "LivePoints"
    shared: bool


@dataclass(frozen=True, eq=False)
class Difference:
    """From the model in the hand to ``mesh``: vertices that are elsewhere, colours (by key) that are others, and which."""

    mesh: Mesh
    moved: NDArray[np.intp]
    painted: NDArray[np.int64]
    colors: NDArray[np.uint8]


def paintable(mesh: Mesh) -> bool:
    """Whether the mesh has colours that a brush can change."""
    return mesh.textured or mesh.vertex_colors is not None


def prepare_live(drawable: "Drawable", painting: bool, original: Callable[[], Mesh | None]) -> Prepared:
    """Make the drawable's mesh ready for a brush: half a second for 300,000 faces. ``original``: what an eraser brings back."""
    from app.gui.viewport.finer import finer  # noqa: PLC0415 - with the drawable, SciPy
    from app.gui.viewport.live_points import LivePoints  # noqa: PLC0415

    mesh = drawable.mesh
    surface = Surface(mesh)
    canvas: Canvas | None = None
    first = None
    if painting and paintable(mesh):
        canvas = TextureCanvas(surface, mesh) if mesh.textured else VertexCanvas(surface, mesh)
        try:
            source = original()
        except AppError:  # a damaged copy of the first revision must not keep anybody from painting
            source = None
        first = None if source is None else canvas.original(source)
        if first is None:
            first = canvas.colors.copy()
    small, tiles = finer(drawable, pictures=isinstance(canvas, TextureCanvas))
    shared = isinstance(canvas, TextureCanvas) and canvas.shared
    return Prepared(mesh, surface, canvas, first, small, tiles, LivePoints(small.parts, surface.normals), shared)


class LiveModel:
    """One stroke at a time: :meth:`begin`, :meth:`dab` …, :meth:`end` or :meth:`cancel`; :meth:`show` brings it to the eye.

    mesh  as it was when it was last in step with the bench
    """

    def __init__(self, prepared: Prepared, edit: "LiveEdit") -> None:
        self.mesh = prepared.mesh
        self.surface, self.canvas, self._edit = prepared.surface, prepared.canvas, edit
        self._original = prepared.original
        self._film = None if prepared.canvas is None else Film(prepared.canvas)
        self._middle = np.asarray(prepared.mesh.bounds.mean(axis=0))
        self._sculpt: SculptStroke | None = None
        self._paint: PaintStroke | None = None
        self._radius = 1.0
        self._images: list[FloatArray] = mirrored("")
        self._moved: list[NDArray[np.intp]] = []
        self._painted: list[NDArray[np.int64]] = []
        self._balls: list[FloatArray] = []
        self._reshaped = False

    @property
    def stroking(self) -> bool:
        """Whether a stroke is under way."""
        return self._sculpt is not None or self._paint is not None

    def images(self, point: FloatArray, mirror: str) -> list[FloatArray]:
        """A point (3,) mm and its mirror images."""
        return [image(point, self._middle, factors) for factors in mirrored(mirror)]

    def hit(self, start: FloatArray, way: FloatArray, reach: tuple[float, float]) -> Hit | None:
        """Where a ray from ``start`` (3,) along the unit vector ``way`` (3,) meets the model between these distances, mm."""
        hit = self.surface.hit(start + way * reach[0], way)
        return None if hit is None or float((hit.point - start) @ way) > reach[1] else hit

    # ---- a stroke -----------------------------------------------------------

    def begin(self, kind: Kind, brush: Brush, source: CloneSource | None = None) -> None:
        """Begin a stroke. A painting brush needs a canvas."""
        self._radius, self._images = brush.radius_mm, mirrored(brush.mirror)
        if kind in SCULPT_KINDS:
            self._sculpt = SculptStroke(self.surface, _sculpting(kind), brush, self._middle)
        else:
            assert self._film is not None
            if self._reshaped and isinstance(self.canvas, TextureCanvas):
                self.canvas.surface_moved()
                self._reshaped = False
            self._paint = PaintStroke(self._film, _painting(kind), brush, self._middle, self._original, source)

    def dab(self, at: FloatArray, normal: FloatArray, face: int, pressure: float, drag: FloatArray) -> None:
        """One touch; see SculptStroke.dab and PaintStroke.dab."""
        if self._sculpt is not None:
            self._moved.append(self._sculpt.dab(at, normal, face, pressure, drag))
        elif self._paint is not None:
            self._painted.append(self._paint.dab(at, normal, pressure))
        for factors in self._images:
            self._balls.append(image(at, self._middle, factors) + BALL * (self._radius * AROUND))

    def end(self) -> bool:
        """Finish the stroke; whether it changed anything."""
        changed = False
        if self._sculpt is not None:
            changed = not self._sculpt.empty
            self._reshaped |= changed
        if self._paint is not None:
            changed = len(self._paint.end()) > 0
        self._sculpt = self._paint = None
        self._edit.end()
        return changed

    def cancel(self) -> None:
        """Take the stroke back and show that."""
        if self._sculpt is not None:
            self._upload(self._sculpt.cancel(), None)
        if self._paint is not None:
            self._upload(None, self._paint.cancel())
        self._sculpt = self._paint = None
        self._moved, self._painted, self._balls = [], [], []
        self._edit.redraw()

    def show(self, pose: Pose) -> None:
        """Bring what has changed since the last call into the picture."""
        self._upload(
            np.unique(np.concatenate(self._moved)) if self._moved else None,
            np.concatenate(self._painted) if self._painted else None,
        )
        self._moved, self._painted = [], []
        balls, self._balls = self._balls, []
        if balls:
            # The balls of one image follow each other by so many: they make one cloud.
            count = len(self._images)
            self._edit.draw(pose, [np.concatenate(balls[number::count]) for number in range(count)])

    # ---- in step with the bench ---------------------------------------------

    def snapshot(self) -> Callable[[], Mesh]:
        """What makes the mesh as it is now; may be called in a thread, while strokes go on."""
        mesh, canvas = self.mesh, self.canvas
        vertices = self.surface.vertices.copy()
        colors = None if canvas is None else canvas.colors.copy()

        def make() -> Mesh:
            shaped = mesh if np.array_equal(vertices, mesh.vertices) else mesh.with_(vertices=vertices)
            return shaped if canvas is None or colors is None else canvas.painted(shaped, colors)

        return make

    def could_be(self, mesh: Mesh) -> bool:
        """Whether the mesh may differ in places and colours only."""
        return _same_build(mesh, self.mesh)

    def difference(self, mesh: Mesh) -> Difference | None:
        """How to become this mesh; None where it has other colours than can be shown. For a thread, while nobody draws."""
        painted, colors = np.zeros(0, np.int64), np.zeros((0, 3), np.uint8)
        if not _same_colors(mesh, self.mesh):
            wanted = None if self.canvas is None else self.canvas.original(mesh)
            if wanted is None or self.canvas is None:
                return None
            painted = np.unique(np.flatnonzero(wanted.ravel() != self.canvas.colors.ravel()) // 3)
            colors = wanted[painted]
        moved = np.flatnonzero((mesh.vertices != self.surface.vertices).any(axis=1))
        return Difference(mesh, moved, painted, colors)

    def become(self, difference: Difference) -> None:
        """Become another mesh, and show that."""
        mesh, moved, painted = difference.mesh, difference.moved, difference.painted
        self.mesh = mesh
        if len(moved):
            moved = self.surface.move(moved, mesh.vertices[moved])
            self._reshaped = True
        if len(painted) and self.canvas is not None:
            self.canvas.colors[painted] = difference.colors
        self._upload(moved, painted)
        self._edit.redraw()

    def in_step(self, mesh: Mesh) -> None:
        """The bench has this mesh now, which :meth:`snapshot` made."""
        self.mesh = mesh

    def _upload(self, moved: NDArray[np.intp] | None, painted: NDArray[np.int64] | None) -> None:
        surface = self.surface
        if moved is not None and len(moved):
            self._edit.move(moved, surface.vertices, surface.normals, surface.face_normals)
        if painted is None or not len(painted):
            return
        if isinstance(self.canvas, TextureCanvas):
            self._edit.repaint(_by_picture(self.canvas, painted), self.canvas.picture_of_face)
        elif self.canvas is not None:
            self._edit.recolor(np.unique(painted).astype(np.intp), self.canvas.colors)


def _by_picture(
    canvas: TextureCanvas, keys: NDArray[np.int64]
) -> Iterable[tuple[int, NDArray[np.uint8], NDArray[np.int64]]]:
    for number in range(len(canvas.sizes)):
        low, high = int(canvas.starts[number]), int(canvas.starts[number + 1])
        mine = keys[(keys >= low) & (keys < high)] - low
        if len(mine):
            yield number, canvas.picture(number), mine


def _sculpting(kind: Kind) -> SculptKind:
    return next(one for one in SCULPT_KINDS if one == kind)


def _painting(kind: Kind) -> PaintKind:
    return next(one for one in PAINT_KINDS if one == kind)


def _same_build(one: Mesh, two: Mesh) -> bool:
    """Whether two meshes differ in positions and colours at most."""
    return (
        one.vertices.shape == two.vertices.shape
        and np.array_equal(one.faces, two.faces)
        and np.array_equal(one.material_of_face, two.material_of_face)
        and (one.corner_uv is None) == (two.corner_uv is None)
        and (one.corner_uv is None or two.corner_uv is None or np.array_equal(one.corner_uv, two.corner_uv))
        and (one.vertex_colors is None) == (two.vertex_colors is None)
        and [(m.base_color, m.texture is None) for m in one.materials]
        == [(m.base_color, m.texture is None) for m in two.materials]
    )


def _same_colors(one: Mesh, two: Mesh) -> bool:
    """Whether two meshes of the same build look the same but for their shape."""
    vertex = (
        one.vertex_colors is None or two.vertex_colors is None or np.array_equal(one.vertex_colors, two.vertex_colors)
    )
    return vertex and all(
        a.texture is b.texture
        or (a.texture is not None and b.texture is not None and a.texture.digest == b.texture.digest)
        for a, b in zip(one.materials, two.materials, strict=True)
    )
