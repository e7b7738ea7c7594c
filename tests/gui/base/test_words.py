"""Words on widgets follow the language, and nothing else is touched."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.words import say, say_again
from app.i18n import activate, language, text


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    before = language()
    activate("en")
    yield
    activate(before)


def labelled(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    inner = QWidget()
    QVBoxLayout(page).addWidget(inner)
    label = QLabel()  # nobody but Qt keeps it
    QVBoxLayout(inner).addWidget(label)
    say(label, setText=text("Cancel"), setToolTip=text("Close"))
    return page


def shown(page: QWidget) -> tuple[str, str]:
    label = page.findChild(QLabel)
    return label.text(), label.toolTip()


def test_what_is_below_is_said_in_the_other_language(qtbot: QtBot) -> None:
    page, other = labelled(qtbot), labelled(qtbot)
    gc.collect()
    activate("zh_CN")
    say_again(page)
    assert shown(page) == ("取消", "关闭")
    assert shown(other) == ("Cancel", "Close")


def test_the_last_words_count(qtbot: QtBot) -> None:
    page = labelled(qtbot)
    say(page.findChild(QLabel), setText=text("Close"))
    activate("zh_CN")
    say_again(page)
    assert shown(page) == ("关闭", "关闭")


def test_what_is_gone_is_not_asked(qtbot: QtBot) -> None:
    page = labelled(qtbot)
    gone = weakref.ref(page.findChild(QLabel))
    page.findChild(QLabel).parentWidget().deleteLater()
    qtbot.waitUntil(lambda: page.findChild(QLabel) is None)
    say_again(page)
    gc.collect()
    assert gone() is None
