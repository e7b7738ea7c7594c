"""Another place for the files on the page of the database: tried, chosen, filled, and the old one emptied."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import WriteRefusedError
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.database_page import DatabasePage
from app.gui.people.files_card import FilesCard
from app.i18n import Text
from app.settings.preferences import FILE, Preferences, load_preferences

LONG = 60_000


@pytest.fixture
def page(database_page: DatabasePage) -> DatabasePage:
    return database_page


def tried(card: FilesCard, address: str, qtbot: QtBot) -> str:
    card.address.setText(address)
    card.attempt.click()
    qtbot.waitUntil(lambda: card.attempt.isEnabled() and not card.result.isHidden(), timeout=LONG)
    return card.result.text()


def kept(new_home: Path) -> Preferences:
    return load_preferences(new_home / "settings" / FILE)


def test_everything_is_moved_used_at_once_and_taken_away_when_told(
    page: DatabasePage, new_home: Path, tmp_path: Path, qtbot: QtBot, real_desk: OfficeDesk
) -> None:
    card, target = page.elsewhere, tmp_path / "server"
    digests = {real_desk.office.assets.put(f"file {n}".encode(), sensitive=True).digest for n in range(5)}
    assert not card.move_there.isEnabled()
    assert card.left.isHidden()
    assert "no files lie there yet" in tried(card, str(target), qtbot)
    assert not target.exists()
    card.move_there.click()
    assert not card.bar.isHidden()
    assert not card.attempt.isEnabled()
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=LONG)
    assert page.messages.sentences[-1].startswith("5 files lie in the new place now")
    assert card.bar.isHidden()
    assert real_desk.office.assets.where() == str(target)
    assert set(real_desk.office.assets.digests()) == digests
    assert (kept(new_home).assets, kept(new_home).assets_before) == (str(target), "")
    qtbot.waitUntil(lambda: page.files.toolTip() == str(target) or "server" in page.files.text(), timeout=LONG)
    assert not card.left.isHidden()
    old = [path for path in (new_home / "data" / "assets").rglob("sha256/*/*") if path.is_file()]
    assert len(old) == 5
    card.left.go.click()
    card.left.dialog.typed.setText(card.left.dialog.phrase)
    card.left.dialog.confirm.click()
    qtbot.waitUntil(card.left.isHidden, timeout=LONG)
    assert not any(path.exists() for path in old)
    assert set(real_desk.office.assets.digests()) == digests
    assert kept(new_home).assets_before is None


def test_a_place_is_used_from_the_next_start_without_copying(
    page: DatabasePage, new_home: Path, tmp_path: Path, qtbot: QtBot, real_desk: OfficeDesk
) -> None:
    (tmp_path / "server").mkdir()
    real_desk.office.assets.put(b"a file", sensitive=False)
    tried(page.elsewhere, str(tmp_path / "server"), qtbot)
    page.elsewhere.use.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=LONG)
    assert kept(new_home).assets == str(tmp_path / "server")
    assert kept(new_home).assets_before is None
    assert real_desk.office.assets.where() == str(new_home / "data" / "assets")
    assert list((tmp_path / "server").iterdir()) == []


def test_a_place_that_cannot_be_written_down_is_not_called_kept(
    page: DatabasePage, tmp_path: Path, qtbot: QtBot, real_desk: OfficeDesk
) -> None:
    def refuse() -> None:
        raise WriteRefusedError(Text("The disk of this PC is full; nothing was changed."))

    (tmp_path / "server").mkdir()
    real_desk.office.assets.put(b"a file", sensitive=False)
    before = real_desk.office.assets.where()
    card = page.elsewhere
    card._local = replace(page.local, keep=refuse)
    for begin in (card.use, card.move_there):
        page.messages.clear()
        tried(card, str(tmp_path / "server"), qtbot)
        begin.click()
        qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=LONG)
        assert page.messages.sentences == ["The disk of this PC is full; nothing was changed."]
        assert page.local.preferences.assets == ""
        assert page.local.preferences.assets_before is None
        assert real_desk.office.assets.where() == before


@pytest.mark.parametrize(
    ("address", "words"),
    [("files", "whole path"), ("/no/such/place/files", "no folder"), ("s3://b?endpoint=http://127.0.0.1:9", "answer")],
)
def test_what_does_not_work_is_said_and_cannot_be_used(
    page: DatabasePage, qtbot: QtBot, address: str, words: str
) -> None:
    card = page.elsewhere
    card.address.setText(address)
    card.access.setText("key")
    card.secret.line.setText("Quokka77")
    said = tried(card, address, qtbot)
    assert words in said
    assert "Quokka" not in said
    assert not card.use.isEnabled()
    assert not card.move_there.isEnabled()
    assert card.secret.isVisible() == address.startswith("s3")
    page.leave()
    assert not card.secret.line.text()


def test_the_place_of_now_is_neither_moved_to_nor_chosen(page: DatabasePage, qtbot: QtBot) -> None:
    assert "where the files lie now" in tried(page.elsewhere, "", qtbot)
    assert not page.elsewhere.use.isEnabled()
    assert not page.elsewhere.move_there.isEnabled()


def test_a_folder_that_is_picked_is_tried_at_once(
    page: DatabasePage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "picked"))
    (tmp_path / "picked").mkdir()
    page.elsewhere.choose.click()
    qtbot.waitUntil(page.elsewhere.move_there.isEnabled, timeout=LONG)


def test_a_move_that_is_stopped_leaves_everything_as_it_was(
    page: DatabasePage, new_home: Path, tmp_path: Path, qtbot: QtBot, real_desk: OfficeDesk
) -> None:
    for n in range(60):
        real_desk.office.assets.put(f"file {n}".encode(), sensitive=True)
    card = page.elsewhere
    tried(card, str(tmp_path / "server"), qtbot)
    card.move_there.click()
    card.stop.click()
    qtbot.waitUntil(card.bar.isHidden, timeout=LONG)
    assert not (new_home / "settings" / FILE).exists() or kept(new_home).assets == ""
    assert real_desk.office.assets.where() == str(new_home / "data" / "assets")
    assert not card.attempt.isHidden()
    assert card.attempt.isEnabled()
