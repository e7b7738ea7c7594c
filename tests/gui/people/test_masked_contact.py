"""Plain data is on the screen for a short time only, after a reason, and goes by itself."""

import types
from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.commands.office import Office
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.people import masked_contact
from app.gui.people.masked_contact import MaskedContact
from app.gui.people.reveal import Shown
from app.i18n import text
from app.jobs.runner import Runner
from app.orders.record import now
from app.orders.records import Contact
from app.security.actor import Actor
from app.security.roles import Role

NAME, PHONE, ADDRESS = "测试甲", "13800000000", "测试省测试市测试路1号"
LEAD = Actor(7, "Lead", frozenset({Role.LOGISTICS}))
SUPERVISOR = Actor(8, "Client", frozenset({Role.SUPERVISOR}))


class Asked:
    """Stands in the place of the command: what was asked, and what it answers."""

    def __init__(self) -> None:
        self.reasons: list[tuple[int, str]] = []
        self.seconds = 30.0
        self.error: AppError | None = None

    def __call__(self, _office: Office, order: int, reason: str) -> Shown:
        self.reasons.append((order, reason))
        if self.error is not None:
            raise self.error
        return Shown(NAME, PHONE, ADDRESS, self.seconds)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    monkeypatch.setattr(masked_contact, "reveal_for", asked)
    return asked


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[OfficeDesk]:
    thread = MainThread()
    thread.setParent(qapp)
    runner = Runner(thread.post)
    nothing = cast("Any", types.SimpleNamespace())
    yield OfficeDesk(Office(nothing, nothing, nothing, actor=LEAD), runner, thread.post)
    runner.close()


@pytest.fixture
def contact() -> Contact:
    return Contact(order=5, name_masked="测＊甲", phone_masked="138******00", address_masked="测试省测试市＊＊＊")


@pytest.fixture
def widget(qtbot: QtBot, desk: OfficeDesk, look: Look, contact: Contact, asked: Asked) -> Iterator[MaskedContact]:
    assert not asked.reasons
    parent = QWidget()
    qtbot.addWidget(parent)
    widget = MaskedContact(desk, look)
    widget.setParent(parent)
    parent.resize(700, 300)
    widget.resize(680, 200)
    parent.show()
    widget.show_contact(contact)
    yield widget
    parent.close()


def reveal(qtbot: QtBot, widget: MaskedContact, reason: str = "Call the buyer") -> None:
    widget.show_button.click()
    widget.reason.setEditText(reason)
    with qtbot.waitSignal(widget.revealed):
        qtbot.keyClick(widget.reason.lineEdit(), Qt.Key.Key_Return)


def words_of(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_it_is_masked_until_somebody_says_why(qtbot: QtBot, widget: MaskedContact, asked: Asked) -> None:
    assert widget.masked.text() == "测＊甲 · 138******00 · 测试省测试市＊＊＊"
    assert PHONE not in words_of(widget)
    widget.show_button.click()
    widget.reason.setEditText(" ")
    widget.confirm.click()
    assert not asked.reasons
    assert widget.problem.isVisible()
    widget.reason.setEditText("Call the buyer")
    with qtbot.waitSignal(widget.revealed):
        widget.confirm.click()
    assert asked.reasons == [(5, "Call the buyer")]
    assert PHONE in words_of(widget)
    assert not widget.masked.isVisible()


def test_plain_data_goes_by_itself(qtbot: QtBot, widget: MaskedContact, asked: Asked) -> None:
    asked.seconds = 0.3
    reveal(qtbot, widget)
    with qtbot.waitSignal(widget.revealed, timeout=60_000) as gone:
        pass
    assert gone.args == [False]
    assert PHONE not in words_of(widget)
    assert widget.masked.isVisible()


@pytest.mark.parametrize("why", ["locked", "acted", "left", "escape", "other order"])
def test_plain_data_goes_when_it_has_to(qtbot: QtBot, widget: MaskedContact, desk: OfficeDesk, why: str) -> None:
    reveal(qtbot, widget)
    if why == "locked":
        desk.locked.emit()
    elif why == "acted":
        desk.act_as(SUPERVISOR)
    elif why == "left":
        widget.hide()
    elif why == "escape":
        qtbot.keyClick(widget, Qt.Key.Key_Escape)
    else:
        widget.show_contact(Contact(order=6, name_masked="乙＊"))
    assert not widget.is_revealed
    assert PHONE not in words_of(widget)


def test_the_clipboard_forgets(qtbot: QtBot, widget: MaskedContact, asked: Asked) -> None:
    asked.seconds = 0.5
    clipboard = QGuiApplication.clipboard()
    reveal(qtbot, widget)
    widget.copies["phone"].click()
    assert clipboard.text() == PHONE
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=60_000)


def test_the_clipboard_keeps_what_somebody_else_put_there(
    qtbot: QtBot, widget: MaskedContact, desk: OfficeDesk
) -> None:
    clipboard = QGuiApplication.clipboard()
    reveal(qtbot, widget)
    widget.copies["name"].click()
    clipboard.setText("something else")
    desk.locked.emit()
    assert clipboard.text() == "something else"


def test_whoever_may_not_look_has_no_button(widget: MaskedContact, desk: OfficeDesk) -> None:
    assert widget.show_button.isVisible()
    desk.act_as(SUPERVISOR)
    assert not widget.show_button.isVisible()


def test_a_refusal_is_said_and_stays_masked(qtbot: QtBot, widget: MaskedContact, asked: Asked) -> None:
    asked.error = AppError(text("Not now."))
    widget.show_button.click()
    widget.reason.setEditText("Call the buyer")
    widget.confirm.click()
    qtbot.waitUntil(lambda: widget.problem.text() == "Not now.")
    assert not widget.is_revealed


def test_an_answer_that_comes_too_late_is_not_shown(qtbot: QtBot, widget: MaskedContact, asked: Asked) -> None:
    widget.show_button.click()
    widget.reason.setEditText("Call the buyer")
    widget.confirm.click()
    widget.hide_again()
    qtbot.waitUntil(lambda: bool(asked.reasons))
    qtbot.wait(50)
    assert not widget.is_revealed
    assert PHONE not in words_of(widget)


def test_erased_data_is_said(widget: MaskedContact) -> None:
    widget.show_contact(Contact(order=5, erased_at=now()))
    assert widget.masked.text() == "The buyer's data was erased"
    assert not widget.show_button.isVisible()
