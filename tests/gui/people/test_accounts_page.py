"""Accounts: somebody is added, given roles, locked out and let in again, given a new password, and closed."""

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.commands import accounts, logging_in
from app.commands.accounts import AccountView
from app.commands.logging_in import LogInRefusedError
from app.commands.office import Office
from app.gui.people.accounts_page import AccountsPage
from app.gui.people.page import Page
from app.security.roles import Role
from tests.gui.people.conftest import WORKER_PASSWORD, kinds_in

Open = Callable[..., Page]
Add = Callable[..., AccountView]


def accounts_page(open_page: Open, qtbot: QtBot, rows: int) -> AccountsPage:
    page = cast("AccountsPage", open_page("accounts"))
    qtbot.waitUntil(lambda: len(page.table.rows.rows) == rows)
    return page


def choose(page: AccountsPage, login: str) -> None:
    number = next(n for n, row in enumerate(page.table.rows.rows) if row.login == login)
    page.table.selectRow(number)


def test_somebody_is_added_with_the_keyboard_and_logs_in_with_the_first_password(
    qtbot: QtBot, open_page: Open, office: Office
) -> None:
    page = accounts_page(open_page, qtbot, 1)
    page.add.setFocus()
    qtbot.keyClick(page.add, Qt.Key.Key_Space)
    form = page.form
    assert form.name.hasFocus()
    qtbot.keyClicks(form.name, "Mei Li")
    assert not form.save.isEnabled()
    qtbot.keyClicks(form.login, "mei")
    assert not form.save.isEnabled(), "nobody works here without a role"
    chip = form.roles.chips[Role.ENGINEER]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert "Model" in form.roles.words.text()
    assert form.save.isEnabled()
    qtbot.keyClick(form.login, Qt.Key.Key_Return)
    qtbot.waitUntil(form.once.isVisible)
    password = form.once_words.text()
    done = logging_in.log_in(office, "mei", password)
    assert done.must_change
    assert (page.table.chosen or page.table.rows.rows[0]).login == "mei"
    assert "account.created" in kinds_in(office)
    page.leave()
    assert not form.once.isVisible()
    assert password not in form.once_words.text()


def test_a_first_password_stays_a_minute_in_the_clipboard_and_only_there(
    qtbot: QtBot, open_page: Open, add_worker: Add
) -> None:
    add_worker("mei", Role.ENGINEER)
    page = accounts_page(open_page, qtbot, 2)
    choose(page, "mei")
    page.form.show_password("abcd-efgh")
    page.form.copy.click()
    assert QGuiApplication.clipboard().text() == "abcd-efgh"
    choose(page, "boss")
    assert not page.form.once.isVisible(), "the password of one person is not shown at another"


def test_roles_and_the_last_day_are_changed(qtbot: QtBot, open_page: Open, add_worker: Add, office: Office) -> None:
    add_worker("mei", Role.ENGINEER)
    page = accounts_page(open_page, qtbot, 2)
    choose(page, "mei")
    form = page.form
    form.roles.chips[Role.LOGISTICS].click()
    form.expires.box.click()
    form.expires.day.setDate(QDate(2031, 5, 6))
    form.reason.setText("client, letter of 20 November")
    form.save.click()
    qtbot.waitUntil(lambda: any("was saved" in words for words in page.messages.sentences))
    qtbot.waitUntil(lambda: page.form.account is not None and Role.LOGISTICS in page.form.account.roles)
    account = page.form.account
    assert account is not None
    assert account.expires_at is not None
    assert f"{account.expires_at.astimezone():%Y-%m-%d}" == "2031-05-06"
    with office.book.reading() as book:
        assert any(event.reason == "client, letter of 20 November" for event in book.events())


def test_somebody_who_is_locked_out_is_let_in_again(
    qtbot: QtBot, open_page: Open, add_worker: Add, office: Office
) -> None:
    add_worker("mei", Role.ENGINEER)
    for _ in range(5):
        with pytest.raises(LogInRefusedError):
            logging_in.log_in(office, "mei", "wrong password")
    page = accounts_page(open_page, qtbot, 2)
    choose(page, "mei")
    assert "Locked after wrong passwords" in page.form.state.text()
    page.form.unlock.click()
    qtbot.waitUntil(lambda: not page.form.unlock.isVisible())
    assert logging_in.log_in(office, "mei", WORKER_PASSWORD).actor.account


def test_a_new_first_password_is_asked_for_twice_and_ends_the_old_one(
    qtbot: QtBot, open_page: Open, add_worker: Add, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_worker("mei", Role.ENGINEER)
    page = accounts_page(open_page, qtbot, 2)
    choose(page, "mei")
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_words: answers.pop(0))
    page.form.reset.click()
    assert not page.form.once.isVisible()
    assert logging_in.log_in(office, "mei", WORKER_PASSWORD).actor.account
    page.form.reset.click()
    qtbot.waitUntil(page.form.once.isVisible)
    assert logging_in.log_in(office, "mei", page.form.once_words.text()).must_change
    with pytest.raises(LogInRefusedError):
        logging_in.log_in(office, "mei", WORKER_PASSWORD)


def test_the_last_administrator_stays_and_hears_why(qtbot: QtBot, open_page: Open) -> None:
    page = accounts_page(open_page, qtbot, 1)
    choose(page, "boss")
    page.form.active.click()
    page.form.save.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences))
    assert "administrator" in page.messages.sentences[0]


def test_two_administrators_at_one_account_lose_nothing(
    qtbot: QtBot, open_page: Open, add_worker: Add, office: Office, boss: object
) -> None:
    mei = add_worker("mei", Role.ENGINEER)
    page = accounts_page(open_page, qtbot, 2)
    choose(page, "mei")
    theirs = accounts.AccountDraft("mei", "Mei Wang", (Role.ENGINEER,), id=mei.id, version=mei.version)
    accounts.save_account(office.acting(boss), theirs)  # type: ignore[arg-type]
    page.form.name.setText("Mei Chen")
    page.form.save.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences))
    qtbot.waitUntil(lambda: page.form.name.text() == "Mei Wang")
    assert accounts.names(office.acting(boss))[mei.id] == "Mei Wang"  # type: ignore[arg-type]
