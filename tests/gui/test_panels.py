from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.orders.queue_panel import OrderQueuePanel
from app.gui.panels.jobs import JobsPanel
from app.gui.panels.report import ReportPanel
from app.gui.widgets.message_bar import MOST, MessageBar
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Runner
from app.mesh.report import Finding, Places, Report
from app.session.bench import Changes, Document, Edit, StepDone
from app.settings.process import load_processes


def finding(name: str, severity: Any, count: int, *, boxes: int = 0, repairs: tuple[str, ...] = ()) -> Finding:
    places = Places("face", np.arange(boxes, dtype=np.int32), np.zeros((boxes, 2, 3)))
    return Finding(name, text(name.title()), severity, count, text(f"About {name}."), places, repairs)


def report(*findings: Finding) -> Report:
    return Report("r0", "white-resin", 12, 8, 1, True, True, 0, 8000.0, 2400.0, (20, 20, 20), "none", findings, 0.5)


def document(**fields: Any) -> Document:
    return Document("cat", Path("cat.glb"), "r0", "r0", "white-resin", **fields)


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> ReportPanel:
    panel = ReportPanel(look, load_processes(), {})
    qtbot.addWidget(panel)
    panel.show()
    return panel


HOLES = finding("holes", "blocks", 3, boxes=3, repairs=("fill_holes", "auto"))
DUST = finding("dust", "warns", 2, boxes=1, repairs=("remove_fragments",))
SIZE = finding("size", "blocks", 0)


def test_the_verdict_is_said_in_words(panel: ReportPanel) -> None:
    panel.show_document(document(height_mm=20.0))
    assert panel.verdict.title.text() == "Checking…"
    panel.show_report(report(DUST, HOLES, SIZE))
    assert panel.verdict.title.text() == "Cannot be printed yet"
    assert panel.verdict.detail.text() == "1 blocks · 1 warns · 1 passed"
    panel.show_report(report(SIZE))
    assert panel.verdict.title.text() == "Ready to print"


def test_the_next_step_is_the_most_visible_button(panel: ReportPanel) -> None:
    panel.show_document(document(height_mm=20.0))
    panel.show_report(report(HOLES))
    assert panel.repair.isVisible()
    assert panel.repair.property("kind") == "primary"
    assert panel.save.property("kind") == "second"
    panel.show_report(report(SIZE))
    assert not panel.repair.isVisible()
    assert panel.save.property("kind") == "primary"


def test_blocking_findings_come_first_and_fix_asks_for_the_best_repair(panel: ReportPanel, qtbot: QtBot) -> None:
    panel.show_document(document(height_mm=20.0))
    panel.show_report(report(DUST, HOLES, SIZE))
    assert list(panel.cards) == ["holes", "dust"]
    button = panel.cards["holes"].fix_button
    assert button is not None
    with qtbot.waitSignal(panel.fix_wanted) as wanted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["fill_holes"]


def test_places_are_visited_in_a_circle(panel: ReportPanel) -> None:
    panel.show_document(document(height_mm=20.0))
    panel.show_report(report(HOLES))
    seen: list[int] = []
    panel.place_wanted.connect(lambda _finding, number: seen.append(number))
    card = panel.cards["holes"]
    for step in (1, 1, 1, 1, -1, -1):
        card.step(step)
    assert seen == [0, 1, 2, 0, 2, 1]


def test_a_card_is_chosen_and_let_go_again(panel: ReportPanel) -> None:
    panel.show_document(document(height_mm=20.0))
    panel.show_report(report(HOLES, DUST))
    shown: list[Finding | None] = []
    panel.places_wanted.connect(shown.append)
    panel.cards["holes"].clicked.emit()
    panel.cards["dust"].clicked.emit()
    panel.cards["dust"].clicked.emit()
    assert shown == [HOLES, DUST, None]


def test_a_proposed_height_asks_to_be_confirmed(panel: ReportPanel, qtbot: QtBot) -> None:
    panel.show_document(document())
    panel.show_report(report(SIZE))
    row = panel.printed_height
    assert row.property("kind") == "attention"
    assert row.field.value() == 20.0
    row.field.setValue(35.0)
    with qtbot.waitSignal(panel.height_confirmed) as confirmed:
        qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert confirmed.args == [35.0]
    panel.show_document(document(height_mm=35.0))
    assert row.property("kind") == "card"
    assert not row.button.isVisible()


def test_what_a_repair_changed_is_shown(panel: ReportPanel) -> None:
    changes = Changes((0.01, 0.05, 0.2), (0.4, 1.1), (None, 8000.0), (StepDone(text("Closed 3 holes"), 0.3),))
    edit = Edit(text("Repair"), "r0", "r1", changes=changes)
    panel.show_document(document(height_mm=20.0, edits=(edit,), position=1))
    assert panel.changes.isVisibleTo(panel)
    panel.show_document(document(height_mm=20.0, edits=(edit,), position=0))
    assert not panel.changes.isVisibleTo(panel)


def work(progress: Progress) -> str:
    progress(0.5, text("Half way"))
    return "done"


