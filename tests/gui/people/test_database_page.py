"""Which order book is used, trying another one, using it from the next start, and the recovery code of the key."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.commands import accounts, logging_in
from app.errors import WriteRefusedError
from app.gui.people.database_page import DatabasePage
from app.i18n import Text
from app.security.actor import OWNER
from app.security.keys import Where, where_key_lies
from app.security.roles import Role
from app.settings.preferences import FILE, load_preferences
from tests.unit.security.codes import recovery_code

LONG = 60_000


@pytest.fixture
def page(database_page: DatabasePage) -> DatabasePage:
    return database_page


def settled(page: DatabasePage, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: page.attempt.isEnabled() and not page.result.isHidden(), timeout=LONG)
    return page.result.text()


def test_it_says_what_is_in_use(page: DatabasePage, new_home: Path) -> None:
    assert page.book.toolTip() == str(new_home / "data" / "orders.sqlite") or "orders.sqlite" in page.book.text()
    assert "0 orders" in page.state.text()
    assert len(page.mark.text().replace(" ", "")) == 12
    assert "only this user" in page.key.text()


def test_another_book_is_tried_then_used_from_the_next_start(
    page: DatabasePage, new_home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page.address.setText(str(tmp_path / "shared.sqlite"))
    assert not page.use.isEnabled()
    page.attempt.click()
    assert "a new order book is begun there" in settled(page, qtbot)
    assert page.use.isEnabled()
    page.use.click()
    qtbot.waitUntil(page.messages.isVisible, timeout=LONG)
    assert load_preferences(new_home / "settings" / FILE).database == str(tmp_path / "shared.sqlite")
    assert not (tmp_path / "shared.sqlite").exists()


def test_a_choice_that_cannot_be_written_down_is_not_called_kept(
    page: DatabasePage, tmp_path: Path, qtbot: QtBot
) -> None:
    page.local = replace(page.local, keep=refuse)
    page.address.setText(str(tmp_path / "shared.sqlite"))
    page.attempt.click()
    settled(page, qtbot)
    page.use.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=LONG)
    assert page.messages.sentences == ["The disk of this PC is full; nothing was changed."]
    assert page.local.preferences.database == ""


def refuse() -> None:
    raise WriteRefusedError(Text("The disk of this PC is full; nothing was changed."))


@pytest.mark.parametrize(
    "address", ["postgresql://shop@127.0.0.1:9/book", "what://is/this", "/no/such/folder/a.sqlite"]
)
def test_what_does_not_work_is_said_and_cannot_be_used(page: DatabasePage, qtbot: QtBot, address: str) -> None:
    page.address.setText(address)
    page.password.line.setText("Quokka77")
    page.attempt.click()
    words = settled(page, qtbot)
    assert words
    assert "Quokka" not in words
    assert not page.use.isEnabled()
    page.address.setText("something else")
    assert page.result.isHidden()  # what was said was about another address
    page.leave()
    assert not page.password.line.text()


@pytest.mark.usefixtures("quick_passwords")
def test_the_recovery_code_is_shown_after_the_password_and_goes_with_the_dialog(
    page: DatabasePage, new_home: Path, qtbot: QtBot
) -> None:
    desk = page.desk
    boss = desk.office.acting(
        accounts.first_account(desk.office.acting(OWNER), "boss", "Boss", "violet kettle 42", (Role.ADMIN,)).actor
    )
    desk.act_as(logging_in.accept_duty(boss).actor)
    page.code.click()
    dialog = page.dialog
    assert not dialog.reveal.isEnabled()
    dialog.password.line.setText("something wrong")
    dialog.reveal.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=LONG)
    dialog.password.line.setText("violet kettle 42")
    dialog.reveal.click()
    qtbot.waitUntil(dialog.code.isVisible, timeout=LONG)
    assert dialog.code.text().replace("\n", "-") == recovery_code(new_home / "settings")
    desk.locked.emit()
    assert not dialog.isVisible()
    assert not dialog.code.text()


def test_the_key_is_locked_with_a_passphrase_and_freed_again(page: DatabasePage, new_home: Path, qtbot: QtBot) -> None:
    page.lock.click()
    dialog = page.lock_dialog
    assert dialog.password.isHidden()  # nobody has an account
    assert dialog.now.isHidden()
    assert dialog.free.isHidden()
    dialog.first.line.setText("violet kettle 42")
    dialog.second.line.setText("violet kettle 43")
    dialog.lock.click()
    assert "differ" in dialog.problem.text()
    dialog.second.line.setText("violet kettle 42")
    dialog.lock.click()
    qtbot.waitUntil(lambda: "locked with a passphrase" in page.key.text(), timeout=LONG)
    assert not dialog.isVisible()
    assert not dialog.first.line.text()
    assert where_key_lies(new_home / "settings") == Where.PASSPHRASE
    page.lock.click()
    dialog = page.lock_dialog
    assert not dialog.free.isEnabled()
    dialog.now.line.setText("something wrong")
    dialog.free.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=LONG)
    dialog.now.line.setText("violet kettle 42")
    dialog.free.click()
    qtbot.waitUntil(lambda: "only this user" in page.key.text(), timeout=LONG)
    assert where_key_lies(new_home / "settings") == Where.FILE


def test_the_page_is_in_the_window_of_the_workshop(open_page: Callable[..., object]) -> None:
    assert cast("DatabasePage", open_page("database")).id == "database"
