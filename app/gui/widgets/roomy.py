"""Widths that are designed in pixels, for words of the usual size: with larger words they are that much wider."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.base.theme import TEXT_PX


def roomy(pixels: int) -> int:
    """As many pixels for words of the size that is chosen now."""
    return round(pixels * max(1.0, QApplication.font().pixelSize() / TEXT_PX))


def hold_width(widget: QWidget, pixels: int) -> None:
    """Keep the widget this wide, and wider as words grow."""
    holder = widget.findChild(_Holder, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if holder is None:
        holder = _Holder(widget)
        widget.installEventFilter(holder)
    holder.pixels = pixels
    widget.setFixedWidth(roomy(pixels))


class _Holder(QObject):
    """Follows the font of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.pixels = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            wanted = roomy(self.pixels)
            if self._widget.width() != wanted:
                self._widget.setFixedWidth(wanted)
        return False
