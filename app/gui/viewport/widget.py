"""The 3D viewport as a widget.

Importing this module loads neither VTK nor pyvista: :meth:`Viewport.start` does, in a thread, once the window is there.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from app.gui.viewport.camera import Pose, direction, facing
from app.gui.viewport.heat_layer import HeatLayer
from app.gui.viewport.navigation import Navigation
from app.gui.viewport.opengl import ask_for_desktop_opengl, draws_in_software, import_heavy_modules
from app.gui.viewport.overlay import Overlay, Pins
from app.gui.viewport.pick import clear_side, face_on_ray, outward
from app.gui.viewport.studio import DARK, LIGHT, Look
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.scene import Scene

Slot = Literal["figure", "before"]
FLIGHT_SECONDS = 0.26
SAMPLES = 4
SLOW_FRAME = 0.04
REST_MILLISECONDS = 200
ELSEWHERE = 0.3  # of its diagonal: a figure whose bounds move farther was scaled or turned
EMPTY_BOX = np.array([[-40.0, -40.0, 0.0], [40.0, 40.0, 100.0]])


class Viewport(QWidget):
    """Shows one mesh; every method may be called before :meth:`start` and takes effect then.

    ready      the first picture can be drawn
    shown      a mesh that was asked for is in the picture (its revision; "" for none)
    picked     a face was clicked (its index)
    pose_changed  the camera moved
    arrived       a flight has come to its end
    """

    ready = Signal()
    shown = Signal(str)
    picked = Signal(int)
    pose_changed = Signal()
    arrived = Signal()
    _imported = Signal()
    _prepared = Signal(str, int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, "viewport")
        self._canvas: Any = None  # pyvistaqt.QtInteractor
        self._scene: Scene | None = None
        self._closed = False
        self._software = False
        self._look: Look = DARK
        self._mode = "color"
        self._wanted: dict[Slot, int] = {"figure": 0, "before": 0}
        self._waiting: dict[Slot, Drawable | None] = {}
        self._keep_camera = False
        self._split: float | None = None
        self._marked: tuple[Mesh, Places, Severity] | None = None
        self._pose = Pose(EMPTY_BOX.mean(axis=0), *direction("iso"), 300.0).framing(EMPTY_BOX, 1.2)
        self._flight: tuple[Pose, Pose, float] | None = None
        self._flight_timer = QTimer(self)
        self._flight_timer.setInterval(15)
        self._flight_timer.timeout.connect(self._fly)
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.timeout.connect(self._rest)
        self._overlay = Overlay(self)
        self.heat = HeatLayer(self, self._overlay, self._worker, self)
        self._imported.connect(self._build)
        self._prepared.connect(self._take)
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
            self._flight_timer.stop()
            self._rest_timer.stop()
            self._worker.shutdown(wait=True, cancel_futures=True)
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
        self._request("figure", mesh)

    def compare(self, before: Mesh | None) -> None:
        """Show this mesh to the left of a line that can be dragged, or end the comparison."""
        self._split = None if before is None else (self._split or 0.5)
        self._request("before", before)

    def set_mode(self, mode: str) -> None:
        """Draw in "color", "shaded" (white clay) or "wireframe"."""
        self._mode = mode
        if self._scene is not None:
            self._scene.set_mode(mode)  # type: ignore[arg-type]
            self.redraw()

    def set_theme(self, dark: bool) -> None:
        """Dark or light surroundings."""
        self._look = DARK if dark else LIGHT
        if self._scene is not None:
            self._scene.set_look(self._look)
            self.redraw()
        self.update()

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

    # ---- camera -------------------------------------------------------------

    @property
    def pose(self) -> Pose:
        """Where the camera is, or is flying to."""
        return self._pose if self._flight is None else self._flight[1]

    @property
    def flying(self) -> bool:
        """Whether the camera is on its way."""
        return self._flight is not None

    def fit(self) -> None:
        """Fly so that the whole figure is seen from the present side."""
        self._fly_towards(self.pose.framing(self._outline(), self._aspect()))

    def view(self, name: str) -> None:
        """Fly to a named side: front, back, left, right, top, bottom, iso. Raises KeyError for another name."""
        self._fly_towards(self.pose.seen_from(*direction(name)).framing(self._outline(), self._aspect()))

    def fly_to(self, box: NDArray[np.float64]) -> None:
        """Fly to a box (2, 3) mm, in front of the surface that is there."""
        drawable = None if self._scene is None else self._scene.drawable
        target = self.pose
        size = float(np.linalg.norm(box[1] - box[0]))
        whole = float(np.linalg.norm(np.diff(self._box(), axis=0)))
        if drawable is not None and size < 0.6 * whole:
            first = facing(outward(drawable.mesh, box), target)
            target = clear_side(drawable.mesh, box.mean(axis=0), size / 2, target, first)
        # Enough of the surroundings to know where on the figure this is.
        room = max(0.25 * size, 0.07 * whole)
        self._overlay.point_out(box.mean(axis=0))
        self._fly_towards(target.framing(np.array([box[0] - room, box[1] + room]), self._aspect()))

    def screenshot(self) -> NDArray[np.uint8]:
        """The picture with its pins, (H, W, 4) uint8 sRGB RGBA, in device pixels."""
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

    # ---- the stage that the mouse drives (navigation.Stage) ------------------

    def turn(self, degrees_right: float, degrees_up: float) -> None:
        """Orbit."""
        self._go(self._pose.orbited(degrees_right, degrees_up))

    def shift(self, right: float, up: float) -> None:
        """Pan by shares of the height."""
        self._go(self._pose.panned(right, up))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom to a point of the picture, not nearer than a hundredth of the figure nor further than ten times."""
        whole = float(np.linalg.norm(np.diff(self._box(), axis=0)))
        distance = self._pose.distance / factor
        if 0.02 * whole < distance < 12 * whole:
            self._go(self._pose.zoomed(factor, x, y))

    def click(self, x: float, y: float) -> None:
        """Tell which face was clicked."""
        face = self._face_at(x, y)
        if face is not None:
            self.picked.emit(face)

    def double_click(self, x: float, y: float) -> None:
        """Fly to the clicked spot; beside the figure, show all of it."""
        face = self._face_at(x, y)
        if face is None or self._scene is None or self._scene.drawable is None:
            self.fit()
            return
        mesh = self._scene.drawable.mesh
        at = mesh.vertices[mesh.faces[face]].mean(axis=0)
        reach = 0.08 * mesh.diagonal
        self._fly_towards(self.pose.framing(np.array([at - reach, at + reach]), self._aspect()))

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
        self._hurry()
        self.redraw()

    # ---- inside -------------------------------------------------------------

    @property
    def scene(self) -> "Scene | None":
        """What stands in the studio, once it is there."""
        return self._scene

    def tell(self, signal: Any, *values: object) -> None:
        """Emit a signal from any thread, unless the viewport is closed."""
        if not self._closed:
            signal.emit(*values)

    def sees_figure(self, x: float) -> bool:
        """Whether the figure is drawn in this column (from the middle, in shares of the height), not what it is compared with."""
        return self._split is None or x * self.height() / max(1, self.width()) + 0.5 >= self._split

    def _build(self) -> None:
        if self._closed or self._canvas is not None:
            return
        from pyvistaqt import QtInteractor  # noqa: PLC0415 - heavy; loaded by the thread of start()

        from app.gui.viewport.scene import Scene  # noqa: PLC0415

        canvas: Any = QtInteractor(self, auto_update=False, multi_samples=SAMPLES)
        canvas.setAcceptDrops(False)  # files are opened by the window, not by pyvista
        self._canvas = canvas
        self._scene = Scene(canvas.GetRenderWindow(), canvas.renderer, self._look)
        self._scene.set_mode(self._mode)  # type: ignore[arg-type]
        self._software = draws_in_software(self.graphics())
        if self._software:
            # Multisampling takes three times as long there; smoothing the finished picture looks nearly the same.
            canvas.render_window.SetMultiSamples(0)
            self._rest()
        Navigation(canvas, self)
        canvas.setGeometry(self.rect())
        canvas.show()
        self._overlay.raise_()
        self._go(self._pose)
        for slot in tuple(self._waiting):
            self._put(slot, self._waiting.pop(slot))
        self.ready.emit()

    def _request(self, slot: Slot, mesh: Mesh | None) -> None:
        if self._closed:
            return
        self._wanted[slot] += 1
        number = self._wanted[slot]
        if mesh is None:
            self._take(slot, number, None)
            return
        self._worker.submit(_prepare, mesh).add_done_callback(
            lambda done: None if done.cancelled() else self.tell(self._prepared, slot, number, done)
        )

    def _take(self, slot: Slot, number: int, done: Any) -> None:
        if self._closed or number != self._wanted[slot]:
            return
        drawable = None if done is None else done.result()
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
        self._scene.show(drawable)
        self._hurry()
        if drawable is not None and self._marked is not None and self._marked[0].revision == drawable.mesh.revision:
            self._scene.mark(*self._marked)
        elif self._marked is not None:
            self._marked = None
            self._overlay.set_pins(Pins())
        if drawable is not None and (previous is None or not self._keep_camera):
            self._flight = None
            self._go(self._pose.seen_from(*direction("iso")).framing(self._outline(), self._aspect()))
        elif drawable is not None and previous is not None and _stands_elsewhere(previous.bounds, drawable.bounds):
            self._flight = None  # scaled or turned: the old place of the camera may lie inside the model
            self._go(self._pose.framing(self._outline(), self._aspect()))
        self.heat.figure_changed()
        self.redraw()
        self.shown.emit("" if drawable is None else drawable.mesh.revision)

    def _place_split(self) -> None:
        self._overlay.set_split(self._split)
        if self._scene is not None:
            pixels = None if self._split is None else self._split * self.width() * self.devicePixelRatioF()
            self._scene.split(pixels)

    def _box(self) -> NDArray[np.float64]:
        drawable = None if self._scene is None else self._scene.drawable
        if drawable is None or not len(drawable.mesh.faces):
            return EMPTY_BOX
        return drawable.bounds

    def _outline(self) -> NDArray[np.float64]:
        drawable = None if self._scene is None else self._scene.drawable
        return EMPTY_BOX if drawable is None else drawable.outline

    def _aspect(self) -> float:
        return self.width() / max(1, self.height())

    def _face_at(self, x: float, y: float) -> int | None:
        if self._scene is None or self._scene.drawable is None:
            return None
        hit = face_on_ray(self._scene.drawable.mesh, *self._pose.ray(x, y))
        return None if hit is None else hit[0]

    def _fly_towards(self, target: Pose) -> None:
        if self._scene is None or not self.isVisible():
            self._go(target)
            return
        self._flight = (self._pose, target, time.monotonic())
        self._flight_timer.start()

    def _fly(self) -> None:
        if self._flight is None:
            self._flight_timer.stop()
            return
        start, target, began = self._flight
        share = (time.monotonic() - began) / FLIGHT_SECONDS
        flight = self._flight
        self._go(start.towards(target, share))
        self._flight = None if share >= 1.0 else flight
        if self._flight is None:
            self._flight_timer.stop()
            self.arrived.emit()

    def _go(self, pose: Pose) -> None:
        self._flight = None
        self._pose = pose
        self._overlay.set_pose(pose)
        if self._scene is not None:
            self._scene.look_from(pose)
            self._hurry()
            self.redraw()
        self.pose_changed.emit()

    def redraw(self) -> None:
        """Draw again, as soon as the window has time."""
        if self._canvas is not None:
            self._canvas.update()  # Qt draws once, however often this is called before

    def _hurry(self) -> None:
        """While something moves on a slow machine, leave edges unsmoothed; :meth:`_rest` smooths them afterwards."""
        if self._scene is not None and self._software:
            seconds = self._scene.last_frame_seconds
            if seconds > SLOW_FRAME:
                self._scene.smooth_edges(on=False)
            self._rest_timer.start(max(REST_MILLISECONDS, round(3000 * seconds)))

    def _rest(self) -> None:
        if self._scene is not None:
            self._scene.smooth_edges(on=True)
            self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the picture and the sheet over it as large as the widget."""
        super().resizeEvent(event)
        if self._canvas is not None:
            self._canvas.setGeometry(self.rect())
        self._overlay.setGeometry(self.rect())
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


def _prepare(mesh: Mesh) -> "Drawable":
    """Prepare in the worker; the content hash too, which takes a while for large pictures."""
    from app.gui.viewport.drawable import prepare  # noqa: PLC0415 - loads SciPy: 0.4 s that the first window need not wait

    assert mesh.revision
    return prepare(mesh)


def _stands_elsewhere(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Whether a figure takes up another place than the one before it: bounds (2, 3) each."""
    size = float(np.linalg.norm(before[1] - before[0]))
    return bool(np.abs(after - before).max() > ELSEWHERE * size)
