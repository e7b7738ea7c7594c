"""What assistive programs are told: every control has a name, a role and a tooltip, every picture a name."""

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QMessageBox,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)

from tests.faces.found import Finding, place_of, words_of

_ID = re.compile(r"^[a-z]+([._-][a-z_]+)+$")
_LETTER = re.compile(r"[^\W_]")
_NO_ROLE = {QAccessible.Role.NoRole}
# What a caption is: decoration for the eye alone has this property and needs no name.
DECORATION = "decoration"


def judge_names(window: QWidget) -> list[Finding]:
    """Controls, pictures and tables of a window that is shown, which have no name, role, tooltip or heading."""
    return [Finding(kind, place_of(widget), words) for kind, widget, words in _faults(window)]


def _faults(window: QWidget) -> Iterator[tuple[str, QWidget, str]]:
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisibleTo(window) or (widget.isWindow() and widget is not window):
            continue
        if widget is window:
            if widget.isWindow() and not widget.windowTitle() and not widget.accessibleName():
                yield "no name", widget, "a window without a title"
            continue
        if _is_control(widget):
            yield from _control(widget)
        elif isinstance(widget, QLabel) and _is_nameless_picture(widget):
            yield "no name", widget, "a picture without a name"
        if isinstance(widget, QTableView) and widget.model() is not None:
            yield from _table(widget)


def _is_nameless_picture(label: QLabel) -> bool:
    return bool(label.pixmap().width()) and not label.property(DECORATION) and not _spoken(label)


def _is_control(widget: QWidget) -> bool:
    if isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox)) or isinstance(widget, (QMenuBar, QLabel)):
        return False  # part of another control, or words that can be copied
    if isinstance(widget, (QLineEdit, QAbstractButton)):
        return not _inner(widget)
    if isinstance(widget, QScrollArea) or _inner(widget):
        return False
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None


def _inner(widget: QWidget) -> bool:
    """Pieces that Qt itself puts into its widgets: viewports, corner buttons, clear buttons, calendars."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    name = widget.objectName()
    return (
        name.startswith(("qt_", "_q_"))
        or type(widget).__name__ in {"QHeaderView", "QTableCornerButton", "QSizeGrip"}
        or (isinstance(parent, (QLineEdit, QAbstractItemView)))
    )


def _spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        return ""
    words = str(interface.text(QAccessible.Text.Name) or "").strip()
    if isinstance(widget, QComboBox):  # says what is chosen, and leaves its name to the label
        named = [other for other, _relation in interface.relations(QAccessible.RelationFlag.Label)]
        return widget.accessibleName() or (words if named else "")
    return words


def _control(widget: QWidget) -> Iterator[tuple[str, QWidget, str]]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        yield "no role", widget, "not in the accessibility tree"
        return
    name = _spoken(widget)
    if not name:
        yield "no name", widget, words_of(widget)
    elif _ID.match(name) or not _LETTER.search(name):
        yield "no name", widget, f"a sign or an id: {name!r}"
    if interface.role() in _NO_ROLE:
        yield "no role", widget, words_of(widget)
    if not widget.toolTip() and not isinstance(widget, (QAbstractScrollArea, QTabBar)) and not _covers(widget):
        yield "no tooltip", widget, words_of(widget) or name


def _covers(widget: QWidget) -> bool:
    """A tooltip would cover what is looked at: the 3D view; a message box of Qt has its own buttons."""
    return type(widget).__name__ in {"Interactor", "SoftwareCanvas"} or isinstance(widget.window(), QMessageBox)


def _table(table: QTableView) -> Iterator[tuple[str, QWidget, str]]:
    model, header = table.model(), table.horizontalHeader()
    if not header.isVisible() and model.columnCount() > 1 and not table.property("plain"):
        yield "no headings", table, f"{model.columnCount()} columns"
        return
    for column in range(model.columnCount()):
        words = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        spoken = str(model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) or "")
        if not table.isColumnHidden(column) and not _LETTER.search(words + spoken):
            yield "no headings", table, f"column {column + 1}"
