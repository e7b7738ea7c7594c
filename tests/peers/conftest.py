"""One PostgreSQL server for the run; a fresh database for each test, copied from one that has our tables."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.peers.postgres_server import PostgresServer, binaries, own_server
from tests.peers.printers.workshop import make_template

KEY = bytes(range(32))
TEMPLATE = "statuette_template"
Opener = Callable[..., DatabaseBook]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if binaries() is None:
        pytest.skip("Debian's package postgresql is not installed")
    with own_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = postgres_server.make_database(TEMPLATE)
    open_book(address, KEY, anchors=tmp_path_factory.mktemp("anchors")).close()
    return TEMPLATE


@pytest.fixture
def empty_address(postgres_server: PostgresServer) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"empty_{secrets.token_hex(4)}"
    yield postgres_server.make_database(name)
    postgres_server.drop_database(name)


@pytest.fixture
def postgres_address(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A database with our tables, and no orders."""
    name = f"book_{secrets.token_hex(4)}"
    yield postgres_server.make_database(name, postgres_template)
    postgres_server.drop_database(name)


@pytest.fixture
def opener(postgres_address: str, tmp_path: Path) -> Iterator[Opener]:
    """Opens the book of this test, as often as it is called; as another PC where ``pc`` says so."""
    opened: list[DatabaseBook] = []

    def open_it(key: bytes = KEY, pc: str = "pc-1", **more: Any) -> DatabaseBook:
        opened.append(open_book(postgres_address, key, anchors=tmp_path / pc, **more))
        return opened[-1]

    yield open_it
    for book in opened:
        book.close()


@pytest.fixture
def book(opener: Opener) -> DatabaseBook:
    return opener()


@pytest.fixture
def postgres_book(book: DatabaseBook) -> DatabaseBook:
    return book


@pytest.fixture(scope="session")
def workshop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with its tables, for workshops of one printer."""
    return make_template(tmp_path_factory.mktemp("template"))
