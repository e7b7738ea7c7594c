"""The clock of the order book in the window: what is due is done beside the work, as whoever is there, and said once."""

import itertools
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.commands import workshop_settings
from app.commands.housekeeping import Tidied
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders import housekeeping
from app.gui.orders.housekeeping import Housekeeping
from app.gui.widgets.message_bar import MessageBar
from app.orders.book import BookOfflineError
from app.orders.record import now
from app.orders.records import Item, Order
from app.security.actor import NOBODY, OWNER, Actor
from app.security.roles import Role
from app.service.records import Proof
from tests.gui.orders.shop import WAIT, Enter, item_of

Keep = Callable[..., Housekeeping]


class Place:
    """Where a clock works: its messages, the views that were shown, whether the PC is locked."""

    def __init__(self, look: Look) -> None:
        self.window = QWidget()
        self.messages = MessageBar(look)
        self.messages.setParent(self.window)
        self.views: list[str] = []
        self.locked = False


@pytest.fixture
def place(look: Look, qtbot: QtBot) -> Place:
    made = Place(look)
    qtbot.addWidget(made.window)
    made.window.resize(500, 300)
    made.window.show()
    return made


@pytest.fixture
def keep(desk: OfficeDesk, place: Place) -> Keep:
    def it(actor: Actor = OWNER) -> Housekeeping:
        desk.ready = True
        desk.act_as(actor)
        return Housekeeping(
            desk, place.messages, covered=lambda: place.locked, show_view=place.views.append, parent=place.window
        )

    return it


def over(office: Office, order: Order) -> None:
    """An order whose warranty ended yesterday."""
    with office.book.writing(OWNER) as book:
        for item in book.find(Item, order=order.id):
            book.save(replace(item, state="packed", stage="parcel.accepted"))
        book.save(replace(book.get(Order, order.id), status="accepted", warranty_until=now() - timedelta(days=1)))


def unanswered(office: Office, order: Order) -> None:
    """A proof that was sent a month ago."""
    item = item_of(office, order)
    with office.book.writing(OWNER) as book:
        book.save(replace(item, state="proof_sent", stage="proof_sent", revision="a" * 64))
        book.add(Proof(order=order.id, item=item.id, digest="a" * 64, state="sent", sent_at=now() - timedelta(days=30)))


def status(office: Office, order: Order) -> str:
    with office.book.reading() as book:
        return book.get(Order, order.id).status


def about(waits: int | None, least: int, most: int) -> bool:
    """Qt's timers of this kind are a twentieth early or late."""
    return waits is not None and least * 0.9 <= waits <= most * 1.1