def fail(progress: Progress) -> str:
    progress(0.1)
    raise AppError(text("That did not work; try something else."))


def test_failed_jobs_stay_until_they_are_dismissed(qtbot: QtBot, look: Look) -> None:
    from app.gui.base.main_thread import MainThread

    main_thread = MainThread()
    runner = Runner(main_thread.post)
    panel = JobsPanel(look, runner)
    qtbot.addWidget(panel)
    done: list[str] = []
    runner.run(text("Good"), work, then=done.append, lane="thread")
    bad = runner.run(text("Bad"), fail, then=done.append, lane="thread")
    quiet = runner.run(text("Quiet"), work, then=done.append, lane="thread", quiet=True)
    assert quiet.id not in panel.rows
    qtbot.waitUntil(lambda: len(done) == 2)
    assert list(panel.rows) == [bad.id]
    panel.rows[bad.id].stop.click()
    assert not panel.rows
    runner.close()


def test_a_job_that_fails_at_once_is_listed_wherever_its_error_is_told_too(qtbot: QtBot, look: Look) -> None:
    from app.gui.base.main_thread import MainThread

    main_thread = MainThread()
    runner = Runner(main_thread.post)
    panel = JobsPanel(look, runner)
    qtbot.addWidget(panel)
    told: list[AppError] = []
    bad = runner.run(text("Bad"), fail, then=lambda _result: None, failed=told.append, lane="thread")
    qtbot.waitUntil(lambda: bool(told))
    assert list(panel.rows) == [bad.id]
    runner.close()


def test_a_job_may_end_after_the_panel_has_gone(qtbot: QtBot, look: Look) -> None:
    """As when the window is closed while something runs: what was given up says so afterwards."""
    posted: list[Callable[[], None]] = []
    runner = Runner(posted.append)
    panel = JobsPanel(look, runner)
    job = runner.run(text("Good"), work, then=lambda _result: None, lane="thread")
    qtbot.waitUntil(lambda: bool(posted))
    delete(panel)

    def ended() -> bool:
        while posted:
            posted.pop(0)()
        return not job.open

    qtbot.waitUntil(ended)
    runner.close()


def test_the_queue_offers_what_can_be_worked_on(qtbot: QtBot, look: Look) -> None:
    panel = OrderQueuePanel(look, [("cat", text("Cat"))])
    qtbot.addWidget(panel)
    panel.show()
    panel.show_recent(["/models/doorman.glb"])
    with qtbot.waitSignal(panel.open_wanted):
        panel.open_button.click()
    with qtbot.waitSignal(panel.sample_wanted) as wanted:
        panel.findChild(object, "sample-cat").clicked.emit()
    assert wanted.args == ["cat"]


def test_errors_stay_while_good_news_gives_way(qtbot: QtBot, look: Look) -> None:
    bar = MessageBar(look)
    qtbot.addWidget(bar)
    bar.say("An error.", "bad")
    for number in range(MOST + 2):
        bar.say(f"Good news {number}.", "ok")
    assert "An error." in bar.sentences
    assert len(bar.sentences) == MOST
    bar.say("An error.", "bad")
    assert bar.sentences.count("An error.") == 1


def test_of_many_errors_the_older_ones_are_folded_away(qtbot: QtBot, look: Look) -> None:
    """A folder of bad files, opened one by one, pushed the viewport out of the window."""
    bar = MessageBar(look)
    qtbot.addWidget(bar)
    for number in range(MOST + 3):
        bar.say(f"Error {number}.", "bad")
    bar.say("Good news.", "ok")
    bar.show()

    def seen() -> list[str]:
        frames = bar.findChildren(QFrame)
        return [str(frame.property("sentence")) for frame in frames if frame.isVisible() and frame.property("sentence")]

    assert set(seen()) == {"Good news.", *(f"Error {number}." for number in range(4, MOST + 3))}
    assert bar.older.text() == "4 earlier messages"
    qtbot.mouseClick(bar.older, Qt.MouseButton.LeftButton)
    assert len(seen()) == MOST + 4
    assert not bar.older.isVisible()
    qtbot.mouseClick(bar.close_all, Qt.MouseButton.LeftButton)
    assert not bar.sentences
    assert not bar.isVisible()
    bar.say("Error.", "bad")
    assert seen() == ["Error."]
    assert not bar.close_all.isVisible()


def test_a_job_is_listed_once_it_takes_longer_than_a_moment(qtbot: QtBot, look: Look) -> None:
    from app.gui.base.main_thread import MainThread

    go_on = Event()

    def long(progress: Progress) -> str:
        progress(0.5)
        go_on.wait(60)
        return "done"

    main_thread = MainThread()
    runner = Runner(main_thread.post)
    panel = JobsPanel(look, runner)
    qtbot.addWidget(panel)
    done: list[str] = []
    job = runner.run(text("Long"), long, then=done.append, lane="thread")
    assert not panel.rows
    qtbot.waitUntil(lambda: list(panel.rows) == [job.id])
    go_on.set()
    qtbot.waitUntil(lambda: bool(done))
    assert not panel.rows
    runner.close()
