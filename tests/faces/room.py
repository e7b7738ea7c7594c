"""Is there room for what is said? Cut-off words, widgets beyond their parents, one over another, windows too large."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QTableView,
    QToolButton,
    QWidget,
)

from app.gui.widgets.basics import ElidedLabel, widgets_in
from tests.faces.found import Finding, place_of, words_of
from tests.faces.world import ROOM

SLACK = 1  # pixels: hints are rounded up


def judge_room(window: QWidget, *, room: tuple[int, int] | None = ROOM) -> list[Finding]:
    """All that has no room in a window that is shown. ``room``: what the window itself may take, None where it may take more."""
    found = [Finding(kind, place_of(widget), words) for kind, widget, words in _faults(window)]
    if room is not None and window.isWindow():
        least = window.minimumSizeHint().expandedTo(window.minimumSize())
        if least.width() > room[0] or least.height() > room[1]:
            found.append(Finding("window too large", place_of(window), f"{least.width()} x {least.height()}"))
        if not isinstance(window, QMainWindow) and (window.width() > room[0] or window.height() > room[1]):
            found.append(Finding("window too large", place_of(window), f"opens {window.width()} x {window.height()}"))
    return found


def _faults(window: QWidget) -> Iterator[tuple[str, QWidget, str]]:
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible() or widget.visibleRegion().isEmpty() or (widget.isWindow() and widget is not window):
            continue
        words = _cut_off(widget)
        if words:
            yield "cut off", widget, words
        if widget is not window and _beyond_parent(widget):
            yield "beyond parent", widget, f"{_rect(widget.geometry())} in {_rect(widget.parentWidget().rect())}"
        if isinstance(widget, QAbstractScrollArea):
            yield from _sideways(widget)
        if widget.layout() is not None:
            yield from _overlaps(widget.layout())


def _rect(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()}x{rect.height()}"


# ---- words -------------------------------------------------------------------


def _cut_off(widget: QWidget) -> str:
    """What does not fit, or nothing."""
    if isinstance(widget, ElidedLabel):
        return ""  # says the whole in its tooltip
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QAbstractButton):
        return _button(widget)
    if isinstance(widget, QComboBox):
        return _combo(widget)
    if isinstance(widget, QAbstractSpinBox):
        return _spin(widget)
    if isinstance(widget, QLineEdit) and not isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox)):
        shown = widget.placeholderText() if not widget.text() else ""
        margins = widget.textMargins()
        room = widget.contentsRect().width() - margins.left() - margins.right() - 4
        if shown and widget.fontMetrics().horizontalAdvance(shown) > room + SLACK and not widget.toolTip():
            return f"placeholder {shown!r} has {room}"
    if isinstance(widget, QTableView):
        return _header(widget)
    return ""


def _label(label: QLabel) -> str:
    words = label.text()
    if not words or label.pixmap().width():
        return ""
    room = label.contentsRect()
    margin = 2 * label.margin()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        longest = max((label.fontMetrics().horizontalAdvance(word) for word in _unbreakable(words)), default=0)
        if need > label.height() + SLACK + 2:
            return f"{words[:60]!r} needs {need} high, has {label.height()}"
        if longest > room.width() - margin + SLACK and label.toolTip() != words:
            return f"{words[:60]!r} has a word of {longest}, has {room.width()}"
        return ""
    if label.textFormat() == Qt.TextFormat.RichText or (
        label.textFormat() == Qt.TextFormat.AutoText and Qt.mightBeRichText(words)
    ):
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(words)
        document.setDocumentMargin(0)
        wide, high = document.idealWidth(), document.size().height()
    else:
        size = label.fontMetrics().size(0, words)
        wide, high = size.width(), size.height()
    if wide > room.width() - margin + SLACK and label.toolTip() != words:
        return f"{words[:60]!r} needs {wide:.0f}, has {room.width() - margin}"
    if high > room.height() - margin + SLACK + 3:
        return f"{words[:60]!r} needs {high:.0f} high, has {room.height() - margin}"
    return ""


def _unbreakable(words: str) -> list[str]:
    """Runs that no line break can divide: CJK divides anywhere."""
    return re.findall(r"[!-~]+", words)


def _button(button: QAbstractButton) -> str:
    words = button.text()
    if not words:
        return ""
    if (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        and (not button.icon().isNull())
    ):
        return ""
    size = button.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), words)
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    if isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon:
        icon = 0
    room = button.contentsRect()
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
        need = size.width() + icon
    else:
        need = size.width() + icon + 6  # its padding may give way, but not to nothing
        room = button.rect()
    if need > room.width() + SLACK + 1 and not _says_the_whole(button, words):
        return f"{words[:60]!r} needs {need}, has {room.width()}"
    if size.height() > button.height() + SLACK:
        return f"{words[:60]!r} needs {size.height()} high, has {button.height()}"
    return ""


def _says_the_whole(widget: QWidget, words: str) -> bool:
    return bool(words) and words.replace("&", "") in widget.toolTip()


def _combo(box: QComboBox) -> str:
    words = box.currentText()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    need = box.fontMetrics().horizontalAdvance(words) + (0 if box.itemIcon(box.currentIndex()).isNull() else 20)
    if need > field.width() + SLACK and not _says_the_whole(box, words) and not box.isEditable():
        return f"{words[:60]!r} needs {need}, has {field.width()}"
    return ""


def _spin(box: QAbstractSpinBox) -> str:
    edit = box.lineEdit()
    if edit is None or not edit.isVisible():
        return ""
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    margins = edit.textMargins()
    room = edit.contentsRect().width() - margins.left() - margins.right() - 4
    need = edit.fontMetrics().horizontalAdvance(edit.text())
    return f"{edit.text()!r} needs {need}, has {room}" if need > room + SLACK else ""


def _header(table: QTableView) -> str:
    header = table.horizontalHeader()
    if not header.isVisible() or table.model() is None:
        return ""
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        words = str(table.model().headerData(section, Qt.Orientation.Horizontal) or "")
        tip = str(table.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
        need, has = header.fontMetrics().horizontalAdvance(words) + 8, header.sectionSize(section)
        if need > has + SLACK and words not in tip and header.textElideMode() != Qt.TextElideMode.ElideNone:
            return f"header {words!r} needs {need}, has {has}"
    return ""


# ---- places ------------------------------------------------------------------


def _beyond_parent(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None or isinstance(parent, (QAbstractScrollArea, QMainWindow, QHeaderView, QMenuBar)):
        return False
    above = parent.parentWidget()
    if isinstance(above, QAbstractScrollArea) and above.viewport() is parent:
        return False  # scrolls: judged by its bars
    room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    return not room.contains(widget.geometry())


def _sideways(area: QAbstractScrollArea) -> Iterator[tuple[str, QWidget, str]]:
    if area.property("sideways"):
        return  # meant to be scrolled in both directions
    bar = area.horizontalScrollBar()
    if bar.isVisible() and bar.maximum() > 0:
        yield "sideways", area, f"scrolls {bar.maximum()} pixels sideways"
    elif isinstance(area, QScrollArea) and area.widget() is not None:
        need, has = area.widget().width(), area.viewport().width()
        if need > has + SLACK:
            yield "sideways", area, f"what it holds is {need} wide and cut off at {has}"


def _overlaps(layout: QLayout) -> Iterator[tuple[str, QWidget, str]]:
    for inner in layout.children():
        if isinstance(inner, QLayout):
            yield from _overlaps(inner)
    widgets = [widget for widget in widgets_in(layout) if widget.isVisible()]
    for number, one in enumerate(widgets):
        for other in widgets[number + 1 :]:
            both = one.geometry().intersected(other.geometry())
            if both.width() > SLACK and both.height() > SLACK and layout.metaObject().className() != "QStackedLayout":
                yield (
                    "overlap",
                    one,
                    f"{_rect(one.geometry())} and {type(other).__name__} {words_of(other)!r} {_rect(other.geometry())}",
                )
