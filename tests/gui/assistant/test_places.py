"""Where the order book and the files are: tried with a limit, refused in a sentence, used once both are confirmed."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.commands import accounts
from app.commands.orders import new_order
from app.gui.assistant.done_page import DonePage
from app.gui.assistant.files_page import FilesPage
from app.gui.assistant.place_page import PlacePage
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Order
from app.security.recovery_code import to_code
from app.settings.preferences import FILE
from app.storage import network_share
from tests.gui.assistant.conftest import PASSWORD, Place
from tests.unit.security.codes import recovery_code


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes the call and never says a word."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        yield int(server.getsockname()[1])


def at_place(place: Place) -> PlacePage:
    place.open("place")
    page = place.page(PlacePage)
    assert isinstance(page, PlacePage)
    return page


def to_server(page: PlacePage, port: int) -> None:
    page.shared.radio.setChecked(True)
    page.server.host.setText("127.0.0.1")
    page.server.port.setText(str(port))


def test_nothing_that_answers_is_said_in_a_sentence(place: Place) -> None:
    page = at_place(place)
    to_server(page, 9)
    QTest.mouseClick(page.attempt, Qt.MouseButton.LeftButton)
    assert "Nothing answers" in place.said()
    assert place.preferences.database == ""
    assert page.typed


def test_a_server_that_is_silent_is_not_waited_for(place: Place, silent_port: int) -> None:
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    to_server(page, silent_port)
    dialog.next.click()
    assert page.busy
    assert (dialog.next.isEnabled(), dialog.skip.text()) == (False, "Stop")
    dialog.skip.click()
    assert not page.busy
    assert dialog.next.isEnabled()
    page.attempt.click()  # and by itself it ends after some seconds
    assert "Nothing answers" in place.said()


def test_what_is_missing_gets_the_keys(place: Place) -> None:
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    page.shared.radio.setChecked(True)
    dialog.next.click()
    assert "Server" in place.said()
    place.until(page.server.host.hasFocus)


@pytest.mark.skipif(os.name == "nt", reason="the list of mounts is Linux'")
def test_a_share_is_refused_for_a_file(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    monkeypatch.setattr(network_share, "linux_share", lambda path: "cifs" if "share" in str(path) else "")
    (tmp_path / "share").mkdir()
    page.folder.setText(str(tmp_path / "share" / "statuette"))
    dialog.next.click()
    assert "another computer" in place.said()
    assert dialog.page is page


def test_another_folder_is_used_at_once(place: Place, tmp_path: Path) -> None:
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    folder = tmp_path / "workshop"
    page.folder.setText(str(folder))
    page.folder.editingFinished.emit()
    place.until(lambda: "GB are free" in page.room_left.text())
    assert not folder.exists()
    dialog.next.click()
    place.until_at("files")
    assert not folder.exists(), "nothing is made before it is used"
    files = place.page(FilesPage)
    assert isinstance(files, FilesPage)
    assert files.beside.radio.isChecked()
    dialog.next.click()
    place.until_at("accounts")
    assert (folder / "orders.sqlite").exists()
    kept = json.loads((place.home / "settings" / FILE).read_text("utf-8"))
    assert (kept["database"], kept["assets"]) == (str(folder / "orders.sqlite"), str(folder / "files"))
    assert place.desk.ready
    info = place.desk.office.assets.put(b"a picture", sensitive=False)
    assert list((folder / "files").rglob(f"{info.digest[:8]}*")) or any((folder / "files" / "sha256").iterdir())
    dialog.back.click()
    dialog.back.click()
    assert page.folder.text() == str(folder)


def test_leaving_before_the_files_changes_nothing(place: Place, tmp_path: Path) -> None:
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    page.folder.setText(str(tmp_path / "workshop"))
    dialog.next.click()
    place.until_at("files")
    left: list[str] = []
    dialog.left_at.connect(left.append)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    question = next(child for child in dialog.children() if hasattr(child, "go") and hasattr(child, "no"))
    question.go.click()  # type: ignore[attr-defined]
    place.until(lambda: left == ["files"])
    assert not (tmp_path / "workshop").exists()
    assert place.preferences.database == ""
    assert not (place.home / "settings" / FILE).exists()


def test_the_files_elsewhere_are_tried_and_used(place: Place, tmp_path: Path) -> None:
    dialog = place.open("files")
    files = dialog.page
    assert isinstance(files, FilesPage)
    files.other.radio.setChecked(True)
    dialog.next.click()
    assert "Choose a folder" in place.said()
    files.folder.setText(str(tmp_path / "files"))
    files.attempt.click()
    assert "written, read back" in place.said()
    assert "GB are free" in place.said()
    assert not (tmp_path / "files").exists()
    dialog.next.click()
    place.until_at("accounts")
    assert place.preferences.assets == str(tmp_path / "files")
    place.desk.office.assets.put(b"a picture", sensitive=False)
    assert (tmp_path / "files").exists()
    files.s3.radio.setChecked(True)
    assert files.first_field() is files.address


def test_files_that_are_there_are_not_left_behind(place: Place, tmp_path: Path) -> None:
    place.desk.office.assets.put(b"a picture", sensitive=False)
    dialog = place.open("files")
    files = dialog.page
    assert isinstance(files, FilesPage)
    place.until(lambda: files._files_here)
    files.other.radio.setChecked(True)
    files.folder.setText(str(tmp_path / "files"))
    dialog.next.click()
    assert "moves them" in place.said()
    assert place.preferences.assets == ""


def test_orders_do_not_move_along_and_that_is_said(place: Place, tmp_path: Path) -> None:
    enter(place)
    page = at_place(place)
    dialog = place.dialog
    assert dialog is not None
    place.until(lambda: page._orders == 1)
    assert page.moving.isHidden()
    page.folder.setText(str(tmp_path / "workshop"))
    assert "from the next start" in page.moving.text()
    dialog.next.click()
    place.until_at("files")
    dialog.next.click()
    place.until_at("done")
    assert "next start" in dialog.page.next_step.text()  # type: ignore[attr-defined]
    assert place.preferences.database == str(tmp_path / "workshop" / "orders.sqlite")
    with place.desk.office.book.reading() as book:
        assert book.how_many(Order) == 1, "the book of now stays open until the program ends"


def test_a_workshop_with_accounts_is_joined(make_place: Callable[..., Place], tmp_path: Path) -> None:
    """Begun on a PC, joined by another with the recovery code; people log in there."""
    begun = make_place("one")
    page = at_place(begun)
    folder = tmp_path / "workshop"
    page.folder.setText(str(folder))
    dialog = begun.dialog
    assert dialog is not None
    dialog.next.click()
    begun.until_at("files")
    dialog.next.click()
    begun.until_at("accounts")
    accounts.first_account(begun.desk.office.acting(), "lin", "Lin", PASSWORD)
    code = recovery_code(begun.home / "settings")
    begun.desk.close()
    begun.desk.office.book.close()

    joins = make_place("two")
    page = at_place(joins)
    page.folder.setText(str(folder))
    dialog = joins.dialog
    assert dialog is not None
    dialog.next.click()
    assert "recovery code" in joins.said()
    joins.until(page.code.hasFocus)
    page.code.setText(to_code(bytes(32)))
    dialog.next.click()
    joins.said()
    assert dialog.page is page
    page.code.setText(code)
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    joins.until_at("files")
    dialog.next.click()
    joins.until_at("done")
    done = joins.page(DonePage)
    assert isinstance(done, DonePage)
    assert "log in" in done.next_step.text()
    assert joins.room.course.reopen
    assert recovery_code(joins.home / "settings") == code


def enter(place: Place) -> None:
    new_order(
        place.desk.office.acting(),
        OrderDraft(
            items=(ItemDraft(product="postcard"),),
            buyer=Buyer("测试", "13800000000", "某路1号"),
            consent=ConsentDraft(),
        ),
    )
