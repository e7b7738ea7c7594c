"""Measurements and notes painted over the picture: lines, arcs and figures that keep readable."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.gui.measuring.words import figure
from app.gui.viewport.pill import INK, pill
from app.gui.viewport.sheet import Sheet
from app.session.measures import Measure, circle

LINE = QColor("#ffd166")
NOTE = QColor("#9ad1ff")
ARC_STEPS = 24
CIRCLE_STEPS = 64
ARC_PIXELS = 34.0


def paint_measure(painter: QPainter, sheet: Sheet, measure: Measure, *, chosen: bool) -> None:
    """One measurement with its figure."""
    path, label_at = _path(measure, sheet)
    stroke(painter, sheet, path, 3.0 if chosen else 2.0)
    dots(painter, sheet, measure.points)
    place = sheet.at(label_at[None])[0]
    if place[2] > 0:
        pill(painter, QPointF(place[0] + 8, place[1] - 11), figure(measure), LINE)


def stroke(painter: QPainter, sheet: Sheet, points: NDArray[np.float64], width: float) -> None:
    """A line through points (N, 3) mm, dark around so that it is seen on any colour."""
    seen = sheet.at(points)
    if len(seen) < 2 or (seen[:, 2] <= 0).any():
        return
    line = QPolygonF([QPointF(x, y) for x, y in seen[:, :2].tolist()])
    for color, wide in ((QColor(22, 24, 29, 200), width + 2.5), (LINE, width)):
        painter.setPen(QPen(color, wide))
        painter.drawPolyline(line)


def dots(painter: QPainter, sheet: Sheet, points: NDArray[np.float64]) -> None:
    """The places that were picked (N, 3) mm."""
    painter.setPen(QPen(INK, 1.5))
    painter.setBrush(LINE)
    for x, y, depth in sheet.at(points).tolist():
        if depth > 0:
            painter.drawEllipse(QPointF(x, y), 4.5, 4.5)


def paint_note(
    painter: QPainter, sheet: Sheet, at: NDArray[np.float64], number: int, words: str, *, chosen: bool
) -> None:
    """A numbered pin at a place (3,) mm; its words beside it where it is chosen."""
    x, y, depth = sheet.at(at[None])[0].tolist()
    if depth <= 0:
        return
    radius = 11.0 if chosen else 9.0
    painter.setPen(QPen(INK, 2))
    painter.setBrush(NOTE)
    painter.drawEllipse(QPointF(x, y), radius, radius)
    metrics = painter.fontMetrics()
    label = str(number)
    painter.drawText(QPointF(x - metrics.horizontalAdvance(label) / 2, y + metrics.ascent() / 2 - 1), label)
    if chosen and words:
        line = words.splitlines()[0]
        pill(painter, QPointF(x + radius + 6, y - 11), line if len(line) < 60 else line[:59] + "…", NOTE)


def _path(measure: Measure, sheet: Sheet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is drawn (N, 3), and where the figure stands (3,)."""
    points = measure.points
    if measure.kind == "angle":
        corner = points[1]
        arc = _arc(points, ARC_PIXELS * sheet.pixel_mm)
        return np.concatenate([points[:2], arc, points[1:]]) if len(arc) else points, corner
    if measure.kind == "radius":
        found = circle(*points)
        if found is None:
            return points, points[1]
        centre, radius, axis = found
        first = (points[0] - centre) / radius
        second = np.cross(axis, first)
        turn = np.linspace(0, 2 * np.pi, CIRCLE_STEPS + 1)[:, None]
        return centre + radius * (np.cos(turn) * first + np.sin(turn) * second), points[1]
    return points, points.mean(axis=0)


def _arc(points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """From the first leg of an angle to the second, at this distance (mm) from its corner."""
    one, corner, other = points
    u, v = one - corner, other - corner
    if np.linalg.norm(u) <= 0 or np.linalg.norm(v) <= 0:
        return np.zeros((0, 3))
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    share = np.linspace(0, 1, ARC_STEPS)[:, None]
    way = u * (1 - share) + v * share
    length = np.linalg.norm(way, axis=1, keepdims=True)
    arc = corner + radius * way / np.maximum(length, 1e-9)
    return np.concatenate([corner[None] + radius * u, arc, corner[None]])
