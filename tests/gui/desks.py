"""Desks over offices, as the window has one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.commands.office import Office
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.jobs.runner import Runner
from app.security.actor import Actor
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book


@contextmanager
def office_in(folder: Path, monkeypatch: pytest.MonkeyPatch, actor: Actor) -> Iterator[Office]:
    """An office over a real order book in this folder."""
    monkeypatch.setenv("STATUETTE_HOME", str(folder / "home"))
    vault = Vault(bytes(range(32)))
    book = open_book(str(folder / "book.sqlite"), vault.audit_key)
    yield Office(book, open_assets(str(folder / "assets"), vault.asset_key), vault, station="PC-01", actor=actor)
    book.close()


@contextmanager
def desk_over(
    office: Office, qapp: QApplication, again: Callable[[str | None], None] | None = None
) -> Iterator[OfficeDesk]:
    """A desk with a runner of its own; fails where a job had a bug. ``again``: opens key and book anew."""
    thread = MainThread()
    bugs: list[BaseException] = []
    runner = Runner(thread.post)
    runner.crashed.connect(bugs.append)
    desk = OfficeDesk(office, runner, thread.post) if again is None else OfficeDesk(office, runner, thread.post, again)
    yield desk
    desk.close()
    runner.close()
    qapp.processEvents()
    assert not bugs
