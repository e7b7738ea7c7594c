"""What is done from the queue, with one row or many: by keys, from the menu, below the list; refusals are told."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.commands import orders
from app.commands.office import Office
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders import doing, offered
from app.gui.orders.asking import DueQuestion
from app.gui.orders.conflict import ConflictDialog
from app.gui.orders.order_queue import OrderQueue
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.orders.record import now
from app.orders.records import Item
from app.security.actor import OWNER, Actor
from app.security.roles import Role
from app.service.records import Proof
from tests.gui.orders.rows import Open, choose_rows, stages, titles
from tests.gui.orders.shop import WAIT, Enter, item_of, items_of
from tests.new_content import revise


def entry(menu: QMenu, words: str) -> object:
    for action in menu.actions():
        if action.menu() is not None:
            found = entry(action.menu(), words)
            if found is not None:
                return found
        elif action.text().split("\t")[0] == words:
            return action
    return None


def test_keys_do_it_all(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    for number in range(5):
        enter(f"Order {number}", due=timedelta(days=9 + number))
    queue = open_queue()
    listed = titles(queue)
    qtbot.keyClick(queue.filter.field, Qt.Key.Key_Down)
    assert queue.list.hasFocus() or queue.list.currentIndex().row() == 0
    qtbot.keyClick(queue.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(queue.opened) as opened:
        qtbot.keyClick(queue.list, Qt.Key.Key_Return)
    assert opened.args[0].title == listed[1]
    with qtbot.waitSignal(queue.benched) as benched:
        qtbot.keyClick(queue.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert benched.args[0].title == listed[1]
    qtbot.keyClick(queue.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [row.title for row in queue.list.rows()] == listed[1:3]
    qtbot.keyClick(queue.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(queue.list.rows()) == 5
    qtbot.waitUntil(queue.bulk.isVisible, timeout=WAIT)
    qtbot.keyClick(queue.list, Qt.Key.Key_Escape)
    assert len(queue.list.rows()) == 1
    qtbot.waitUntil(lambda: not queue.bulk.isVisible(), timeout=WAIT)
    qtbot.keyClick(queue.list, Qt.Key.Key_Home)
    assert queue.list.current_row().title == listed[0]
    qtbot.keyClicks(queue.list, "3")  # typing goes to the filter
    assert queue.filter.field.text() == "3"


def opened_menu(queue: OrderQueue, qtbot: QtBot) -> QMenu:
    """The menu of the row that the keys are at, opened by the menu key."""
    queue.list.setFocus()
    place = queue.list.visualRect(queue.list.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, queue.list.viewport().mapToGlobal(place))
    QApplication.sendEvent(queue.list.viewport(), event)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=WAIT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_f2_sets_the_date_and_the_menu_key_opens_the_menu(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    queue = open_queue()
    choose_rows(queue, 0)
    qtbot.keyClick(queue.list, Qt.Key.Key_F2)
    question = queue.findChild(DueQuestion)
    wanted = question.field.dateTime().addDays(3)
    question.field.setDateTime(wanted)
    question.accept()
    qtbot.waitUntil(lambda: int(item_of(office, order).due_at.timestamp()) == wanted.toSecsSinceEpoch(), timeout=WAIT)
    menu = opened_menu(queue, qtbot)
    assert entry(menu, "Set a date…") is not None
    menu.close()


def test_the_menu_of_a_row_offers_no_decision_about_a_proof_that_expired(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offered, "PATIENCE_MS", WAIT)
    order = enter("Night singer")
    item = item_of(office, order)
    with office.book.writing(OWNER) as book:
        book.save(replace(item, state="proof_sent", stage="proof_sent", revision="a" * 64))
        proof = book.add(Proof(order=order.id, item=item.id, digest="a" * 64, state="sent", sent_at=now()))
    queue = open_queue()
    choose_rows(queue, 0)
    menu = opened_menu(queue, qtbot)
    assert entry(menu, "The buyer approves") is not None
    assert entry(menu, "The buyer wants changes") is not None
    menu.close()
    with office.book.writing(OWNER) as book:
        book.save(replace(proof, state="expired"))
    menu = opened_menu(queue, qtbot)
    assert entry(menu, "The buyer approves") is None
    assert entry(menu, "The buyer wants changes") is None
    assert entry(menu, "Send the proof") is not None
    menu.close()


def test_the_menu_of_a_row_comes_although_the_book_is_busy(
    open_queue: Open, enter: Enter, desk: OfficeDesk, qtbot: QtBot
) -> None:
    enter("Night singer")
    queue = open_queue()
    choose_rows(queue, 0)
    free = threading.Event()
    desk.ask(lambda _office: free.wait(WAIT / 1000))
    menu = opened_menu(queue, qtbot)
    assert not free.is_set()
    assert entry(menu, "Check the material") is not None, "without the book it is what the state says"
    menu.close()
    free.set()
    with qtbot.waitSignal(queue.model.answered, timeout=WAIT):
        queue.ask()
    assert QApplication.activePopupWidget() is None, "the answer that comes late opens no second one"


def test_a_step_is_done_with_all_that_are_chosen(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    for number in range(3):
        enter(f"Order {number}", due=timedelta(days=9 + number))
    queue = open_queue()
    queue.list.selectAll()
    qtbot.waitUntil(queue.bulk.isVisible, timeout=WAIT)
    assert queue.bulk.words._whole == "3 chosen"
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)  # check the material
    qtbot.waitUntil(lambda: set(stages(queue)) == {"asset_check"}, timeout=WAIT)
    assert queue.messages.sentences == ["3 done."]


def test_the_list_answers_while_something_is_done_with_many(
    open_queue: Open, enter: Enter, desk: OfficeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Bee", "Ant", "Cat", "Dog", "Elk", "Fox", "Penguin"):
        enter(title, items=2)
    queue = open_queue()
    going, quick = threading.Event(), doing.orders.move_many

    def slow(*args: object, **named: object) -> object:
        assert going.wait(WAIT / 1000)
        return quick(*args, **named)

    monkeypatch.setattr(doing.orders, "move_many", slow)
    queue.list.selectAll()
    qtbot.waitUntil(queue.bulk.isVisible, timeout=WAIT)
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)
    queue.filter.field.setText("penguin")
    qtbot.waitUntil(lambda: titles(queue) == ["Penguin", "Penguin"], timeout=WAIT)  # the fourteen are not done yet
    assert "Change 14 items" in [str(job.title) for job in desk._runner.jobs if job.open]
    going.set()
    qtbot.waitUntil(lambda: queue.messages.sentences == ["14 done."], timeout=WAIT)


def test_refusals_of_many_are_told_with_their_reason(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    good = item_of(office, enter("Good", due=timedelta(days=9)))
    bad = item_of(office, enter("Bad", due=timedelta(days=10)))
    for item in (good, bad):
        orders.move(office, Item, item.id, "start", version=None)
    revise(office, good.id, "ab" * 32)
    queue = open_queue()
    queue.list.selectAll()
    qtbot.waitUntil(queue.bulk.isVisible, timeout=WAIT)
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)  # done, check it myself: one has no model
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    assert queue.messages.sentences[0].startswith("1 done, 1 refused:")
    assert "There is no finished model yet" in queue.messages.sentences[0]


def test_hold_and_cancel_ask_first(open_queue: Open, enter: Enter, office: Office, qtbot: QtBot) -> None:
    order = enter("Night singer")
    queue = open_queue()
    choose_rows(queue, 0)
    menu = QMenu()
    queue.fill_menu(menu, queue.list.rows())
    entry(menu, "Put on hold…").trigger()
    question = queue.findChild(ChoiceQuestion)
    assert not question.go.isEnabled()
    question.choices["material"].setChecked(True)
    question.accept()
    qtbot.waitUntil(lambda: stages(queue) == ["on_hold"], timeout=WAIT)
    assert item_of(office, order).hold_reason == "material"
    queue.fill_menu(menu, queue.list.rows())
    entry(menu, "Cancel…").trigger()
    question = queue.findChildren(ReasonQuestion)[-1]
    assert not question.go.isEnabled()
    question.field.setPlainText("the buyer changed their mind")
    question.accept()
    qtbot.waitUntil(queue.nothing.isVisible, timeout=WAIT)
    assert item_of(office, order).state == "cancelled"


def test_somebody_faster_is_shown_before_it_is_done_again(
    open_queue: Open, enter: Enter, office: Office, desk: OfficeDesk, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    queue = open_queue()
    desk.close()  # this PC does not hear of it
    desk._unwatch = lambda: None
    choose_rows(queue, 0)
    orders.set_due(office, item_of(office, order).id, "model", item_of(office, order).due_at + timedelta(days=1))
    menu = QMenu()
    queue.fill_menu(menu, queue.list.rows())
    entry(menu, "Check the material").trigger()
    qtbot.waitUntil(lambda: queue.findChild(ConflictDialog) is not None, timeout=WAIT)
    dialog = queue.findChild(ConflictDialog)
    cells = [[dialog.table.item(r, c).text() for c in range(3)] for r in range(dialog.table.rowCount())]
    assert ["State", "New", "Checking material"] in cells
    assert item_of(office, order).state == "new"
    dialog.go.click()
    qtbot.waitUntil(lambda: item_of(office, order).state == "asset_check", timeout=WAIT)
    desk._unwatch = None


def test_people_get_work_and_see_whose_it_is(
    open_queue: Open, enter: Enter, office: Office, boss: Actor, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    queue = open_queue(boss)
    qtbot.waitUntil(lambda: bool(queue.people.workers), timeout=WAIT)
    choose_rows(queue, 0)
    menu = QMenu()
    queue.fill_menu(menu, queue.list.rows())
    entry(menu, "Boss Zhang").trigger()
    qtbot.waitUntil(lambda: queue.model.row(0).assignee == boss.account, timeout=WAIT)
    assert item_of(office, order).assignee == boss.account
    key = next(view.key for view in queue.views if str(view.title) == "Mine")
    queue.choose_view(key)
    qtbot.waitUntil(lambda: titles(queue) == ["Night singer"], timeout=WAIT)
    assert not queue.list.viewport().grab().isNull()


def test_a_recipe_is_wanted_for_the_models_that_are_chosen(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    figurines = enter("Night singer", items=2)
    enter("Postcard", product="postcard", finish="matte")
    queue = open_queue()
    queue.list.selectAll()
    menu = QMenu()
    queue.fill_menu(menu, queue.list.rows())
    with qtbot.waitSignal(queue.recipe_wanted) as wanted:
        entry(menu, "Do a recipe to these…").trigger()
    assert sorted(wanted.args[0]) == [item.id for item in items_of(office, figurines)]
    card = next(row for row in queue.list.rows() if row.product == "postcard")
    queue.fill_menu(menu, (card,))
    assert entry(menu, "Do a recipe to this…") is None


def test_whoever_only_looks_is_offered_nothing_to_do(open_queue: Open, enter: Enter, boss: Actor) -> None:
    enter("Night singer", items=2)
    supervisor = Actor(boss.account + 1, "Looker", frozenset({Role.SUPERVISOR}))
    queue = open_queue(supervisor)
    queue.list.selectAll()
    menu = QMenu()
    queue.fill_menu(menu, queue.list.rows())
    assert [a.text() for a in menu.actions() if not a.isSeparator()] == []
    queue.bulk.show_rows(queue.list.rows(), supervisor)
    assert not queue.bulk.go.isVisible()
