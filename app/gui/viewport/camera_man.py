"""Moves the camera: at once, or in a short flight; to a named side, to a place on the figure."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.base.motion import still
from app.gui.viewport.camera import Pose, direction, facing
from app.gui.viewport.pick import clear_side, outward

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable

FLIGHT_SECONDS = 0.26
EMPTY_BOX = np.array([[-40.0, -40.0, 0.0], [40.0, 40.0, 100.0]])


class Subject(Protocol):
    """What the camera looks at."""

    def drawable(self) -> "Drawable | None": ...
    def width(self) -> int: ...
    def height(self) -> int: ...
    def isVisible(self) -> bool: ...  # noqa: N802 - a QWidget


class CameraMan(QObject):
    """Holds the pose.

    moved    the camera is somewhere else
    arrived  a flight has come to its end
    """

    moved = Signal()
    arrived = Signal()

    def __init__(self, subject: Subject, parent: QObject, still: Callable[[], bool] = still) -> None:
        super().__init__(parent)
        self._still = still
        self._subject = subject
        self.pose = Pose(EMPTY_BOX.mean(axis=0), *direction("iso"), 300.0).framing(EMPTY_BOX, 1.2)
        self._flight: tuple[Pose, Pose, float] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(15)
        self._timer.timeout.connect(self._step)

    @property
    def target(self) -> Pose:
        """Where the camera is, or is flying to."""
        return self.pose if self._flight is None else self._flight[1]

    @property
    def flying(self) -> bool:
        """Whether the camera is on its way."""
        return self._flight is not None

    def go(self, pose: Pose) -> None:
        """Be there at once; a flight ends."""
        self._flight = None
        self.pose = pose
        self.moved.emit()

    def fly(self, target: Pose) -> None:
        """Fly there; at once where nobody sees it, or wants less motion. :attr:`arrived` follows a flight."""
        if self._subject.drawable() is None or not self._subject.isVisible():
            self.go(target)
            return
        began = time.monotonic() - (FLIGHT_SECONDS if self._still() else 0.0)
        self._flight = (self.pose, target, began)
        self._timer.start()

    def stop(self) -> None:
        """Stay here."""
        self._flight = None
        self._timer.stop()

    # ---- where to -----------------------------------------------------------

    def fit(self) -> None:
        """Fly so that the whole figure is seen from the present side."""
        self.fly(self.framed(self.target))

    def framed(self, pose: Pose) -> Pose:
        """This pose moved so that the whole figure fills the picture."""
        drawable = self._subject.drawable()
        return pose.framing(EMPTY_BOX if drawable is None else drawable.outline, self._aspect())

    def view(self, name: str) -> None:
        """Fly to a named side (see camera.DIRECTIONS). Raises KeyError for another name."""
        self.look_along(*direction(name))

    def look_along(self, azimuth: float, elevation: float) -> None:
        """Fly to a side by its angles in degrees, the whole figure in the picture."""
        self.fly(self.framed(self.target.seen_from(azimuth, elevation)))

    def fly_to(self, box: NDArray[np.float64]) -> None:
        """Fly to a box (2, 3) mm, in front of the surface that is there."""
        drawable, target = self._subject.drawable(), self.target
        size = float(np.linalg.norm(box[1] - box[0]))
        whole = self._extent()
        if drawable is not None and size < 0.6 * whole:
            first = facing(outward(drawable.mesh, box), target)
            target = clear_side(drawable.rays, drawable.mesh.diagonal, box.mean(axis=0), size / 2, target, first)
        # Enough of the surroundings to know where on the figure this is.
        room = max(0.25 * size, 0.07 * whole)
        self.fly(target.framing(np.array([box[0] - room, box[1] + room]), self._aspect()))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom to a point of the picture, not nearer than a fiftieth of the figure nor further than twelve times."""
        whole = self._extent()
        distance = self.pose.distance / factor
        if math.isfinite(distance) and 0.02 * whole < distance < 12 * whole:
            self.go(self.pose.zoomed(factor, x, y))

    def project(self, *, parallel: bool) -> None:
        """Draw in perspective or parallel from now on."""
        if parallel != self.pose.parallel:
            self.go(self.target.projecting(parallel=parallel))

    def _extent(self) -> float:
        drawable = self._subject.drawable()
        box = EMPTY_BOX if drawable is None or not len(drawable.mesh.faces) else drawable.bounds
        return float(np.linalg.norm(box[1] - box[0]))

    def _aspect(self) -> float:
        return self._subject.width() / max(1, self._subject.height())

    def _step(self) -> None:
        if self._flight is None:
            self._timer.stop()
            return
        flight = self._flight
        start, target, began = flight
        share = (time.monotonic() - began) / FLIGHT_SECONDS
        self.go(start.towards(target, share))
        self._flight = None if share >= 1.0 else flight
        if self._flight is None:
            self._timer.stop()
            self.arrived.emit()
