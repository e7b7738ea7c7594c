"""What a brush in hand takes from the keyboard and from a pen, beside the mouse."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.gui.brushes.grip import BrushGrip
from app.gui.brushes.keys import BrushKeys
from app.gui.brushes.pen import Pen
from app.gui.brushes.settings import BrushSettings


class BrushInput:
    """Listens on the widget that is drawn on until :meth:`stop`. ``escape`` is called for the key."""

    def __init__(
        self, canvas: QWidget, grip: BrushGrip, settings: BrushSettings, escape: Callable[[], object], habit: str
    ) -> None:
        """``habit``: whose navigation is used (viewport.habits)."""

        def press(pressure: float) -> None:
            grip.pressure = min(1.0, max(0.0, pressure))

        self._pen = Pen(canvas, press)
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_BracketLeft: lambda: settings.resize(-1),
            Qt.Key.Key_BracketRight: lambda: settings.resize(1),
            Qt.Key.Key_Escape: escape,
        }
        if habit == "blender":
            keys[Qt.Key.Key_F] = grip.resize
        self._keys = BrushKeys(canvas, keys)

    def stop(self) -> None:
        """Leave keys and pen to the window again."""
        self._pen.stop()
        self._keys.stop()
