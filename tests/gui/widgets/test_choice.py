"""The field in which one of several is chosen."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.gui.fields.entering import Choice

WIDTH = 160


def choice(name: str, qtbot: QtBot) -> Choice:
    made = Choice([("one", name)])
    qtbot.addWidget(made)
    made.resize(WIDTH, 30)
    return made


def drawn(name: str, qtbot: QtBot) -> QImage:
    return choice(name, qtbot).grab().toImage()


def test_a_name_that_is_too_long_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    width = choice("", qtbot).fontMetrics().horizontalAdvance
    whole = [name for name in ("W" * shown + "…" for shown in range(3, 30)) if width(name) < WIDTH - 20]
    assert drawn("W" * 40, qtbot) in [drawn(name, qtbot) for name in whole]


def test_a_name_that_fits_is_drawn_whole(qtbot: QtBot) -> None:
    assert drawn("A6 card", qtbot) != drawn("A6 …", qtbot)
