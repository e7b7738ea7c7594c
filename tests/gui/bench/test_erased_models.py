"""The model of an item whose order was erased in the book leaves the bench of this PC, open or not."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands.office import Office
from app.gui.trouble.starting import Start
from app.orders.book import AuditEvent
from app.security.actor import Actor
from app.security.roles import Role
from app.session.bench import Document
from app.session.document_seal import revisions_of
from app.storage.bench_journal import FolderJournal
from tests.gui.bench.test_item_bench import WAIT, offline, on_bench, ordered, subdivided
from tests.gui.bench.test_item_of_a_book import erase, opened, waiting
from tests.gui.conftest import Open, cube

SERVICE = Actor(2, "Wu", frozenset({Role.SERVICE}))


def noted(office: Office) -> list[AuditEvent]:
    with office.book.reading() as book:
        return book.events(kinds=("retention.left_pc",))


def at_work(station: Workstation, qtbot: QtBot, tmp_path: Path) -> tuple[int, Document]:
    """An item on the bench, and what was done to it."""
    _office, (one,) = ordered(station, qtbot, tmp_path, [cube(80.0)])
    station.window.open_item(one)
    on_bench(station, qtbot, one)
    done = subdivided(station, qtbot)
    qtbot.waitUntil(lambda: not station.window.items.waits, timeout=WAIT)
    return one, done


@pytest.mark.parametrize("service", [False, True], ids=["the same", "another who may not model"])
def test_it_is_taken_off_the_open_bench_at_the_next_log_in(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, service: bool
) -> None:
    station = opened(open_workstation(), qtbot)
    one, done = at_work(station, qtbot, tmp_path)
    office, workshop, said = station.desk.office, station.window.workshop, station.window.bench.messages
    with qtbot.waitSignal(station.window.items.told, timeout=WAIT):  # what waits would be one thing more that goes
        station.desk.act_as(station.desk.actor)
    qtbot.waitUntil(lambda: not station.window.items.waits, timeout=WAIT)
    assert workshop.bench.document is not None
    erase(office, one)
    station.desk.act_as(SERVICE if service else station.desk.actor)
    qtbot.waitUntil(lambda: workshop.bench.document is None, timeout=WAIT)
    assert said.sentences == [f"“{done.title}” was erased in the order book, and so taken off the bench for good."]
    assert not station.window.wiring.undo.stack.count()
    qtbot.waitUntil(lambda: not workshop.store.revisions() & revisions_of(done), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(noted(office)), timeout=WAIT)
    (event,) = noted(office)
    assert event.facts == {"station": office.station, "things": 1}
    station.close()
    assert (tmp_path / "home" / "data" / "bench.json").read_bytes() == b"null"
    assert str(one) not in (tmp_path / "home" / "data" / "told.json").read_text("utf-8")
    again = opened(open_workstation(), qtbot)
    assert again.window.workshop.bench.document is None
    assert len(noted(again.desk.office)) == 1


def test_it_is_taken_off_while_somebody_stays_logged_in(open_workstation: Open, qtbot: QtBot, tmp_path: Path) -> None:
    station = opened(open_workstation(), qtbot)
    one, done = at_work(station, qtbot, tmp_path)
    window = station.window
    window.items._erased_timer.stop()  # the work before was a change too
    assert window.workshop.bench.document is not None
    erase(station.desk.office, one)
    qtbot.waitUntil(window.items._erased_timer.isActive, timeout=WAIT)
    window.items._erased_timer.timeout.emit()
    qtbot.waitUntil(lambda: window.workshop.bench.document is None, timeout=WAIT)
    assert len(window.bench.messages.sentences) == 1
    qtbot.waitUntil(lambda: not window.workshop.store.revisions() & revisions_of(done), timeout=WAIT)


@pytest.mark.parametrize("late", [False, True], ids=["", "read before it goes"])
def test_it_does_not_come_back_at_the_next_start(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    first = opened(open_workstation(), qtbot)
    one, done = at_work(first, qtbot, tmp_path)
    erase(first.desk.office, one)
    first.close()
    there = tmp_path / "home" / "data" / "bench.json"
    assert there.read_bytes() != b"null"
    if late:
        read, gone = FolderJournal.read_sealed, threading.Event()

        def read_late(journal: FolderJournal) -> Document | None:
            document = read(journal)
            assert gone.wait(WAIT / 1000)
            return document

        def take_away(journal: FolderJournal, path: Path, content: bytes) -> bool:
            went = take(journal, path, content)
            gone.set()
            return went

        take = FolderJournal._take_away
        monkeypatch.setattr(FolderJournal, "read_sealed", read_late)
        monkeypatch.setattr(FolderJournal, "_take_away", take_away)
    again = open_workstation()
    workshop, on_bench = again.window.workshop, list[Document]()
    workshop.bench.opened.connect(on_bench.append)
    office = opened(again, qtbot).desk.office
    qtbot.waitUntil(lambda: not workshop.store.revisions() & revisions_of(done), timeout=WAIT)
    qtbot.waitUntil(lambda: not again.resuming._trying, timeout=WAIT)
    qtbot.waitUntil(lambda: workshop.bench.document is None, timeout=WAIT)
    assert not late or on_bench == []
    qtbot.waitUntil(lambda: [event.facts["things"] for event in noted(office)] == [1], timeout=WAIT)
    again.close()
    journal = FolderJournal(tmp_path / "home" / "data", office.vault)
    assert journal.read() is None
    assert not journal.waits


def test_what_was_done_offline_is_neither_told_nor_set_aside(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = opened(open_workstation(), qtbot)
    one, _done = at_work(station, qtbot, tmp_path)
    office, window = station.desk.office, station.window
    with monkeypatch.context() as away:
        offline(office, away)
        done = subdivided(station, qtbot)
        qtbot.waitUntil(lambda: bool(window.items._untold) and not window.items._telling, timeout=WAIT)
        window.items._tell_timer.stop()
        away.undo()
        erase(office, one)
        station.desk.act_as(station.desk.actor)
        qtbot.waitUntil(lambda: window.workshop.bench.document is None, timeout=WAIT)
    assert not window.items._untold
    qtbot.waitUntil(lambda: not window.workshop.store.revisions() & revisions_of(done), timeout=WAIT)
    window.items._tell_timer.timeout.emit()
    qtbot.wait(200)
    assert not waiting(tmp_path)
    assert not waiting(tmp_path, "set-aside")
    assert len(window.bench.messages.sentences) == 1


def test_it_goes_from_the_usual_bench_while_safe_mode_is_on(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    first = opened(open_workstation(), qtbot)
    one, done = at_work(first, qtbot, tmp_path)
    erase(first.desk.office, one)
    first.close()
    safe = assemble(Start(safe=True))
    safe.window.show()
    safe.window.start([])
    opened(safe, qtbot)
    qtbot.waitUntil(lambda: not (tmp_path / "home" / "data" / "bench.json").exists(), timeout=WAIT)
    qtbot.waitUntil(lambda: not safe.window.workshop.store.revisions() & revisions_of(done), timeout=WAIT)
    safe.close()
    safe.window.deleteLater()
    QApplication.processEvents()
