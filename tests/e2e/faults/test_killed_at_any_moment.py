"""kill -9 of the window at ten random moments of a day: it starts again, says so, and all that was confirmed is there."""

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.bootstrap.terminal import open_office
from app.commands import backups
from app.commands.audit import verify
from app.commands.office import Office
from app.orders.records import FileLink, Item, Note, Order
from app.storage.bench_journal import FolderJournal
from tests.bench.orders_figures.victims import Killed, Killer
from tests.e2e.faults.workday import work

KILLS, START_S = 10, 180.0


def lost_in(office: Office, home: Path, confirmed: list[tuple[str, Any]]) -> list[str]:
    """What was confirmed, and is not there any more or another one."""
    lost: list[str] = []
    with office.book.reading() as book:
        numbers = {order.number for order in book.find(Order)}
        notes = {note.id for note in book.find(Note)}
        files = {file.digest for file in book.find(FileLink)}
        items = {item.id: item for item in book.find(Item)}
    for kind, what in confirmed:
        if kind == "order" and what not in numbers:
            lost.append(f"order {what}")
        elif kind == "note" and what not in notes:
            lost.append(f"note {what}")
        elif kind == "file" and (what not in files or not office.assets.get(what)):
            lost.append(f"file {what}")
        elif kind == "item":
            item = items.get(what[0])
            if item is None or item.version < what[1] or (item.version == what[1] and item.state != what[2]):
                lost.append(f"step {what}")
        elif kind == "backup" and backups.check_backup(office, home / "data" / "backups" / what).missing:
            lost.append(f"backup {what}")
    return lost


def bench_is_as_left(killed: Killed, home: Path) -> bool:
    """What lies on the bench is what was last confirmed, or what was being made of it."""
    told = [what for kind, what in killed.confirmed if kind == "bench"]
    document = FolderJournal(home / "data").read()
    if not told:
        return True
    assert document is not None
    if (document.revision, document.position) == told[-1]:
        return True
    edits_begun = sum(kind == "bench" for kind, _ in killed.tried)
    return edits_begun >= len(told) and abs(document.position - int(told[-1][1])) == 1


def helpers_of(home: Path) -> list[int]:
    """Processes that still work for a window with this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = "worker_main" in " ".join(process.cmdline()) and process.environ().get("STATUETTE_HOME") == str(home)
        except psutil.Error:
            continue
        if ours:
            found.append(process.pid)
    return found


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="needs kill -9")
def test_nothing_confirmed_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch, happened: Callable[..., None]
) -> None:  # fmt: skip
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    killer = Killer(int(os.environ.get("STATUETTE_SEED", "9")), {"window": work}, START_S, (2, 3, 4, 5, 6, 8))
    lives: list[Killed] = []
    for number in range(KILLS):
        lives.append(killer.kill_one("window", home, number))
        assert bench_is_as_left(lives[-1], home), f"kill {number}: {lives[-1]}"
    starts = [what for life in lives for kind, what in life.confirmed if kind == "start"]
    assert len(starts) == KILLS, "every life began with a window"
    for ended, said, _bench in starts[1:]:
        assert len(ended) == 1
        assert any("ended unexpectedly" in one for one in said), said
    confirmed = [one for life in lives for one in life.confirmed]
    assert {kind for kind, _ in confirmed} >= {"order", "bench"}
    with open_office() as office:
        lost = lost_in(office, home, confirmed)
        assert lost == []
        assert verify(office).good
        for file in office.assets.files():
            office.assets.check(file.digest)
    end = time.monotonic() + 30
    while left := helpers_of(home):
        assert time.monotonic() < end, f"helper processes of killed windows go on: {left}"
        time.sleep(0.1)
    happened(lost=len(lost), faults=KILLS)
