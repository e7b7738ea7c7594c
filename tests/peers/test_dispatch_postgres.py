"""Dispatch on PostgreSQL: its tables, its clock, and everything that is tried on SQLite."""

from datetime import UTC, datetime
from pathlib import Path

from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from tests.peers.conftest import KEY
from tests.unit.storage.test_dispatch_tables import *  # noqa: F403 - every test of that file


def test_the_clock_is_the_servers_whatever_this_pc_thinks(postgres_address: str, tmp_path: Path) -> None:
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    book = DatabaseBook(make_engine(url_of(postgres_address, tmp_path)), KEY, tmp_path / "anchors", clock=lambda: wrong)
    try:
        with book.reading() as reading:
            assert reading.moment() < wrong
    finally:
        book.close()
