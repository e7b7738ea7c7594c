"""A 3D picture with a camera, as a widget: what the viewport stands on.

Importing this module loads neither VTK nor pyvista: :meth:`Picture.start` does, in a thread, once the window is there.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from app.gui.base.turns import Turn
from app.gui.viewport.camera import Pose
from app.gui.viewport.camera_man import CameraMan
from app.gui.viewport.grip import Grip
from app.gui.viewport.habits import HABITS, Habit
from app.gui.viewport.navigation import Navigation, Stage
from app.gui.viewport.no_picture import NoPicture
from app.gui.viewport.opengl import (
    ask_for_desktop_opengl,
    draws_in_software,
    import_heavy_modules,
    processor_draws,
    there_is_opengl,
)
from app.gui.viewport.orientation_cube import OrientationCube
from app.gui.viewport.overlay import Overlay
from app.gui.viewport.sheet import Layer
from app.gui.viewport.studio import DARK, LIGHT, Surroundings
from app.i18n import tr

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.frames import Frames
    from app.gui.viewport.scene import Scene

SAMPLES = 4


class Picture(QWidget):
    """A scene, the camera in it, a sheet over it for layers, and who has the mouse. It shows no mesh by itself.

    ready         the first picture can be drawn
    pose_changed  the camera moved
    arrived       a flight has come to its end
    grip_changed  another tool has the left mouse button, or none
    """

    ready = Signal()
    grip_changed = Signal()
    pose_changed = Signal()
    arrived = Signal()
    _imported = Signal()
    _cast = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, "viewport")
        self._canvas: Any = None  # Interactor, or what stands for it where the processor draws
        self._scene: Scene | None = None
        self._frames: Frames | None = None
        self._navigation: Navigation | None = None
        self._habit: Habit = HABITS[0]
        self._closed = self._wanted = False
        self._sign: NoPicture | None = None
        self._look: Surroundings = DARK
        self._grip: Grip | None = None
        self._handles: list[Grip] = []
        self.camera = CameraMan(self, self)
        self.camera.moved.connect(self._camera_moved)
        self.camera.arrived.connect(self.arrived)
        self._overlay = Overlay(self)
        self.cube = OrientationCube(self, lambda: self.camera.pose)
        self.cube.wanted.connect(self.camera.look_along)
        self.cube.dragged.connect(self.turn)
        self._imported.connect(self._build)
        self._cast.connect(self._begin_rehearsal, Qt.ConnectionType.QueuedConnection)
        self.setMinimumSize(240, 160)
        self.calm: Callable[[], bool] = lambda: True
        """Whether nothing is at work that the processor is needed for; whoever knows puts in how to tell."""
        self._rehearsal: Iterator[None] = iter(())
        self._next_rehearsed = Turn(self._rehearse, self)
        if not there_is_opengl():
            self._wanted = True  # nothing is loaded, and never will be
            self._sign = NoPicture(self)
            self.cube.hide()
            return
        ask_for_desktop_opengl()
        if processor_draws():
            return
        # A window that gets its first OpenGL child after it was shown is made anew by Qt (6.4 and later) and flickers;
        # one that has a child of this kind from the start is not, even when that child is never shown.
        self._herald = QOpenGLWidget(self)
        self._herald.hide()

    # ---- life ---------------------------------------------------------------

    def start(self) -> None:
        """Load the 3D part in a thread and show it when it is there (:attr:`ready`). The second call changes nothing."""
        if self._wanted or self._closed:
            return
        self._wanted = True
        self._worker.submit(import_heavy_modules).add_done_callback(lambda _done: self.tell(self._imported))

    def close(self) -> bool:
        """Free everything that VTK holds; the widget shows nothing afterwards."""
        if not self._closed:
            self._closed = True
            self.camera.stop()
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

    # ---- how it is shown ----------------------------------------------------

    def set_theme(self, dark: bool) -> None:
        """Dark or light surroundings."""
        self._look = DARK if dark else LIGHT
        self._overlay.set_look(self._look)
        self.cube.set_look(self._look)
        if self._scene is not None:
            self._scene.set_look(self._look)
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

    def turn(self, degrees_right: float, degrees_up: float) -> None:
        """Orbit."""
        self.camera.go(self.camera.pose.orbited(degrees_right, degrees_up))

    def shift(self, right: float, up: float) -> None:
        """Pan by shares of the height."""
        self.camera.go(self.camera.pose.panned(right, up))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom to a point of the picture."""
        self.camera.zoom(factor, x, y)

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

    # ---- who has the mouse --------------------------------------------------

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

    def grips(self) -> tuple[Grip, ...]:
        """What is asked for a press, in this order."""
        return (*self._handles, *(() if self._grip is None else (self._grip,)))

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

    # ---- inside -------------------------------------------------------------

    @property
    def canvas(self) -> QWidget | None:
        """What the picture is drawn on, and what has the focus while somebody works in it."""
        canvas: QWidget | None = self._canvas
        return canvas

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

    def redraw(self) -> None:
        """Draw again, as soon as the window has time: something but the camera has changed."""
        if self._frames is not None:
            self._frames.changed()

    def redraw_other(self) -> None:
        """Draw again: another figure stands in the picture."""
        if self._frames is not None:
            self._frames.appeared()

    def redraw_moving(self) -> None:
        """Draw again at once, for something that is being dragged."""
        if self._frames is not None:
            self._frames.moved()

    def _begin(self, scene: "Scene") -> None:
        """The scene is there: bring into it what was asked for before."""

    def _build(self) -> None:
        if self._closed or self._canvas is not None:
            return
        from app.gui.viewport.frames import Frames  # noqa: PLC0415 - heavy; loaded by the thread of start()
        from app.gui.viewport.scene import Scene  # noqa: PLC0415

        canvas = self._make_canvas()
        canvas.setAcceptDrops(False)  # files are opened by the window, not by pyvista
        canvas.setAccessibleName(tr("View of the model"))
        self._canvas = canvas
        self._scene = Scene(canvas.GetRenderWindow(), canvas.renderer, self._look)
        self._frames = Frames(canvas, self._scene, software=draws_in_software(self.graphics()), calm=self.is_calm)
        self._navigation = Navigation(canvas, self._stage())
        self._navigation.habit = self._habit
        canvas.setGeometry(self.rect())
        canvas.show()
        self._overlay.raise_()
        self.cube.raise_()
        self.camera.go(self.camera.pose)
        self._begin(self._scene)
        self.ready.emit()
        self._worker.submit(_figures).add_done_callback(self._figures_made)

    def _make_canvas(self) -> Any:
        if processor_draws():
            from app.gui.viewport.software_canvas import SoftwareCanvas  # noqa: PLC0415 - as above

            return SoftwareCanvas(self)
        from app.gui.viewport.interactor import Interactor  # noqa: PLC0415

        return Interactor(self, auto_update=False, multi_samples=SAMPLES)

    def _figures_made(self, done: "Future[tuple[Drawable, ...]]") -> None:
        if not done.cancelled():
            self.tell(self._cast, done.result())

    def _begin_rehearsal(self, drawables: "tuple[Drawable, ...]") -> None:
        if self._scene is not None:
            from app.gui.viewport.rehearsal import rehearse  # noqa: PLC0415 - loads SciPy; the worker has done that

            self._rehearsal = rehearse(self._canvas, self._scene, drawables)
            self._next_rehearsed.ask()

    def _rehearse(self) -> None:
        """One picture with each turn of the event loop, until there are no more."""
        if not self._closed and next(self._rehearsal, self) is None:
            self._next_rehearsed.ask()

    def _stage(self) -> Stage:
        """What the mouse drives."""
        raise TypeError(f"{type(self).__name__} draws no figure")

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
        if self._canvas is not None:
            self._canvas.setGeometry(self.rect())
        self.redraw_moving()
        self._overlay.setGeometry(self.rect())
        self.cube.move(self.width() - self.cube.width() - 10, 10)
        if self._sign is not None:
            self._sign.setGeometry(self.rect())

    def is_calm(self) -> bool:
        """Whether nothing is at work that the processor is needed for, as whoever knows says now."""
        return self.calm()

    def _aspect(self) -> float:
        return self.width() / max(1, self.height())

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


def _figures() -> "tuple[Drawable, ...]":
    """What is drawn before anybody looks; on the worker's thread."""
    from app.gui.viewport.rehearsal import figures  # noqa: PLC0415 - loads SciPy

    return figures()
