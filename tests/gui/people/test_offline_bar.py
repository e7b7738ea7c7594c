"""The server of the order book goes away and comes back: a bar says so, the window stays as it is, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot
from sqlalchemy.engine import make_url

from app.commands import personal
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.guard import Guard
from app.gui.people.strips import Strips
from app.jobs.runner import Runner
from app.orders.people import Recipient
from app.security.actor import NOBODY, OWNER
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.late import LateBook
from app.storage.opening import open_book
from tests.peers.conftest import KEY, postgres_address, postgres_server, postgres_template  # noqa: F401 - fixtures
from tests.peers.cutting_proxy import CuttingProxy
from tests.peers.postgres_server import PostgresServer

WAIT = 60_000


@pytest.fixture
def wire(postgres_server: PostgresServer) -> Iterator[CuttingProxy]:  # noqa: F811 - the fixture above
    wire = CuttingProxy(postgres_server.port)
    yield wire
    wire.close()


@pytest.fixture
def desk(qapp: QApplication, wire: CuttingProxy, postgres_address: str, tmp_path: Path) -> Iterator[OfficeDesk]:  # noqa: F811
    """A desk at a book that is opened when it is first asked, at the other end of a wire."""
    vault = Vault(bytes(range(32)))
    address = make_url(postgres_address).set(port=wire.port).render_as_string(hide_password=False)
    book = LateBook(lambda: open_book(address, KEY, anchors=tmp_path / "anchors", at_once=False))
    office = Office(book, open_assets(str(tmp_path / "assets"), vault.asset_key), vault, "PC-01", actor=NOBODY)
    thread = MainThread()
    bugs: list[BaseException] = []
    runner = Runner(thread.post)
    runner.crashed.connect(bugs.append)
    desk = OfficeDesk(office, runner, thread.post)
    yield desk
    desk.close()
    runner.close()
    book.close()
    qapp.processEvents()
    assert not bugs


def show_strips(window: QMainWindow, look: Look) -> Strips:
    strips = Strips(look)
    window.setMenuWidget(strips)
    return strips


def test_the_bar_comes_and_goes_with_the_server(  # noqa: PLR0917 - fixtures
    qtbot: QtBot, window: QMainWindow, look: Look, desk: OfficeDesk, wire: CuttingProxy, tmp_path: Path
) -> None:
    strips = show_strips(window, look)
    guard = Guard(window, desk, look, strips, settings=tmp_path, expected=False)
    desk.open()
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    assert desk.actor == OWNER
    assert not strips.offline.isVisible()
    wire.pull_the_plug()
    qtbot.waitUntil(strips.offline.isVisible, timeout=WAIT)
    assert "does not answer" in strips.offline.words.text()
    assert not guard.covered, "work on the bench goes on"
    refused: list[str] = []
    entry = ("SF Express", "Delivery", "Letter of 20 November")
    desk.ask(personal.save_recipient, *entry, then=lambda _: None, failed=lambda error: refused.append(str(error)))
    qtbot.waitUntil(lambda: bool(refused), timeout=WAIT)
    wire.plug_in()
    qtbot.waitUntil(lambda: not strips.offline.isVisible(), timeout=WAIT)
    kept: list[Recipient] = []
    desk.ask(personal.save_recipient, *entry, then=kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=WAIT)
    guard.close()


def test_a_server_that_is_not_there_at_first_is_waited_for(  # noqa: PLR0917 - fixtures
    qtbot: QtBot, window: QMainWindow, look: Look, desk: OfficeDesk, wire: CuttingProxy, tmp_path: Path
) -> None:
    wire.pull_the_plug()
    strips = show_strips(window, look)
    guard = Guard(window, desk, look, strips, settings=tmp_path, expected=True)
    assert guard.covered
    desk.open()
    qtbot.waitUntil(lambda: strips.offline.words.text() != "", timeout=WAIT)
    assert guard.wait.isVisible(), "nothing is shown before somebody has logged in"
    assert "does not answer" in guard.wait.words.text()
    wire.plug_in()
    qtbot.waitUntil(lambda: desk.ready and not guard.covered, timeout=WAIT)
    assert desk.actor == OWNER
    guard.close()
