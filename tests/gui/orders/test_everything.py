"""Control and A chooses all that the question finds, not only what the list has read; and all of it is done."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.commands import order_every, orders
from app.commands.office import Office
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders import queue_model
from app.gui.orders.export_choice import export_items_to
from app.gui.orders.order_queue import OrderQueue
from app.gui.widgets.question import ChoiceQuestion, Question, ReasonQuestion
from app.orders.queue import Cursor, Page, QueueQuery
from app.orders.records import Item, Order
from app.security.actor import Actor
from tests.gui.orders.shop import WAIT, Enter, items_of

Open = Callable[..., OrderQueue]
ALL = 30


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_model, "PAGE", 10)
    monkeypatch.setattr(queue_model, "AHEAD", 2)
    monkeypatch.setattr(order_every, "PAGE", 7)


@pytest.fixture
def long_list(open_queue: Open, enter: Enter, qtbot: QtBot) -> Callable[..., OrderQueue]:
    """Thirty items, of which the list knows some."""

    def it(*actor: Actor) -> OrderQueue:
        for number in range(6):
            enter(f"Singer {number}", items=5)
        queue = open_queue(*actor)
        queue.resize(320, 380)
        qtbot.waitUntil(lambda: 0 < queue.model.rowCount() < ALL and queue.list.isVisible(), timeout=WAIT)
        return queue

    return it


def choose_all(queue: OrderQueue, qtbot: QtBot) -> None:
    queue.list.setFocus()
    qtbot.keyClick(queue.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "counting" not in queue.bulk.words._whole and queue.bulk.isVisible(), timeout=WAIT)


def answer(queue: OrderQueue, qtbot: QtBot) -> Question:
    qtbot.waitUntil(lambda: queue.findChild(Question) is not None, timeout=WAIT)
    question = queue.findChild(Question)
    assert isinstance(question, Question)
    return question


def entry(menu: QMenu, words: str) -> QAction:
    return next(
        action for holder in (menu, *menu.findChildren(QMenu)) for action in holder.actions() if action.text() == words
    )


def states(office: Office) -> set[str]:
    with office.book.reading() as book:
        return {item.state for item in book.find(Item)}


def test_all_that_the_question_finds_is_chosen_and_said(long_list: Open, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    assert queue.list.everything
    assert queue.bulk.words._whole == f"All {ALL} chosen"
    queue.model.load_all(ALL)
    qtbot.waitUntil(lambda: queue.model.rowCount() == ALL, timeout=WAIT)
    assert len(queue.list.selectionModel().selectedIndexes()) == queue.model.rowCount()
    qtbot.keyClick(queue.list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not queue.bulk.isVisible(), timeout=WAIT)
    assert not queue.list.everything


def test_the_end_is_reached_although_something_is_changed_meanwhile(
    long_list: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = long_list()
    renewed = threading.Event()
    queue.model.moved.connect(renewed.set)
    read = queue_model.read_pages

    def slow(office: Office, query: QueueQuery, after: Cursor | None, rows: int) -> tuple[Page, ...]:
        assert renewed.wait(WAIT / 1000)
        return read(office, query, after, rows)

    monkeypatch.setattr(queue_model, "read_pages", slow)
    queue.model.renew(0, queue.model.rowCount() - 1)  # its answer takes the place of the page that is on its way
    with qtbot.waitSignal(queue.model.all_read, timeout=WAIT):
        queue.model.load_all(ALL)
    assert queue.model.rowCount() == ALL


def test_the_next_step_is_asked_for_once_and_reaches_the_end(long_list: Open, office: Office, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)
    question = answer(queue, qtbot)
    assert f"{ALL} items" in question.windowTitle()
    question.accept()
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    assert queue.messages.sentences == [f"{ALL} done."]
    assert states(office) == {"asset_check"}
    qtbot.waitUntil(lambda: queue.everything.every is not None, timeout=WAIT)
    assert queue.everything.every is not None
    assert queue.everything.every.whole.stages == {"asset_check"}  # looked at again


def test_what_is_refused_is_told_with_the_reason(long_list: Open, office: Office, enter: Enter, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    gone = items_of(office, enter("Late one"))[0]
    orders.move(office, Item, gone.id, "hold", version=None, facts={"hold": "client"})
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)
    answer(queue, qtbot).accept()  # the held one came into the list since
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    assert queue.messages.sentences[0].startswith(f"{ALL} done, 1 refused:")
    assert orders.open_order(office, gone.order).order.number in queue.messages.sentences[0]


def test_hold_asks_why_and_priority_is_set_for_every_order(long_list: Open, office: Office, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    queue.fill_menu(queue.bulk.menu, queue.list.rows())
    entry(queue.bulk.menu, "Urgent").trigger()
    answer(queue, qtbot).accept()
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    with office.book.reading() as book:
        assert {order.priority for order in book.find(Order)} == {2}
    qtbot.waitUntil(lambda: queue.everything.every is not None, timeout=WAIT)
    queue.do_step(next(step for step in queue.steps() if step.event == "hold"))
    qtbot.waitUntil(lambda: queue.findChild(ChoiceQuestion) is not None, timeout=WAIT)
    why = queue.findChild(ChoiceQuestion)
    assert isinstance(why, ChoiceQuestion)
    next(iter(why.choices.values())).setChecked(True)
    why.accept()
    qtbot.waitUntil(lambda: states(office) == {"on_hold"}, timeout=WAIT)


def test_cancelling_needs_a_reason_and_giving_work_away_reaches_all(
    long_list: Open, boss: Actor, office: Office, qtbot: QtBot
) -> None:
    queue = long_list(boss)
    qtbot.waitUntil(lambda: bool(queue.people.workers), timeout=WAIT)
    choose_all(queue, qtbot)
    queue.fill_menu(queue.bulk.menu, queue.list.rows())
    entry(queue.bulk.menu, boss.name).trigger()
    answer(queue, qtbot).accept()
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    with office.book.reading() as book:
        assert {item.assignee for item in book.find(Item)} == {boss.account}
    qtbot.waitUntil(lambda: queue.everything.every is not None, timeout=WAIT)
    queue.do_step(next(step for step in queue.steps() if step.event == "cancel"))
    qtbot.waitUntil(lambda: queue.findChild(ReasonQuestion) is not None, timeout=WAIT)
    reason = queue.findChild(ReasonQuestion)
    assert isinstance(reason, ReasonQuestion)
    assert not reason.go.isEnabled()
    reason.field.setPlainText("the campaign is over")
    reason.accept()
    qtbot.waitUntil(lambda: states(office) == {"cancelled"}, timeout=WAIT)


def test_everything_is_written_to_a_file(long_list: Open, desk: OfficeDesk, tmp_path: Path, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    queue.fill_menu(queue.bulk.menu, queue.list.rows())
    with qtbot.waitSignal(queue.all_exported, timeout=WAIT) as told:
        entry(queue.bulk.menu, "Export…").trigger()
    (items,) = told.args
    assert len(set(items)) == ALL
    export_items_to(desk, items, tmp_path / "all.csv", queue.messages)
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    assert len((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()) == ALL + 1


def test_another_question_or_a_click_lets_everything_go(long_list: Open, qtbot: QtBot) -> None:
    queue = long_list()
    choose_all(queue, qtbot)
    queue.filter.field.setText("Singer 3")
    qtbot.waitUntil(lambda: queue.model.query.text == "Singer 3", timeout=WAIT)
    qtbot.waitUntil(lambda: not queue.bulk.isVisible(), timeout=WAIT)
    assert not queue.list.everything
    choose_all(queue, qtbot)
    qtbot.mouseClick(
        queue.list.viewport(), Qt.MouseButton.LeftButton, pos=queue.list.visualRect(queue.model.index(1)).center()
    )
    qtbot.waitUntil(lambda: not queue.bulk.isVisible(), timeout=WAIT)
    assert [row.item for row in queue.list.rows()] == [queue.model.row(1).item]


def test_a_short_list_is_chosen_row_by_row(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("Singer", items=3)
    queue = open_queue()
    choose_all(queue, qtbot)
    assert not queue.list.everything
    assert queue.bulk.words._whole == "3 chosen"
    assert queue.model.query == QueueQuery()
