"""People in the real window, by keys: one person alone, accounts are set up, the window is locked, somebody else comes."""

import errno
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import preferences
from app.bootstrap.workstation import Workstation
from app.commands import accounts
from app.errors import WriteRefusedError
from app.gui.people.workshop_window import WorkshopWindow
from app.security.actor import NOBODY, OWNER
from app.security.roles import Role
from tests.gui.people.conftest import BOSS_PASSWORD, WORKER_PASSWORD, accept_duty

pytestmark = [pytest.mark.usefixtures("look", "quick_passwords")]


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is now."""
    window = QApplication.activeWindow()
    target: QWidget | None = QApplication.focusWidget() or window
    assert target is not None
    qtbot.keyClick(target, key, modifiers)


def write(qtbot: QtBot, words: str, *, then: Qt.Key) -> None:
    """Write words where the keyboard is now, and press a key."""
    qtbot.keyClicks(QApplication.focusWidget(), words)
    press(qtbot, then)


@pytest.mark.render
def test_from_one_person_to_several_by_keys_alone(open_workstation: Callable[..., Workstation], qtbot: QtBot) -> None:
    workstation = open_workstation()
    window, desk = workstation.window, workstation.desk
    guard, chip, actions = window.people.guard, window.people.chip, window.actions_.by_id
    qtbot.waitUntil(lambda: desk.ready, timeout=60_000)
    assert desk.actor == OWNER
    assert chip.text() == "One person"
    assert not actions["people.lock"].isVisible()
    assert not actions["people.accounts"].isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    actions["people.begin"].trigger()
    assert guard.first.name.hasFocus()
    write(qtbot, "Boss Zhang", then=Qt.Key.Key_Tab)
    write(qtbot, "boss", then=Qt.Key.Key_Tab)
    write(qtbot, BOSS_PASSWORD, then=Qt.Key.Key_Tab)
    write(qtbot, BOSS_PASSWORD, then=Qt.Key.Key_Return)
    qtbot.waitUntil(guard.duty.isVisible, timeout=60_000)
    for _ in range(20):  # to the end of the text
        press(qtbot, Qt.Key.Key_PageDown)
    press(qtbot, Qt.Key.Key_Tab)
    assert guard.duty.agree.hasFocus()
    press(qtbot, Qt.Key.Key_Space)
    for _ in range(4):
        press(qtbot, Qt.Key.Key_Tab)
        if guard.duty.accept.hasFocus():
            break
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)
    assert desk.actor.roles == {Role.ADMIN, Role.ENGINEER, Role.SERVICE, Role.LOGISTICS}
    assert "Boss Zhang" in chip.text()
    assert actions["people.accounts"].isVisible()
    assert not actions["people.begin"].isVisible()

    mei = accounts.save_account(
        desk.office.acting(), accounts.AccountDraft("mei", "Mei", (Role.ENGINEER,)), WORKER_PASSWORD
    )
    actions["people.accounts"].trigger()
    workshop = window.findChild(WorkshopWindow)
    assert workshop is not None
    qtbot.waitUntil(workshop.isActiveWindow)
    press(qtbot, Qt.Key.Key_Escape)
    assert not workshop.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: guard.covered)
    assert guard.log_in.password.line.hasFocus()
    write(qtbot, BOSS_PASSWORD, then=Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)

    actions["people.switch"].trigger()
    assert desk.actor == NOBODY
    assert guard.log_in.login.hasFocus()
    write(qtbot, "mei", then=Qt.Key.Key_Return)
    write(qtbot, WORKER_PASSWORD, then=Qt.Key.Key_Return)
    qtbot.waitUntil(guard.password.isVisible, timeout=60_000)
    write(qtbot, "orange window 31", then=Qt.Key.Key_Tab)
    write(qtbot, "orange window 31", then=Qt.Key.Key_Return)
    accept_duty(qtbot, guard)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)
    assert desk.actor.account == mei.id
    assert not actions["people.accounts"].isVisible()
    assert not actions["people.person"].isVisible()
    assert actions["people.matrix"].isVisible()
    assert window.people.show_page("settings") is None, "not by another way either"


@pytest.mark.render
def test_a_choice_is_refused_where_how_the_window_stands_is_left(
    open_workstation: Callable[..., Workstation], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_workstation().window

    def full(*_what: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as disk:
        disk.setattr(preferences, "save_preferences", full)
        window._services.keep_preferences()
        with pytest.raises(WriteRefusedError, match="full"):
            window.people.local.change(backup_folder="elsewhere")
    assert window.people.local.preferences.backup_folder == ""
