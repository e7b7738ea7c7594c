"""The panel alone: it follows the options, the options follow it, and it says what is selected."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.gui.panels.fix import SCOPES, FixPanel
from app.gui.selecting.options import SelectOptions
from app.gui.selecting.selector import Shown
from app.gui.selecting.specs import MENU, SPECS, handlers


@pytest.fixture
def panel(qtbot: QtBot) -> FixPanel:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = {}
    for spec in SPECS:
        actions[spec.id] = QAction(str(spec.title), owner)
        actions[spec.id].setCheckable(spec.checkable)
        actions[spec.id].setToolTip(str(spec.description))
    made = FixPanel(SelectOptions(owner), actions)
    made.owner = owner  # type: ignore[attr-defined]  # lives as long as the panel
    qtbot.addWidget(made)
    qtbot.addWidget(made.bar)
    made.show()
    made.bar.show()
    return made


def shown(selected: int, hidden: int = 0) -> Shown:
    none = np.zeros((0, 2), np.int32)
    return Shown(
        "r", np.arange(selected, dtype=np.int32), np.arange(hidden, dtype=np.int32),
        np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32), none, 5000,
    )  # fmt: skip


def take(panel: FixPanel, tool: str) -> None:
    panel.options.set(replace(panel.options.now, tool=tool))  # type: ignore[arg-type]


def test_rows_follow_the_tool(panel: FixPanel) -> None:
    take(panel, "brush")
    assert panel.radius.isVisible()
    assert panel.through.isVisible()
    assert not panel.scope.isVisible()
    take(panel, "click")
    assert panel.scope.isVisible()
    assert not panel.through.isVisible()
    for number, (scope, _title) in enumerate(SCOPES):
        panel.scope.setCurrentIndex(number)
        panel.scope.activated.emit(number)
        assert panel.options.now.reach.scope == scope
        assert panel.degrees.isVisible() == (scope == "region")
        assert panel.delta_e.isVisible() == panel.connected.isVisible() == (scope == "color")


def test_values_are_taken_and_shown(panel: FixPanel) -> None:
    panel.degrees.setValue(33.0)
    panel.delta_e.setValue(4.0)
    panel.connected.setChecked(False)
    panel.radius.setValue(50)
    panel.through.setChecked(True)
    now = panel.options.now
    assert (now.reach.degrees, now.reach.delta_e, now.reach.connected) == (33.0, 4.0, False)
    assert (now.brush, now.unit, now.through) == (50.0, "px", True)
    panel.options.set(now.in_unit("mm", 0.1))
    assert (panel.radius.value(), panel.unit.currentText()) == (5.0, "mm")
    assert panel.options.now.brush_pixels(0.2) == 25.0
    panel.options.set(panel.options.now.with_brush(1e6))
    assert panel.radius.value() == panel.options.now.brush == 200.0
    now = panel.options.now
    panel.refresh()  # another language
    assert panel.options.now == now


def test_it_says_what_is_selected(panel: FixPanel) -> None:
    assert panel.count.text() == "Nothing selected"
    panel.show_selection(shown(1))
    assert panel.count.text() == "1 face selected"
    panel.show_selection(shown(1234, 3))
    assert panel.count.text() == "1,234 faces selected, 3 hidden"
    panel.show_selection(None)
    assert panel.count.text() == "Nothing selected"
    i18n.activate("en")


def test_every_action_is_within_reach(panel: FixPanel) -> None:
    ids = {spec.id for spec in SPECS}
    assert ids == set(handlers(lambda: pytest.fail("nothing was started")))
    assert ids == {entry for entry in MENU if entry}
    assert all(spec.shortcuts for spec in SPECS)
    buttons = [*panel.bar.findChildren(QToolButton), *panel.findChildren(QToolButton)]
    assert len(buttons) == len(ids) - 1  # "through" is a check box
    for control in (
        *buttons,
        panel.scope,
        panel.degrees,
        panel.delta_e,
        panel.radius,
        panel.unit,
        panel.through,
        panel.connected,
    ):
        assert control.toolTip()
        assert control.focusPolicy() != Qt.FocusPolicy.NoFocus
