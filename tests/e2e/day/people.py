"""Who is at the window: accounts are begun, somebody logs in for the first time, somebody leaves."""

from app.commands import accounts
from app.commands.accounts import AccountDraft
from app.security.roles import Role
from tests.e2e.day.hands import Key, until
from tests.e2e.day.workshop import Day

ADMINISTRATOR, PASSWORD = "lin", "violet kettle 42"
NEW_PASSWORD = f"{PASSWORD} anew"
PAGES = 20
"""More than the duty of confidence is long."""


def begin_accounts(day: Day) -> None:
    """One person was alone so far: the first account is made, an administrator's."""
    hands, guard = day.hands, day.window.people.guard
    with day.diary.step("accounts are begun"):
        hands.command(day.window.actions_.by_id["people.begin"].text())
        until(guard.first.name.hasFocus, "the page of the first account")
        for words in ("Lin", ADMINISTRATOR, PASSWORD):
            hands.write(words)
            hands.press(Key.Key_Tab)
        hands.write(PASSWORD)
        hands.press(Key.Key_Return)
        _accept_duty(day)


def add(day: Day, login: str, name: str, role: Role) -> None:
    """The administrator enters somebody."""
    with day.diary.step(f"an account for {name}"):
        accounts.save_account(day.office.acting(), AccountDraft(login, name, (role,)), PASSWORD)


def leave(day: Day) -> None:
    """Whoever is here leaves the window to the next one."""
    with day.diary.step("somebody else comes to the window"):
        day.hands.command(day.window.actions_.by_id["people.switch"].text())
        until(lambda: day.window.people.guard.covered, "the window is covered")


def log_in(day: Day, login: str) -> None:
    """At the covered window, for the first time: a password of one's own, and the duty of confidence."""
    hands, guard = day.hands, day.window.people.guard
    with day.diary.step(f"{login} logs in"):
        until(lambda: guard.covered and guard.log_in.login.isVisible(), "the page that asks who it is")
        hands.click(guard.log_in.login)
        hands.write(login)
        hands.press(Key.Key_Tab)
        until(guard.log_in.password.line.hasFocus, "the field of the password")
        hands.write(PASSWORD)
        hands.press(Key.Key_Return)
        until(guard.password.isVisible, "the page of the new password")
        hands.write(NEW_PASSWORD)
        hands.press(Key.Key_Tab)
        hands.write(NEW_PASSWORD)
        hands.press(Key.Key_Return)
        _accept_duty(day)


def _accept_duty(day: Day) -> None:
    hands, guard = day.hands, day.window.people.guard
    until(guard.duty.isVisible, "the duty of confidence")
    for _ in range(PAGES):  # to the end of the text
        hands.press(Key.Key_PageDown)
    hands.click(guard.duty.agree)
    hands.click(guard.duty.accept)
    until(lambda: not guard.covered, "the window is free")
