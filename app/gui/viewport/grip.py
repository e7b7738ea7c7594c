"""How a tool takes the left mouse button over from the camera: lasso, brush, measuring, the handle of a section."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from app.gui.viewport.sheet import Sheet


@dataclass(frozen=True)
class Touch:
    """Where the pointer is.

    pixel      in widget pixels, from the upper left
    x, y       from the picture's middle, in shares of its height, right and up (as ``Viewport.pick`` takes it)
    modifiers  the keys held with it
    pressure   0..1 of a pen; 1 for a mouse
    """

    pixel: QPointF
    x: float
    y: float
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    pressure: float = 1.0


class Grip(Protocol):
    """A tool in hand. Give it to ``Viewport.set_grip``; the other buttons and the wheel still move the camera."""

    def press(self, touch: Touch) -> bool:
        """The left button went down. False: not mine, the camera may have it (until it is released)."""
        ...

    def move(self, touch: Touch) -> None:
        """The pointer moved with the button held, after a press that was taken."""
        ...

    def release(self, touch: Touch) -> None:
        """The button went up, after a press that was taken."""
        ...

    def cancel(self) -> None:
        """The press was taken away: Escape, another tool, or the window lost the pointer."""
        ...

    def hover(self, touch: Touch | None) -> None:
        """The pointer moved with no button held; None: it left the picture."""
        ...

    def wheel(self, touch: Touch, notches: float) -> bool:
        """The wheel turned. True: taken (a brush's size, say); False: the camera zooms."""
        ...

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint over the picture: an outline, a ring. Called after ``Viewport.repaint_layers``."""
        ...

    def cursor(self) -> Qt.CursorShape:
        """The pointer's shape over the picture."""
        ...
