"""Nothing is told by colour alone, and colours that stand for different things differ for everybody's eyes."""

from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.dispatch.job_states import JOB
from app.gui.base.look import Look
from app.gui.base.theme import DARK, LIGHT, Tokens
from app.gui.layout.canvas.overlay import CUT, GUIDE, SAFE, SNAP
from app.gui.viewport.heat_scale import _BAD, _GOOD, _INWARD, _RISING, NOT_MEASURED
from app.gui.viewport.studio import SEVERITY_COLORS
from app.gui.widgets.basics import Card, button, tool
from app.i18n import text
from app.orders.item_states import ITEM
from app.shipping.parcel_states import PARCEL
from tests.faces.seeing import SIGHTS, apart, seen
from tests.gui.wcag import contrast

TOLD_APART = 8.0  # CIEDE2000
CANVAS_APART = 4.5  # lines that differ in their dashes too
THEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
EYES = pytest.mark.parametrize("sight", list(SIGHTS))


def hexed(color: tuple[float, float, float]) -> str:
    return QColor.fromRgbF(*color).name()


def test_the_simulation_is_right() -> None:
    """Grey stays grey; what is told apart by red and green alone is not any more."""
    for sight in SIGHTS:
        assert abs(seen("#808080", sight)[1:]).max() < 0.1
    assert apart("#c05050", "#6f7f20", "normal") > 4 * apart("#c05050", "#6f7f20", "deuteranopia")


@THEMES
@EYES
def test_tones_of_states_are_told_apart(tokens: Tokens, sight: str) -> None:
    for one, other in combinations(("ok", "warn", "bad", "accent", "dim"), 2):
        assert apart(getattr(tokens, one), getattr(tokens, other), sight) >= TOLD_APART, (one, other)


@EYES
def test_severities_are_told_apart(sight: str) -> None:
    for one, other in combinations(SEVERITY_COLORS.values(), 2):
        assert apart(hexed(one), hexed(other), sight) >= TOLD_APART


@EYES
def test_good_and_bad_of_the_heat_are_told_apart(sight: str) -> None:
    for good in _GOOD:
        for bad in _BAD:
            assert apart(good, bad, sight) >= 20
    for color in (*_GOOD, *_BAD, *_RISING, *_INWARD):
        assert apart(color, NOT_MEASURED, sight) >= TOLD_APART
    assert apart(_RISING[-1], _INWARD[-1], sight) >= 20


@EYES
def test_heat_gets_darker_to_its_ends(sight: str) -> None:
    """Whoever sees no hue at all still sees which way is worse."""
    for ramp in (_RISING, _INWARD, _BAD, _GOOD):
        assert all(seen(one, sight)[0] > seen(other, sight)[0] + 5 for one, other in pairwise(ramp))


@EYES
def test_lines_on_the_canvas_are_told_apart(sight: str) -> None:
    for one, other in combinations((CUT, GUIDE, SNAP, SAFE), 2):
        assert apart(one, other, sight) >= CANVAS_APART, (one, other)


@pytest.mark.parametrize("machine", [ITEM, PARCEL, JOB], ids=lambda machine: machine.name)
def test_a_state_has_a_word_and_a_sign(machine: object) -> None:
    states = list(machine.state.values())  # type: ignore[attr-defined]
    assert all(str(state.title) for state in states)
    assert len({str(state.title) for state in states}) == len(states)
    by_sign = {(state.icon, str(state.title)) for state in states}
    assert len(by_sign) == len(states)


# ---- where the keys are ------------------------------------------------------


def _table() -> QTableWidget:
    table = QTableWidget(2, 2)
    table.setItem(0, 0, QTableWidgetItem("one"))
    table.setCurrentCell(0, 0)
    return table


def _list() -> QListWidget:
    made = QListWidget()
    made.addItems(["one", "two"])
    made.setCurrentRow(0)
    return made


def _tool(kind: str) -> Callable[[Look], QWidget]:
    return lambda look: tool(look.icon("mdi6.cog-outline"), text("Settings"), lambda: None, kind=kind)


def _button(kind: str) -> Callable[[Look], QWidget]:
    return lambda _look: button(text("Settings"), lambda: None, kind)


MADE: dict[str, Callable[[Look], QWidget]] = {
    **{f"button {kind}": _button(kind) for kind in ("", "primary", "second", "small", "link", "view", "tool")},
    **{f"tool {kind}": _tool(kind) for kind in ("", "tiny", "small", "beside", "row", "step", "floating")},
    "check": lambda _look: QCheckBox("Settings"),
    "radio": lambda _look: QRadioButton("Settings"),
    "line": lambda _look: QLineEdit("Settings"),
    "combo": lambda _look: QComboBox(),
    "number": lambda _look: QDoubleSpinBox(),
    "count": lambda _look: QSpinBox(),
    "day": lambda _look: QDateEdit(),
    "words": lambda _look: QPlainTextEdit("Settings"),
    "pages": lambda _look: QTextBrowser(),
    "list": lambda _look: _list(),
    "table": lambda _look: _table(),
    "slider": lambda _look: QSlider(Qt.Orientation.Horizontal),
    "card": lambda _look: Card(clickable=True),
}


def _pixels(widget: QWidget) -> np.ndarray:
    QApplication.processEvents()
    image = widget.window().grab(widget.geometry()).toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("kind", list(MADE))
def test_where_the_keys_are_is_seen(look: Look, qtbot: QtBot, kind: str, theme: str) -> None:
    """WCAG 2.2, 2.4.11 and 2.4.13: what changes with the focus has a contrast of 3 to what it was."""
    look.choose(theme)
    window = QWidget()
    window.setObjectName("panel")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(window)
    widget, other = MADE[kind](look), QLineEdit("other")
    widget.setMinimumSize(60, 30)
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    column.addWidget(widget)
    column.addWidget(other)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus, timeout=20_000)
    without = _pixels(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus, timeout=20_000)
    with_it = _pixels(widget)
    changed = np.argwhere((with_it != without).any(axis=2))
    strong = sum(
        contrast(_name(with_it[y, x]), _name(without[y, x])) >= 3.0 for y, x in changed[:: max(1, len(changed) // 400)]
    )
    assert strong >= 8, f"{len(changed)} pixels change, {strong} of a sample strongly"


def _name(color: np.ndarray) -> str:
    return f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}"
