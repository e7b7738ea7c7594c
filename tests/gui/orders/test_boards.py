"""The boards of service and overview over a real order book: counted by stage, opened with mouse and keyboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands.claims import open_claim
from app.commands.orders import move
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.boards.page import BoardPage
from app.gui.boards.tables import OVERVIEW, SERVICE, Board, read
from app.gui.widgets.covers import Covers
from app.i18n import text
from app.orders import stages
from app.orders.records import Item, Order
from app.security.actor import NOBODY

WAIT = 20_000
Enter = Callable[..., Order]


def page_of(desk: OfficeDesk, look: Look, qtbot: QtBot, boards: tuple[Board, ...] = OVERVIEW) -> BoardPage:
    covers = Covers()
    covers.connect_to(desk)
    page = BoardPage(text("Overview"), text("Overview"), boards, look, covers, rows=3, opens=True)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.connect_to(desk)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def open_desk(desk: OfficeDesk, qtbot: QtBot) -> OfficeDesk:
    desk.open()
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    return desk


def test_every_open_stage_is_on_one_card_and_only_one() -> None:
    counted = [stage for board in OVERVIEW for stage in board.query.stages]
    assert sorted(counted) == sorted(stages.OPEN)
    known = {*stages.OPEN, *stages.CLOSED}
    assert all(board.query.stages <= known for board in (*OVERVIEW, *SERVICE))


def test_items_are_counted_and_the_first_due_comes_first(open_desk: OfficeDesk, enter: Enter) -> None:
    enter("Later", 2, due=timedelta(days=9))
    late = enter("Too late", due=timedelta(days=-2))
    shown = read(open_desk.office, OVERVIEW, 2)
    assert (shown["to_model"].count, shown["late"].count, shown["to_pack"].count) == (3, 1, 0)
    assert [row.title for row in shown["to_model"].rows] == ["Too late", "Later"]
    assert shown["late"].rows[0].order == late.id
    assert shown["to_pack"].rows == ()


def test_it_follows_the_book_and_opens_orders(open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot) -> None:
    order = enter("Night singer")
    page = page_of(open_desk, look, qtbot)
    card = page.cards["to_model"]
    qtbot.waitUntil(lambda: card.count.text() == "1", timeout=WAIT)
    assert "Night singer" in card.rows[0].accessibleName()
    with qtbot.waitSignal(page.order_wanted, timeout=WAIT) as wanted:
        QTest.mouseClick(card.rows[0], Qt.MouseButton.LeftButton)
    assert wanted.args[0] == order.id
    with qtbot.waitSignal(page.all_wanted, timeout=WAIT) as view:
        QTest.keyClick(card.head, Qt.Key.Key_Return)
    assert view.args == ["to_model"]
    with open_desk.office.book.reading() as book:
        item = book.find(Item, order=order.id)[0]
    move(open_desk.office, Item, item.id, "hold", version=None, reason="so", facts={"hold": "material"})
    qtbot.waitUntil(lambda: page.cards["on_hold"].count.text() == "1", timeout=WAIT)
    assert card.count.text() == "0"
    assert card.nothing.isVisible()


def test_rows_are_as_high_as_their_words(open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot) -> None:
    for number in range(4):
        enter(f"Night singer {number}")
    page = page_of(open_desk, look, qtbot)
    card = page.cards["to_model"]
    qtbot.waitUntil(lambda: len(card.rows) == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: all(row.height() >= row.sizeHint().height() for row in card.rows), timeout=5_000)
    card.rows[1].setFocus()
    enter("Night singer 5", due=timedelta(days=1))
    qtbot.waitUntil(lambda: "singer 5" in card.rows[0].accessibleName(), timeout=WAIT)
    assert page.focusWidget() is card.rows[1], "the keys stay where they are while the book moves on"


def test_nothing_is_left_for_the_next_person(open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer")
    page = page_of(open_desk, look, qtbot)
    qtbot.waitUntil(lambda: bool(page.cards["to_model"].rows), timeout=WAIT)
    open_desk.act_as(NOBODY)
    assert not page.cards["to_model"].rows


def test_an_answer_for_whoever_has_left_is_shown_to_nobody(
    open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot
) -> None:
    enter("Night singer")
    page = page_of(open_desk, look, qtbot)
    qtbot.waitUntil(lambda: bool(page.cards["to_model"].rows), timeout=WAIT)
    page.ask()
    open_desk.act_as(NOBODY)
    after: list[object] = []
    open_desk.ask(lambda _office: None, then=after.append)  # one after the other: the answer of before has come by then
    qtbot.waitUntil(lambda: bool(after), timeout=WAIT)
    assert not page.cards["to_model"].rows


def test_a_complaint_stands_on_its_card_from_when_it_is_told(
    open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    page = page_of(open_desk, look, qtbot, SERVICE)
    card = page.cards["claimed"]
    qtbot.waitUntil(lambda: card.count.text() == "0", timeout=WAIT)
    open_desk.ask(open_claim, order.id)
    qtbot.waitUntil(lambda: card.count.text() == "1", timeout=WAIT)
    assert "Night singer" in card.rows[0].accessibleName()


def test_cards_stand_below_each_other_where_there_is_no_room(open_desk: OfficeDesk, look: Look, qtbot: QtBot) -> None:
    page = page_of(open_desk, look, qtbot, SERVICE)
    first, second = (page.cards[board.key] for board in SERVICE[:2])
    qtbot.waitUntil(lambda: second.x() > first.x(), timeout=WAIT)
    page.resize(300, 700)
    qtbot.waitUntil(lambda: second.y() > first.y(), timeout=WAIT)
    assert second.x() == first.x()


def test_nothing_is_counted_before_it_was_read(desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer")
    page = page_of(desk, look, qtbot)  # the order book is not open yet
    page.refresh()
    assert {card.count.text() for card in page.cards.values()} == {"–"}
    assert not any(card.nothing.isVisible() for card in page.cards.values())
    desk.open()
    qtbot.waitUntil(lambda: page.cards["to_model"].count.text() == "1", timeout=WAIT)
    assert page.cards["to_pack"].count.text() == "0"
    assert page.cards["to_pack"].nothing.isVisible()
    desk.act_as(NOBODY)
    assert page.cards["to_pack"].count.text() == "–"


def test_the_cube_of_a_row_has_the_colour_of_the_theme(
    open_desk: OfficeDesk, look: Look, enter: Enter, qtbot: QtBot
) -> None:
    enter("Night singer")
    page = page_of(open_desk, look, qtbot)
    qtbot.waitUntil(lambda: bool(page.cards["to_model"].rows), timeout=WAIT)
    row = page.cards["to_model"].rows[0]
    dark = row._picture.pixmap().toImage()
    look.choose("light")
    assert row._picture.pixmap().toImage() != dark
