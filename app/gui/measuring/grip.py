"""The mouse while something is measured: clicks pick places, the line follows the pointer."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from app.gui.measuring.paint import dots, stroke
from app.gui.viewport.grip import Touch
from app.gui.viewport.pick import Pick
from app.gui.viewport.sheet import Sheet
from app.session.measures import PLACES, Kind


class Surface(Protocol):
    """What is measured on."""

    def pick(self, x: float, y: float) -> Pick | None: ...
    def through(self, pick: Pick) -> NDArray[np.float64] | None: ...
    def repaint_layers(self) -> None: ...


class MeasureGrip:
    """Implements viewport.grip.Grip; ``done`` gets the points of each measurement (N, 3) mm."""

    def __init__(self, kind: Kind, surface: Surface, done: Callable[[Kind, NDArray[np.float64]], object]) -> None:
        self.kind = kind
        self._surface, self._done = surface, done
        self._places: list[NDArray[np.float64]] = []
        self._pointer: NDArray[np.float64] | None = None

    def press(self, touch: Touch) -> bool:
        """A click on the model picks; beside it, the camera has the mouse."""
        pick = self._surface.pick(touch.x, touch.y)
        if pick is None:
            return False
        if self.kind == "thickness":
            other = self._surface.through(pick)
            if other is not None:
                self._done(self.kind, np.array([pick.point, other]))
            return True
        self._places.append(pick.point)
        if len(self._places) == PLACES[self.kind]:
            places, self._places = np.array(self._places), []
            self._done(self.kind, places)
        self._surface.repaint_layers()
        return True

    def move(self, touch: Touch) -> None:
        """Nothing is dragged."""

    def release(self, touch: Touch) -> None:
        """The click was taken when it went down."""

    def cancel(self) -> None:
        """Begin again."""
        self._places = []
        self._surface.repaint_layers()

    def hover(self, touch: Touch | None) -> None:
        """Show where the next place would be."""
        pick = None if touch is None else self._surface.pick(touch.x, touch.y)
        self._pointer = None if pick is None else pick.point
        self._surface.repaint_layers()

    def wheel(self, _touch: Touch, _notches: float) -> bool:
        """The camera zooms."""
        return False

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """The places so far and the way to the pointer."""
        points = [*self._places, *([] if self._pointer is None else [self._pointer])]
        if points:
            stroke(painter, sheet, np.array(points), 2.0)
            dots(painter, sheet, np.array(points))

    def cursor(self) -> Qt.CursorShape:
        """A cross."""
        return Qt.CursorShape.CrossCursor


class NoteGrip(MeasureGrip):
    """A click on the model asks for a note there; ``asked`` gets the place."""

    def __init__(self, surface: Surface, asked: Callable[[Pick], object]) -> None:
        super().__init__("thickness", surface, lambda _kind, _points: None)
        self._asked = asked

    def press(self, touch: Touch) -> bool:
        """Ask."""
        pick = self._surface.pick(touch.x, touch.y)
        if pick is None:
            return False
        self._asked(pick)
        return True
