"""Words on a rounded patch, to be read over any picture."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

INK = QColor("#16181d")
HEIGHT = 22.0


def pill(painter: QPainter, at: QPointF, words: str, color: QColor, ink: QColor = INK) -> None:
    """Words on a rounded patch of this colour, its upper left corner at ``at``."""
    metrics = painter.fontMetrics()
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + 20.0, HEIGHT)
    path = QPainterPath()
    path.addRoundedRect(box, 11, 11)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(path, color)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
