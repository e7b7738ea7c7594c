"""The notice about a clock that is behind: said once, left alone while it holds, said again after another jump."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from psygnal import Signal
from pytestqt.qtbot import QtBot

from app.commands.clock import Behind
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.trouble import clock
from app.gui.trouble.clock import ClockNotice
from app.gui.trouble.notices import Notice, Notices

AHEAD = datetime(2027, 3, 1, 12, tzinfo=UTC)


class Desk:
    """Answers at once."""

    opened = Signal()
    ready = True

    def __init__(self) -> None:
        self.answer: Behind | None = None
        self.asked = 0

    def ask(self, _question: object, *, then: Callable[[Any], None], failed: object) -> None:
        del failed
        self.asked += 1
        then(self.answer)


class Room:
    def __init__(self, look: Look, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 25, 8, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: self.now)
        self.desk, self.notices = Desk(), Notices()
        qtbot.addWidget(self.notices)
        self.clock = ClockNotice(look, cast("OfficeDesk", self.desk), self.notices, self.notices)

    def set(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.clock.look()

    @property
    def shown(self) -> list[Notice]:
        return self.notices.shown


@pytest.fixture
def room(look: Look, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(look, qtbot, monkeypatch)


def test_it_is_said_once_and_left_alone(room: Room) -> None:
    room.desk.answer = Behind(AHEAD)
    room.desk.opened.emit()
    (notice,) = room.shown
    asked = room.desk.asked
    for _ in range(20):
        room.set(seconds=10)
    assert room.desk.asked == asked, "nobody asks the book again and again"
    room.desk.answer = Behind(AHEAD + timedelta(milliseconds=1))
    room.desk.opened.emit()
    assert room.shown == [notice]


def test_what_was_closed_stays_closed_until_the_clock_runs_backwards_again(room: Room) -> None:
    room.desk.answer = Behind(AHEAD, server=True)
    room.desk.opened.emit()
    room.shown[0].close_it()
    room.desk.opened.emit()
    room.set(seconds=10)
    assert room.shown == []
    room.set(hours=-2)
    assert len(room.shown) == 1
    assert "server" in room.shown[0].words.text()


def test_it_goes_when_the_clock_is_right(room: Room) -> None:
    room.desk.answer = Behind(room.now + timedelta(hours=26))
    room.desk.opened.emit()
    room.desk.answer = None
    room.set(seconds=10)
    assert len(room.shown) == 1
    room.set(hours=26)
    assert room.shown == []


def test_it_goes_when_the_clock_catches_up_by_itself(room: Room) -> None:
    room.desk.answer = Behind(room.now + timedelta(minutes=5, seconds=30))
    room.desk.opened.emit()
    room.desk.answer = None
    room.set(seconds=20)
    assert len(room.shown) == 1
    room.set(seconds=20)
    assert room.shown == []
