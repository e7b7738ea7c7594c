"""One PostgreSQL server for the run; every test has a fresh database, copied from one that was brought up to date once."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.peers.postgres_server import PostgresServer, binaries

KEY = b"k" * 32
_names = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if binaries() is None:
        pytest.skip("needs Debian's package postgresql")
    # not below pytest's own folder: that is closed to the server's user, and tidied up by other runs
    with tempfile.TemporaryDirectory(prefix="statuette-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder)).start()
        try:
            open_book(server.make_database("template_book"), KEY, anchors=Path(folder) / "anchors").close()
            yield server
        finally:
            server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Address of a database of its own, with the tables of a book."""
    name = f"book{next(_names)}"
    yield postgres_server.make_database(name, "template_book")
    postgres_server.drop_database(name)


@pytest.fixture
def open_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Callable[[], DatabaseBook]]:
    """Opens the database as another PC would; closed at the end."""
    opened: list[DatabaseBook] = []

    def another() -> DatabaseBook:
        opened.append(open_book(postgres_url, KEY, anchors=tmp_path / f"anchors{len(opened)}"))
        return opened[-1]

    yield another
    for book in opened:
        book.close()


@pytest.fixture
def postgres_book(open_postgres: Callable[[], DatabaseBook]) -> DatabaseBook:
    return open_postgres()
