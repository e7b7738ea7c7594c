"""What the result says about itself."""

from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.widgets.changes import ChangesView
from app.i18n import text
from app.session.bench import Changes, StepDone


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> ChangesView:
    actions = {name: QAction(name) for name in ("view.heat", "view.worst", "view.compare")}
    for action in actions.values():
        action.setCheckable(True)
        action.setToolTip("What it does")
    made = ChangesView(look, actions)
    made.kept = actions  # type: ignore[attr-defined] - they must outlive this function
    qtbot.addWidget(made)
    made.resize(340, 600)
    made.show()
    return made


def changes(**fields: Any) -> Changes:
    given: dict[str, Any] = {
        "deviation_mm": (0.012, 0.05, 0.2),
        "color_delta_e": (0.4, 1.1),
        "volume_mm3": (8000.0, 8080.0),
        "steps": (StepDone(text("Closed 3 holes"), 0.3), StepDone(text("Proven"), 1.2)),
        "bodies": (44, 1),
        "faces": (100_000, 99_000),
    }
    return Changes(**{**given, **fields})


def words(view: ChangesView) -> str:
    QApplication.processEvents()  # a layout shows what is put into it a little later
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def test_all_figures_are_said(view: ChangesView) -> None:
    view.show_changes(changes())
    said = words(view)
    for part in (
        "0.012 mm on average", "0.050 mm, the largest by 0.200 mm", "Volume +1.00 %", "44 → 1 bodies",
        "100,000 → 99,000 faces", "ΔE₀₀ 0.40", "95 % at most 1.10", "2 steps, 1.5 s",
    ):  # fmt: skip
        assert part in said
    assert "faithful" not in said
    assert "Closed 3 holes" not in said, "the steps are folded away"
    assert view._steps is not None
    view._steps.toggle()
    assert "Closed 3 holes" in words(view)


def test_what_is_missing_or_thickened_is_not_called_faithful(view: ChangesView) -> None:
    view.show_changes(changes(missing_share=0.025, faithful=False))
    assert "Not faithful" in words(view)
    assert "2.50 % of the visible surface is missing" in words(view)
    view.show_changes(changes(sheets=True, faithful=False))
    assert "Open sheets were given a wall" in words(view)
    view.show_changes(changes(missing_share=0.0005))
    assert "Not faithful" not in words(view)
    assert "0.05 % of the visible surface" in words(view)


def test_a_model_without_a_volume_or_colour_before_says_so(view: ChangesView) -> None:
    view.show_changes(changes(volume_mm3=(None, 8000.0), color_delta_e=None, deviation_mm=(0.0, 0.0, 0.0)))
    said = words(view)
    assert "no volume to compare with" in said
    assert "No colour to compare" in said
    assert "The surface has not moved" in said


def test_the_ways_to_see_it_are_the_windows_own_actions(view: ChangesView) -> None:
    view.show_changes(changes())
    buttons = {made.defaultAction().text(): made for made in view.findChildren(QToolButton) if made.defaultAction()}
    assert set(buttons) == {"view.heat", "view.worst", "view.compare"}
    buttons["view.heat"].click()
    assert buttons["view.heat"].defaultAction().isChecked()
    assert all(made.toolTip() for made in buttons.values())


def test_nothing_is_shown_for_no_changes(view: ChangesView) -> None:
    view.show_changes(changes())
    view.show_changes(None)
    assert not view.isVisible()
