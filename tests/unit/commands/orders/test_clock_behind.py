"""What says that the clock of a PC is behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.commands.clock import BEHIND, Behind, clock_behind
from app.commands.office import Office
from app.orders.draft import ItemDraft
from app.orders.record import made_at, now
from tests.unit.commands.orders.world import World


class OnServer:
    """A book on a server with a clock of its own."""

    def __init__(self, book: Any, at: datetime) -> None:
        self._book, self._at = book, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def where(self) -> str:
        return "PostgreSQL, server"

    def moment(self) -> datetime:
        return self._at

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._book.reading() as look:
            yield OnServer(look, self._at)


def at(office: Office, moment: datetime) -> Office:
    return replace(office, clock=lambda: moment)


def test_without_a_server_the_newest_entry_tells(world: World) -> None:
    assert clock_behind(at(world.office, now() - timedelta(days=9))) is None, "nothing was entered yet"
    made = made_at(world.order(ItemDraft(product="figurine", finish="color", height_mm=120, creation="c1")).id)
    assert clock_behind(at(world.office, made)) is None
    assert clock_behind(at(world.office, made - BEHIND - timedelta(seconds=1))) == Behind(made)


def test_on_a_server_its_clock_tells_whatever_was_once_entered_ahead(world: World) -> None:
    world.order(ItemDraft(product="figurine", finish="color", height_mm=120, creation="c1"))
    before = now() - timedelta(days=300)
    served = replace(world.office, book=OnServer(world.office.book, before))
    assert clock_behind(at(served, before)) is None, "the entry seems to come from a PC that was ahead"
    assert clock_behind(at(served, before - timedelta(hours=1))) == Behind(before, server=True)
