"""Watching a SQLite book; ``tests/peers`` watches PostgreSQL."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.orders.book import Book
from app.storage import watching
from app.storage.opening import open_book
from tests.unit.storage import watch_checks


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Callable[[], Book]]:
    opened: list[Book] = []

    def book() -> Book:
        opened.append(open_book(str(tmp_path / "book.sqlite"), b"k" * 32, anchors=tmp_path / "anchors"))
        return opened[-1]

    yield book
    for one in opened:
        one.close()


def test_changes_of_others_and_own_ones_are_heard(opener):
    watch_checks.check_changes_of_others_and_own_ones_are_heard(opener(), opener())


def test_very_many_changes_are_told_as_everything(opener):
    watch_checks.check_very_many_changes_are_told_as_everything(opener(), opener())


def test_whoever_missed_something_looks_at_everything(opener, monkeypatch):
    monkeypatch.setattr(watching, "_KEPT", 3)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.7)
    here, there = opener(), opener()
    with watch_checks.watching(here) as heard:
        for number in range(12):
            watch_checks.add_order(there, f"N{number}")
        heard.wait(lambda h: any(change.everything for change in h.changes), 30)


def test_replaced_file_is_noticed(opener, tmp_path):
    here = opener()
    with watch_checks.watching(here) as heard:
        other = open_book(str(tmp_path / "other.sqlite"), b"k" * 32, anchors=tmp_path / "other-anchors")
        other.close()
        (tmp_path / "other.sqlite").replace(tmp_path / "book.sqlite")
        heard.wait(lambda h: any(change.everything for change in h.changes), 30)


def test_disk_that_goes_and_comes_is_told(opener, tmp_path):
    here = opener()
    with watch_checks.watching(here) as heard:
        (tmp_path / "book.sqlite").rename(tmp_path / "away.sqlite")
        heard.wait(lambda h: h.online == [False], 30)
        time.sleep(0.5)
        (tmp_path / "away.sqlite").rename(tmp_path / "book.sqlite")
        heard.wait(lambda h: h.online == [False, True], 30)
        heard.wait(lambda h: any(change.everything for change in h.changes), 30)


def test_listener_with_a_bug_makes_nobody_deaf(opener, caplog):
    here, there = opener(), opener()
    heard = []

    def changed(change: object) -> None:
        heard.append(change)
        raise ZeroDivisionError

    stop = here.watch(changed, lambda _there: None)
    for number in range(100):
        watch_checks.add_order(there, f"N{number}")
        time.sleep(0.3)
        if len(heard) > 1:  # the bug of the first time has made nobody deaf
            break
    stop()
    assert len(heard) > 1
    assert "a listener of the order book failed" in caplog.text
