"""Cards of faults come and go; what is gone hears of no new look."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.gui.base.look import Look
from app.gui.layout.panels.fault_card import FaultCard


@pytest.mark.usefixtures("qtbot")
def test_a_card_that_is_gone_is_not_drawn_again(look: Look) -> None:
    drawn: list[str] = []

    class Counted(FaultCard):
        def _draw(self) -> None:
            drawn.append("drawn")
            super()._draw()

    card = Counted(look, "blocks", "It is wrong.")
    look.changed.emit()
    assert len(drawn) == 2
    card.deleteLater()
    QApplication.sendPostedEvents(card, QEvent.Type.DeferredDelete)
    assert not isValid(card)
    look.changed.emit()
    assert len(drawn) == 2


def test_a_card_wears_the_new_look(look: Look, qtbot: QtBot) -> None:
    card = FaultCard(look, "warns", "Look at it.")
    qtbot.addWidget(card)
    before = card._sign.pixmap().cacheKey()
    look.changed.emit()
    assert card._sign.pixmap().cacheKey() != before
