"""Paints a row of the print queue: what is printed for which order, its state, printer or why it waits, material, due time."""

from datetime import datetime

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.gui.base.look import Look
from app.gui.base.row_words import due_words
from app.gui.dispatch.job_model import LINE, JobLine
from app.gui.dispatch.job_words import job_title, state_of
from app.gui.dispatch.naming import Names
from app.gui.dispatch.painting import RIGHT, AnyIndex, StateDelegate, flags
from app.gui.widgets.zoomed import zoomed
from app.orders.record import now

HEIGHT = 54
_PAD = 10


class JobDelegate(StateDelegate):
    """``at``: the moment from which due times are seen."""

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__(look)
        self._names = names
        self.at: datetime = now()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(120, round(HEIGHT * self.look.text_factor))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: JobLine | None = index.data(LINE)
        if line is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = zoomed(painter, option.rect.adjusted(2, 1, -2, -1), self.look.text_factor)
        self._ground(painter, rect, option.state)
        title, small = self.font(option.font, 13, QFont.Weight.Medium), self.font(option.font, 12)
        self._row(painter, rect.adjusted(_PAD, 0, -_PAD, 0), line, title, small)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = self.look.tokens
        selected, over, focus = flags(state)
        if selected or over or focus:
            fill = tokens.selected if selected else tokens.hover if over else tokens.panel
            self.ground(painter, rect, fill, tokens.accent if selected or focus else None)

    def _row(self, painter: QPainter, box: QRect, line: JobLine, title: QFont, small: QFont) -> None:
        tokens, job = self.look.tokens, line.row.job
        first = QRect(box.left(), box.top() + 6, box.width(), 20)
        second = QRect(box.left(), box.top() + 28, box.width(), 18)
        share = f" {line.share:.0%}" if line.share is not None else ""
        first.setRight(self.badge(painter, first, state_of(line), share) - 8)
        if job.priority:
            icon = "mdi6.chevron-double-up" if job.priority > 1 else "mdi6.chevron-up"
            sign = self.sign(icon, "bad" if job.priority > 1 else "warn", 15)
            painter.drawPixmap(first.left() - 2, first.top() + 3, sign)
            first.setLeft(first.left() + 15)
        copies = f" × {job.copies}" if job.copies > 1 else ""
        self.words(painter, first, job_title(line.row) + copies, tokens.text, title)
        words, late = due_words(job.due_at, self.at)
        due = str(words) if job.due_at is not None else ""
        wide = QFontMetrics(small).horizontalAdvance(due)
        painter.setFont(small)
        painter.setPen(QColor(tokens.bad if late else tokens.dim))
        painter.drawText(second, RIGHT, due)
        second.setRight(second.right() - wide - (10 if due else 0))
        told = " · ".join(w for w in (line.printer, self._names.material(job.material), str(line.why)) if w)
        tone = tokens.bad if job.state in {"unknown", "failed"} else tokens.dim
        if job.state in {"unknown", "failed"} and not str(line.why):
            told = " · ".join(w for w in (told, job.told) if w)
        self.words(painter, second, told, tone, small)
