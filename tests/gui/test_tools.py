"""The windows that ask before they start: shaping tools and ways of repair."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.gui.dialogs.repair_options import RepairOptions
from app.gui.dialogs.shaping import ShapingDialog
from app.mesh.shaping_forms import FORMS, MeshFacts
from app.settings.process import find_process

pytestmark = pytest.mark.usefixtures("look")
FACTS = MeshFacts(222_000, 150.0, 20_000.0)


def shaping(qtbot: QtBot, name: str) -> tuple[ShapingDialog, list[dict[str, float]]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[dict[str, float]] = []
    dialog = ShapingDialog(FORMS[name], FACTS, chosen.append, parent)
    dialog.kept = parent  # type: ignore[attr-defined] - the parent must outlive this function
    dialog.open()
    return dialog, chosen


def test_the_estimate_follows_what_is_typed(qtbot: QtBot) -> None:
    dialog, chosen = shaping(qtbot, "reduce")
    faces = dialog.fields["faces"]
    assert isinstance(faces, QDoubleSpinBox)
    faces.setValue(60_000)
    assert dialog.estimate.text() == "222,000 → 60,000 triangles"
    faces.setValue(0)
    assert dialog.estimate.text() == "Choose a number of triangles or a tolerance"
    assert not dialog.start.isEnabled()
    dialog.fields["tolerance_mm"].setValue(0.05)  # type: ignore[union-attr]
    assert "as few as the tolerance allows" in dialog.estimate.text()
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert chosen == [{"faces": 0.0, "tolerance_mm": 0.05}]


def test_cancel_starts_nothing(qtbot: QtBot) -> None:
    dialog, chosen = shaping(qtbot, "remesh")
    assert "→ about" in dialog.estimate.text()
    dialog.reject()
    assert chosen == []


def test_every_tool_can_be_asked_and_begins_with_values_that_it_takes(qtbot: QtBot) -> None:
    for name, form in FORMS.items():
        dialog, chosen = shaping(qtbot, name)
        assert dialog.estimate.text()
        for field in dialog.fields.values():
            assert field.toolTip()
            assert isinstance(field, QComboBox | QDoubleSpinBox)
        dialog.accept()
        assert form.complete(chosen[0], FACTS) == chosen[0]


def test_refining_says_how_many_there_will_be(qtbot: QtBot) -> None:
    dialog, _chosen = shaping(qtbot, "subdivide")
    dialog.fields["rounds"].setValue(2)  # type: ignore[union-attr]
    assert dialog.estimate.text() == "222,000 → 3,552,000 triangles"


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
