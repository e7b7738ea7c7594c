"""What was laid out for an item that was erased in the book goes from this PC: from the journal, and from the open bench."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.commands import orders
from app.commands.erasure import erase_person
from app.commands.office import Office
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.erased import QUIET_MS
from app.gui.layout.left_over import LeftOver
from app.i18n import text
from app.layouts.editing.adding import words
from app.layouts.editing.changes import moved
from app.orders.book import AuditEvent, BookOfflineError, ItemKey
from app.orders.records import Item
from tests.gui.conftest import Open
from tests.gui.layout.conftest import WAIT, card, shape
from tests.gui.layout.test_left_over import SERVICE, kept, opened
from tests.gui.layout.test_saving import cards_of, revision


def erase(office: Office, item: int) -> None:
    """Its order is cancelled, and the buyer's data erased."""
    with office.book.reading() as book:
        order = book.get(Item, item).order
        every = book.find(Item, order=order)
    for one in every:
        orders.move(office, Item, one.id, "cancel", reason="changed their mind", version=one.version)
    erase_person(office, [order], "letter of 24 November")


def noted(office: Office) -> list[AuditEvent]:
    with office.book.reading() as book:
        return book.events(kinds=("retention.left_pc",))


def laid(station: Workstation, qtbot: QtBot, sea: Path, cat: Path) -> tuple[int, int]:
    """Cards of two orders, each with a picture of its own, and each moved; the book does not get to know it."""
    office = opened(station, qtbot)
    one, other = cards_of(office, sea)[0], cards_of(office, cat)[0]
    flat = station.window.flat
    flat.open_items((one, other))
    qtbot.waitUntil(lambda: [thing.item for thing in flat.desk.things] == [one, other], timeout=WAIT)
    assert flat.office is not None
    flat.office.telling.close()
    for at in (0, 1):
        flat.desk.go_to(at)
        assert flat.desk.design is not None
        flat.desk.change(text("Move"), moved(flat.desk.design, 0, {flat.desk.layers[-1].id}, 1.5, 0))
    return one, other


def pictures(tmp_path: Path) -> set[str]:
    return {path.stem for path in (tmp_path / "home" / "data" / "layout" / "bench").iterdir()} - {"bench"}


def test_it_goes_from_the_journal_before_anybody_visits_the_bench(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, sea: Path, cat: Path
) -> None:
    first = open_workstation()
    one, other = laid(first, qtbot, sea, cat)
    office = first.desk.office
    erase(office, one)
    first.close()
    assert kept(first).untold.keys() == {one, other}
    both = pictures(tmp_path)
    again = open_workstation()
    office = opened(again, qtbot)
    qtbot.waitUntil(lambda: [thing.item for thing in kept(again).things] == [other], timeout=WAIT)
    qtbot.waitUntil(lambda: revision(office, other) != "" and not kept(again).tried, timeout=WAIT)
    assert again.window.layouts.there is None
    now = kept(again)
    assert now.untold.keys() == now.books.keys() == now.bases.keys() == {other}
    assert len(both) == 2
    assert len(pictures(tmp_path)) == 1
    qtbot.waitUntil(lambda: len(noted(office)) == 1, timeout=WAIT)
    (event,) = noted(office)
    assert event.facts == {"station": office.station, "things": 1}
    (over,) = again.window.findChildren(LeftOver)
    again.desk.act_as(SERVICE)
    qtbot.waitUntil(lambda: over._job is not None and not over._job.open, timeout=WAIT)
    assert len(noted(office)) == 1


def test_whoever_logs_in_it_goes(open_workstation: Open, qtbot: QtBot, sea: Path, cat: Path) -> None:
    first = open_workstation()
    one, other = laid(first, qtbot, sea, cat)
    first.close()
    again = open_workstation()
    office = opened(again, qtbot)
    qtbot.waitUntil(lambda: revision(office, one) != "" and revision(office, other) != "", timeout=WAIT)
    erase(office, one)
    again.desk.act_as(SERVICE)
    qtbot.waitUntil(lambda: [thing.item for thing in kept(again).things] == [other], timeout=WAIT)


