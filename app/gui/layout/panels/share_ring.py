"""A share as a ring with its number, as the look wants it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.base.look import Look

SIDE = 54


class ShareRing(QWidget):
    """Shows 0 to 1; None: a dash."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.share: float | None = None
        self.setFixedSize(SIDE, SIDE)
        look.changed.connect(self.update)

    def show_share(self, share: float | None) -> None:
        """Show this."""
        self.share = share
        self.setAccessibleName("" if share is None else f"{share:.0%}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(QColor(tokens.line), 5))
        painter.drawEllipse(box)
        if self.share is not None:
            painter.setPen(QPen(QColor(tokens.ok), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(box, 90 * 16, -round(360 * 16 * min(1.0, self.share)))
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        words = "–" if self.share is None else f"{100 * self.share:.0f}%"
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
