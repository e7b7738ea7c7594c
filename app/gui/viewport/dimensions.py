"""Height, width and depth of a figure, measured in the picture: lines with arrows beside it, and mm on them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from app.gui.viewport.sheet import Sheet
from app.gui.viewport.studio import Rgb

AWAY = 0.07  # of the box's diagonal: how far from the figure a line is
SHORTEST = 34.0  # pixels: a line that is seen almost from its end says nothing
ARROW = 8.0
FROM_ABOVE = 0.94  # of 1: how far the view is from level, before the height is not measured in it any more


class Dimensions:
    """A layer (see sheet.py) that measures a box."""

    def __init__(self) -> None:
        self.bounds: NDArray[np.float64] | None = None

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint the three lines on the sides of the box that are turned to the viewer."""
        if self.bounds is None:
            return
        font = QFont(painter.font())
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        for axis, start, stop, feet in lines(self.bounds, sheet):
            words = f"{self.bounds[1, axis] - self.bounds[0, axis]:.1f} mm"
            _paint(painter, sheet, np.array([start, stop, *feet]), words)


def lines(
    bounds: NDArray[np.float64], sheet: Sheet
) -> list[tuple[int, NDArray[np.float64], NDArray[np.float64], tuple[NDArray[np.float64], NDArray[np.float64]]]]:
    """For each axis that can be read: its number, both ends of its line (3,) mm, and the corners of the box they stand for."""
    size = bounds[1] - bounds[0]
    away = AWAY * float(np.linalg.norm(size))
    if away <= 0:
        return []
    toward = sheet.pose.backward
    # The bottom edges nearest to the viewer, and the upright edge farthest left in the picture.
    near = np.where(toward > 0, bounds[1], bounds[0])
    found = []
    for axis in (0, 1):
        other = 1 - axis
        aside = np.zeros(3)
        aside[other] = away * (1.0 if toward[other] > 0 else -1.0)
        a, b = near.copy(), near.copy()
        a[axis], b[axis] = bounds[0, axis], bounds[1, axis]
        a[2] = b[2] = bounds[0, 2] if toward[2] >= -0.3 else bounds[1, 2]
        found.append((axis, a + aside, b + aside, (a, b)))
    if abs(float(toward[2])) > FROM_ABOVE:
        return found
    corners = np.array([[bounds[i, 0], bounds[j, 1], bounds[0, 2]] for i, j in np.ndindex(2, 2)])
    foot = corners[int(sheet.at(corners)[:, 0].argmin())]
    out = foot - bounds.mean(axis=0)
    out[2] = 0.0
    out *= away / max(float(np.linalg.norm(out)), 1e-9)
    top = foot.copy()
    top[2] = bounds[1, 2]
    found.append((2, foot + out, top + out, (foot, top)))
    return found


def _paint(painter: QPainter, sheet: Sheet, points: NDArray[np.float64], words: str) -> None:
    seen = sheet.at(points)
    if (seen[:, 2] <= 0).any():
        return
    a, b, foot_a, foot_b = (QPointF(x, y) for x, y, _depth in seen.tolist())
    way = b - a
    length = float(np.hypot(way.x(), way.y()))
    if length < SHORTEST:
        return
    way /= length
    across = QPointF(-way.y(), way.x())
    ink = _color(sheet.look.ink)
    halo = _color(sheet.look.below)
    halo.setAlpha(150)
    for color, width in ((halo, 4.0), (ink, 1.4)):
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(a, b)
        painter.setPen(QPen(color, width * 0.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for foot, end in ((foot_a, a), (foot_b, b)):
            painter.drawLine(foot + (end - foot) * 0.25, foot + (end - foot) * 1.12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for end, side in ((a, 1.0), (b, -1.0)):
        base = end + way * (side * ARROW)
        painter.drawPolygon(QPolygonF([end, base + across * (0.36 * ARROW), base - across * (0.36 * ARROW)]))
    metrics = painter.fontMetrics()
    wide = metrics.horizontalAdvance(words) + 14.0
    box = QRectF(0, 0, wide, 20.0)
    box.moveCenter((a + b) / 2)
    margin = 4.0  # the figure of a line that leaves the picture stays in it
    box.moveLeft(min(max(box.left(), margin), max(margin, sheet.width - wide - margin)))
    box.moveTop(min(max(box.top(), margin), max(margin, sheet.height - box.height() - margin)))
    painter.setBrush(_color(sheet.look.below))
    painter.setPen(QPen(ink, 1.0))
    painter.drawRoundedRect(box, 6, 6)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _color(value: Rgb) -> QColor:
    return QColor.fromRgbF(*value)
