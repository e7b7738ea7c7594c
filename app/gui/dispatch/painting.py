"""What tiles of printers and rows of jobs are painted with: fonts, cut words, signs and badges, each made once."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from app.gui.base.look import Look, Role
from app.orders.machine import State

AnyIndex = QModelIndex | QPersistentModelIndex
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
TONES: dict[str, Role] = {"dim": "dim", "accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
MOST_CUT = 4000
_BADGE_PX, _BADGE_ROOM, _BADGE_WORDS = 11, 27, 21


class StateDelegate(QStyledItemDelegate):
    """The base of delegates that show a name, a state in colour, sign and word, and lines of small words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._signs: dict[tuple[str, str, int], QPixmap] = {}
        self._fonts: dict[tuple[str, int, QFont.Weight], tuple[QFont, QFontMetrics]] = {}
        self._cut: dict[tuple[str, int, str], str] = {}
        look.changed.connect(self._forget)

    def _forget(self) -> None:
        for made in (self._signs, self._fonts, self._cut):
            made.clear()
        self.sizeHintChanged.emit(QModelIndex())  # words may have another size now

    def font(self, like: QFont, size_px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font of this family in this size."""
        return self._font(like, size_px, weight)[0]

    def _font(self, like: QFont, size_px: int, weight: QFont.Weight) -> tuple[QFont, QFontMetrics]:
        key = like.family(), size_px, weight
        made = self._fonts.get(key)
        if made is None:
            font = QFont(like)
            font.setPixelSize(size_px)
            font.setWeight(weight)
            made = self._fonts[key] = font, QFontMetrics(font)
        return made

    def ground(self, painter: QPainter, rect: QRect, fill: str, line: str | None) -> None:
        """A rounded plate in these colours; line None: without an edge."""
        painter.setBrush(QColor(fill))
        painter.setPen(Qt.PenStyle.NoPen if line is None else QPen(QColor(line), 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def words(self, painter: QPainter, place: QRect, words: str, color: str, font: QFont) -> None:
        """Words on one line, cut at the end where they do not fit."""
        key = words, place.width(), font.key()
        cut = self._cut.get(key)
        if cut is None:
            if len(self._cut) >= MOST_CUT:
                self._cut.clear()
            metrics = QFontMetrics(font)
            cut = self._cut[key] = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(place, LEFT, cut)

    def badge(self, painter: QPainter, place: QRect, state: State, more: str = "") -> int:
        """Draw the state at the right end, with ``more`` behind its word; gives its left edge."""
        tokens = self.look.tokens
        font, metrics = self._font(painter.font(), _BADGE_PX, QFont.Weight.DemiBold)
        painter.setFont(font)
        word = f"{state.title}{more}"
        width = metrics.horizontalAdvance(word) + _BADGE_ROOM
        pill = QRectF(place.right() - width + 1, place.top() + 0.5, width, 19)
        role = TONES.get(state.tone, "dim")
        wash = {"ok": tokens.ok_wash, "warn": tokens.warn_wash, "bad": tokens.bad_wash, "accent": tokens.selected}
        painter.setPen(QPen(QColor(tokens.line), 1) if role in {"accent", "dim"} else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wash.get(role, tokens.raised)))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        painter.drawPixmap(QPointF(pill.left() + 6, pill.top() + 3), self.sign(state.icon, role, 13))
        painter.setPen(QColor(tokens.text if role == "accent" else getattr(tokens, role)))
        painter.drawText(pill.adjusted(_BADGE_WORDS, 0, -4, 0), LEFT, word)
        return int(pill.left())

    def sign(self, icon: str, role: Role, side: int) -> QPixmap:
        """A sign in the colour of its role; side in pixels."""
        key = (icon, role, side)
        made = self._signs.get(key)
        if made is None:
            name = icon or "mdi6.circle-outline"
            made = self._signs[key] = self.look.icon(name, role).pixmap(QSize(side, side), 2.0)
        return made


def flags(state: QStyle.StateFlag) -> tuple[bool, bool, bool]:
    """Whether something is selected, under the mouse, has the keys."""
    return (
        bool(state & QStyle.StateFlag.State_Selected),
        bool(state & QStyle.StateFlag.State_MouseOver),
        bool(state & QStyle.StateFlag.State_HasFocus),
    )