def test_what_is_due_is_done_and_said_in_one_message(
    keep: Keep, place: Place, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    done, waits = enter("Night singer"), enter("Guitar cat")
    over(office, done)
    unanswered(office, waits)
    workshop_settings.change(office, calendar_years=(now().year, now().year + 1))
    clock = keep()
    with qtbot.waitSignal(clock.tidied, timeout=WAIT) as heard:
        clock.look()
    assert heard.args == [Tidied(expired=1, closed=1, planned=heard.args[0].planned)]
    assert status(office, done) == "closed"
    assert len(place.messages.sentences) == 1
    said = place.messages.sentences[0]
    assert "1 proof expired" in said
    assert "1 order closed: its warranty is over." in said
    show = next(b for b in place.messages.findChildren(QPushButton) if b.text() == "Show them")
    qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert place.views == ["to_confirm"]
    with qtbot.waitSignal(clock.tidied, timeout=WAIT):
        clock.look()
    assert place.messages.sentences == [], "nothing was due: nothing is said"


def test_it_begins_some_time_after_somebody_has_come_and_goes_on_every_half_hour(
    keep: Keep, desk: OfficeDesk, qtbot: QtBot
) -> None:
    clock = keep(NOBODY)
    assert clock.waits_ms is None
    for role, works in ((Role.SUPERVISOR, False), (Role.AUDITOR, False), (Role.SERVICE, True)):
        desk.act_as(Actor(7, "Ann", frozenset({role})))
        assert (clock.waits_ms is not None) is works
    assert about(clock.waits_ms, housekeeping.FIRST_MS, housekeeping.FIRST_MS + housekeeping.SPREAD_MS)
    with qtbot.waitSignal(clock.tidied, timeout=WAIT):
        clock.look()
    assert about(clock.waits_ms, housekeeping.EVERY_MS, housekeeping.EVERY_MS)
    desk.act_as(NOBODY)
    assert clock.waits_ms is None


def test_the_timer_itself_does_it(keep: Keep, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_MS", 1)
    monkeypatch.setattr(housekeeping, "SPREAD_MS", 1)
    monkeypatch.setattr(housekeeping, "EVERY_MS", 1)
    clock = keep()
    for _ in range(2):
        with qtbot.waitSignal(clock.tidied, timeout=WAIT):
            pass


def test_new_settings_are_looked_at_soon(keep: Keep, desk: OfficeDesk, office: Office, qtbot: QtBot) -> None:
    clock = keep()
    desk.start()
    assert clock.waits_ms > housekeeping.SOON_MS * 1.1
    years = itertools.count(now().year + 1)

    def heard() -> bool:  # changed again and again: what is changed before the desk listens, it does not hear
        workshop_settings.change(office, calendar_years=(next(years),))
        return about(clock.waits_ms, 0, housekeeping.SOON_MS)

    qtbot.waitUntil(heard, timeout=WAIT)


def test_it_waits_while_a_window_asks_and_while_the_pc_is_locked(
    keep: Keep, place: Place, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    over(office, order)
    clock = keep()
    question = QDialog(place.window)
    question.setModal(True)
    question.show()
    qtbot.waitExposed(question)
    clock.look()
    assert about(clock.waits_ms, housekeeping.LATER_MS, housekeeping.LATER_MS)
    question.accept()
    place.locked = True
    clock.look()
    assert about(clock.waits_ms, housekeeping.LATER_MS, housekeeping.LATER_MS)
    assert clock._job is None
    assert status(office, order) == "accepted"
    place.locked = False
    with qtbot.waitSignal(clock.tidied, timeout=WAIT):
        clock.look()
    assert status(office, order) == "closed"


def test_whoever_comes_next_does_not_hear_of_it(
    keep: Keep, place: Place, desk: OfficeDesk, enter: Enter, qtbot: QtBot
) -> None:
    office = desk.office
    order = enter("Night singer")
    over(office, order)
    clock = keep()
    told: list[Tidied] = []
    clock.tidied.connect(told.append)
    clock.look()
    desk.act_as(NOBODY)
    qtbot.waitUntil(lambda: not clock._job.open, timeout=WAIT)
    assert (clock._job.state, clock._job.error) == ("done", None)
    assert status(office, order) == "closed"
    assert told == []
    assert place.messages.sentences == []


def test_a_book_that_does_not_answer_is_no_matter(
    keep: Keep, place: Place, desk: OfficeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = keep()

    def offline() -> None:
        raise BookOfflineError

    monkeypatch.setattr(desk.office.book, "reading", offline)
    untold: list[object] = []
    desk._runner.untold.connect(untold.append)
    clock.look()
    qtbot.waitUntil(lambda: not clock._job.open, timeout=WAIT)
    assert clock._job.state == "failed"
    assert untold == []
    assert place.messages.sentences == []
    assert clock.waits_ms > housekeeping.LATER_MS


def test_a_window_that_goes_while_it_works_goes_on_its_own_thread(
    keep: Keep, place: Place, desk: OfficeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = keep()
    begun, go_on = threading.Event(), threading.Event()
    reading = desk.office.book.reading

    def slow() -> object:
        begun.set()
        assert go_on.wait(60)
        return reading()

    monkeypatch.setattr(desk.office.book, "reading", slow)
    clock.look()
    assert begun.wait(60)
    jobs = [clock._job]
    gone: list[str] = []
    left = weakref.ref(clock, lambda _ref: gone.append(threading.current_thread().name))
    clock.close()
    clock.setParent(None)
    clock.deleteLater()
    del clock
    go_on.set()
    qtbot.waitUntil(lambda: not jobs[0].open and jobs[0].function == "", timeout=WAIT)
    jobs.clear()
    qtbot.waitUntil(lambda: left() is None, timeout=WAIT)
    assert gone == [threading.main_thread().name]
    assert place.messages.sentences == []


def test_a_contract_that_is_over_is_told_once_to_whoever_may_end_it(
    keep: Keep, place: Place, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    enter()
    workshop_settings.change(office, contract_until="2026-01-31")
    clock = keep()
    clock.look()
    qtbot.waitUntil(lambda: any("ended on 31 Jan 2026" in words for words in place.messages.sentences), timeout=WAIT)
    place.messages.clear()
    with qtbot.waitSignal(clock.tidied, timeout=WAIT):
        clock.look()
    assert not place.messages.sentences
