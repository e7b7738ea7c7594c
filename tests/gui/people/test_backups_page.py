"""Backups in the window: made, listed, checked, cancelled, brought back after a word was typed; one every day."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands.office import Office
from app.errors import WriteRefusedError
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.backups_page import BackupsPage
from app.gui.people.daily_backup import DailyBackup
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.i18n import Text
from app.jobs.runner import Job
from app.orders.records import Order
from app.security.actor import NOBODY
from app.settings.preferences import Preferences
from tests.gui.people.conftest import kinds_in, words_on

Open = Callable[..., Page]
Enter = Callable[..., Order]
LONG = 60_000


def backups_page(open_page: Open, qtbot: QtBot) -> BackupsPage:
    page = cast("BackupsPage", open_page("backups"))
    qtbot.waitUntil(lambda: bool(page.last.text()))
    return page


def free(page: BackupsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.make.isEnabled, timeout=LONG)


def made(page: BackupsPage, qtbot: QtBot, count: int = 1) -> None:
    page.make.click()
    assert not page.make.isEnabled()
    assert page.stop.isVisible()
    qtbot.waitUntil(lambda: len(page.table.rows.rows) == count, timeout=LONG)
    free(page, qtbot)


def done(job: Job, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: job.state == "done", timeout=LONG)


def orders_in(office: Office) -> int:
    with office.book.reading() as book:
        return book.how_many(Order)


def test_a_backup_is_made_listed_and_known_to_be_whole(
    qtbot: QtBot, open_page: Open, office: Office, enter: Enter
) -> None:
    enter()
    page = backups_page(open_page, qtbot)
    assert "no backup yet" in page.last.text()
    made(page, qtbot)
    qtbot.waitUntil(lambda: "whole" in page.last.text())
    assert "whole" in page.table.model().index(0, 2).data()
    assert "is made and whole" in words_on(page)
    assert kinds_in(office).count("backup.made") == 1


def test_a_damaged_backup_is_seen_and_stays_marked(qtbot: QtBot, open_page: Open, enter: Enter) -> None:
    enter()
    page = backups_page(open_page, qtbot)
    made(page, qtbot)
    path = page.table.rows.rows[0].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    page.table.selectRow(0)
    page.check.click()
    free(page, qtbot)
    assert "damaged or incomplete" in words_on(page)
    qtbot.waitUntil(lambda: "damaged" in page.table.model().index(0, 2).data())


def test_bringing_back_asks_for_a_word_and_says_where_the_former_book_is(
    qtbot: QtBot, open_page: Open, office: Office, enter: Enter
) -> None:
    enter()
    page = backups_page(open_page, qtbot)
    made(page, qtbot)
    enter("测试乙", "13900000000")
    assert orders_in(office) == 2
    page.table.selectRow(0)
    page.bring.click()
    assert not page.dialog.confirm.isEnabled()
    page.dialog.typed.setText("bring it back")
    assert not page.dialog.confirm.isEnabled()
    page.dialog.typed.setText("bring back")
    page.dialog.confirm.click()
    qtbot.waitUntil(lambda: "is back" in words_on(page), timeout=LONG)
    assert ".before-" in words_on(page)
    assert orders_in(office) == 1


def test_cancelling_leaves_nothing_behind(qtbot: QtBot, open_page: Open, office: Office, enter: Enter) -> None:
    enter()
    page = backups_page(open_page, qtbot)
    page.make.click()
    page.stop.click()
    free(page, qtbot)
    zips = list(page.folder.glob("*.zip"))
    assert not list(page.folder.glob("*.tmp"))
    # It was either stopped, or it had been finished by then; nothing in between.
    assert ("Stopped" in words_on(page)) == (not zips)
    assert kinds_in(office).count("backup.made") == len(zips)


def test_a_folder_that_takes_nothing_is_told_and_remembered(
    qtbot: QtBot, open_page: Open, office: Office, tmp_path: Path
) -> None:
    page = backups_page(open_page, qtbot)
    (tmp_path / "a file").write_text("in the way")
    page.use_folder(tmp_path / "a file" / "backups")
    page.make.click()
    free(page, qtbot)
    assert "cannot be written" in words_on(page)
    qtbot.waitUntil(lambda: "failed" in page.last.text())
    assert "backup.failed" in kinds_in(office)
    page.use_folder(tmp_path / "elsewhere")
    made(page, qtbot)
    assert len(list((tmp_path / "elsewhere").glob("*.zip"))) == 1


def test_how_many_are_kept_is_a_setting_of_the_workshop(qtbot: QtBot, open_page: Open, office: Office) -> None:
    page = backups_page(open_page, qtbot)
    qtbot.waitUntil(lambda: page.kept.value() == 14)
    page.kept.setValue(3)
    qtbot.waitUntil(lambda: "settings.changed" in kinds_in(office))
    page.daily.setChecked(False)
    assert not page.local.preferences.daily_backup


def test_what_cannot_be_written_down_is_said_and_stays_as_it_was(qtbot: QtBot, open_page: Open, tmp_path: Path) -> None:
    def refuse() -> None:
        raise WriteRefusedError(Text("The disk of this PC is full; nothing was changed."))

    page = backups_page(open_page, qtbot)
    page.local = replace(page.local, keep=refuse)
    before = page.folder
    page.use_folder(tmp_path / "elsewhere")
    assert page.folder == before
    page.daily.setChecked(False)
    assert page.daily.isChecked()
    assert page.local.preferences.daily_backup
    assert set(page.messages.sentences) == {"The disk of this PC is full; nothing was changed."}


def test_one_a_day_whoever_is_logged_in(qtbot: QtBot, desk: OfficeDesk, tmp_path: Path, enter: Enter) -> None:
    enter()
    parent = QWidget()
    qtbot.addWidget(parent)
    local = Local(Preferences(), lambda: None, tmp_path / "data", tmp_path)
    daily = DailyBackup(desk, local, parent)
    assert daily.look() is None  # the book is not open yet
    desk.open()
    qtbot.waitUntil(lambda: desk.ready, timeout=LONG)
    desk.act_as(NOBODY)
    for _ in range(2):  # the second one finds that of today
        job = daily.look()
        assert job is not None
        done(job, qtbot)
    (path,) = (tmp_path / "data" / "backups").glob("*.zip")
    os.utime(path, (0, 0))
    local.preferences.daily_backup = False
    before = daily.look()
    assert before is job
    local.preferences.daily_backup = True
    job = daily.look()
    assert job is not None
    done(job, qtbot)
    assert len(list((tmp_path / "data" / "backups").glob("*.zip"))) == 2
