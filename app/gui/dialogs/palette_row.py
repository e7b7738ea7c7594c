"""A row of the command palette, painted: widgets for every action were made anew with each letter that one types."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.base.look import Look

Index = QModelIndex | QPersistentModelIndex
ACTION = Qt.ItemDataRole.UserRole
_HEIGHT, _SIGN, _GAP = 38, 18, 10
_KEY_PX = 11
_VERTICAL, _LEFT, _MIDDLE = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter


class PaletteRow(QStyledItemDelegate):
    """Sign, name, what it does, its keys; dimmed where it cannot run now. Items carry their action as ``ACTION``."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    @property
    def height(self) -> int:
        """Of a row, pixels."""
        return round(_HEIGHT * max(self._look.text_factor, 1.0))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002 - Qt's name
        return QSize(0, self.height)  # as wide as the list

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._look.tokens
        action: QAction = index.data(ACTION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else tokens.hover))
            painter.drawRoundedRect(QRectF(option.rect), 6, 6)
        room = option.rect.adjusted(8, 0, -8, 0)
        sign = QRect(room.left(), room.center().y() - _SIGN // 2, _SIGN, _SIGN)
        action.icon().paint(painter, sign)
        room.setLeft(sign.right() + 1 + _GAP)
        for key in action.shortcuts()[:1]:
            self._key(painter, room, key.toString(QKeySequence.SequenceFormat.NativeText), option.font)
        title = tokens.text if action.isEnabled() else tokens.dim
        self._words(painter, room, action.text(), title, option.font)
        self._words(painter, room, action.statusTip(), tokens.dim, option.font)
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, words: str, color: str, font: QFont) -> None:
        """At the left of the room, which is the smaller for it; cut where they do not fit."""
        if room.width() <= 0:
            return
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(room, _VERTICAL | _LEFT, shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(shown) + _GAP)

    def _key(self, painter: QPainter, room: QRect, words: str, like: QFont) -> None:
        """At the right of the room, on a plate, as labels of keys are styled."""
        tokens = self._look.tokens
        font = QFont(like)
        font.setPixelSize(round(_KEY_PX * self._look.text_factor))
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(words) + 12, metrics.height() + 2
        plate = QRectF(room.right() - width, room.center().y() - height / 2, width, height)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.background))
        painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(plate, _MIDDLE, words)
        room.setRight(int(plate.left()) - _GAP)
