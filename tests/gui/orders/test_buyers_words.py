"""What the buyer said about a proof, or in a claim: read on the page of the order, and gone when somebody leaves."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.commands import claims, orders, proofs
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.bench_bar import BenchBar
from app.gui.orders.buyers_words import HIGHEST, BuyersWords
from app.gui.orders.detail import DetailPage
from app.gui.orders.record_cards import RecordCard
from app.gui.widgets.basics import widgets_in
from app.orders.records import Item, Order
from app.security.actor import NOBODY, OWNER, Actor
from app.security.roles import Role
from app.service.records import Proof
from tests.gui.orders.shop import WAIT, Enter, item_of
from tests.new_content import revise

SAID = "测试甲 <b>wants</b> longer hair, call 13800000000"


@pytest.fixture
def page(detail: DetailPage, desk: OfficeDesk) -> DetailPage:
    desk.act_as(OWNER)
    desk.start()
    return detail


def changes_wanted(office: Office, order: Order, words: str = SAID) -> Proof:
    item = item_of(office, order)
    orders.move(office, Item, item.id, "start", version=None)
    revise(office, item.id, "ab" * 32)
    for event in ("submit", "to_review"):
        orders.move(office, Item, item.id, event, version=None)
    proof = proofs.draft_proof(office, item.id)
    proof = proofs.send_proof(office, proof.id, version=proof.version)
    return proofs.decide(
        office, proof.id, "want_changes", version=proof.version, reason="changes", by="buyer", remarks=words
    )


def shown_words(page: DetailPage, order: Order, qtbot: QtBot, column: str = "proofs") -> BuyersWords:
    """The words of the first card, closed."""
    page.show_order(order.id)
    cards = getattr(page.records, column)
    qtbot.waitUntil(lambda: cards.count() == 1, timeout=WAIT)
    card = widgets_in(cards)[0]
    assert isinstance(card, RecordCard)
    assert card.said is not None
    qtbot.waitUntil(card.said.button.isVisible, timeout=WAIT)
    return card.said


def everything(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_the_words_about_a_proof_are_opened_and_closed_by_its_button(
    page: DetailPage, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    changes_wanted(office, order)
    said = shown_words(page, order, qtbot)
    assert not said.is_open
    assert "longer hair" not in everything(page), "sealed until it is asked for"
    assert said.button.toolTip()
    assert said.accessibleName() == "What the buyer said"
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said.is_open, timeout=WAIT)
    assert said.isVisible()
    assert said.words.text() == SAID
    assert said.words.textFormat() is Qt.TextFormat.PlainText, "nothing of it is taken for marks"
    said.button.setFocus()
    qtbot.keyClick(said.button, Qt.Key.Key_Space)
    assert not said.is_open
    assert not said.isVisible()
    assert "longer hair" not in everything(page)


def test_the_words_of_a_claim_are_read_the_same_way(
    page: DetailPage, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    claims.open_claim(office, order.id, item=item_of(office, order).id, words="an ear came off")
    said = shown_words(page, order, qtbot, "claims")
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said.words.text() == "an ear came off", timeout=WAIT)


def test_a_proof_about_which_nothing_was_said_has_no_button(
    page: DetailPage, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    changes_wanted(office, order, words="")
    page.show_order(order.id)
    qtbot.waitUntil(lambda: page.records.proofs.count() == 1, timeout=WAIT)
    assert widgets_in(page.records.proofs)[0].said is None


@pytest.mark.parametrize("leaves", ["locked", "somebody else", "another page"])
def test_they_go_when_somebody_leaves(
    page: DetailPage, enter: Enter, desk: OfficeDesk, qtbot: QtBot, leaves: str
) -> None:
    order = enter("Night singer")
    changes_wanted(desk.office, order)
    said = shown_words(page, order, qtbot)
    label = said.words
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said.is_open, timeout=WAIT)
    if leaves == "locked":
        desk.locked.emit()
    elif leaves == "somebody else":
        desk.act_as(NOBODY)
    else:
        page.hide()
    assert label.text() == ""
    assert "longer hair" not in everything(page)
    if leaves == "another page":
        page.show()
        assert not said.button.isChecked()
        assert not said.isVisible()


@pytest.mark.parametrize("leaves", ["locked", "somebody else", "another page"])
def test_an_answer_that_comes_too_late_is_shown_to_nobody(
    page: DetailPage, enter: Enter, desk: OfficeDesk, qtbot: QtBot, leaves: str
) -> None:
    order = enter("Night singer")
    changes_wanted(desk.office, order)
    said = shown_words(page, order, qtbot)
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    if leaves == "locked":
        desk.locked.emit()
    elif leaves == "somebody else":
        desk.act_as(NOBODY)
    else:
        page.hide()
    answered: list[str] = []
    desk.ask(lambda _office: "", then=answered.append)  # behind it on the same lane
    qtbot.waitUntil(lambda: answered == [""], timeout=WAIT)
    assert "longer hair" not in everything(page)


def test_words_that_cannot_be_opened_are_said_to_be_so(
    page: DetailPage, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    proof = changes_wanted(office, order)
    said = shown_words(page, order, qtbot)
    with office.book.writing(OWNER) as book:  # written by hand, past the vault
        book.save(replace(book.get(Proof, proof.id), remarks=b"spoilt"))
    qtbot.waitUntil(lambda: page.view.proofs[0].record.remarks == b"spoilt", timeout=WAIT)
    said = shown_words(page, order, qtbot)
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=WAIT)
    assert not said.button.isChecked()
    assert not said.isVisible()


def test_an_engineer_reads_them_above_the_bench_while_the_order_goes_on(
    desk: OfficeDesk, look: Look, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    proof = changes_wanted(office, order, "longer hair\n" * 60)
    failed: list[AppError] = []
    said = BuyersWords(desk, look, proofs.proof_remarks, failed.append)
    bar = BenchBar(look, said)
    qtbot.addWidget(bar)
    bar.resize(900, 44)
    item = item_of(office, order)
    with office.book.writing(OWNER) as book:
        book.save(replace(item, assignee=7))
    desk.act_as(Actor(7, "Ann", frozenset({Role.ENGINEER})))
    answered = proofs.last_answer(desk.office, item.id)
    assert answered is not None
    assert answered.id == proof.id
    bar.show_item(item, order.number, (), answered)
    assert said.button.isVisible()
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said.is_open, timeout=WAIT)
    QApplication.processEvents()
    assert said.height() <= HIGHEST + 20, "the model keeps its room"
    bar.show_item(item, order.number, (), answered)  # something of the order has changed
    assert said.is_open
    bar.show_item(item, order.number, (), None)
    assert not said.is_open
    assert not said.button.isVisible()
    assert failed == []


def test_an_engineer_of_another_order_is_told_no(
    desk: OfficeDesk, look: Look, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    proof = changes_wanted(office, order)
    with office.book.writing(OWNER) as book:
        book.save(replace(item_of(office, order), assignee=404))
    failed: list[AppError] = []
    said = BuyersWords(desk, look, proofs.proof_remarks, failed.append, proof.id)
    bar = BenchBar(look, said)
    qtbot.addWidget(bar)
    bar.show()
    desk.act_as(Actor(7, "Ann", frozenset({Role.ENGINEER})))
    said.show_of(proof.id)
    qtbot.mouseClick(said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(failed) == 1, timeout=WAIT)
    assert not said.is_open