def test_it_is_taken_off_the_open_bench_for_good_once_nobody_drags_or_writes(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path, sea: Path, cat: Path
) -> None:
    station = open_workstation()
    one, other = laid(station, qtbot, sea, cat)
    office, flat = station.desk.office, station.window.flat
    label = flat.desk.things[0].label
    erase(office, one)
    view = flat.page.canvas.view
    assert flat.desk.design is not None
    station.window.actions_.by_id["layout.design"].trigger()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    station.desk.act_as(station.desk.actor)
    qtbot.waitUntil(lambda: flat.erased is not None and flat.erased._quiet.isActive(), timeout=WAIT)
    qtbot.wait(3 * QUIET_MS)
    assert [thing.item for thing in flat.desk.things] == [one, other]
    writing = flat.page.design.writing
    writing.begin(words(flat.desk.design, "Hello"))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    qtbot.wait(3 * QUIET_MS)
    assert [thing.item for thing in flat.desk.things] == [one, other]
    writing.end(keep=False)
    qtbot.waitUntil(lambda: [thing.item for thing in flat.desk.things] == [other], timeout=WAIT)
    assert flat.page.messages.sentences[0] == f"Erased in the order book, and so taken off the bench for good: {label}."
    flat.undo()
    assert [thing.item for thing in flat.desk.things] == [other]
    assert flat.desk.untold.keys() == flat.desk.books.keys() == {other}
    qtbot.waitUntil(lambda: [event.facts["things"] for event in noted(office)] == [1], timeout=WAIT)
    station.desk.act_as(station.desk.actor)
    station.close()
    assert [thing.item for thing in kept(station).things] == [other]
    assert len(pictures(tmp_path)) == 1, "what nothing names is forgotten as the bench is closed"
    assert len(noted(office)) == 1


def test_it_is_taken_off_while_somebody_stays_logged_in(
    open_workstation: Open, qtbot: QtBot, sea: Path, cat: Path
) -> None:
    station = open_workstation()
    one, other = laid(station, qtbot, sea, cat)
    flat = station.window.flat
    assert flat.erased is not None
    flat.erased._again.stop()  # orders were changed before as well
    erase(station.desk.office, one)
    qtbot.waitUntil(flat.erased._again.isActive, timeout=WAIT)
    flat.erased._again.timeout.emit()
    qtbot.waitUntil(lambda: [thing.item for thing in flat.desk.things] == [other], timeout=WAIT)


def test_a_book_that_is_away_is_asked_again(
    open_workstation: Open, qtbot: QtBot, sea: Path, cat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = open_workstation()
    one, other = laid(station, qtbot, sea, cat)
    flat, asked = station.window.flat, threading.Event()

    def away(*_args: object) -> frozenset[ItemKey]:
        asked.set()
        raise BookOfflineError

    erased = flat.erased
    assert erased is not None
    erased._again.stop()
    with monkeypatch.context() as offline:
        offline.setattr(erased._erased, "among", away)
        erase(station.desk.office, one)
        qtbot.waitUntil(erased._again.isActive, timeout=WAIT)  # the book has told of the change
        erased._again.stop()
        erased.look()
        qtbot.waitUntil(lambda: asked.is_set() and erased._again.isActive(), timeout=WAIT)
    assert [thing.item for thing in flat.desk.things] == [one, other]
    erased._again.timeout.emit()
    qtbot.waitUntil(lambda: [thing.item for thing in flat.desk.things] == [other], timeout=WAIT)


def test_what_comes_back_with_the_bench_is_asked_for(
    open_workstation: Open, qtbot: QtBot, sea: Path, cat: Path
) -> None:
    first = open_workstation()
    one, other = laid(first, qtbot, sea, cat)
    first.close()
    again = open_workstation()
    again.window.findChildren(LeftOver)[0].end()  # the bench was faster
    office = opened(again, qtbot)
    erase(office, one)
    flat = again.window.flat
    flat.begin()
    qtbot.waitUntil(lambda: [thing.item for thing in flat.desk.things] == [other], timeout=WAIT)
    assert any("taken off the bench for good" in each for each in flat.page.messages.sentences)


@pytest.mark.usefixtures("qtbot")
def test_no_step_brings_it_back() -> None:
    desk = LayoutDesk()
    gone, stays = (replace(card(shape("a", 20, 20)), key=f"item-{n}", item=n) for n in (7, 8))
    desk.books.update({7: "b1", 8: "b1"})
    desk.open((gone, stays), at=1)
    desk.take_off(0)
    assert desk.forget({7}) == (gone,)
    desk.stack.undo()
    assert desk.things == (stays,)
    assert not desk.forget({7})
    desk.take_off(0)
    assert not desk.forget({7})
    desk.stack.undo()
    assert desk.things == (stays,), "steps that are about others alone stay"


@pytest.mark.usefixtures("qtbot")
def test_what_is_edited_stays_as_it_is_seen() -> None:
    desk = LayoutDesk()
    gone, stays = (replace(card(shape("a", 20, 20)), key=f"item-{n}", item=n) for n in (7, 8))
    desk.open((gone, stays), at=1)
    desk.choose({"a"})
    desk.forget({7})
    assert desk.thing is stays
    assert [layer.id for layer in desk.selected] == ["a"]
