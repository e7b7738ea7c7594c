"""Filled books for measuring, each made once for all parts of a run: SQLite files, and databases of one PostgreSQL server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.bench.orders_figures.bulk import fill
from tests.bench.orders_figures.place import office_at
from tests.peers.postgres_server import PostgresServer, binaries

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
SMALL_SIZES = {"300": 300, "1k": 1_000, "3k": 3_000}


@contextmanager
def postgres(folder: Path, *, durable: bool = True) -> Iterator[PostgresServer | None]:
    """The server of this folder, started; None, with a word to whoever reads, where none is installed."""
    if binaries() is None:
        print("PostgreSQL is not installed; only SQLite is measured")
        yield None
        return
    _open_to_others(folder)
    server = PostgresServer(folder / "postgres", durable=durable)
    try:
        yield server.start()
    finally:
        server.stop()


def sqlite_book(folder: Path, orders: int) -> str:
    """Path of a filled SQLite book."""
    path = folder / f"book-{orders}.sqlite"
    if not path.exists():
        draft = folder / f"filling-{orders}.sqlite"
        _fill(str(draft), folder, orders)
        draft.rename(path)
    return str(path)


def postgres_book(server: PostgresServer, folder: Path, orders: int) -> str:
    """Address of a filled database."""
    name = f"book_{orders}"
    with psycopg.connect(server.url("postgres")) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if there is None:
        draft = f"filling_{orders}"
        server.drop_database(draft)
        _fill(server.make_database(draft), folder, orders)
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return server.url(name)


def _fill(address: str, folder: Path, orders: int) -> None:
    office = office_at(address, folder)
    try:
        seconds = fill(office, orders)
        print(f"filled {office.book.where()} with {orders:,} orders in {seconds:.0f} s", file=sys.stderr, flush=True)
    finally:
        office.book.close()


def _open_to_others(folder: Path) -> None:
    """The server runs as another user where we are root: it has to get to its own folder."""
    folder.chmod(folder.stat().st_mode | 0o011)
