"""A page of a table of PostgreSQL is damaged on the disk: said as what it is, not as a bug of the program."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.orders.book import BookDamagedError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage.opening import open_book
from tests.peers.conftest import KEY
from tests.peers.postgres_server import PostgresServer, binaries, own_server


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of this test alone: its files are changed."""
    if binaries() is None:
        pytest.skip("Debian's package postgresql is not installed")
    with own_server() as server:
        yield server


def test_a_damaged_page_is_told(server: PostgresServer, tmp_path: Path) -> None:
    address = server.make_database("shop")
    book = open_book(address, KEY, anchors=tmp_path / "anchors")
    with book.writing(OWNER) as writing:
        writing.add_all(Order(number=f"MG-{n}") for n in range(200))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT pg_relation_filepath('orders')").fetchone()
    assert found is not None
    server.stop()
    with (server.folder / "data" / found[0]).open("r+b") as file:
        file.write(b"\xa5" * 64)  # where the first page says what it is
    server.start()
    with pytest.raises(BookDamagedError, match="restore the last backup"), book.reading() as reading:
        reading.find(Order)
    book.close()
