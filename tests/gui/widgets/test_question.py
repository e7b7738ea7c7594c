"""Small questions before something is done."""

from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.gui.widgets.question import Question
from app.i18n import text


def test_it_is_as_high_as_its_words_are_in_its_own_width(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = Question(
        "Decide claim C-20261202-001 of an order",
        "Above the agreed amount it is the client who decides.",
        text("Decide"),
        window,
    )
    question.column.addWidget(QLineEdit())
    question.finish()
    question.show()
    assert question.height() == question.column.totalHeightForWidth(question.width())
