"""What a layout holds, without anything left behind that Qt frees."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.gui.widgets.basics import clear, widgets_in
from tests.left_items import items_of_layouts


def test_widgets_come_in_the_order_of_the_layout(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column, row = QVBoxLayout(holder), QHBoxLayout()
    first, second, third, inner = (QLabel(name) for name in ("first", "second", "third", "inner"))
    column.addWidget(third)
    column.insertWidget(0, first)
    column.addStretch(1)
    column.insertWidget(1, second)
    column.addLayout(row)
    row.addWidget(inner)
    QLabel("in no layout", holder)
    assert widgets_in(column) == [first, second, third]
    assert widgets_in(row) == [inner]
    column.removeWidget(second)
    assert widgets_in(column) == [first, third]
    assert widgets_in(QVBoxLayout()) == []


def test_nothing_of_the_items_stays(qtbot: QtBot) -> None:
    """Python's object of an item outlives it, and a widget at the same address is then freed twice."""
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    for _ in range(3):
        column.addWidget(QLabel())
    widgets_in(column)
    clear(column)
    assert items_of_layouts() == []

    column.addWidget(QLabel())
    column.itemAt(0)
    assert items_of_layouts() == ["QWidgetItem"], "the check of all tests finds what is left"
    Shiboken.delete(column)
    assert items_of_layouts() == []
