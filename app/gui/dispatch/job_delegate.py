"""Paints a row of the print queue: what is printed for which order, its state, printer or why it waits, material, due time."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.dispatch.job_model import LINE, JobLine
from app.gui.dispatch.job_words import job_title, state_of
from app.gui.dispatch.naming import Names
from app.gui.look import Look, Role
from app.gui.orders.row_words import due_words
from app.orders.record import now

HEIGHT = 54
_PAD = 10
_TONES: dict[str, Role] = {"dim": "dim", "accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
AnyIndex = QModelIndex | QPersistentModelIndex


class JobDelegate(QStyledItemDelegate):
    """``at``: the moment from which due times are seen."""

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__()
        self._look, self._names = look, names
        self._signs: dict[tuple[str, str, int], QPixmap] = {}
        self.at: datetime = now()
        look.changed.connect(self._signs.clear)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: JobLine | None = index.data(LINE)
        if line is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect.adjusted(2, 1, -2, -1)
        self._ground(painter, rect, option.state)
        title, small = QFont(option.font), QFont(option.font)
        title.setPixelSize(13)
        title.setWeight(QFont.Weight.Medium)
        small.setPixelSize(12)
        self._row(painter, rect.adjusted(_PAD, 0, -_PAD, 0), line, title, small)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = self._look.tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if selected or over or focus:
            painter.setBrush(QColor(tokens.selected if selected else tokens.hover if over else tokens.panel))
            painter.setPen(QPen(QColor(tokens.accent), 1) if selected or focus else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _row(self, painter: QPainter, box: QRect, line: JobLine, title: QFont, small: QFont) -> None:
        tokens, job = self._look.tokens, line.row.job
        first = QRect(box.left(), box.top() + 6, box.width(), 20)
        second = QRect(box.left(), box.top() + 28, box.width(), 18)
        first.setRight(self._badge(painter, first, line) - 8)
        if job.priority:
            icon = "mdi6.chevron-double-up" if job.priority > 1 else "mdi6.chevron-up"
            sign = self._sign(icon, "bad" if job.priority > 1 else "warn", 15)
            painter.drawPixmap(first.left() - 2, first.top() + 3, sign)
            first.setLeft(first.left() + 15)
        copies = f" × {job.copies}" if job.copies > 1 else ""
        self._words(painter, first, job_title(line.row) + copies, tokens.text, title)
        words, late = due_words(job.due_at, self.at)
        due = str(words) if job.due_at is not None else ""
        wide = QFontMetrics(small).horizontalAdvance(due)
        painter.setFont(small)
        painter.setPen(QColor(tokens.bad if late else tokens.dim))
        painter.drawText(second, _RIGHT, due)
        second.setRight(second.right() - wide - (10 if due else 0))
        told = " · ".join(w for w in (line.printer, self._names.material(job.material), str(line.why)) if w)
        tone = tokens.bad if job.state in {"unknown", "failed"} else tokens.dim
        if job.state in {"unknown", "failed"} and not str(line.why):
            told = " · ".join(w for w in (told, job.told) if w)
        self._words(painter, second, told, tone, small)

    def _badge(self, painter: QPainter, place: QRect, line: JobLine) -> int:
        """Draws the state at the right end; gives its left edge."""
        tokens, state = self._look.tokens, state_of(line)
        font = QFont(painter.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        word = str(state.title) + (f" {line.share:.0%}" if line.share is not None else "")
        width = QFontMetrics(font).horizontalAdvance(word) + 27
        pill = QRectF(place.right() - width + 1, place.top() + 0.5, width, 19)
        role = _TONES.get(state.tone, "dim")
        wash = {"ok": tokens.ok_wash, "warn": tokens.warn_wash, "bad": tokens.bad_wash, "accent": tokens.selected}
        painter.setPen(QPen(QColor(tokens.line), 1) if role in {"accent", "dim"} else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wash.get(role, tokens.raised)))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        painter.drawPixmap(QPointF(pill.left() + 6, pill.top() + 3), self._sign(state.icon, role, 13))
        painter.setPen(QColor(tokens.text if role == "accent" else getattr(tokens, role)))
        painter.drawText(pill.adjusted(21, 0, -4, 0), _LEFT, word)
        return int(pill.left())

    def _words(self, painter: QPainter, place: QRect, words: str, color: str, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(QColor(color))
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, cut)

    def _sign(self, icon: str, role: Role, side: int) -> QPixmap:
        key = (icon, role, side)
        made = self._signs.get(key)
        if made is None:
            made = self._signs[key] = self._look.icon(icon or "mdi6.circle-outline", role).pixmap(
                QSize(side, side), 2.0
            )
        return made
