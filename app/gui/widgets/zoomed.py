"""Rows that are painted with sizes in pixels, drawn as much larger as the words of the window are."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter


def zoomed(painter: QPainter, rect: QRect, factor: float) -> QRect:
    """Paint into the rectangle that this gives as if words had their usual size; the painter has to be restored later."""
    if factor == 1.0:
        return rect
    painter.translate(rect.topLeft())
    painter.scale(factor, factor)
    return QRect(0, 0, round(rect.width() / factor), round(rect.height() / factor))
