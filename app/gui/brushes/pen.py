"""The pressure of a pen: Qt tells it in tablet events, which come just before the mouse events that are made from them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTabletEvent
from PySide6.QtWidgets import QWidget


class Pen(QObject):
    """Watches a widget and leaves every event to it. ``pressed`` gets 0..1; 1 when the pen is lifted: a mouse may follow."""

    def __init__(self, canvas: QWidget, pressed: Callable[[float], object]) -> None:
        super().__init__(canvas)
        self._canvas, self._pressed = canvas, pressed
        canvas.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._canvas.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See QObject."""
        if isinstance(event, QTabletEvent):
            if event.type() == QEvent.Type.TabletRelease:
                QTimer.singleShot(0, self, lambda: self._pressed(1.0))  # after the mouse event that ends the stroke
            else:
                self._pressed(max(0.02, event.pressure()))
            event.ignore()  # so that Qt makes a mouse event of it
        return False
