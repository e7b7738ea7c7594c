"""The ways to display a model, and the keys of several programs, in the real window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.dialogs.settings import SettingsDialog
from app.gui.window.main_window import MainWindow

WAIT = 60_000


@pytest.fixture
def window(qtbot: QtBot, open_workstation: Callable[..., Workstation], open_box: Path) -> MainWindow:
    window = open_workstation(open_box).window
    qtbot.waitUntil(lambda: window.bench.viewport.drawable() is not None, timeout=WAIT)
    return window


def keys(window: MainWindow, name: str) -> set[str]:
    return {key.toString() for key in window.actions_.by_id[name].shortcuts()}


def test_display_section_and_habits(qtbot: QtBot, window: MainWindow) -> None:
    viewport, actions = window.bench.viewport, window.actions_.by_id
    # Each switch does what it says.
    actions["view.section"].trigger()
    assert viewport.section.on
    assert window.view_tools.section_bar.isVisible()
    section = viewport.section.section
    assert section is not None
    actions["view.section_forward"].trigger()
    assert viewport.section.section is not None
    assert viewport.section.section.at > section.at
    window.view_tools.section_bar.field.setValue(section.range_mm[0] + 1.5)
    assert viewport.section.section.at == pytest.approx(section.range_mm[0] + 1.5, abs=0.06)
    actions["view.section_z"].trigger()
    assert viewport.section.section.axis == "z"
    actions["view.section"].trigger()
    assert not viewport.section.on
    assert not window.view_tools.section_bar.isVisible()
    actions["view.perspective"].trigger()
    assert viewport.pose.parallel
    assert window.workshop.preferences.parallel_view
    actions["view.proof"].trigger()
    assert not viewport.pose.parallel
    actions["view.perspective"].trigger()
    actions["view.dimensions"].trigger()
    actions["view.volume"].trigger()
    assert viewport._volume == pytest.approx(
        window._services.processes[window.workshop.preferences.process].build_volume_mm
    )
    # Keys are not taken from somebody who types.
    field = window.docks.report.findChild(QDoubleSpinBox)
    assert field is not None
    field.setFocus()
    before = viewport.pose
    QApplication.processEvents()
    for key in (Qt.Key.Key_6, Qt.Key.Key_X, Qt.Key.Key_Minus):
        qtbot.keyClick(field, key)
    assert viewport.pose is before
    assert not viewport.section.on
    # The habits of another program: its keys work, and no key is given twice.
    dialog = window.settings_dialog()
    assert isinstance(dialog, SettingsDialog)
    dialog.navigation.setCurrentIndex(dialog.navigation.findData("prusaslicer"))
    dialog.accept()
    assert window.workshop.preferences.navigation == "prusaslicer"
    assert keys(window, "view.front") == {"3"}
    assert keys(window, "view.perspective") == {"K"}
    for name in ("prusaslicer", "blender", "meshlab", "statuette"):
        window.workshop.preferences.navigation = name  # type: ignore[assignment]
        window.view_tools.navigate()
        habits = {id_ for id_ in actions if id_.startswith("view.")}
        given = [key for id_ in habits for key in keys(window, id_)]
        others = {key for id_ in set(actions) - habits for key in keys(window, id_)}
        assert len(given) == len(set(given)), name
        assert not set(given) & others - {QKeySequence("Ctrl+H").toString()}, name
    assert keys(window, "view.front") == {"1"}
