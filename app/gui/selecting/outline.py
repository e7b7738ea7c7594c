"""A line on the screen as a mask of the pixels inside it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPolygonF


def path_of(line: list[QPointF]) -> QPainterPath:
    """The closed line; where it crosses itself, everything inside belongs to it."""
    path = QPainterPath()
    path.addPolygon(QPolygonF(line))
    path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def mask_of(line: list[QPointF], width: int, height: int) -> NDArray[np.bool_]:
    """(height, width) bool: pixels whose middle is inside the closed line."""
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.fillPath(path_of(line), QColor("white"))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return np.asarray(rows[:, : image.width()] > 127)


def box_of(first: QPointF, second: QPointF) -> list[QPointF]:
    """The corners of the rectangle between two points."""
    return [first, QPointF(second.x(), first.y()), second, QPointF(first.x(), second.y())]
