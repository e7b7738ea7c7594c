"""A page of the order book is damaged on the disk: the window says so, and brings the last backup back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.commands import backups as backup_commands
from app.commands import orders, queue
from app.orders.queue import QueueQuery
from tests.e2e.faults.conftest import WAIT, Day, Opener, order_of_a_cat
from tests.peers.printers.programs import wait

BEFORE, AFTER = 12, 3
_BYTES = b"\xa5" * 512


def damage(home: Path, *tables: str) -> None:
    """Other bytes where the rows of these tables begin, in the middle of the file."""
    path = home / "data" / "orders.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA busy_timeout=5000")
        wait(
            lambda: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0, WAIT / 1000, "checkpoint"
        )
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        roots = [
            connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (t,)).fetchone()[0] for t in tables
        ]
    with path.open("r+b") as file:
        for root in roots:
            file.seek((root - 1) * size)
            file.write(_BYTES)


def bring_back(day: Day, qtbot: QtBot) -> None:
    """Press the verb of the page, type the word, wait until the book is open again."""
    page = day.window.people.guard.trouble
    qtbot.waitUntil(lambda: bool(verbs(day)), timeout=WAIT)
    verbs(day)[0].click()
    dialog = day.window.people.damaged.dialog
    assert dialog is not None
    assert "kept aside" in " ".join(label.text() for label in dialog.findChildren(type(page.sentence)))
    dialog.typed.setText(dialog.phrase)
    dialog.confirm.click()
    qtbot.waitUntil(lambda: day.station.desk.ready and not day.window.people.guard.covered, timeout=WAIT)


def verbs(day: Day) -> list[QPushButton]:
    page = day.window.people.guard.trouble
    return [one for one in page.findChildren(QPushButton) if "Bring the backup of" in one.text() and one.isVisible()]


def test_found_while_somebody_works(
    open_day: Opener, home: Path, backups: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    day = open_day()
    for _ in range(BEFORE):
        day.new_order()
    assert day.ask(backup_commands.back_up, backups) is not None
    in_backup = list(day.confirmed)
    for _ in range(AFTER):
        day.new_order()
    day.ask(lambda office: office.book.close())  # what this process still has in memory is no help on another day
    damage(home, "items", "orders")

    assert day.ask(queue.page, QueueQuery()) is None or day.ask(orders.new_order, order_of_a_cat()) is None
    assert any("The order book is damaged" in one for one in day.refused)
    guard = day.window.people.guard
    qtbot.waitUntil(guard.trouble.isVisible, timeout=WAIT)
    assert guard.trouble.title.text() == "The order book is damaged"
    assert "Bring the last backup back" in guard.trouble.sentence.text()
    assert "stays closed" not in guard.trouble.leave.toolTip(), "it is open, as far as it can be read"
    guard.trouble.leave.click()  # the bench can be used meanwhile
    assert not guard.covered
    assert "damaged" in day.window.people.strips.trouble.words.text()
    day.window.people.strips.trouble.wanted.emit()

    bring_back(day, qtbot)
    day.confirmed = in_backup
    assert day.lost() == []
    assert day.is_whole()
    assert day.new_order() is not None
    assert [path.name for path in (home / "data").glob("orders.before-*.sqlite")] != [], "the damaged one is kept"
    happened(lost=len(day.lost()))


def test_found_at_the_start(
    open_day: Opener, home: Path, backups: Path, qtbot: QtBot, happened: Callable[..., None]
) -> None:
    first = open_day()
    for _ in range(BEFORE):
        first.new_order()
    first.ask(backup_commands.back_up, backups)
    open_day.end()
    damage(home, "accounts", "chain_head")

    day = open_day(ready=False)
    day.confirmed = first.confirmed
    page = day.window.people.guard.trouble
    qtbot.waitUntil(page.isVisible, timeout=WAIT)
    assert page.title.text() == "The order book is damaged"
    assert "stays closed" in page.leave.toolTip()
    bring_back(day, qtbot)
    assert day.lost() == []
    assert day.is_whole()
    happened(lost=len(day.lost()))
