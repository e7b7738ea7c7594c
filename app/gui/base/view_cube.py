"""Icons for the sides that one looks from: a cube whose side is filled. No letters, so that they need no translation."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPolygonF

from app.gui.base.icons import PaintedEngine

# Corners of the cube's outline, counted from the right upper one against the clock; "c" is the corner in the middle: the
# nearest for the sides that are seen, the farthest for those that are behind.
_SEEN: dict[str, tuple[int | str, ...]] = {"front": (2, "c", 4, 3), "right": (0, 5, 4, "c"), "top": (0, 1, 2, "c")}
_BEHIND: dict[str, tuple[int | str, ...]] = {"back": (0, 1, "c", 5), "left": (1, 2, 3, "c"), "bottom": (3, 4, 5, "c")}
SIDES = (*_SEEN, *_BEHIND)


class CubeEngine(PaintedEngine):
    """Paints the cube; asks for its colour each time, as the other icons do."""

    def __init__(self, side: str, color: Callable[[QIcon.Mode, QIcon.State], str]) -> None:
        super().__init__()
        self._side, self._color = side, color

    def clone(self) -> QIconEngine:
        return CubeEngine(self._side, self._color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        box = QRectF(rect)
        radius = 0.44 * min(box.width(), box.height())
        outline = [
            box.center() + QPointF(radius * math.cos(turn), -radius * math.sin(turn))
            for turn in (math.radians(30 + 60 * k) for k in range(6))
        ]
        corners = _SEEN.get(self._side) or _BEHIND[self._side]
        face = QPolygonF([box.center() if corner == "c" else outline[int(corner)] for corner in corners])
        inner = (0, 2, 4) if self._side in _SEEN else (1, 3, 5)
        color = QColor(self._color(mode, state))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(face)
        pen = QPen(color, max(1.2, radius / 7))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(outline))
        for corner in inner:
            painter.drawLine(box.center(), outline[corner])
        painter.restore()
