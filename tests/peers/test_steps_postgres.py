"""Any steps by any people, on a PostgreSQL server; and two people at one order at the same moment."""

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.orders import move
from app.errors import AppError
from app.orders.book import Book, StaleError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order
from app.orders.status import status_of
from app.storage.opening import open_book
from tests.peers.postgres_server import PostgresServer
from tests.unit.commands.orders.test_proofs_and_claims import (
    test_what_a_buyer_complains_about_is_found_until_that_is_closed,  # noqa: F401 - it runs here with this world as well
)
from tests.unit.commands.orders.test_steps_at_random import Workshop, try_out
from tests.unit.commands.orders.world import World, opened

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50)
Opening = Callable[[Path, bytes], Book]


@pytest.fixture
def on_postgres(postgres_server: PostgresServer) -> Opening:
    """A database of its own for every folder."""

    def open_there(folder: Path, key: bytes) -> Book:
        note = folder / "database"
        if not note.exists():
            note.write_text(postgres_server.make_database(f"steps_{secrets.token_hex(4)}"))
        return open_book(note.read_text(), key, anchors=folder / secrets.token_hex(4))

    return open_there


def test_nobody_gets_an_order_out_of_its_tables(on_postgres: Opening) -> None:
    class OnPostgres(Workshop):
        book = staticmethod(on_postgres)

    try_out(OnPostgres, 6)


@pytest.fixture
def world(on_postgres: Opening, tmp_path: Path) -> Iterator[World]:
    with opened(on_postgres, tmp_path) as made:
        yield made


def test_two_people_at_one_item_do_a_step_once(world: World, on_postgres: Opening, tmp_path: Path) -> None:
    """Ten items, each started from two PCs at the same moment: one starts it, the other is told."""
    items = world.items(world.order(*[MAGNET] * 10))
    second = on_postgres(tmp_path, world.office.vault.audit_key)
    offices = (world.office, replace(world.office, book=second))
    outcomes: list[str] = []
    lock, together = threading.Lock(), threading.Barrier(2)

    def work(place: int) -> None:
        for item in items:
            together.wait(20)
            try:
                move(offices[place], Item, item.id, "start", version=item.version)
                outcome = "done"
            except (StaleError, StepRefusedError):
                outcome = "told"
            except AppError as error:
                outcome = type(error).__name__
            with lock:
                outcomes.append(outcome)

    threads = [threading.Thread(target=work, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert sorted(outcomes) == ["done"] * 10 + ["told"] * 10
    assert len(world.events(kinds=("item.start",))) == 10
    assert world.office.book.verify_chain().good


def test_the_status_of_an_order_is_right_whoever_moved_last(world: World, on_postgres: Opening, tmp_path: Path) -> None:
    """Two PCs cancel the items of one order at the same moment: each sees the other's, so the order is cancelled."""
    second = on_postgres(tmp_path, world.office.vault.audit_key)
    offices = (world.office, replace(world.office, book=second))
    together = threading.Barrier(2)
    orders = [world.order(MAGNET, MAGNET, key=str(n)) for n in range(8)]
    pairs = [world.items(order) for order in orders]

    def work(place: int) -> None:
        for pair in pairs:
            together.wait(20)
            move(offices[place], Item, pair[place].id, "cancel", version=pair[place].version, reason="so")

    threads = [threading.Thread(target=work, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    for order in orders:
        there = world.get(Order, order.id)
        assert there.status == "cancelled" == status_of(there, world.items(order), 0, world.at)
