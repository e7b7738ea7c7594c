"""The clock of the PC is set back by more than a day, and later forward again: said in a sentence; the day goes on."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from app.commands import backups as backup_commands
from app.commands import dispatch_printers, notes, orders
from app.gui.trouble.wiring import Trouble
from app.orders import record
from app.security.actor import PROGRAM
from tests.e2e.faults.conftest import WAIT, Day, Opener
from tests.e2e.faults.plugged import add_printer, hurry, now, plugged_in, queue

BACK = timedelta(hours=26)
Set = Callable[[timedelta], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Puts the one clock of the program ahead by so much: what it calls now, and what ids are made of."""

    def put(ahead: timedelta) -> None:
        class Shifted(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) + ahead

        monkeypatch.setattr(record, "datetime", Shifted)
        nanoseconds = round(ahead.total_seconds() * 1e9)
        monkeypatch.setattr(record, "time", SimpleNamespace(time_ns=lambda: time.time_ns() + nanoseconds))

    return put


def said(day: Day) -> list[str]:
    trouble = day.station.trouble
    assert isinstance(trouble, Trouble)
    return [one.words.text() for one in trouble.notices.shown if "clock of this PC is behind" in one.words.text()]


def add_note(day: Day, order: int, words: str) -> None:
    assert day.ask(notes.add_note, order, words) is not None


def words_of(day: Day, order: int) -> list[str]:
    return [str(note.words) for note in day.ask(orders.open_order, order).notes]


def test_the_day_goes_on(
    open_day: Opener, set_clock: Set, tmp_path: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    folder = tmp_path / "backups"
    with plugged_in() as printer_there:
        day = open_day()
        first = day.new_order()
        assert first is not None
        add_note(day, first.id, "before")
        made = [backup_commands.daily(day.office.acting(PROGRAM), folder)]
        printer = add_printer(day, printer_there.port)
        job = queue(day, printer)
        qtbot.waitUntil(lambda: now(day, job).state == "running", timeout=WAIT)
        assert said(day) == []

        set_clock(-BACK)  # while the window works
        day.station.trouble._clock.look()
        qtbot.waitUntil(lambda: len(said(day)) == 1, timeout=WAIT)
        assert day.new_order() is not None
        add_note(day, first.id, "while it is behind")

        numbers = day.confirmed  # and over a start
        day = open_day(prepare=hurry)
        day.confirmed = numbers
        qtbot.waitUntil(lambda: len(said(day)) == 1, timeout=WAIT)
        assert "nothing is lost" in said(day)[0]
        add_note(day, first.id, "after a start")
        assert words_of(day, first.id) == ["after a start", "while it is behind", "before"], "the newest stands first"
        assert day.new_order() is not None
        made.append(backup_commands.daily(day.office.acting(PROGRAM), folder))
        assert made[1] is not None, "a backup of tomorrow is not that of today"
        assert made[1].exists()
        printer_there.machine.ends = 0.0  # the print ends while the clock is behind
        qtbot.waitUntil(lambda: now(day, job).state == "done", timeout=WAIT)
        assert day.ask(dispatch_printers.cleared, printer.id) is not None
        second = queue(day, printer)
        qtbot.waitUntil(lambda: now(day, second).state == "running", timeout=WAIT)

        set_clock(timedelta())  # it is set right
        day.station.trouble._clock.look()
        qtbot.waitUntil(lambda: said(day) == [], timeout=WAIT)
        assert day.new_order() is not None
        add_note(day, first.id, "when it is right again")
        assert words_of(day, first.id)[0] == "when it is right again"
        assert printer_there.begun == 2
        assert len(set(day.confirmed)) == len(day.confirmed)
        assert day.lost() == []
        assert day.is_whole()
        happened(lost=len(day.lost()))
        open_day.end()
