"""The workshop's own server: its settings are shared, its token is sealed, and asking it takes nothing twice."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands.intake.polling import PolledSource
from app.commands.intake.repeating import Repeating
from app.commands.intake.result import IntakeResult
from app.commands.intake.server import ServerSettings, ask_address, ask_server, keep_server, server_settings
from app.commands.intake.source import SourceRefusedError
from app.commands.office import Office
from app.drivers.intake_http import HttpSource
from app.errors import AppError
from app.orders.records import Order, Setting
from app.security.actor import PROGRAM, Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.unit.commands.intake.conftest import a_bundle, an_order
from tests.unit.drivers.order_server import TOKEN, OrderServer


@pytest.fixture
def server() -> Iterator[OrderServer]:
    with OrderServer() as server:
        server.pages = [a_bundle(an_order("A-1"))]
        yield server


@pytest.fixture
def office(office: Office) -> Office:
    return replace(office, servers=HttpSource, station="PC-03")


def test_what_is_kept_is_there_for_every_pc_but_not_the_token(office: Office, server: OrderServer) -> None:
    assert server_settings(office) == ServerSettings()
    keep_server(office, ServerSettings(server.url + "/", 30, on=True), TOKEN)
    assert server_settings(office) == ServerSettings(server.url, 30, True, "PC-03", "app", True)
    keep_server(office, ServerSettings(server.url, 5))
    assert server_settings(office) == ServerSettings(server.url, 15, False, "", "app", True)
    assert ask_server(office).created == 1  # with the token that was kept before


def test_the_token_stands_nowhere_in_the_clear(office: Office, server: OrderServer, tmp_path: Path) -> None:
    keep_server(office, ServerSettings(server.url), TOKEN)
    with office.book.reading() as book:
        assert TOKEN not in str(book.find(Setting))
        assert TOKEN not in str(book.events(limit=1000))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in files)
    assert not any(TOKEN.encode() in path.read_bytes() for path in files)


def test_it_goes_on_where_it_was(office: Office, server: OrderServer) -> None:
    keep_server(office, ServerSettings(server.url), TOKEN)
    assert ask_server(office).created == 1
    assert ask_server(office) == IntakeResult()
    server.pages.append(a_bundle(an_order("A-2")))
    assert ask_server(office.acting(PROGRAM)).created == 1


def test_a_token_is_never_sent_to_another_address(office: Office, server: OrderServer) -> None:
    keep_server(office, ServerSettings(server.url), TOKEN)
    with OrderServer() as other:
        keep_server(office, ServerSettings(other.url))
        assert not server_settings(office).has_token
        with pytest.raises(SourceRefusedError, match="token"):
            ask_server(office)
        assert not other.seen


@pytest.mark.parametrize("url", ["http://example.com", "example.com", "ftp://x"])
def test_an_address_that_is_not_safe_is_not_kept(office: Office, url: str) -> None:
    with pytest.raises(SourceRefusedError):
        keep_server(office, ServerSettings(url), TOKEN)
    assert server_settings(office) == ServerSettings()


def test_it_cannot_be_switched_on_without_a_token(office: Office, server: OrderServer) -> None:
    with pytest.raises(SourceRefusedError, match="address and the token"):
        keep_server(office, ServerSettings(server.url, on=True))
    with pytest.raises(SourceRefusedError, match="address and the token"):
        keep_server(office, ServerSettings(on=True))
    with pytest.raises(SourceRefusedError, match="address and the token"):
        ask_server(office)


def test_only_an_administrator_says_whom_to_ask(office: Office, server: OrderServer) -> None:
    service = office.acting(Actor(7, "S", frozenset({Role.SERVICE})))
    with pytest.raises(NotAllowedError):
        keep_server(service, ServerSettings(server.url), TOKEN)
    keep_server(office, ServerSettings(server.url), TOKEN)
    assert ask_server(service).created == 1


def test_an_address_can_be_asked_once_without_being_kept(office: Office, server: OrderServer) -> None:
    assert ask_address(office, server.url, TOKEN).created == 1
    assert server_settings(office) == ServerSettings()


def test_where_there_is_no_way_to_ask_it_is_said(office: Office) -> None:
    with pytest.raises(SourceRefusedError, match="without a way"):
        ask_address(replace(office, servers=None), "https://example.com", TOKEN)


def test_the_last_answer_can_be_seen(office: Office, server: OrderServer) -> None:
    told: list[IntakeResult | AppError] = []
    polled = PolledSource(office, lambda on, progress: ask_server(on, progress=progress), told.append)
    polled.ask()
    assert polled.last is not None
    assert isinstance(polled.last.came, SourceRefusedError)
    keep_server(office, ServerSettings(server.url), TOKEN)
    polled.ask()
    assert polled.last.came == told[-1]
    with office.book.reading() as book:
        assert [order.key for order in book.find(Order)] == ["A-1"]


def test_stopping_without_waiting_ends_the_old_run_for_good() -> None:
    """A new start must not wake the run that is still on its way to its end."""
    began, go_on, ran = threading.Event(), threading.Event(), []

    def work(_stopping: object) -> None:
        ran.append(threading.current_thread())
        began.set()
        go_on.wait(10)

    again = Repeating(work, 0.001, "test of repeating")
    again.start()
    assert began.wait(10)
    again.stop(0)
    again.start()
    first = ran[0]
    go_on.set()
    first.join(10)
    assert not first.is_alive()
    assert again.running
    again.stop()
    assert not any(thread.name == "test of repeating" for thread in threading.enumerate())


def test_it_stops_at_once_whenever_it_is_stopped() -> None:
    """It must not begin to wait for its next turn when it was stopped just before."""
    for pause in (0.0, 0.0005, 0.001):
        waits = Repeating(lambda _stopping: None, 60.0, "test of stopping")
        waits.start()
        time.sleep(pause)
        began = time.monotonic()
        waits.stop()
        assert time.monotonic() - began < 30
