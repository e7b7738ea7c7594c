"""Two PCs whose clocks strike at the same moment, over one PostgreSQL server: everything is done once."""

import secrets
from collections.abc import Callable
from pathlib import Path

from app.orders.book import Book
from app.orders.record import now
from app.storage.opening import open_book
from tests.peers.postgres_server import PostgresServer
from tests.unit.commands.orders.test_order_clock import at_once
from tests.unit.commands.orders.world import opened


def test_two_clocks_at_once_do_everything_once(postgres_server: PostgresServer, tmp_path: Path) -> None:
    address = postgres_server.make_database(f"clock_{secrets.token_hex(4)}")

    def open_there(folder: Path, key: bytes) -> Book:
        return open_book(address, key, anchors=folder / secrets.token_hex(4))

    with opened(open_there, tmp_path) as world:
        world.at = now()
        again: Callable[[], Book] = lambda: open_there(tmp_path, world.office.vault.audit_key)  # noqa: E731
        at_once(world, again)
