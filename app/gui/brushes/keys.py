"""Keys that mean something else while a brush is in hand: they go to the brush before they reach the window's actions."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class BrushKeys(QObject):
    """Watches the widget that has the focus while somebody draws."""

    def __init__(self, canvas: QWidget, pressed: Mapping[Qt.Key, Callable[[], object]]) -> None:
        super().__init__(canvas)
        self._canvas, self._called = canvas, pressed
        canvas.installEventFilter(self)

    def stop(self) -> None:
        """Leave the keys to the window again."""
        self._canvas.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See QObject."""
        if not isinstance(event, QKeyEvent) or event.modifiers() not in PLAIN:
            return False
        call = self._called.get(Qt.Key(event.key()))
        if call is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # not a shortcut now: it arrives as a key press
            return True
        if event.type() == QEvent.Type.KeyPress:
            call()
            return True
        return False
