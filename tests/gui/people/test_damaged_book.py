"""A backup that is brought back in place of a damaged order book, and stopped half way."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.commands import backups
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.damaged_book import DamagedBook
from app.gui.people.guard import Guard
from app.gui.people.local import Local
from app.gui.people.strips import Strips
from app.jobs.progress import Progress
from app.settings.preferences import Preferences

WAIT = 20_000


@pytest.fixture
def damaged(qtbot: QtBot, desk: OfficeDesk, window: QMainWindow, look: Look, tmp_path: Path) -> Iterator[DamagedBook]:
    strips = Strips(look)
    qtbot.addWidget(strips)
    guard = Guard(window, desk, look, strips, settings=tmp_path, expected=False)
    yield DamagedBook(desk, guard, look, Local(Preferences(), lambda: None, tmp_path, tmp_path))
    guard.close()


def confirm(damaged: DamagedBook) -> None:
    dialog = damaged.confirm(Path("backup.zip"))
    dialog.typed.setText(dialog.phrase)
    dialog.confirm.click()


def test_a_backup_that_was_stopped_can_be_brought_back_again(
    qtbot: QtBot, desk: OfficeDesk, damaged: DamagedBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def restore(_office: object, path: Path, *, progress: Progress) -> None:
        tries.append(path)
        while True:  # until it is stopped
            progress(0.5)
            threading.Event().wait(0.01)

    monkeypatch.setattr(backups, "restore", restore)
    problem = damaged._guard.trouble.problem
    desk.start()
    for number in (1, 2):
        confirm(damaged)
        qtbot.waitUntil(lambda number=number: len(tries) == number, timeout=WAIT)  # type: ignore[misc]
        assert desk._unwatch is None
        problem.setText("")
        desk._runner.jobs[-1].cancel()
        qtbot.waitUntil(lambda: "Stopped" in problem.text(), timeout=WAIT)
        assert desk._unwatch is not None, "what others do is heard again"
