"""The ways of repair."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.dialogs.repair_options import RepairOptions
from app.settings.process import find_process

pytestmark = pytest.mark.usefixtures("look")


def test_ways_of_repair(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    started: list[tuple[str, float | None]] = []
    popup = RepairOptions(find_process("white-resin"), lambda mode, step: started.append((mode, step)), parent)
    popup.show_beside(parent)
    assert popup.chosen() == ("auto", None)
    popup.modes["rebuild"].setChecked(True)
    popup.resolution.setValue(0.2)
    assert popup.chosen() == ("rebuild", 0.2)
    popup.modes["conservative"].setChecked(True)
    assert not popup.resolution.isEnabled()
    assert popup.chosen() == ("conservative", None)
    assert all(choice.toolTip() for choice in popup.modes.values())
    popup.modes["rebuild"].setChecked(True)
    qtbot.mouseClick(popup.go, Qt.MouseButton.LeftButton)
    assert started == [("rebuild", 0.2)]
