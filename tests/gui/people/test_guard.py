"""Nothing can be seen or reached before somebody has logged in, nor while the window is locked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from app.commands import logging_in, workshop_settings
from app.commands.accounts import AccountView
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people import guard as guard_module
from app.gui.people.guard import Guard
from app.gui.people.idle import IdleWatch
from app.gui.people.strips import Strips
from app.gui.widgets.password_field import PasswordField
from app.i18n import text
from app.orders.book import BookOfflineError, Changed
from app.orders.people import Account
from app.security.actor import NOBODY, OWNER, PROGRAM, Actor
from app.security.roles import Role
from tests.gui.people.conftest import BOSS_PASSWORD, WORKER_PASSWORD, accept_duty


@pytest.fixture
def guard(window: QMainWindow, desk: OfficeDesk, look: Look, tmp_path: Path) -> Iterator[Guard]:
    guard = Guard(window, desk, look, Strips(look), settings=tmp_path / "home" / "settings", expected=False)
    yield guard
    guard.close()


def type_in(qtbot: QtBot, guard: Guard, login: str, password: str) -> None:
    if guard.log_in.login.isEnabled():
        guard.log_in.login.setText(login)
    guard.log_in.password.line.setText(password)
    qtbot.keyClick(guard.log_in.password.line, Qt.Key.Key_Return)


def log_in(qtbot: QtBot, guard: Guard, desk: OfficeDesk, login: str, password: str) -> None:
    type_in(qtbot, guard, login, password)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)
    assert desk.actor.account


def test_one_person_needs_no_log_in(qtbot: QtBot, guard: Guard, desk: OfficeDesk) -> None:
    with qtbot.waitSignal(guard.changed):
        desk.open()
    assert not guard.covered
    assert desk.actor == OWNER
    guard.lock()
    assert not guard.covered  # nobody could open it again


def test_where_there_were_accounts_nothing_is_seen_from_the_first_moment(
    window: QMainWindow, desk: OfficeDesk, look: Look, tmp_path: Path
) -> None:
    guard = Guard(window, desk, look, Strips(look), settings=tmp_path, expected=True)
    assert guard.covered
    assert guard.cover.geometry() == window.rect()
    guard.close()
    assert desk.actor == NOBODY


def test_pages_that_were_never_shown_go_with_the_window_too(guard: Guard, window: QMainWindow) -> None:
    """Whatever outlives its window is taken down at the end of the program in no order, and it crashes there."""
    pages = (guard.wait, guard.log_in, guard.trouble, guard.password, guard.duty, guard.first)
    assert {page.window() for page in pages} == {window}
    guard.set_up()
    assert [page for page in pages if page.isVisible()] == [guard.first]


@pytest.mark.parametrize(("refusals", "retry"), [(1, 10**8), (4, 20)])
def test_a_book_that_answers_by_the_time_somebody_listens_is_opened(  # noqa: PLR0917 - fixtures
    qtbot: QtBot,
    window: QMainWindow,
    desk: OfficeDesk,
    look: Look,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refusals: int,
    retry: int,
) -> None:
    """What listens was never refused, so it has no change to tell; the book was, once or a few times."""
    left = iter(range(refusals))

    def prepare() -> None:
        if next(left, None) is not None:
            raise BookOfflineError

    monkeypatch.setattr(desk.office.book, "prepare", prepare)
    monkeypatch.setattr(guard_module, "RETRY_MS", retry)
    strips = Strips(look)
    window.setMenuWidget(strips)
    guard = Guard(window, desk, look, strips, settings=tmp_path, expected=True)
    desk.open()
    qtbot.waitUntil(lambda: desk.ready and not guard.covered, timeout=60_000)
    assert not strips.offline.isVisible()
    file = Path(desk.office.book.engine.url.database)  # type: ignore[attr-defined]
    file.rename(file.with_suffix(".away"))
    qtbot.waitUntil(strips.offline.isVisible)
    file.with_suffix(".away").rename(file)
    qtbot.waitUntil(lambda: not strips.offline.isVisible())
    guard.close()


@pytest.mark.usefixtures("boss")
def test_the_administrator_logs_in(qtbot: QtBot, guard: Guard, desk: OfficeDesk, boss: Actor) -> None:
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    assert desk.actor == NOBODY
    log_in(qtbot, guard, desk, "Boss", BOSS_PASSWORD)
    assert desk.actor == boss


@pytest.mark.usefixtures("boss")
def test_a_wrong_password_is_told_and_five_of_them_lock(qtbot: QtBot, guard: Guard, desk: OfficeDesk) -> None:
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    for number in range(5):
        type_in(qtbot, guard, "boss", "wrong password")
        expected = "again" if number < 4 else "Wait 1"
        qtbot.waitUntil(lambda expected=expected: expected in guard.log_in.problem.text(), timeout=60_000)
        if number < 4:
            guard.log_in.problem.setText("")
    assert not guard.log_in.enter.isEnabled()
    type_in(qtbot, guard, "boss", BOSS_PASSWORD)
    qtbot.wait(300)
    assert guard.covered
    assert desk.actor == NOBODY


@pytest.mark.usefixtures("boss")
def test_somebody_else_need_not_wait_for_whoever_was_locked_out(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, add_worker: Callable[..., AccountView]
) -> None:
    add_worker("mei", Role.ENGINEER)
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    guard.lock()
    guard.log_in.show_problem(text("Wrong."), 60.0)
    assert not guard.log_in.enter.isEnabled()
    guard.log_in.other.click()
    assert guard.log_in.enter.isEnabled()


def test_the_first_log_in_asks_for_a_password_and_the_duty(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office, add_worker: Callable[..., AccountView]
) -> None:
    add_worker("mei", Role.ENGINEER)
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    type_in(qtbot, guard, "mei", WORKER_PASSWORD)
    qtbot.waitUntil(guard.password.isVisible, timeout=60_000)
    assert not guard.password.save.isEnabled()
    guard.password.new.first.line.setText("too short")
    assert not guard.password.save.isEnabled()
    guard.password.new.first.line.setText("orange window 31")
    assert not guard.password.save.isEnabled()
    guard.password.new.second.line.setText("orange window 31")
    guard.password.save.click()
    qtbot.waitUntil(guard.duty.isVisible, timeout=60_000)
    assert desk.actor == NOBODY
    assert not guard.duty.accept.isEnabled()
    accept_duty(qtbot, guard)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)
    assert desk.actor.roles == {Role.ENGINEER}
    assert logging_in.log_in(office, "mei", "orange window 31").ready
    with office.book.reading() as book:
        kinds = [event.kind for event in book.events()]
    assert "duty.accepted" in kinds
    assert "account.password_changed" in kinds


def test_whoever_does_not_accept_sees_nothing(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office, boss: Actor
) -> None:
    workshop_settings.change(office.acting(boss), confidentiality_version="next")
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    type_in(qtbot, guard, "boss", BOSS_PASSWORD)
    qtbot.waitUntil(guard.duty.isVisible, timeout=60_000)
    guard.duty.leave.click()
    assert guard.covered
    assert guard.log_in.isVisible()
    assert desk.actor == NOBODY


@pytest.mark.usefixtures("boss")
def test_locked_nothing_below_can_be_reached(qtbot: QtBot, guard: Guard, desk: OfficeDesk, window: QMainWindow) -> None:
    started: list[str] = []
    action = QAction("below", window)
    action.setShortcut("Ctrl+O")
    action.triggered.connect(lambda: started.append("below"))
    window.addAction(action)
    dialog = QDialog(window)
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert started == ["below"]
    dialog.open()
    heard: list[bool] = []
    desk.locked.connect(lambda: heard.append(True))
    guard.lock()
    assert heard == [True]
    assert not dialog.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert started == ["below"]
    for _ in range(8):
        guard.cover.focusNextChild()
        assert guard.cover.isAncestorOf(QApplication.focusWidget() or window)
    late = QDialog(window)
    late.open()
    qtbot.waitUntil(lambda: not late.isVisible())
    assert not guard.log_in.login.isEnabled()
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    assert dialog.isVisible()
    dialog.reject()
    late.reject()


def test_another_person_gets_no_windows_of_the_one_before(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office, add_worker: Callable[..., AccountView]
) -> None:
    window = guard.parent()
    assert isinstance(window, QMainWindow)
    worker = add_worker("mei", Role.ENGINEER)
    mei = office.acting(Actor(worker.id, "Mei", frozenset()))
    logging_in.change_password(mei, WORKER_PASSWORD, "orange window 31")
    logging_in.accept_duty(mei)
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    dialog = QDialog(window)
    dialog.open()
    guard.lock()
    guard.log_in.other.click()
    assert desk.actor == NOBODY
    log_in(qtbot, guard, desk, "mei", "orange window 31")
    assert not dialog.isVisible()
    assert desk.actor.account == worker.id


@pytest.mark.usefixtures("boss")
def test_whoever_gives_way_while_the_password_is_checked_does_not_come_in(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk
) -> None:
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    guard.lock()
    type_in(qtbot, guard, "boss", BOSS_PASSWORD)
    guard.log_in.other.click()
    after: list[bool] = []
    desk.ask(logging_in.needs_log_in, then=after.append)  # answered after the check
    qtbot.waitUntil(lambda: bool(after), timeout=60_000)
    assert guard.covered
    assert desk.actor == NOBODY
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)


def test_whoever_logs_out_while_the_duty_is_written_down_does_not_come_in(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office, boss: Actor
) -> None:
    workshop_settings.change(office.acting(boss), confidentiality_version="next")
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    type_in(qtbot, guard, "boss", BOSS_PASSWORD)
    accept_duty(qtbot, guard)
    guard.duty.leave.click()
    after: list[bool] = []
    desk.ask(logging_in.needs_log_in, then=after.append)  # answered after the duty
    qtbot.waitUntil(lambda: bool(after), timeout=60_000)
    assert guard.covered
    assert desk.actor == NOBODY


def test_accounts_are_set_up_from_single_user_mode(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office
) -> None:
    with qtbot.waitSignal(guard.changed):
        desk.open()
    guard.set_up()
    first = guard.first
    first.name.setText("Boss")
    first.login.setText("boss")
    first.new.first.line.setText(BOSS_PASSWORD)
    first.new.second.line.setText(BOSS_PASSWORD)
    first.make.click()
    accept_duty(qtbot, guard)
    qtbot.waitUntil(lambda: not guard.covered, timeout=60_000)
    assert Role.ADMIN in desk.actor.roles
    assert Role.ENGINEER in desk.actor.roles
    assert guard.accounts
    assert logging_in.needs_log_in(office)


def test_setting_up_can_be_left(qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office) -> None:
    with qtbot.waitSignal(guard.changed):
        desk.open()
    guard.set_up()
    guard.first.leave.click()
    assert not guard.covered
    assert desk.actor == OWNER
    assert not logging_in.needs_log_in(office)


def test_an_account_that_is_closed_elsewhere_has_to_leave(
    qtbot: QtBot, guard: Guard, desk: OfficeDesk, office: Office, add_worker: Callable[..., AccountView]
) -> None:

    worker = add_worker("mei", Role.ENGINEER)
    mei = office.acting(Actor(worker.id, "Mei", frozenset()))
    logging_in.change_password(mei, WORKER_PASSWORD, "orange window 31")
    logging_in.accept_duty(mei)
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "mei", "orange window 31")
    with office.book.writing(PROGRAM) as book:
        book.save(replace(book.get(Account, worker.id), active=False))
    desk.changed.emit(Changed(subjects=frozenset({f"account:{worker.id}"})))
    qtbot.waitUntil(lambda: guard.covered, timeout=60_000)
    assert desk.actor == NOBODY


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_idle_warns_and_then_locks(qtbot: QtBot, qapp: QApplication, window: QMainWindow) -> None:
    clock = Clock()
    watch = IdleWatch(qapp, clock)
    warned: list[int] = []
    idle: list[bool] = []
    watch.warned.connect(warned.append)
    watch.idle.connect(lambda: idle.append(True))
    watch.start(600)
    clock.now += 560
    watch.look()
    assert not warned
    clock.now += 20
    watch.look()
    assert warned == [20]
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert warned == [20, 0]
    clock.now += 590
    watch.look()
    assert warned[-1] == 10
    clock.now += 11
    watch.look()
    assert idle == [True]
    assert not watch.running


@pytest.mark.usefixtures("boss")
def test_the_workshops_minutes_are_watched(qtbot: QtBot, guard: Guard, desk: OfficeDesk) -> None:
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    assert not guard.idle.running
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    qtbot.waitUntil(lambda: guard.idle.running)
    guard.idle.idle.emit()
    assert guard.covered


def test_no_password_stays_in_a_field(qtbot: QtBot, guard: Guard, desk: OfficeDesk, boss: Actor) -> None:
    assert boss.account
    desk.open()
    qtbot.waitUntil(lambda: guard.covered)
    log_in(qtbot, guard, desk, "boss", BOSS_PASSWORD)
    guard.lock()
    assert not guard.log_in.password.line.text()
    guard.log_in.other.click()
    assert not guard.log_in.login.text()


def test_f8_shows_what_is_typed(look: Look, qtbot: QtBot) -> None:
    """Tab leads from line to line; the eye is for the mouse, and has a key."""
    field = PasswordField(look)
    qtbot.addWidget(field)
    field.line.setText("violet kettle")
    qtbot.keyClick(field.line, Qt.Key.Key_F8)
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.keyClick(field.line, Qt.Key.Key_F8)
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
