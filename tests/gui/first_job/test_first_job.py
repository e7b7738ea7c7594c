"""Somebody who has never seen the program gets to a print file with four clicks, and is told the next step all the way."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.loading import load
from app.mesh.report import Report
from app.settings.process import load_processes
from tests.first_job import do_first_job
from tests.gui.conftest import Open

pytestmark = pytest.mark.render
WAIT = 180_000
GOAL = 4
LOW = (1366, 728)  # the smallest screen that is served


@pytest.fixture
def empty_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody has worked here yet."""
    (home / "settings" / "preferences.json").write_text('{"language": "en"}', "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return home


def kept(home: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((home / "settings" / "preferences.json").read_text("utf-8"))
    return made


def step(workstation: Workstation) -> str:
    """The step that is filled on the strip, "" while there is no strip."""
    strip = workstation.window.first_job.strip
    if not strip.isVisible():
        return ""
    return next((name for name, place in strip.steps.items() if place.property("at") == "now"), "done")


def test_four_clicks_to_a_print_file(empty_home: Path, open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    workstation = open_workstation()
    window = workstation.window
    window.resize(*LOW)
    told: dict[str, tuple[str, str]] = {}

    def seen(name: str) -> None:
        qtbot.waitUntil(lambda: name == "welcome" or step(workstation) == name, timeout=WAIT)
        filled = [
            button.text()
            for button in (window.docks.report.repair, window.docks.report.save, window.docks.orders.queue.none.bring)
            if button.isVisible() and button.property("kind") == "primary"
        ]
        told[name] = (window.first_job.strip.sentence.text(), " ".join(filled))

    clicks, path = do_first_job(window, lambda there: qtbot.waitUntil(lambda: bool(there()), timeout=WAIT), seen=seen)
    assert clicks <= GOAL
    assert told["repair"][0].endswith("Press “Repair and prove” at the right.")
    assert told["repair"][1] == "Repair and prove", "one button alone is filled"
    assert told["save"][1] == "Save print file…"
    assert "saved" in told["done"][0]
    assert path.parent == tmp_path
    assert path.suffix == ".3mf"
    written = load(path, silent()).mesh
    process = load_processes()[window.workshop.preferences.process]
    assert inspect(written, process, written.size_mm[2], silent()).printable
    assert written.color == "texture"
    assert kept(empty_home)["first_job_on"] is False


@pytest.mark.usefixtures("empty_home")
def test_closed_it_stays_away(open_workstation: Open, qtbot: QtBot) -> None:
    first = open_workstation()
    qtbot.waitUntil(lambda: first.window.assistant.dialog is not None, timeout=WAIT)
    first.window.assistant.dialog.accept()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(step(first)), timeout=WAIT)
    QTest.mouseClick(first.window.first_job.strip.leave, Qt.MouseButton.LeftButton)
    assert not step(first)
    assert first.window.docks.orders.queue.none.bring.property("kind") == "primary"
    qtbot.waitUntil(lambda: first.window.workshop.bench.document is not None, timeout=WAIT)
    assert not step(first)
    first.close()
    second = open_workstation()
    qtbot.waitUntil(lambda: second.window.workshop.bench.document is not None, timeout=WAIT)
    assert not step(second)


@pytest.mark.usefixtures("empty_home")
def test_left_half_way_it_leads_on(open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    first = open_workstation(open_box)
    first.window.first_job.begin()
    qtbot.waitUntil(lambda: step(first) == "repair", timeout=WAIT)
    first.close()
    second = open_workstation()
    qtbot.waitUntil(lambda: step(second) == "repair", timeout=WAIT)


def test_show_me_brings_the_button_to_the_front(
    home: Path, open_workstation: Open, open_box: Path, qtbot: QtBot
) -> None:
    assert home.is_dir()
    workstation = open_workstation(open_box)
    window = workstation.window
    window.first_job.begin()
    qtbot.waitUntil(lambda: step(workstation) == "repair", timeout=WAIT)
    assert "would spoil the print" in window.first_job.strip.sentence.text()
    window.docks.side.choose("prepare")
    window.docks.by_name["report"].hide()
    QTest.mouseClick(window.first_job.strip.show_me, Qt.MouseButton.LeftButton)
    report = window.docks.report
    qtbot.waitUntil(lambda: report.repair.isVisible() and window.focusWidget() is report.repair, timeout=WAIT)
    height = window.first_job.strip.height()
    report.repair.click()
    qtbot.waitUntil(lambda: not window.first_job.strip.show_me.isVisible(), timeout=WAIT)
    assert window.first_job.strip.height() == height, "the picture would be drawn anew with every step"
    qtbot.waitUntil(lambda: step(workstation) == "save", timeout=WAIT)


def test_it_is_in_the_menu_again(home: Path, open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    assert home.is_dir()
    workstation = open_workstation(open_box)
    window = workstation.window
    assert not step(workstation)
    bench = window.workshop.bench
    window.actions_.by_id["help.first_job"].trigger()
    assert step(workstation)
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.title == "Singing cat", timeout=WAIT)
    bench.close()
    qtbot.waitUntil(lambda: "Take the sample" in window.first_job.strip.sentence.text(), timeout=WAIT)


def test_it_begins_anew_after_a_first_success(
    home: Path, open_workstation: Open, open_box: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was saved still lies on the bench while the sample is on its way."""
    assert home.is_dir()
    workstation = open_workstation(open_box)
    window = workstation.window
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: bench.report is not None, timeout=WAIT)
    assert bench.document is not None
    box = bench.document.revision
    judged = Report.printable
    monkeypatch.setattr(
        Report,
        "printable",
        property(lambda report: report.revision == box or judged.fget(report)),  # type: ignore[attr-defined]
    )
    bench.change(saved_as=open_box, saved_revision=box)
    window.actions_.by_id["help.first_job"].trigger()
    assert step(workstation) == "check"
    qtbot.waitUntil(lambda: bench.document is not None and bench.document.title == "Singing cat", timeout=WAIT)
    qtbot.waitUntil(lambda: step(workstation) == "repair", timeout=WAIT)


def test_where_the_sample_does_not_come_it_leads_on_with_what_is_there(
    home: Path, open_workstation: Open, open_box: Path, qtbot: QtBot
) -> None:
    assert home.is_dir()
    workstation = open_workstation(open_box)
    window = workstation.window
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=WAIT)
    window.actions_.by_id["help.first_job"].trigger()
    assert step(workstation) == "check"
    assert window.wiring._opening is not None
    window.wiring._opening.cancel()
    qtbot.waitUntil(lambda: step(workstation) == "repair", timeout=WAIT)
