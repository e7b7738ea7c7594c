"""Dispatch on PostgreSQL: its tables, its clock, and everything that is tried on SQLite."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.dispatch.leases import sign_on, take
from app.orders.record import now
from app.security.actor import PROGRAM
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from app.storage.opening import open_book
from app.storage.reading import TableReading
from tests.e2e.test_kill9_dispatch import judge, kill_again_and_again, queue
from tests.peers.conftest import KEY
from tests.peers.postgres_server import PostgresServer
from tests.unit.dispatch.test_any_fault import AnyFault
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


def test_whatever_goes_wrong_nothing_is_printed_twice(
    postgres_server: PostgresServer, postgres_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Time is simulated here; that the server's own clock is asked is tried above.
    monkeypatch.setattr(TableReading, "moment", lambda reading: reading.at)

    class OnPostgres(AnyFault):
        @staticmethod
        def make(folder: Path, pc: str, clock: Callable[[], datetime]) -> DatabaseBook:
            note = folder / "database"
            if not note.exists():
                note.write_text(postgres_server.make_database(f"any_{secrets.token_hex(4)}", postgres_template))
            return DatabaseBook(make_engine(url_of(note.read_text(), folder)), KEY, folder / pc, clock=clock)

    run_state_machine_as_test(
        OnPostgres,
        settings=settings(
            max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_two_programs_are_killed_again_and_again(postgres_address: str, tmp_path: Path) -> None:
    book = open_book(postgres_address, KEY, anchors=tmp_path / "anchors")
    queue(book, tmp_path, "2d")
    kill_again_and_again(book, postgres_address, tmp_path, seed=7)
    judge(book, tmp_path)
    book.close()
