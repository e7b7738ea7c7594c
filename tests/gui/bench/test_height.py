"""The printed height in the real window: what the panel says is what the model has."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.commands import model
from app.i18n import text
from app.jobs.progress import silent
from app.mesh.loading import save
from app.session.bench import Edit
from tests.gui.conftest import Open, cube

WAIT = 60_000


def test_what_was_said_of_the_proposed_height_goes_once_one_is_chosen(
    open_workstation: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "figure.glb"
    save(cube(15_000.0), path, silent())
    window = open_workstation(path).window
    bench, panel, messages = window.workshop.bench, window.docks.report, window.bench.messages
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    assert any("15,000" in sentence for sentence in messages.sentences)
    panel.printed_height.field.setValue(80.0)
    panel.printed_height.button.click()
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.height_mm == 80.0, timeout=WAIT)
    assert not any("15,000" in sentence for sentence in messages.sentences)


def test_a_height_that_was_cancelled_is_taken_back_from_the_panel(
    open_workstation: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "figure.stl"
    save(cube(80.0), path, silent())
    window = open_workstation(path).window
    bench, panel = window.workshop.bench, window.docks.report
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    before = bench.document
    panel.printed_height.field.setValue(120.0)
    panel.printed_height.button.click()
    assert not panel.printed_height.button.isEnabled()
    panel.stop.click()
    qtbot.waitUntil(lambda: window.wiring._editing is None, timeout=WAIT)
    assert bench.document is before
    assert panel.printed_height.field.value() == pytest.approx(80.0)
    assert panel.printed_height.property("kind") == "attention", "nobody has chosen it yet"
    assert panel.printed_height.button.isEnabled()
    panel.printed_height.field.setValue(120.0)
    panel.printed_height.button.click()
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.height_mm == 120.0, timeout=WAIT)
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    assert bench.report is not None
    assert bench.report.size_mm[2] == pytest.approx(120.0)
    assert panel.printed_height.property("kind") == "card"


def test_a_step_that_comes_too_late_is_not_lost_without_a_word(
    open_workstation: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "figure.stl"
    save(cube(80.0), path, silent())
    window = open_workstation(path).window
    bench, store = window.workshop.bench, window.workshop.store
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    assert bench.document is not None
    window.docks.report.height_confirmed.emit(120.0)
    mesh = store.get(bench.document.revision)
    moved = mesh.with_(vertices=mesh.vertices + np.array([1.0, 0.0, 0.0]))
    assert bench.finish(Edit(text("Paint"), mesh.revision, store.put(moved)))
    messages = window.bench.messages
    qtbot.waitUntil(lambda: any("“Height 120.0 mm” was not kept" in said for said in messages.sentences), timeout=WAIT)
    assert [str(edit.title) for edit in bench.document.edits] == ["Paint"]
    assert window.wiring.undo.stack.count() == 1


def test_an_item_that_lies_flat_says_why_nobody_has_chosen_its_height(
    open_workstation: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "flat.obj"
    path.write_text("v 0 0 5\nv 40 0 5\nv 40 60 5\nv 0 60 5\nf 1 2 3\nf 1 3 4\n", "utf-8")
    window = open_workstation().window
    bench = window.workshop.bench
    model.open_for_item(window.workshop, path, "Flat", 0, "", 80.0, lambda: None)
    qtbot.waitUntil(lambda: bench.document is not None and bench.report is not None, timeout=WAIT)
    assert bench.document is not None
    assert bench.document.height_mm is None
    assert any("must not be flat" in said for said in window.bench.messages.sentences)
