"""Rulers in millimetres along two sides of the canvas; a guide is dragged out of them."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.base.look import Look

THICK = 22
_STEPS = (0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)
CLOSE = 52  # pixels between numbers at the least


class Ruler(QWidget):
    """``dragged`` while a guide is pulled out: place in pixels of the view, and whether it was let go there."""

    dragged = Signal(float, bool)

    def __init__(self, look: Look, axis: Literal["x", "y"]) -> None:
        super().__init__()
        self._look, self._axis = look, axis
        self._origin, self._scale = 0.0, 1.0
        self._mark: float | None = None
        self._span: tuple[float, float] | None = None
        across = axis == "x"
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding if across else policy.Fixed, policy.Fixed if across else policy.Expanding)
        self.setCursor(Qt.CursorShape.SplitVCursor if across else Qt.CursorShape.SplitHCursor)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(THICK, THICK)

    def set_place(self, origin: float, scale: float) -> None:
        """Where 0 mm lies (pixels of the view), and how many pixels a millimetre has."""
        if (origin, scale) != (self._origin, self._scale):
            self._origin, self._scale = origin, scale
            self.update()

    def set_mark(self, at: float | None) -> None:
        """Where the pointer is, pixels of the view."""
        if at != self._mark:
            for mark in (self._mark, at):
                if mark is not None:
                    self.update(self._rect(mark - 2, 0, 4, THICK).toAlignedRect())
            self._mark = at

    def set_span(self, span: tuple[float, float] | None) -> None:
        """What is chosen, from and to in millimetres."""
        if span != self._span:
            self._span = span
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.dragged.emit(self._across(event.position()), False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.dragged.emit(self._across(event.position()), True)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        along = self.width() if self._axis == "x" else self.height()
        seen = (
            (event.rect().left(), event.rect().right())
            if self._axis == "x"
            else (event.rect().top(), event.rect().bottom())
        )
        if self._span is not None:
            wash = QColor(tokens.accent)
            wash.setAlpha(60)
            start, end = (self._origin + value * self._scale for value in self._span)
            painter.fillRect(self._rect(start, 0, end - start, THICK), wash)
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        step = next((step for step in _STEPS if step * self._scale >= CLOSE), _STEPS[-1])
        small = step / (5 if step in {0.5, 5.0, 50.0, 500.0} else 10)
        number = int((seen[0] - CLOSE - self._origin) / self._scale / small) - 1  # its words may reach in
        while (at := self._origin + number * small * self._scale) < seen[1] + CLOSE:
            value = number * small
            large = abs(value / step - round(value / step)) < 1e-6
            painter.setPen(QPen(QColor(tokens.dim if large else tokens.line)))
            self._line(painter, at, 11 if large else 5)
            if large:
                self._number(painter, at, value)
            number += 1
        painter.setPen(QPen(QColor(tokens.line)))
        if self._axis == "x":
            painter.drawLine(0, THICK - 1, along, THICK - 1)
        else:
            painter.drawLine(THICK - 1, 0, THICK - 1, along)
        if self._mark is not None:
            painter.setPen(QPen(QColor(tokens.accent)))
            self._line(painter, self._mark, THICK)

    def _number(self, painter: QPainter, at: float, value: float) -> None:
        words = f"{value:g}" if abs(value) > 1e-9 else "0"
        if self._axis == "x":
            painter.drawText(QPointF(at + 3, 10), words)
            return
        painter.save()
        painter.translate(10, at - 3)
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), words)
        painter.restore()

    def _line(self, painter: QPainter, at: float, length: float) -> None:
        if self._axis == "x":
            painter.drawLine(QPointF(at, THICK - length), QPointF(at, THICK))
        else:
            painter.drawLine(QPointF(THICK - length, at), QPointF(THICK, at))

    def _rect(self, along: float, across: float, length: float, thick: float) -> QRectF:
        if self._axis == "x":
            return QRectF(along, across, length, thick)
        return QRectF(across, along, thick, length)

    def _across(self, at: QPointF) -> float:
        """A guide of the upper ruler lies flat: its place is told down from the ruler's lower edge."""
        return at.y() - THICK if self._axis == "x" else at.x() - THICK
