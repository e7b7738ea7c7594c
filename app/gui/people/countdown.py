"""A small ring that runs empty: how long something is still shown."""

import time

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.base.look import Look

SIDE = 30
_TICK_MS = 200


class CountdownRing(QWidget):
    """Emits ``over`` when the time is up; the seconds that are left stand in the ring."""

    over = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._whole, self._end = 1.0, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setFixedSize(SIDE, SIDE)
        look.changed.connect(self.update)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._end - time.monotonic()) if self._timer.isActive() else 0.0

    def start(self, seconds: float) -> None:
        """Begin to count down."""
        self._whole = max(seconds, 0.001)
        self._end = time.monotonic() + seconds
        self._timer.start()
        self.update()

    def stop(self) -> None:
        """Count no more; ``over`` is not emitted."""
        self._timer.stop()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens, left = self._look.tokens, self.left
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        pen = QPen(QColor(tokens.line), 3)
        painter.setPen(pen)
        painter.drawEllipse(box)
        pen.setColor(QColor(tokens.warn if left < 6 else tokens.accent))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, 90 * 16, round(360 * 16 * left / self._whole))
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(max(0, round(left))))
        painter.end()

    def _tick(self) -> None:
        self.update()
        if time.monotonic() >= self._end:
            self._timer.stop()
            self.over.emit()
