"""Paints a row of the queue: cover, what is to be made, its number and due time, its state in colour, sign and word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.base.look import Look, Role
from app.gui.base.row_words import due_words, initials, short_numbers
from app.gui.base.thing_words import product_icon, row_title
from app.gui.orders.queue_model import ROW, WHO
from app.gui.orders.stage import stage_state
from app.gui.widgets.covers import RADIUS, Covers
from app.gui.widgets.zoomed import zoomed
from app.i18n import language
from app.orders.queue import QueueRow
from app.orders.record import now
from app.orders.stages import LEFT

HEIGHT = 58
COVER = 36
_PAD = 9
_TONES: dict[str, Role] = {"dim": "dim", "accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Fonts:
    """What a row is written in, measured once."""

    title: QFont
    small: QFont
    badge: QFont
    tiny: QFont
    title_size: QFontMetrics
    small_size: QFontMetrics
    badge_size: QFontMetrics
    tiny_size: QFontMetrics


def make_fonts(base: QFont) -> Fonts:
    """The sizes of a row."""
    title, small, badge, tiny = QFont(base), QFont(base), QFont(base), QFont(base)
    title.setPixelSize(13)
    title.setWeight(QFont.Weight.Medium)
    small.setPixelSize(12)
    badge.setPixelSize(11)
    badge.setWeight(QFont.Weight.DemiBold)
    tiny.setPixelSize(10)
    tiny.setWeight(QFont.Weight.DemiBold)
    return Fonts(title, small, badge, tiny, *(QFontMetrics(font) for font in (title, small, badge, tiny)))


class RowDelegate(QStyledItemDelegate):
    """``names``: who is behind an account. Words and signs are cached until language, theme or width change."""

    def __init__(self, look: Look, covers: Covers) -> None:
        super().__init__()
        self._look, self._covers = look, covers
        self._fonts: Fonts | None = None
        self._signs: dict[tuple[str, str, int], QPixmap] = {}
        self._cut: dict[tuple[str, int], str] = {}
        self._badges: dict[tuple[str, str], str] = {}
        self.names: Mapping[int, str] = {}
        self.at: datetime = now()
        self.compact = False
        look.changed.connect(self.forget)

    def forget(self) -> None:
        """Language, theme or font are others now."""
        self._fonts = None
        self._signs.clear()
        self._cut.clear()
        self._badges.clear()
        self.sizeHintChanged.emit(QModelIndex())

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(120, round(HEIGHT * self._look.text_factor))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: QueueRow | None = index.data(ROW)
        state: QStyle.StateFlag = option.state
        if self._fonts is None:
            self._fonts = make_fonts(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = zoomed(painter, option.rect.adjusted(0, 1, 0, -1), self._look.text_factor)
        self._paint_ground(painter, rect, state)
        if row is None:
            self._paint_coming(painter, rect)
        else:
            self._paint_row(painter, rect, row, index.data(WHO), self._fonts)
        painter.restore()

    # ---- pieces -------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = self._look.tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if not (selected or over or focus):
            return
        painter.setBrush(QColor(tokens.selected if selected else tokens.hover if over else tokens.panel))
        painter.setPen(QPen(QColor(tokens.accent), 1) if selected or focus else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_coming(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.tokens.raised))
        left, middle = rect.left() + _PAD, rect.center().y()
        painter.drawRoundedRect(QRectF(left, middle - COVER / 2, COVER, COVER), RADIUS, RADIUS)
        text = left + COVER + 10
        painter.drawRoundedRect(QRectF(text, middle - 13, max(20, rect.width() * 0.4), 9), 4, 4)
        painter.drawRoundedRect(QRectF(text, middle + 5, max(20, rect.width() * 0.5), 8), 4, 4)

    def _paint_row(self, painter: QPainter, rect: QRect, row: QueueRow, who: tuple[object, ...], fonts: Fonts) -> None:
        tokens = self._look.tokens
        left, middle = rect.left() + _PAD, rect.center().y() + 1
        self._paint_cover(painter, QRect(left, middle - COVER // 2, COVER, COVER), row)
        at, right = left + COVER + 10, rect.right() - _PAD
        first, second = QRect(at, middle - 20, 0, 18), QRect(at, middle + 1, 0, 18)
        # first line: marks of priority and remake, what is to be made, who has it
        first.setRight(self._paint_people(painter, right, middle - 11, row, who, fonts) - 4)
        for sign, role in _marks(row):
            painter.drawPixmap(first.left() - 2, middle - 18, self._sign(sign, role, 15))
            first.setLeft(first.left() + 15)
        painter.setFont(fonts.title)
        painter.setPen(QColor(tokens.text))
        title = self._fit(row_title(row), first.width(), fonts.title_size)
        painter.drawText(first, _LEFT, title)
        # second line: due time always whole, the number gives way
        second.setRight(self._paint_badge(painter, right, middle + 10, row, fonts) - 8)
        words, late = due_words(row.due_at, self.at)
        due = "" if row.due_at is None and row.stage in LEFT else f" · {words}"
        painter.setFont(fonts.small)
        number = self._number(row.number, second.width() - fonts.small_size.horizontalAdvance(due), fonts.small_size)
        if number:
            painter.setPen(QColor(tokens.dim))
            painter.drawText(second, _LEFT, number)
            painter.drawText(second.adjusted(fonts.small_size.horizontalAdvance(number), 0, 0, 0), _LEFT, due[:3])
            second.setLeft(second.left() + fonts.small_size.horizontalAdvance(number + due[:3]))
        due = fonts.small_size.elidedText(
            due[3:], Qt.TextElideMode.ElideRight, second.width()
        )  # in the narrowest queue
        painter.setPen(QColor(tokens.bad if late else tokens.dim))
        painter.drawText(second, _LEFT, due)

    def _paint_cover(self, painter: QPainter, place: QRect, row: QueueRow) -> None:
        picture = self._covers.pixmap(row.cover, COVER)
        if picture is not None:
            painter.drawPixmap(place.topLeft(), picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.tokens.raised))
        painter.drawRoundedRect(QRectF(place), RADIUS, RADIUS)
        painter.drawPixmap(place.left() + 9, place.top() + 9, self._sign(product_icon(row.product), "dim", 18))

    def _paint_badge(self, painter: QPainter, right: int, middle: int, row: QueueRow, fonts: Fonts) -> int:
        """Draws the state; gives its left edge."""
        state = stage_state(row.stage)
        key = (row.stage, language())
        word = self._badges.get(key)
        if word is None:
            word = self._badges[key] = str(state.title)
        role = _TONES.get(state.tone, "dim")
        width = fonts.badge_size.horizontalAdvance(word) + 27
        place = QRectF(right - width + 1, middle - 9.5, width, 19)
        tokens = self._look.tokens
        wash = {"ok": tokens.ok_wash, "warn": tokens.warn_wash, "bad": tokens.bad_wash, "accent": tokens.selected}
        painter.setPen(QPen(QColor(tokens.line), 1) if role in {"accent", "dim"} else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wash.get(role, tokens.raised)))
        painter.drawRoundedRect(place, 9.5, 9.5)
        painter.drawPixmap(QPointF(place.left() + 6, place.top() + 3), self._sign(state.icon, role, 13))
        painter.setFont(fonts.badge)
        painter.setPen(QColor(tokens.text if role == "accent" else getattr(tokens, role)))
        painter.drawText(place.adjusted(21, 0, -4, 0), _LEFT, word)
        return int(place.left())

    def _paint_people(  # noqa: PLR0917 - a piece of paint
        self, painter: QPainter, right: int, middle: int, row: QueueRow, who: tuple[object, ...], fonts: Fonts
    ) -> int:
        """Draws whose it is, and that somebody has it open; gives its left edge."""
        tokens, at = self._look.tokens, right
        if row.assignee:
            letters = initials(self.names.get(row.assignee, "")) or "•"
            wide = max(19, fonts.tiny_size.horizontalAdvance(letters) + 9)
            place = QRectF(at - wide + 1, middle - 8.5, wide, 17)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.line))
            painter.drawRoundedRect(place, 8.5, 8.5)
            painter.setFont(fonts.tiny)
            painter.setPen(QColor(tokens.text))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), letters)
            at -= wide + 4
        if who:
            painter.drawPixmap(at - 16, middle - 8, self._sign("mdi6.account-edit-outline", "accent", 17))
            at -= 21
        return at

    # ---- caches -------------------------------------------------------------

    def _sign(self, icon: str, role: Role, side: int) -> QPixmap:
        key = (icon, role, side)
        made = self._signs.get(key)
        if made is None:
            made = self._signs[key] = self._look.icon(icon or "mdi6.circle-outline", role).pixmap(
                QSize(side, side), self._ratio()
            )
        return made

    def _ratio(self) -> float:
        return 2.0  # sharp on a fine screen too; scaled down on another one

    def _fit(self, words: str, width: int, size: QFontMetrics) -> str:
        key = (words, width)
        cut = self._cut.get(key)
        if cut is None:
            if len(self._cut) > 4000:
                self._cut.clear()
            cut = self._cut[key] = size.elidedText(words, Qt.TextElideMode.ElideRight, max(0, width))
        return cut

    def _number(self, number: str, width: int, size: QFontMetrics) -> str:
        """The number without its series; shorter still, or left out, where there is no room for that."""
        key = (number, -width)
        fitting = self._cut.get(key)
        if fitting is None:
            forms = short_numbers(number)[1:] or (number,)
            fitting = self._cut[key] = next((f for f in forms if size.horizontalAdvance(f) <= width), "")
        return fitting


def _marks(row: QueueRow) -> list[tuple[str, Role]]:
    marks: list[tuple[str, Role]] = []
    if row.priority:
        marks.append(("mdi6.chevron-double-up", "bad") if row.priority > 1 else ("mdi6.chevron-up", "warn"))
    if row.remake:
        marks.append(("mdi6.restart", "warn"))
    return marks
