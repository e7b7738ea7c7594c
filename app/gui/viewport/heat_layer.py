"""A figure over the whole surface, drawn on the figurine: colours, legend, the value under the pointer, the worst places.

What takes time (colours, places, the ray under the pointer) is done in the viewport's worker.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.gui.base.once import once
from app.gui.viewport.camera import Pose
from app.gui.viewport.heat_scale import Colors, HeatScale, peaks
from app.gui.viewport.legend import Legend, figure
from app.gui.viewport.overlay import Overlay
from app.gui.viewport.ray_index import RayIndex
from app.mesh.mesh import Mesh
from app.mesh.report import Heat

if TYPE_CHECKING:
    from app.gui.viewport.scene import Scene

HOVER_MILLISECONDS = 60  # the pointer must rest this long: a ray through a million faces takes a while


class Picture(Protocol):
    """What the layer lies on."""

    @property
    def scene(self) -> "Scene | None": ...
    @property
    def pose(self) -> Pose: ...
    def fly_to(self, box: NDArray[np.float64]) -> None: ...
    def redraw(self) -> None: ...
    def tell(self, signal: Any, *values: object) -> None: ...
    def sees_figure(self, x: float) -> bool: ...


@dataclass(frozen=True, eq=False)
class _Prepared:
    mesh: Mesh
    heat: Heat
    scale: HeatScale
    places: NDArray[np.float32]
    ramp: Colors
    peaks: NDArray[np.int32]
    gaps: bool


class HeatLayer(QObject):
    """Shows one heat at a time, and only on the mesh that it is about.

    shown  the colours are in the picture (True), or no more (False)
    """

    shown = Signal(bool)
    _ready = Signal(int, object)
    _probed = Signal(int, object)

    def __init__(self, picture: Picture, overlay: Overlay, worker: ThreadPoolExecutor, parent: QObject) -> None:
        super().__init__(parent)
        self._picture, self._overlay, self._worker = picture, overlay, worker
        self._wanted = 0
        self._pointer: tuple[float, float] | None = None
        self._asked = 0
        self._now: _Prepared | None = None
        self._peak = -1
        self._hover_timer = once(self, HOVER_MILLISECONDS, self._probe)
        self._ready.connect(self._take)
        self._probed.connect(self._say)

    @property
    def on(self) -> bool:
        """Whether a heat is shown or on its way."""
        return self._now is not None

    def show(self, mesh: Mesh, heat: Heat) -> None:
        """Show this figure on this mesh, which stands in the picture already. :attr:`shown` follows."""
        if len(heat.values) != len(mesh.vertices):
            raise ValueError(f"{len(heat.values)} values for {len(mesh.vertices)} vertices")
        self._wanted += 1
        number = self._wanted
        self._worker.submit(_prepare, mesh, heat).add_done_callback(lambda done: self._send(number, done))

    def clear(self) -> None:
        """Show the figure as it is."""
        self._wanted += 1
        if self._now is None:
            return
        self._now, self._peak = None, -1
        self._hover_timer.stop()
        self._overlay.set_legend(None)
        self._overlay.set_probe(None)
        self._overlay.set_peak(None)
        if self._picture.scene is not None:
            self._picture.scene.show_heat(None, None)
            self._picture.redraw()
        self.shown.emit(False)

    def figure_changed(self) -> None:
        """Another figure stands in the scene: its colours are put on again if they are about it, else the heat goes."""
        if self._now is not None and not self._put_on():
            self.clear()

    def fly_to_peak(self, by: int = 1) -> None:
        """Fly to the next worst place (1), or back (-1); around in a circle."""
        now = self._now
        if now is None or not len(now.peaks):
            return
        count = len(now.peaks)
        self._peak = (self._peak + by) % count if self._peak >= 0 else (0 if by > 0 else count - 1)
        vertex = int(now.peaks[self._peak])
        at, reach = now.mesh.vertices[vertex], 0.03 * now.mesh.diagonal
        words = figure(float(now.heat.values[vertex]), now.heat.unit, signed=now.scale.signed)
        self._overlay.set_peak((at, f"{self._peak + 1}/{count} · {words}"))
        self._picture.fly_to(np.array([at - reach, at + reach]))

    def hover(self, x: float, y: float) -> None:
        """The pointer is at (x, y): from the picture's middle, in shares of its height, right and up."""
        if self._now is not None:
            self._pointer = (x, y)
            self._overlay.set_probe(None)
            self._hover_timer.start()

    def leave(self) -> None:
        """The pointer has left the picture, or turns it."""
        self._pointer = None
        self._hover_timer.stop()
        self._overlay.set_probe(None)

    def refresh(self) -> None:
        """Say the legend again, in the language of now."""
        if self._now is not None:
            now = self._now
            self._overlay.set_legend(Legend(str(now.heat.title), now.heat.unit, now.scale, now.gaps))

    def _send(self, number: int, done: "Future[_Prepared]") -> None:
        if not done.cancelled():
            self._picture.tell(self._ready, number, done)

    def _take(self, number: int, done: "Future[_Prepared]") -> None:
        if number != self._wanted:
            return
        self._now, self._peak = done.result(), -1
        self._overlay.set_peak(None)
        self._overlay.set_probe(None)
        if self._put_on():
            self.refresh()
            self.shown.emit(True)
        else:  # the figure that it is about has gone meanwhile
            self._now = None
            self.shown.emit(False)

    def _put_on(self) -> bool:
        now, scene = self._now, self._picture.scene
        if now is None or scene is None or scene.drawable is None:
            return False
        if scene.drawable.mesh.revision != now.mesh.revision:
            return False
        scene.show_heat(now.places, now.ramp)
        self._picture.redraw()
        return True

    def _probe(self) -> None:
        now, pointer = self._now, self._pointer
        if now is None or pointer is None or not self._picture.sees_figure(pointer[0]):
            return
        self._asked += 1
        number = self._asked
        ray = self._picture.pose.ray(*pointer)
        scene = self._picture.scene
        if scene is None or scene.drawable is None:
            return
        self._worker.submit(value_on_ray, scene.drawable.rays, now.heat, *ray).add_done_callback(
            lambda done: None if done.cancelled() else self._picture.tell(self._probed, number, done)
        )

    def _say(self, number: int, done: "Future[float | None]") -> None:
        value = done.result()
        if number != self._asked or self._now is None or self._pointer is None or self._hover_timer.isActive():
            return
        if value is not None:
            words = figure(value, self._now.heat.unit, signed=self._now.scale.signed)
            self._overlay.set_probe((*self._pointer, words))


def value_on_ray(rays: RayIndex, heat: Heat, start: NDArray[np.float64], way: NDArray[np.float64]) -> float | None:
    """The figure where the ray meets the surface first, between the three vertices of that face; None beside it."""
    hit = rays.first_hit(start, way)
    if hit is None:
        return None
    face, distance = hit
    corner = rays.vertices[rays.faces[face]]
    at = start + way * distance
    area = np.array([_area(at, corner[1], corner[2]), _area(corner[0], at, corner[2]), _area(corner[0], corner[1], at)])
    values = heat.values[rays.faces[face]]
    if not np.isfinite(values).all() or area.sum() <= 0:
        return None
    return float(area @ values / area.sum())


def _area(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(np.cross(b - a, c - a)))


def _prepare(mesh: Mesh, heat: Heat) -> _Prepared:
    scale = HeatScale(heat.low, heat.high, heat.bad_is_low, heat.limit)
    assert mesh.revision
    gaps = not np.isfinite(heat.values[mesh.faces]).all()
    return _Prepared(
        mesh, heat, scale, scale.coordinates(heat.values), scale.ramp(), peaks(mesh, heat, scale), bool(gaps)
    )
