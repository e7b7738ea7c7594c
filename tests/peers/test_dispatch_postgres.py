"""Dispatch on PostgreSQL: its tables, its clock, and everything that is tried on SQLite."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.dispatch.leases import sign_on, take
from app.orders.record import now
from app.security.actor import PROGRAM
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from tests.peers.conftest import KEY
from tests.unit.storage.test_dispatch_leases import *  # noqa: F403 - every test of that file
from tests.unit.storage.test_dispatch_leases import Known, printer
from tests.unit.storage.test_dispatch_tables import *  # noqa: F403 - every test of that file


def test_the_clock_is_the_servers_whatever_this_pc_thinks(postgres_address: str, tmp_path: Path) -> None:
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    book = DatabaseBook(make_engine(url_of(postgres_address, tmp_path)), KEY, tmp_path / "anchors", clock=lambda: wrong)
    try:
        with book.reading() as reading:
            assert reading.moment() < wrong
    finally:
        book.close()


def test_a_pc_whose_clock_is_wrong_takes_nothing_from_a_living_one(postgres_address: str, tmp_path: Path) -> None:
    def opened(name: str, days: int) -> DatabaseBook:
        return DatabaseBook(
            make_engine(url_of(postgres_address, tmp_path)),
            KEY,
            tmp_path / name,
            clock=lambda: now() + timedelta(days=days),
        )

    right, fast, slow = opened("right", 0), opened("fast", 3), opened("slow", -3)
    try:
        made = printer(right)
        first = sign_on(right, PROGRAM, "PC-1", Known("m1", "a"))
        assert take(right, PROGRAM, made, first.id) is not None
        for number, book in enumerate((fast, slow)):
            other = sign_on(book, PROGRAM, f"PC-{number + 2}", Known(f"m{number + 2}", "a"))
            assert take(book, PROGRAM, made, other.id) is None
    finally:
        for book in (right, fast, slow):
            book.close()
