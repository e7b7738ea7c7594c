"""Rows of a list that say two lines each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

_AROUND = 14  # pixels above and below the words, together


class TwoLines(QStyledItemDelegate):
    """High enough for two lines also where Chinese and Latin letters stand in one: their fonts differ in height."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        usual = super().sizeHint(option, index)
        line = option.fontMetrics.height()  # of Latin letters; a Chinese line is up to a twelfth higher
        return QSize(usual.width(), max(usual.height(), 2 * line + line // 6 + _AROUND))
