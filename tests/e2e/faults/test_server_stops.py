"""PostgreSQL is stopped and started while the window works: what was confirmed is there, what was refused is not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.orders.records import Order
from tests.e2e.faults.conftest import WAIT, Opener
from tests.peers.postgres_server import PostgresServer, binaries, own_server


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of this test alone: it is stopped. Its commits reach the disk, as in a workshop."""
    if binaries() is None:
        pytest.skip("Debian's package postgresql is not installed")
    with own_server(durable=True) as server:
        yield server


def test_the_server_goes_and_comes_back(  # noqa: PLR0917 - fixtures
    server: PostgresServer, open_day: Opener, open_box: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    happened: Callable[..., None],
) -> None:  # fmt: skip
    monkeypatch.setenv("STATUETTE_DATABASE", server.make_database("shop"))
    day = open_day()
    strips = day.window.people.strips
    for _ in range(3):
        assert day.new_order() is not None
    for hard in (False, True):
        server.stop(hard=hard)
        qtbot.waitUntil(strips.offline.isVisible, timeout=WAIT)
        assert "does not answer" in strips.offline.words.text()
        assert day.new_order() is None
        assert "nothing was changed" in day.refused[-1]
        day.window.open_file(open_box)  # the bench needs no order book
        qtbot.waitUntil(lambda: day.window.workshop.bench.document is not None, timeout=WAIT)
        assert not day.window.people.guard.covered
        server.start()
        qtbot.waitUntil(lambda: not strips.offline.isVisible(), timeout=WAIT)
        assert day.new_order() is not None
        day.window.workshop.bench.close()
    with day.office.book.reading() as book:
        assert len(book.find(Order)) == len(day.confirmed), "what was refused is not there"
    assert day.lost() == []
    assert day.is_whole()
    happened(lost=len(day.lost()), faults=2)
