"""Updates in the window: looked for, fetched, waiting, set aside; who may; what helps where book and program do not fit."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app import i18n
from app.drivers.updates.updating import LayerUpdates
from app.gui.base.office_desk import OfficeDesk
from app.gui.updates.dialog import UpdatesDialog
from app.gui.updates.place import UpdatesPlace
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.backup import KeptBefore
from app.orders.book import BookNewerError, MigrationFailedError
from app.security.actor import Actor
from app.security.roles import Role
from app.settings.installed import installed
from app.settings.preferences import Preferences
from app.settings.releases import Release
from tests.unit.updates.published import PC, Publisher

LONG = 60_000


def shown(qtbot: QtBot, what: Callable[[], bool]) -> None:
    qtbot.waitUntil(what, timeout=LONG)


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(qtbot: QtBot, place: UpdatesPlace) -> UpdatesDialog:
    dialog = place.show()
    shown(qtbot, lambda: dialog.version.text() == "Version 0.1.0")
    return dialog


def test_a_newer_version_is_found_fetched_and_waits_for_the_restart(  # noqa: PLR0917 - fixtures
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, preferences: Preferences, pc: PC, window: QMainWindow
) -> None:
    notes = publisher.folder / "notes.txt"
    notes.write_text("A mended seam", "utf-8")
    publisher.do("add", "--keys", publisher.keys, "--app", publisher.app("0.2.0", seed=9), "--notes-en", notes)
    preferences.update_source = str(publisher.repository.folder)
    dialog = opened(qtbot, place)
    shown(qtbot, dialog.fetch.isVisible)
    assert dialog.state.text() == "Version 0.2.0 is there."
    assert dialog.notes.toPlainText() == "A mended seam"
    assert "MB to fetch" in dialog.amount.text()
    press(qtbot, dialog.fetch)
    assert dialog.cancel.isVisible()
    assert not dialog.look_now.isEnabled()
    shown(qtbot, dialog.restart.isVisible)
    assert "0.2.0 is in place" in dialog.state.text()
    assert pc.marked("0.2.0")["state"] == "trial"
    i18n.activate("zh_CN")
    dialog.refresh()
    i18n.activate("en")
    press(qtbot, dialog.restart)
    assert place.restarting
    shown(qtbot, lambda: not window.isVisible())


def test_fetching_can_be_cancelled(
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, preferences: Preferences, pc: PC
) -> None:
    publisher.offer("0.2.0", seed=9)
    preferences.update_source = str(publisher.repository.folder)
    dialog = opened(qtbot, place)
    shown(qtbot, dialog.fetch.isVisible)
    press(qtbot, dialog.fetch)
    press(qtbot, dialog.cancel)
    shown(qtbot, lambda: dialog.fetch.isVisible() or dialog.restart.isVisible())
    if dialog.fetch.isVisible():
        assert "app-0.2.0" not in pc.layers()


def test_closed_while_it_fetches_it_goes_on_and_says_so_in_the_strip(
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.offer("0.2.0")
    preferences.update_source = str(publisher.repository.folder)
    dialog = opened(qtbot, place)
    shown(qtbot, dialog.fetch.isVisible)
    go = threading.Event()
    plain = LayerUpdates.fetch

    def slow(self: LayerUpdates, source: str, version: str, progress: Progress) -> Release:
        progress(0.4, text("Fetch the update"))
        go.wait(LONG / 1000)
        return plain(self, source, version, progress)

    monkeypatch.setattr(LayerUpdates, "fetch", slow)
    press(qtbot, dialog.fetch)
    shown(qtbot, lambda: dialog.bar.share > 0.3)
    dialog.accept()
    again = opened(qtbot, place)
    shown(qtbot, again.cancel.isVisible)
    assert again.bar.share > 0.3
    again.accept()
    go.set()
    shown(qtbot, place.strip.isVisible)
    assert place.strip.verb.text() == "Restart now"


def test_from_a_file(qtbot: QtBot, place: UpdatesPlace, publisher: Publisher) -> None:
    publisher.offer("0.2.0")
    dialog = opened(qtbot, place)
    dialog.file_wanted.emit(str(publisher.bundle("--app-only")))
    shown(qtbot, dialog.fetch.isVisible)
    press(qtbot, dialog.fetch)
    shown(qtbot, dialog.restart.isVisible)


def test_what_is_refused_says_why_and_can_be_tried_again(
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, tmp_path: Path
) -> None:
    dialog = opened(qtbot, place)
    dialog.file_wanted.emit(str(tmp_path / "none.statuette-update"))
    shown(qtbot, dialog.problem.isVisible)
    assert "no update file" in dialog.problem.text()
    assert dialog.look_now.isEnabled()
    dialog.source.line.setText(str(publisher.repository.folder))
    dialog.source.line.editingFinished.emit()
    shown(qtbot, lambda: dialog.state.text() == "This is the newest version.")
    assert not dialog.problem.isVisible()


def test_who_may_not_is_told_who_may(
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, preferences: Preferences, desk: OfficeDesk
) -> None:
    publisher.offer("0.2.0")
    preferences.update_source = str(publisher.repository.folder)
    desk.act_as(Actor(7, "测试", frozenset({Role.ENGINEER})))
    dialog = opened(qtbot, place)
    shown(qtbot, dialog.fetch.isVisible)
    assert not dialog.fetch.isEnabled()
    assert "administrator" in dialog.amount.text()
    desk.act_as(Actor(1, "Boss", frozenset({Role.ADMIN})))
    assert dialog.fetch.isEnabled()


def test_once_a_day_it_looks_quietly_and_says_so_once(
    qtbot: QtBot, place: UpdatesPlace, publisher: Publisher, preferences: Preferences, window: QMainWindow
) -> None:
    publisher.offer("0.2.0")
    preferences.update_source = "http://127.0.0.1:9"
    place.begin()
    shown(qtbot, lambda: place._state is not None)
    place.look_quietly()
    shown(qtbot, lambda: bool(preferences.update_looked))  # nobody answers: nobody hears of it
    assert not place.strip.isVisible()
    preferences.update_source = str(publisher.repository.folder)
    place.look_quietly()
    assert not place._busy()  # not again today
    preferences.update_looked = "2026-01-01T00:00:00+00:00"
    shown(qtbot, lambda: not place._busy())
    place.look_quietly()
    shown(qtbot, place.strip.isVisible)
    assert "0.2.0" in place.strip.words.text()
    press(qtbot, place.strip.cross)
    assert not place.strip.isVisible()
    preferences.update_looked = ""
    place.look_quietly()
    shown(qtbot, lambda: not place._busy())
    assert not place.strip.isVisible()
    preferences.update_daily, preferences.update_looked, preferences.update_seen = False, "", ""
    place.look_quietly()
    assert not place._busy()
    assert window.isVisible()


def test_a_version_that_was_set_aside_is_told_until_it_was_read(qtbot: QtBot, place: UpdatesPlace, pc: PC) -> None:
    pc.mark("0.2.0", {"state": "broken", "why": "died", "told": False})
    place.begin()
    shown(qtbot, place.strip.isVisible)
    assert place.strip.words.text() == (
        "Version 0.2.0 ended before its window was ready, so version 0.1.0 was started again."
    )
    press(qtbot, place.strip.cross)
    shown(qtbot, lambda: pc.marked("0.2.0")["told"] is True)


def test_the_window_reports_how_a_new_version_fares(
    qtbot: QtBot, place: UpdatesPlace, pc: PC, desk: OfficeDesk
) -> None:
    pc.mark("0.1.0", {"state": "trial", "attempts": 1})
    place.begin()
    assert pc.marked("0.1.0")["shown"] is True
    assert pc.marked("0.1.0")["state"] == "trial"
    desk.open()
    shown(qtbot, lambda: desk.ready)
    assert pc.marked("0.1.0")["state"] == "healthy"


def test_a_book_that_cannot_be_brought_up_to_date_leads_back(
    qtbot: QtBot, place: UpdatesPlace, pc: PC, desk: OfficeDesk, window: QMainWindow
) -> None:
    pc.mark("0.1.0", {"state": "trial", "attempts": 1})
    desk.refused.emit(MigrationFailedError())
    assert pc.marked("0.1.0")["why"] == "migration"
    page = place._guard.trouble
    verb = next(b for b in page.findChildren(QPushButton) if b.text() == "Start the version before")
    press(qtbot, verb)
    assert place.restarting
    assert not window.isVisible()


def test_a_newer_book_offers_updates_and_the_copy_from_before(  # noqa: PLR0917 - fixtures
    qtbot: QtBot, place: UpdatesPlace, pc: PC, desk: OfficeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert installed() is not None
    assert pc.folder.is_dir()
    at = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
    asked: list[Path] = []

    class Copies:
        def kept_before(self) -> tuple[KeptBefore, ...]:
            return (KeptBefore(tmp_path / "copy.sqlite", at),)

        def put_back(self, kept: Path, *_: object) -> str:
            asked.append(kept)
            return "aside"

    monkeypatch.setattr(desk.office.book, "backups", Copies)
    desk.refused.emit(BookNewerError())
    page = place._guard.trouble

    def verb(words: str) -> QPushButton | None:
        return next((b for b in page.findChildren(QPushButton) if b.text().startswith(words)), None)

    shown(qtbot, lambda: verb("Go back to the order book of") is not None)
    assert verb("Look for updates…") is not None
    back = verb("Go back")
    assert back is not None
    press(qtbot, back)
    question = place._guard.cover.findChild(QMessageBox)
    assert question is not None
    assert "kept aside" in question.text()
    press(qtbot, next(b for b in question.buttons() if b.text() == "Go back"))
    shown(qtbot, lambda: asked == [tmp_path / "copy.sqlite"])
    shown(qtbot, lambda: desk.ready)


def test_a_book_that_is_brought_up_to_date_says_how_far_it_is(
    qtbot: QtBot, place: UpdatesPlace, desk: OfficeDesk
) -> None:
    strips = place._guard._strips
    desk.office.opening(0.34, text("Bringing the order book up to date…"))
    shown(qtbot, strips.opening.isVisible)
    assert "34 %" in strips.opening.words.text()
    assert "34 %" in place._guard.wait.words.text()
    desk.open()
    shown(qtbot, lambda: desk.ready and not strips.opening.isVisible())
    desk.office.opening(0.9, text("Bringing the order book up to date…"))
    qtbot.wait(50)
    assert not strips.opening.isVisible()
