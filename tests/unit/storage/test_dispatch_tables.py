"""The tables of dispatch come into a book that was begun without them; the clock is the database's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, text

from app.dispatch.records import Attempt, Lease, Printer, PrintJob
from app.orders.book import Between
from app.security.actor import OWNER
from app.storage.book import DatabaseBook
from app.storage.migrating import known_versions, version_of
from app.storage.migrations.versions import r0002_dispatch

Opener = Callable[..., DatabaseBook]


@pytest.fixture
def books_begin_as_copies() -> None:
    """They do not: here each is made by the steps of the migrations."""


def test_a_book_of_the_first_form_gets_them(opener: Opener) -> None:
    old = opener()
    with old.connected(writes=True) as connection:
        for name in r0002_dispatch.TABLES:
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r0001_book'"))
        connection.commit()
    assert not inspect(old.engine).has_table("printers")
    book = opener(pc="pc-2")
    with book.writing(OWNER) as writing:
        printer = writing.add(Printer(name="Resin 1", driver="sdcp"))
        lease = writing.add(Lease(printer=printer.id))
    with book.reading() as reading:
        assert reading.get(Lease, lease.id).printer == printer.id
    with book.engine.connect() as connection:
        assert version_of(connection) == known_versions()[-1]


def test_a_book_from_before_pausing_gets_it_and_keeps_its_jobs(opener: Opener) -> None:
    old = opener()
    with old.writing(OWNER) as writing:
        job = writing.add(PrintJob(uid="o1-c1-aaaa", state="running"))
    with old.connected(writes=True) as connection:
        connection.execute(text("ALTER TABLE print_jobs DROP COLUMN pausing"))
        connection.execute(text("DROP INDEX ix_print_attempts_ended_at"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r0002_dispatch'"))
        connection.commit()
    book = opener(pc="pc-2")
    with book.writing(OWNER) as writing:
        there = writing.get(PrintJob, job.id)
        assert there.pausing == ""
        writing.save(replace(there, pausing="wanted"))
        writing.add(PrintJob(uid="o2-c1-aaaa"))
    with book.reading() as reading:
        assert [one.pausing for one in reading.find(PrintJob)] == ["wanted", ""]
    assert "ix_print_attempts_ended_at" in {i["name"] for i in inspect(book.engine).get_indexes("print_attempts")}


def test_what_lies_between_two_moments(book: DatabaseBook) -> None:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    ends = (None, first - timedelta(milliseconds=1), first, first + timedelta(days=1), first + timedelta(days=2))
    with book.writing(OWNER) as writing:
        for number, end in enumerate(ends):
            writing.add(Attempt(job=1, number=number, uid=f"a{number}", printer=1, ended_at=end))
    with book.reading() as reading:
        found = reading.find(Attempt, ended_at=Between(first, first + timedelta(days=2)), job=1)
    assert [attempt.number for attempt in found] == [2, 3]


def test_the_moment_is_now(book: DatabaseBook) -> None:
    with book.reading() as reading:
        first = reading.moment()
    with book.writing(OWNER) as writing:
        second = writing.moment()
    assert first.tzinfo is not None
    assert first.microsecond % 1000 == 0
    assert timedelta(0) <= second - first < timedelta(minutes=1)
    assert abs(second - datetime.now(UTC)) < timedelta(minutes=1)
