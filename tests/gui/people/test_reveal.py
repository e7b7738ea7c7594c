"""A contact is shown by the real command: the chain has the reason before the screen has the number."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import workshop_settings
from app.commands.accounts import AccountView
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.masked_contact import MaskedContact
from app.orders.records import Contact, Order
from app.security.actor import Actor
from app.security.roles import Role
from tests.gui.people.conftest import ADDRESS, NAME, PHONE, words_on

Enter = Callable[..., Order]


@pytest.fixture
def contact(  # noqa: PLR0917 - fixtures
    qtbot: QtBot,
    desk: OfficeDesk,
    look: Look,
    office: Office,
    enter: Enter,
    add_worker: Callable[..., AccountView],
) -> MaskedContact:
    order = enter()
    chen = add_worker("chen", Role.SERVICE)
    desk.act_as(Actor(chen.id, chen.name, frozenset({Role.SERVICE})))
    widget = MaskedContact(desk, look)
    qtbot.addWidget(widget)
    widget.resize(520, 200)
    with office.book.reading() as book:
        widget.show_contact(book.find(Contact, order=order.id)[0])
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def reveals(office: Office) -> list[str]:
    with office.book.reading() as book:
        return [event.reason for event in book.events() if event.kind == "personal.reveal"]


def test_keys_alone_show_it_and_mask_it_again(qtbot: QtBot, contact: MaskedContact, office: Office) -> None:
    assert not any(secret in words_on(contact) for secret in (NAME, PHONE, ADDRESS))
    contact.show_button.setFocus()
    qtbot.keyClick(contact.show_button, Qt.Key.Key_Space)
    line = contact.reason.lineEdit()
    assert line.hasFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert reveals(office) == [], "nothing is shown without a reason"
    assert contact.problem.isVisible()
    qtbot.keyClicks(line, "Courier asks for the floor")
    with qtbot.waitSignal(contact.revealed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert reveals(office) == ["Courier asks for the floor"]
    assert all(secret in words_on(contact) for secret in (NAME, PHONE, ADDRESS))
    qtbot.keyClick(contact.focusWidget() or contact, Qt.Key.Key_Escape)
    assert not contact.is_revealed
    every = " ".join(one.text() for one in contact.findChildren(QWidget) if hasattr(one, "text"))
    assert PHONE not in every


def test_it_is_shown_for_the_workshops_seconds(
    qtbot: QtBot, contact: MaskedContact, office: Office, boss: Actor
) -> None:
    workshop_settings.change(office.acting(boss), reveal_seconds=5)
    contact.ask()
    contact.reason.setEditText("Courier asks for the floor")
    with qtbot.waitSignal(contact.revealed):
        contact.confirm.click()
    assert 4.0 < contact.ring.left <= 5.0
    contact.ring.start(0.1)
    qtbot.waitUntil(lambda: not contact.is_revealed)


def test_an_order_that_was_erased_meanwhile_is_told(
    qtbot: QtBot, contact: MaskedContact, office: Office, boss: Actor
) -> None:
    with office.book.writing(boss) as book:
        [record] = book.find(Contact)
        book.save(type(record)(**{**vars(record), "erased_at": office.clock()}))
    contact.ask()
    contact.reason.setEditText("Courier asks for the floor")
    contact.confirm.click()
    qtbot.waitUntil(lambda: "erased" in contact.problem.text())
    assert not contact.is_revealed
    assert reveals(office) == []
