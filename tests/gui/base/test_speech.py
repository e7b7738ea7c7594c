"""Qt's own words and the way its fields write numbers and days follow the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QApplication, QDateEdit, QDialogButtonBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app import i18n
from app.gui.base.speech import Speech
from app.gui.widgets.day_format import show_days

BUTTONS = QDialogButtonBox.StandardButton


@pytest.fixture
def speech(qapp: QApplication) -> Iterator[Speech]:
    before = QLocale()
    speech = Speech(qapp)
    yield speech
    speech.speak("en")
    QLocale.setDefault(before)


def test_buttons_of_qt_are_chinese(speech: Speech, qtbot: QtBot) -> None:
    """Also that Qt's catalogue is there: a package that lost it fails here."""
    assert speech.speak("zh_CN")
    box = QDialogButtonBox(BUTTONS.Ok | BUTTONS.Cancel | BUTTONS.Yes | BUTTONS.No | BUTTONS.Save)
    qtbot.addWidget(box)
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert {"取消", "保存"} <= {word.split("(")[0] for word in words}
    assert not {"Cancel", "OK", "Yes", "No", "Save"} & words
    speech.speak("en")
    again = QDialogButtonBox(BUTTONS.Cancel)
    qtbot.addWidget(again)
    assert again.buttons()[0].text().replace("&", "") == "Cancel"


@pytest.mark.parametrize(("code", "day"), [("zh_CN", "2026年11月30日"), ("en", "30 Nov 2026")])
def test_fields_write_numbers_and_days(speech: Speech, qtbot: QtBot, code: str, day: str) -> None:
    QLocale.setDefault(QLocale("de_DE"))  # a PC whose system writes 1,5
    i18n.activate(code)
    speech.speak(code)
    number, date = QDoubleSpinBox(), QDateEdit(QDate(2026, 11, 30))
    for widget in (number, date):
        qtbot.addWidget(widget)
    number.setValue(1.5)
    show_days(date)
    assert number.text() == "1.50"
    assert date.text() == day
