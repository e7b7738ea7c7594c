"""The 3D viewport as a widget.

Importing this module loads neither VTK nor pyvista: :meth:`Viewport.start` does, in a thread, once the window is there.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from app.gui.viewport.camera import Pose, direction
from app.gui.viewport.camera_man import CameraMan
from app.gui.viewport.dimensions import Dimensions
from app.gui.viewport.grip import Grip
from app.gui.viewport.habits import HABITS, Habit
from app.gui.viewport.heat_layer import HeatLayer
from app.gui.viewport.lights import LIGHTS, light
from app.gui.viewport.modes import Mode
from app.gui.viewport.navigation import Navigation
from app.gui.viewport.opengl import ask_for_desktop_opengl, draws_in_software, import_heavy_modules
from app.gui.viewport.orientation_cube import OrientationCube
from app.gui.viewport.overlay import Overlay, Pins
from app.gui.viewport.pick import Pick, pick_on_ray
from app.gui.viewport.preparation import Preparation, Slot
from app.gui.viewport.section_layer import SectionLayer
from app.gui.viewport.sheet import Layer
from app.gui.viewport.studio import DARK, LIGHT, Look
from app.mesh.ghost import Ghost
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkActor

    from app.gui.viewport.build_volume import Size
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.finer import Tile
    from app.gui.viewport.frames import Frames
    from app.gui.viewport.live_edit import LiveEdit
    from app.gui.viewport.scene import Scene

SAMPLES = 4
ELSEWHERE = 0.3  # of its diagonal: a figure whose bounds move farther was scaled or turned


class Viewport(QWidget):
    """Shows one mesh; every method may be called before :meth:`start` and takes effect then.

    ready      the first picture can be drawn
    sketched   a heavy mesh that was asked for is in the picture by its stand-in (its revision is not computed: no value)
    shown      a mesh that was asked for is in the picture (its revision; "" for none)
    picked     a face was clicked (its index)
    picked_at  the same with the place (a Pick)
    pose_changed  the camera moved
    arrived       a flight has come to its end
    grip_changed  another tool has the left mouse button, or none
    """

    ready = Signal()
    sketched = Signal()
    shown = Signal(str)
    picked = Signal(int)
    picked_at = Signal(object)
    pose_changed = Signal()
    arrived = Signal()
    grip_changed = Signal()
    _imported = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, "viewport")
        self._canvas: Any = None  # pyvistaqt.QtInteractor
        self._scene: Scene | None = None
        self._frames: Frames | None = None
        self._navigation: Navigation | None = None
        self._habit: Habit = HABITS[0]
        self._closed = False
        self._look: Look = DARK
        self._mode: Mode = "color"
        self._light = LIGHTS[0]
        self._waiting: dict[Slot, Drawable | None] = {}
        self._keep_camera = False
        self._split: float | None = None
        self._marked: tuple[Mesh, Places, Severity] | None = None
        self._grip: Grip | None = None
        self.keeper: Callable[[Mesh], bool] | None = None  # asked first: True where it shows a mesh itself
        self._handles: list[Grip] = []
        self.camera = CameraMan(self, self)
        self.camera.moved.connect(self._camera_moved)
        self.camera.arrived.connect(self.arrived)
        self._preparation = Preparation(self._worker, self)
        self._preparation.ready.connect(self._arrive)
        self._overlay = Overlay(self)
        self.heat = HeatLayer(self, self._overlay, self._worker, self)
        self.section = SectionLayer(self, self)
        self._dimensions = Dimensions()
        self._overlay.add_layer(self._dimensions)
        self._volume: Size | None = None
        self._volume_label: Layer | None = None
        self.cube = OrientationCube(self, lambda: self.camera.pose)
        self.cube.wanted.connect(self.camera.look_along)
        self.cube.dragged.connect(self.turn)
        self._imported.connect(self._build)
        self.setMinimumSize(240, 200)
        ask_for_desktop_opengl()
        # A window that gets its first OpenGL child after it was shown is made anew by Qt (6.4 and later) and flickers;
        # one that has a child of this kind from the start is not, even when that child is never shown.
        self._herald = QOpenGLWidget(self)
        self._herald.hide()

    # ---- life ---------------------------------------------------------------

    def start(self) -> None:
        """Load the 3D part in a thread and show it when it is there (:attr:`ready`)."""
        self._worker.submit(import_heavy_modules).add_done_callback(lambda _done: self.tell(self._imported))

    def close(self) -> bool:
        """Free everything that VTK holds; the widget shows nothing afterwards."""
        if not self._closed:
            self._closed = True
            self.camera.stop()
            self._preparation.close()
            self._worker.shutdown(wait=True, cancel_futures=True)
            if self._frames is not None:
                self._frames.stop()
            if self._scene is not None:
                self._scene.close()
                self._scene = None
            if self._canvas is not None:
                self._canvas.close()
                self._canvas = None
        return super().close()

    # ---- what is shown ------------------------------------------------------

    def show_mesh(self, mesh: Mesh | None, keep_camera: bool = False) -> None:
        """Show this mesh; :attr:`shown` follows. Of several that are asked for quickly, only the last appears."""
        self._keep_camera = keep_camera
        if mesh is not None and self.keeper is not None and self.keeper(mesh):
            self.shown.emit(mesh.revision)
            return
        self._preparation.request("figure", mesh)

    def compare(self, before: Mesh | None) -> None:
        """Show this mesh to the left of a line that can be dragged, or end the comparison."""
        self._split = None if before is None else (self._split or 0.5)
        self._preparation.request("before", before)

    def show_places(self, mesh: Mesh, places: Places, severity: Severity, label: str = "") -> None:
        """Draw the places of a finding on the figure and pin the largest ones; ``label`` stands beside one pin."""
        self._marked = (mesh, places, severity)
        middles = places.boxes.mean(axis=1) if len(places.boxes) else np.zeros((0, 3))
        self._overlay.set_pins(Pins(middles, severity, label))
        if self._scene is not None:
            self._scene.mark(mesh, places, severity)
            self.redraw()

    def clear_places(self) -> None:
        """Draw no places."""
        self._marked = None
        self._overlay.set_pins(Pins())
        if self._scene is not None:
            self._scene.clear_marks()
            self.redraw()

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Draw what a tool is about to do, translucent over the model; None: no more."""
        if self._scene is None:
            return
        if ghost is None or not len(ghost.faces):
            if self._scene.take("ghost"):
                self.redraw()
            return
        from app.gui.viewport.ghost_layer import THROUGH, ghost_actor  # noqa: PLC0415 - VTK

        actor = ghost_actor(ghost)
        self._scene.put("ghost", *(((), (actor,)) if ghost.tone in THROUGH else ((actor,), ())))
        self.redraw()

    def put_actors(self, name: str, actors: "Sequence[vtkActor]", over: "Sequence[vtkActor]" = ()) -> None:
        """Stand actors into the scene under a name; ``over``: drawn over everything. None of them: take them out."""
        if self._scene is None:
            return
        if actors or over:
            self._scene.put(name, actors, over)
            self.redraw()
        elif self._scene.take(name):
            self.redraw()

    def hide_faces(self, hidden: NDArray[np.bool_] | None) -> None:
        """Leave out the faces that are True in ``hidden`` (F,), until another mesh is shown; None: none."""
        if self._scene is not None:
            self._scene.hide_faces(hidden)
            self.redraw()

    # ---- how it is shown ----------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """Draw in one of modes.MODES."""
        self._mode = mode
        if self._scene is not None:
            self._scene.set_mode(mode)
            self.redraw()

    def set_light(self, name: str) -> None:
        """Light by a preset of lights.LIGHTS. Raises KeyError."""
        self._light = light(name)
        if self._scene is not None:
            self._scene.set_light(self._light)
            self.redraw()

    def set_back_hatch(self, on: bool) -> None:
        """Hatch what is seen from behind."""
        if self._scene is not None:
            self._scene.set_back_hatch(on)
            self.redraw()

    def set_grid(self, on: bool) -> None:
        """Draw the ground's grid."""
        if self._scene is not None:
            self._scene.set_grid(on)
            self.redraw()

    def set_dimensions(self, on: bool) -> None:
        """Measure height, width and depth in the picture."""
        self._dimensions.on = on
        self.repaint_layers()

    def set_volume(self, size: "Size | None") -> None:
        """Draw the build volume (width, depth, height in mm) around the figure; None: none."""
        self._volume = size
        self._stand_volume()
        self.redraw()

    def set_theme(self, dark: bool) -> None:
        """Dark or light surroundings."""
        self._look = DARK if dark else LIGHT
        self._overlay.set_look(self._look)
        self.cube.set_look(self._look)
        if self._scene is not None:
            self._scene.set_look(self._look)
            self._stand_volume()
            self.redraw()
        self.update()

    def set_habit(self, habit: Habit) -> None:
        """Navigate as people are used to from another program."""
        self._habit = habit
        if self._navigation is not None:
            self._navigation.habit = habit

    def add_layer(self, layer: Layer) -> None:
        """Paint this over the picture."""
        self._overlay.add_layer(layer)

    def remove_layer(self, layer: Layer) -> None:
        """Paint it no more."""
        self._overlay.remove_layer(layer)

    def repaint_layers(self) -> None:
        """Paint the layers again: one of them has changed. The 3D picture is not drawn for it."""
        self._overlay.update()

    # ---- camera -------------------------------------------------------------

    @property
    def pose(self) -> Pose:
        """Where the camera is, or is flying to."""
        return self.camera.target

    @property
    def flying(self) -> bool:
        """Whether the camera is on its way."""
        return self.camera.flying

    def fit(self) -> None:
        """Fly so that the whole figure is seen from the present side."""
        self.camera.fit()

    def view(self, name: str) -> None:
        """Fly to a named side: front, back, left, right, top, bottom, iso. Raises KeyError for another name."""
        self.camera.view(name)

    def fly_to(self, box: NDArray[np.float64]) -> None:
        """Fly to a box (2, 3) mm, in front of the surface that is there."""
        self._overlay.point_out(box.mean(axis=0))
        self.camera.fly_to(box)

    def screenshot(self) -> NDArray[np.uint8]:
        """The picture with its pins, (H, W, 4) uint8 sRGB RGBA, in device pixels."""
        if self._frames is not None:
            self._frames.finish()
        image = self.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()

    def graphics(self) -> str:
        """Which OpenGL draws, e.g. "OpenGL 4.5 · llvmpipe"; empty before :attr:`ready`."""
        if self._canvas is None:
            return ""
        lines = str(self._canvas.render_window.ReportCapabilities()).splitlines()
        facts = dict(line.split(" string:", 1) for line in lines if " string:" in line)
        version = facts.get("OpenGL version", "").strip().split(" ")[0]
        renderer = facts.get("OpenGL renderer", "").strip().split(" (")[0]
        return f"OpenGL {version} · {renderer}" if version else ""

    # ---- tools --------------------------------------------------------------

    def pick(self, x: float, y: float) -> Pick | None:
        """What is seen at (x, y) (from the middle, in shares of the height, right and up), of the whole mesh; None: nothing."""
        drawable = self.drawable()
        if drawable is None or self._scene is None or not self.sees_figure(x):
            return None
        start, way = self.camera.pose.ray(x, y)
        section = self.section.section
        reach = (0.0, np.inf) if section is None else section.reach(start, way)
        return pick_on_ray(drawable.rays, start, way, reach, self._scene.hidden)

    def hidden(self) -> NDArray[np.bool_] | None:
        """The faces of the figure that are left out, (F,); None for none."""
        return None if self._scene is None else self._scene.hidden

    @property
    def canvas(self) -> QWidget | None:
        """What the picture is drawn on, and what has the focus while somebody works in it."""
        return self._canvas

    def edit_live(
        self, drawable: "Drawable", tiles: "tuple[Tile, ...]", normals: NDArray[np.float32]
    ) -> "LiveEdit | None":
        """Show the figure by another drawable of the same mesh (see ``finer``), to be changed in the picture."""
        if self._scene is None or self._frames is None:
            return None
        from app.gui.viewport.live_edit import live_edit  # noqa: PLC0415 - VTK

        edit = live_edit(self._scene, self._frames, drawable, tiles, normals)
        if self._marked is not None:
            self._scene.mark(*self._marked)
        self._scene.look_from(self.camera.pose)
        self.redraw()
        return edit

    def set_grip(self, grip: Grip | None) -> None:
        """Give the left mouse button to a tool, or back to the camera. The tool that had it is told to cancel."""
        if grip is self._grip:
            return
        if self._navigation is not None:
            self._navigation.let_go()
        if self._grip is not None:
            self._grip.hover(None)
            self._overlay.remove_layer(self._grip)
        self._grip = grip
        if grip is not None:
            self._overlay.add_layer(grip)
        if self._canvas is not None:
            self._canvas.unsetCursor()
        self.grip_changed.emit()

    @property
    def grip(self) -> Grip | None:
        """The tool that has the left mouse button."""
        return self._grip

    def add_handle(self, handle: Grip) -> None:
        """Something in the picture that can be dragged, asked before the grip: it takes a press that is on it."""
        if handle not in self._handles:
            self._handles.append(handle)
            self._overlay.add_layer(handle)

    def remove_handle(self, handle: Grip) -> None:
        """Take it away."""
        if handle in self._handles:
            self._handles.remove(handle)
            self._overlay.remove_layer(handle)

    # ---- the stage that the mouse drives (navigation.Stage) ------------------

    def grips(self) -> tuple[Grip, ...]:
        """What is asked for a press, in this order."""
        return (*self._handles, *(() if self._grip is None else (self._grip,)))

    def turn(self, degrees_right: float, degrees_up: float) -> None:
        """Orbit."""
        self.camera.go(self.camera.pose.orbited(degrees_right, degrees_up))

    def shift(self, right: float, up: float) -> None:
        """Pan by shares of the height."""
        self.camera.go(self.camera.pose.panned(right, up))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom to a point of the picture."""
        self.camera.zoom(factor, x, y)

    def click(self, x: float, y: float) -> None:
        """Tell which face was clicked."""
        pick = self.pick(x, y)
        if pick is not None:
            self.picked.emit(pick.face)
            self.picked_at.emit(pick)

    def double_click(self, x: float, y: float) -> None:
        """Fly to the clicked spot; beside the figure, show all of it."""
        pick, drawable = self.pick(x, y), self.drawable()
        if pick is None or drawable is None:
            self.fit()
            return
        reach = 0.08 * drawable.mesh.diagonal
        self.camera.fly(self.pose.framing(np.array([pick.point - reach, pick.point + reach]), self._aspect()))

    def hover(self, x: float, y: float) -> None:
        """Say the value of the heat map there."""
        self.heat.hover(x, y)

    def leave(self) -> None:
        """Say no value."""
        self.heat.leave()

    def split_at(self) -> float | None:
        """Where the comparison is divided, as a share of the width."""
        return self._split

    def move_split(self, share: float) -> None:
        """Divide the comparison there."""
        self._split = min(0.98, max(0.02, share))
        self._place_split()
        self.redraw_moving()

    # ---- inside -------------------------------------------------------------

    @property
    def scene(self) -> "Scene | None":
        """What stands in the studio, once it is there."""
        return self._scene

    def drawable(self) -> "Drawable | None":
        """The figure that is shown."""
        return None if self._scene is None else self._scene.drawable

    def tell(self, signal: Any, *values: object) -> None:
        """Emit a signal from any thread, unless the viewport is closed."""
        if not self._closed:
            signal.emit(*values)

    def sees_figure(self, x: float) -> bool:
        """Whether the figure is drawn in this column (from the middle, in shares of the height), not what it is compared with."""
        return self._split is None or x * self.height() / max(1, self.width()) + 0.5 >= self._split

    def redraw(self) -> None:
        """Draw again, as soon as the window has time: something but the camera has changed."""
        if self._frames is not None:
            self._frames.changed()

    def redraw_moving(self) -> None:
        """Draw again at once, for something that is being dragged."""
        if self._frames is not None:
            self._frames.moved()

    def _stand_volume(self) -> None:
        drawable = self.drawable()
        if self._volume_label is not None:
            self._overlay.remove_layer(self._volume_label)
            self._volume_label = None
        if self._scene is None:
            return
        if drawable is None or self._volume is None or not len(drawable.mesh.faces):
            self._scene.take("volume")
            return
        from app.gui.viewport.build_volume import VolumeLabel, volume_actors  # noqa: PLC0415 - VTK

        self._scene.put("volume", volume_actors(drawable.bounds, self._volume, self._look))
        self._volume_label = VolumeLabel(drawable.bounds, self._volume)
        self._overlay.add_layer(self._volume_label)
        self._scene.look_from(self.camera.pose)

    def _build(self) -> None:
        if self._closed or self._canvas is not None:
            return
        from pyvistaqt import QtInteractor  # noqa: PLC0415 - heavy; loaded by the thread of start()

        from app.gui.viewport.frames import Frames  # noqa: PLC0415
        from app.gui.viewport.scene import Scene  # noqa: PLC0415

        canvas: Any = QtInteractor(self, auto_update=False, multi_samples=SAMPLES)
        canvas.setAcceptDrops(False)  # files are opened by the window, not by pyvista
        self._canvas = canvas
        self._scene = Scene(canvas.GetRenderWindow(), canvas.renderer, self._look)
        self._scene.set_mode(self._mode)
        self._scene.set_light(self._light)
        self._frames = Frames(canvas, self._scene, software=draws_in_software(self.graphics()))
        self._navigation = Navigation(canvas, self)
        self._navigation.habit = self._habit
        canvas.setGeometry(self.rect())
        canvas.show()
        self._overlay.raise_()
        self.cube.raise_()
        self.camera.go(self.camera.pose)
        for slot in tuple(self._waiting):
            self._put(slot, self._waiting.pop(slot))
        self.ready.emit()

    def _arrive(self, slot: Slot, drawable: "Drawable | None") -> None:
        if self._closed:
            return
        if self._scene is None:
            self._waiting[slot] = drawable
        else:
            self._put(slot, drawable)

    def _put(self, slot: Slot, drawable: "Drawable | None") -> None:
        assert self._scene is not None
        if slot == "before":
            self._scene.compare(drawable)
            self._place_split()
            self.redraw()
            return
        previous = self._scene.drawable
        completed = drawable is not None and drawable.completes(previous)
        self._scene.show(drawable)
        self._dimensions.bounds = None if drawable is None or not len(drawable.mesh.faces) else drawable.bounds
        if not completed:
            self._stand_volume()
            self.section.figure_changed()
        if completed:
            self._scene.look_from(self.camera.pose)
        elif drawable is not None and (previous is None or not self._keep_camera):
            self.camera.go(self.camera.framed(self.pose.seen_from(*direction("iso"))))
        elif drawable is not None and previous is not None and _stands_elsewhere(previous.bounds, drawable.bounds):
            self.camera.go(self.camera.framed(self.pose))  # scaled or turned: the camera may be inside the model
        else:
            self._scene.look_from(self.camera.pose)
        self.redraw()
        if drawable is not None and drawable.sketch:
            self.sketched.emit()
            return
        if drawable is not None and self._marked is not None and self._marked[0].revision == drawable.mesh.revision:
            self._scene.mark(*self._marked)
        elif self._marked is not None:
            self._marked = None
            self._overlay.set_pins(Pins())
        self.heat.figure_changed()
        self.shown.emit("" if drawable is None else drawable.mesh.revision)

    def _place_split(self) -> None:
        self._overlay.set_split(self._split)
        if self._scene is not None:
            self._scene.split(self._split)

    def _aspect(self) -> float:
        return self.width() / max(1, self.height())

    def _camera_moved(self) -> None:
        pose = self.camera.pose
        self._overlay.set_pose(pose)
        self.cube.update()
        if self._scene is not None:
            self._scene.look_from(pose)
            self.redraw_moving()
        self.pose_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the picture and the sheet over it as large as the widget."""
        super().resizeEvent(event)
        self.redraw_moving()
        if self._canvas is not None:
            self._canvas.setGeometry(self.rect())
        self._overlay.setGeometry(self.rect())
        self.cube.move(self.width() - self.cube.width() - 10, 10)
        if self._split is not None:
            self._place_split()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Before the 3D part is there: its background."""
        if self._canvas is not None:
            return
        painter = QPainter(self)
        shade = QLinearGradient(0, 0, 0, self.height())
        shade.setColorAt(0, QColor.fromRgbF(*self._look.above))
        shade.setColorAt(1, QColor.fromRgbF(*self._look.below))
        painter.fillRect(self.rect(), shade)
        painter.end()


def _stands_elsewhere(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Whether a figure takes up another place than the one before it: bounds (2, 3) each."""
    size = float(np.linalg.norm(before[1] - before[0]))
    return bool(np.abs(after - before).max() > ELSEWHERE * size)
