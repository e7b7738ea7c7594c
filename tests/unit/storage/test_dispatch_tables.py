"""The tables of dispatch come into a book that was begun without them; the clock is the database's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import inspect, text

from app.dispatch.records import Lease, Printer
from app.security.actor import OWNER
from app.storage.book import DatabaseBook
from app.storage.migrating import known_versions, version_of
from app.storage.migrations.versions import r0002_dispatch

Opener = Callable[..., DatabaseBook]


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


def test_the_moment_is_now(book: DatabaseBook) -> None:
    with book.reading() as reading:
        first = reading.moment()
    with book.writing(OWNER) as writing:
        second = writing.moment()
    assert first.tzinfo is not None
    assert first.microsecond % 1000 == 0
    assert timedelta(0) <= second - first < timedelta(minutes=1)
    assert abs(second - datetime.now(UTC)) < timedelta(minutes=1)
