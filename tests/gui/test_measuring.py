"""Measuring, notes, figures over the surface and the history, by mouse in the real window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QToolButton
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.measuring.words import figure
from app.gui.widgets.basics import widgets_in
from app.jobs.progress import silent
from app.mesh.loading import load, save
from tests.gui.conftest import Open, cube

EDGE = 30.0


@pytest.fixture
def bench(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> Workstation:
    save(cube(EDGE), tmp_path / "cube.stl", silent())
    workstation = open_workstation()
    window = workstation.window
    with qtbot.waitSignal(window.bench.viewport.shown, timeout=60_000):
        window.open_file(tmp_path / "cube.stl")
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=60_000)
    with qtbot.waitSignal(window.bench.viewport.arrived):
        window.actions_.by_id["view.front"].trigger()
    return workstation


def click(qtbot: QtBot, workstation: Workstation, right: float, up: float) -> None:
    """In shares of the picture's height from its middle."""
    viewport = workstation.window.bench.viewport
    at = QPoint(round(viewport.width() / 2 + right * viewport.height()), round(viewport.height() * (0.5 - up)))
    qtbot.mouseClick(viewport._canvas, Qt.MouseButton.LeftButton, pos=at)


def test_a_distance_an_angle_a_thickness(bench: Workstation, qtbot: QtBot) -> None:
    window = bench.window
    board = window.measuring.board
    window.actions_.by_id["measure.distance"].trigger()
    assert window.actions_.by_id["measure.distance"].isChecked()
    click(qtbot, bench, -0.2, 0.0)
    click(qtbot, bench, 0.2, 0.0)
    (distance,) = board.measures.all
    pose = window.bench.viewport.pose
    seen = pose.project(distance.points)
    assert seen[:, 0] == pytest.approx([-0.2, 0.2], abs=0.01)
    assert distance.points[:, 1] == pytest.approx([0.0, 0.0], abs=1e-6)  # on the front of the cube

    window.actions_.by_id["measure.angle"].trigger()
    assert not window.actions_.by_id["measure.distance"].isChecked()
    for right, up in ((-0.2, 0.0), (0.0, 0.0), (0.0, 0.2)):
        click(qtbot, bench, right, up)
    assert board.measures.all[1].value == pytest.approx(90.0, abs=2.0)

    window.actions_.by_id["measure.thickness"].trigger()
    click(qtbot, bench, 0.1, 0.1)
    assert figure(board.measures.all[2]) == f"{EDGE:.2f} mm"
    assert "30.00 mm" in widgets_in(window.measuring.panel.found)[2].accessibleName()

    window.actions_.by_id["measure.thickness"].trigger()  # once more puts it down
    click(qtbot, bench, 0.1, 0.1)
    assert len(board.measures.all) == 3
    window.actions_.by_id["measure.clear"].trigger()
    assert not board.measures.all


def test_a_click_beside_the_model_measures_nothing(bench: Workstation, qtbot: QtBot) -> None:
    bench.window.actions_.by_id["measure.distance"].trigger()
    click(qtbot, bench, 0.0, 0.49)
    click(qtbot, bench, 0.0, 0.0)
    assert not bench.window.measuring.board.measures.all


def test_a_note_stays_with_the_model_over_a_restart(bench: Workstation, qtbot: QtBot, open_workstation: Open) -> None:
    window = bench.window
    window.actions_.by_id["measure.note"].trigger()
    click(qtbot, bench, 0.0, 0.0)
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("耳朵 is too thin")
    dialog.accept()
    document = window.workshop.bench.document
    assert document is not None
    (pin,) = document.pins
    assert pin.words == "耳朵 is too thin"
    assert pin.normal == pytest.approx((0, -1, 0), abs=1e-6)
    assert "●1" in window.bench.history.steps[0].text()

    bench.close()
    again = open_workstation().window
    qtbot.waitUntil(lambda: again.workshop.bench.document is not None, timeout=30_000)
    restored = again.workshop.bench.document
    assert restored is not None
    assert restored.pins == (pin,)
    again.measuring.panel.pin_dropped.emit(pin.number)
    assert again.workshop.bench.document is not None
    assert not again.workshop.bench.document.pins


def test_curvature_over_the_surface_with_ends_that_can_be_set(bench: Workstation, qtbot: QtBot) -> None:
    window = bench.window
    panel, heat = window.measuring.panel, window.wiring.heat
    panel.figure.setCurrentIndex(panel.figure.findData("curvature"))
    with qtbot.waitSignal(window.bench.viewport.heat.shown, timeout=60_000):
        panel.figure.activated.emit(panel.figure.currentIndex())
    with qtbot.waitSignal(heat.scaled) as scaled:
        panel.high.setValue(0.25)
        panel.high.editingFinished.emit()
    assert scaled.args[0] == "curvature"
    assert scaled.args[1].high == 0.25
    panel.figure.setCurrentIndex(0)
    panel.figure.activated.emit(0)
    assert heat.source == ""


def has_picture(step: QToolButton) -> bool:
    """Whether something is seen in the middle: the room for the picture is clear."""
    image = step.icon().pixmap(step.iconSize()).toImage()
    return image.pixelColor(image.rect().center()).alpha() > 0


def test_revisions_are_shown_beside_compared_restored_and_saved(
    bench: Workstation, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = bench.window
    strip, session = window.bench.history, window.workshop.bench
    qtbot.waitUntil(lambda: has_picture(strip.steps[0]), timeout=60_000)
    window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    qtbot.waitUntil(lambda: session.document is not None and len(session.document.edits) == 1, timeout=60_000)
    assert session.document is not None

    strip.chosen.emit("beside", 0)
    side = window.bench.side
    qtbot.waitUntil(lambda: side.on, timeout=60_000)
    other = side.viewport
    assert other is not None
    assert side.name.toolTip() or side.name.text() == "Original"
    with qtbot.waitSignal(window.bench.viewport.arrived):
        window.actions_.by_id["view.left"].trigger()
    assert other.pose.azimuth == pytest.approx(window.bench.viewport.pose.azimuth)
    window.measuring.revisions.end_beside()
    assert not side.on

    strip.chosen.emit("compare", 0)
    assert window.actions_.by_id["view.compare"].isChecked()
    qtbot.waitUntil(lambda: window.bench.viewport.split_at() is not None, timeout=60_000)

    monkeypatch.setattr(window.files, "ask_save", lambda *_: tmp_path / "old.stl")
    strip.chosen.emit("save", 0)
    qtbot.waitUntil((tmp_path / "old.stl").exists, timeout=60_000)
    assert len(load(tmp_path / "old.stl", silent()).mesh.faces) == 12

    strip.chosen.emit("restore", 0)
    assert len(session.document.edits) == 2
    assert session.document.revision == session.document.original
    window.wiring.undo.stack.undo()
    assert session.document.position == 1
    assert np.isfinite(session.document.edits[1].seconds)
