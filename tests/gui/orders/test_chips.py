"""The views of the queue as chips."""

from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.orders.chips import ChipBar


def test_it_is_one_line_before_there_are_any(look: Look, qtbot: QtBot) -> None:
    bar = ChipBar(look)
    qtbot.addWidget(bar)
    assert bar.sizeHint().height() == bar.minimumHeight() == bar.save.sizeHint().height()
