"""What is painted over the picture where a brush is."""

import math

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.gui.viewport.sheet import Sheet
from app.mesh.arrays import FloatArray

TURN = np.linspace(0.0, 2 * math.pi, 49)


def paint_ring(  # noqa: PLR0917
    painter: QPainter, sheet: Sheet, at: FloatArray, normal: FloatArray, radius: float, inner: float, *, faint: bool
) -> None:
    """A circle on the surface, light on dark so that it is seen on every colour; a second one for the hard middle.

    at, normal  (3,) mm; inner: the share of the radius that the second circle has
    """
    length = float(np.linalg.norm(normal))
    normal = normal / length if length > 0 else sheet.pose.backward
    other = np.array([1.0, 0.0, 0.0]) if abs(normal[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    right = np.cross(normal, other)
    right /= np.linalg.norm(right)
    up = np.cross(normal, right)
    circle = np.cos(TURN)[:, None] * right + np.sin(TURN)[:, None] * up
    for share in (1.0, inner) if 0.05 < inner < 0.95 else (1.0,):
        seen = sheet.at(at + circle * (radius * share))
        if (seen[:, 2] <= 0).any():
            return
        ring = QPolygonF([QPointF(x, y) for x, y, _depth in seen.tolist()])
        thin = faint or share < 1.0
        for color, width in (
            (QColor(0, 0, 0, 90 if thin else 150), 3.0),
            (QColor(255, 255, 255, 150 if thin else 240), 1.4),
        ):
            painter.setPen(QPen(color, width))
            painter.drawPolyline(ring)


def paint_cross(painter: QPainter, sheet: Sheet, at: FloatArray) -> None:
    """A cross in a circle at a place (3,) mm."""
    x, y, depth = sheet.at(at)[0].tolist()
    if depth <= 0:
        return
    for color, width in ((QColor(0, 0, 0, 170), 4.0), (QColor(255, 255, 255), 1.6)):
        painter.setPen(QPen(color, width))
        painter.drawEllipse(QPointF(x, y), 9, 9)
        painter.drawLine(QPointF(x - 13, y), QPointF(x + 13, y))
        painter.drawLine(QPointF(x, y - 13), QPointF(x, y + 13))
