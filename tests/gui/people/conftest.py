"""A desk over a real order book in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.commands import accounts
from app.commands.accounts import AccountDraft, AccountView
from app.commands.office import Office
from app.gui.look import Look
from app.gui.main_thread import MainThread
from app.gui.office_desk import OfficeDesk
from app.jobs.runner import Runner
from app.security.actor import NOBODY, OWNER, Actor
from app.security.roles import Role
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book

BOSS_PASSWORD = "violet kettle 42"
WORKER_PASSWORD = "green harbour 77"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    vault = Vault(bytes(range(32)))
    book = open_book(str(tmp_path / "book.sqlite"), vault.audit_key)
    yield Office(book, open_assets(str(tmp_path / "assets"), vault.asset_key), vault, station="PC-01", actor=NOBODY)
    book.close()


@pytest.fixture
def desk(office: Office, qapp: QApplication) -> Iterator[OfficeDesk]:
    thread = MainThread()
    bugs: list[BaseException] = []
    runner = Runner(thread.post)
    runner.crashed.connect(bugs.append)
    desk = OfficeDesk(office, runner, thread.post)
    yield desk
    desk.close()
    runner.close()
    qapp.processEvents()
    assert not bugs


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QMainWindow]:
    assert look.tokens
    window = QMainWindow()
    window.resize(1280, 800)
    window.setCentralWidget(QLabel("the bench"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    window.close()


@pytest.fixture
def boss(office: Office) -> Actor:
    """The administrator of a workshop that has accounts."""
    done = accounts.first_account(office.acting(OWNER), "boss", "Boss", BOSS_PASSWORD, (Role.ADMIN,))
    boss = office.acting(done.actor)
    return accounts.accept_duty(boss).actor


@pytest.fixture
def add_worker(office: Office, boss: Actor) -> Callable[..., AccountView]:
    def add(login: str, *roles: Role) -> AccountView:
        draft = AccountDraft(login, login.title(), roles)
        return accounts.save_account(office.acting(boss), draft, WORKER_PASSWORD)

    return add


def words_on(widget: QWidget) -> str:
    """Everything that labels below a widget say."""
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())
