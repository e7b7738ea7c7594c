"""The queue over a real order book: what is listed, found, chosen, done, and what others change meanwhile."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.commands import accounts, orders
from app.commands.office import Office
from app.gui.office_desk import OfficeDesk
from app.gui.orders import doing, queue_model
from app.gui.orders.asking import ChoiceQuestion, DueQuestion, NameQuestion, ReasonQuestion
from app.gui.orders.conflict import ConflictDialog
from app.gui.orders.order_queue import OrderQueue
from app.gui.orders.row_words import short_numbers
from app.gui.orders.view_dialogs import ManageViews, ask_view_name
from app.orders.queue import Page, QueueQuery
from app.orders.records import Item
from app.security.actor import Actor
from app.security.roles import Role
from tests.gui.orders.shop import WAIT, Enter, item_of, items_of, png

Open = Callable[..., OrderQueue]
SELECT = QItemSelectionModel.SelectionFlag.Select


def titles(queue: OrderQueue) -> list[str]:
    rows = (queue.model.row(n) for n in range(queue.model.rowCount()))
    return ["" if row is None else row.title for row in rows]


def stages(queue: OrderQueue) -> list[str]:
    rows = (queue.model.row(n) for n in range(queue.model.rowCount()))
    return ["" if row is None else row.stage for row in rows]


def choose_rows(queue: OrderQueue, *numbers: int) -> None:
    queue.list.setCurrentIndex(queue.model.index(numbers[0]))
    for number in numbers[1:]:
        queue.list.selectionModel().select(queue.model.index(number), SELECT)


def test_an_empty_book_says_where_orders_come_from(open_queue: Open, qtbot: QtBot) -> None:
    queue = open_queue()
    qtbot.waitUntil(queue.none.isVisible, timeout=WAIT)
    with qtbot.waitSignal(queue.none.import_wanted):
        qtbot.mouseClick(queue.none.bring, Qt.MouseButton.LeftButton)
    assert queue.totals.text() == "0 open"


def test_what_is_due_first_is_listed_first(open_queue: Open, enter: Enter) -> None:
    enter("Later", due=timedelta(days=30))
    enter("Sooner", due=timedelta(days=9))
    queue = open_queue()
    assert titles(queue) == ["Sooner", "Later"]
    assert queue.totals.text() == "2 open"
    assert queue.chips.buttons[queue.chips.current].text() == "Everything open 2"


def test_the_filter_finds_while_one_types_and_is_cleared(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("彩铃封面")
    number = enter("Guitar cat").number
    queue = open_queue()
    qtbot.keyClicks(queue.filter.field, "guitar")
    qtbot.waitUntil(lambda: titles(queue) == ["Guitar cat"], timeout=WAIT)
    queue.filter.field.setText(number[-4:])
    qtbot.waitUntil(lambda: titles(queue) == ["Guitar cat"], timeout=WAIT)
    queue.filter.field.setText("彩铃")
    qtbot.waitUntil(lambda: titles(queue) == ["彩铃封面"], timeout=WAIT)
    queue.filter.field.setText("13800000000")  # a buyer by the whole phone number
    qtbot.waitUntil(lambda: len(titles(queue)) == 2, timeout=WAIT)
    queue.filter.field.setText("nothing like this")
    qtbot.waitUntil(queue.nothing.isVisible, timeout=WAIT)
    qtbot.mouseClick(queue.nothing.way, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(titles(queue)) == 2, timeout=WAIT)
    assert queue.filter.field.text() == ""


def test_it_is_sorted_as_the_button_above_the_list_says(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    for number, title in enumerate(("Bee", "Ant", "Cat")):
        enter(title, due=timedelta(days=9 + number))
    queue = open_queue()
    button = queue.filter.sort_button
    assert button.text() == "Due first"
    queue.filter.sort_actions["title"].trigger()
    qtbot.waitUntil(lambda: titles(queue) == ["Ant", "Bee", "Cat"], timeout=WAIT)
    assert button.text() == "By title"
    next(action for action in button.menu().actions() if action.text() == "The other way round").trigger()
    qtbot.waitUntil(lambda: titles(queue) == ["Cat", "Bee", "Ant"], timeout=WAIT)
    queue.choose_view(queue.views[0].key)
    qtbot.waitUntil(lambda: titles(queue) == ["Bee", "Ant", "Cat"], timeout=WAIT)
    assert button.text() == "Due first"


def test_a_stale_answer_is_dropped(open_queue: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("One")
    enter("Two")
    queue = open_queue()
    for words in ("O", "On", "One", "Tw", "Two"):
        queue.model.ask(QueueQuery(text=words))
    qtbot.waitUntil(lambda: titles(queue) == ["Two"], timeout=WAIT)
    qtbot.wait(150)
    assert titles(queue) == ["Two"]


def test_views_have_counts_and_narrow_the_list(open_queue: Open, enter: Enter, office: Office, qtbot: QtBot) -> None:
    enter("New one")
    held = item_of(office, enter("Held one"))
    orders.move(office, Item, held.id, "hold", version=None, facts={"hold": "client"})
    queue = open_queue()
    key = next(view.key for view in queue.views if str(view.title) == "On hold")
    assert queue.chips.buttons[key].text() == "On hold 1"
    queue.choose_view(key)
    qtbot.waitUntil(lambda: titles(queue) == ["Held one"], timeout=WAIT)
    qtbot.keyClick(queue.list, Qt.Key.Key_Escape)  # out of the view
    qtbot.waitUntil(lambda: len(titles(queue)) == 2, timeout=WAIT)


def test_a_view_is_kept_renamed_moved_and_removed(
    open_queue: Open, enter: Enter, desk: OfficeDesk, qtbot: QtBot
) -> None:
    enter("Guitar cat")
    enter("Penguin")
    queue = open_queue()
    for words, name in (("guitar", "Cats"), ("penguin", "Birds")):
        queue.choose_view(queue.views[0].key)
        queue.filter.field.setText(words)
        question = ask_view_name(desk, queue, queue)
        assert isinstance(question, NameQuestion)
        question.field.setText("Late")
        assert not question.go.isEnabled()  # there is one of this name
        question.field.setText(name)
        question.accept()
        qtbot.waitUntil(lambda name=name: queue.view is not None and str(queue.view.title) == name, timeout=WAIT)
    qtbot.waitUntil(lambda: titles(queue) == ["Penguin"], timeout=WAIT)

    dialog = ManageViews(desk, queue._look, queue, queue)
    assert [dialog.list.item(n).text() for n in range(2)] == ["Cats", "Birds"]
    dialog.list.setCurrentRow(1)
    with qtbot.waitSignal(queue.views_changed, timeout=WAIT):
        dialog.move_by(-1)
    assert [str(view.title) for view in queue.views if view.saved] == ["Birds", "Cats"]
    dialog.list.item(0).setText("Penguins")
    qtbot.waitUntil(lambda: dialog._saved(dialog.list.item(0)).name == "Penguins", timeout=WAIT)
    dialog.list.setCurrentRow(1)
    dialog.remove()
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=WAIT)
    with qtbot.waitSignal(queue.views_changed, timeout=WAIT):
        dialog.accept()
    assert [str(view.title) for view in queue.views if view.saved] == ["Penguins"]


def test_long_lists_are_read_as_they_are_scrolled(
    open_queue: Open, enter: Enter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_model, "PAGE", 20)
    monkeypatch.setattr(queue_model, "SLACK", 5)
    monkeypatch.setattr(queue_model, "AHEAD", 10)
    for number in range(13):
        enter(f"Order {number:02d}", items=10)
    queue = open_queue()
    queue.model._parts.kept = 2
    assert queue.model.rowCount() <= 40
    qtbot.keyClick(queue.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: queue.model.rowCount() == 130, timeout=WAIT)
    qtbot.waitUntil(lambda: queue.list.currentIndex().row() == 129, timeout=WAIT)
    qtbot.waitUntil(lambda: queue.model.row(129) is not None and queue.model.in_memory <= 60, timeout=WAIT)
    queue.list.scrollToTop()
    qtbot.waitUntil(lambda: queue.model.row(0) is not None and queue.model.row(5) is not None, timeout=WAIT)
    seen = set()
    for number in range(0, 130, 5):
        queue.list.scrollTo(queue.model.index(number))
        qtbot.waitUntil(lambda number=number: queue.model.row(number) is not None, timeout=WAIT)
        seen |= {row.item for n in range(130) if (row := queue.model.row(n)) is not None}
    assert len(seen) == 130


def test_what_others_do_comes_in_and_leaves_the_choice_alone(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    for number in range(30):
        enter(f"Order {number:02d}", due=timedelta(days=10 + number))
    queue = open_queue()
    choose_rows(queue, 12, 14)
    queue.list.verticalScrollBar().setValue(10 * 58)
    chosen = [row.item for row in queue.list.rows()]
    top = queue.model.row(queue.list.visible()[0]).item
    enter("Very soon", due=timedelta(days=8))
    moved = queue.model.row(20).item
    orders.move(office, Item, moved, "start", version=None)
    qtbot.waitUntil(lambda: "Very soon" in titles(queue), timeout=WAIT)
    qtbot.waitUntil(lambda: "modeling" in stages(queue), timeout=WAIT)
    assert [row.item for row in queue.list.rows()] == chosen
    assert queue.list.current_row().item == chosen[0]
    assert queue.model.row(queue.list.visible()[0]).item == top


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


def test_a_row_tells_all_of_itself_and_its_number_gives_way(
    open_queue: Open, enter: Enter, office: Office, boss: Actor
) -> None:
    order = enter("Night singer", priority=2)
    orders.assign(office.acting(boss), [item_of(office, order).id], boss.account)
    orders.move(office.acting(boss), Item, item_of(office, order).id, "hold", version=None, facts={"hold": "material"})
    queue = open_queue(boss)
    queue.names = {boss.account: "Boss Zhang"}
    queue.model.show_who({item_of(office, order).id: ((99, "Li", "PC-07"),)})
    tip = queue.model.data(queue.model.index(0), Qt.ItemDataRole.ToolTipRole)
    for words in (
        order.number,
        "On hold – material is missing",
        "Assigned to Boss Zhang",
        "Li works on it now (PC-07)",
    ):
        assert words in tip
    assert "13800000000" not in tip
    assert "测试甲" not in tip
    assert short_numbers("MG-20261125-0007") == ("MG-20261125-0007", "1125-0007", "0007")
    assert short_numbers("A7/19") == ("A7/19",)


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
    queue.list.setFocus()
    place = queue.list.visualRect(queue.list.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, queue.list.viewport().mapToGlobal(place))
    QApplication.sendEvent(queue.list.viewport(), event)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=WAIT)
    menu = QApplication.activePopupWidget()
    assert entry(menu, "Set a date…") is not None
    menu.close()


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
    orders.revise(office, good.id, "ab" * 32)
    queue = open_queue()
    queue.list.selectAll()
    qtbot.waitUntil(queue.bulk.isVisible, timeout=WAIT)
    qtbot.mouseClick(queue.bulk.go, Qt.MouseButton.LeftButton)  # done, check it myself: one has no model
    qtbot.waitUntil(lambda: bool(queue.messages.sentences), timeout=WAIT)
    assert queue.messages.sentences[0].startswith("1 done, 1 refused:")
    assert "There is no finished model yet" in queue.messages.sentences[0]


def entry(menu: QMenu, words: str) -> object:
    for action in menu.actions():
        if action.menu() is not None:
            found = entry(action.menu(), words)
            if found is not None:
                return found
        elif action.text().split("\t")[0] == words:
            return action
    return None


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
    qtbot.waitUntil(lambda: bool(queue.workers), timeout=WAIT)
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


def test_another_person_sees_nothing_of_the_one_before(  # noqa: PLR0917 - fixtures
    open_queue: Open, enter: Enter, office: Office, boss: Actor, desk: OfficeDesk, qtbot: QtBot
) -> None:
    from app.security.actor import NOBODY

    enter("Night singer")
    queue = open_queue(boss)
    assert titles(queue) == ["Night singer"]
    desk.act_as(NOBODY)
    assert queue.model.rowCount() == 0
    qtbot.wait(100)
    assert queue.model.rowCount() == 0
    assert accounts.needs_log_in(office)


def test_a_row_is_painted_fast_with_its_cover(open_queue: Open, enter: Enter, office: Office, qtbot: QtBot) -> None:
    digest = office.assets.put(png(), sensitive=False).digest
    for number in range(14):
        enter(f"Order {number}", items=3, cover=digest, priority=number % 3)
    queue = open_queue()
    queue.resize(320, 58 * 40 + 120)
    qtbot.waitUntil(lambda: queue.covers.pixmap(digest, 36) is not None, timeout=WAIT)
    queue.list.viewport().grab()
    best = 1.0
    for _ in range(7):
        start = time.perf_counter()
        queue.list.viewport().grab()
        best = min(best, time.perf_counter() - start)
    assert best < 0.030, f"{best * 1000:.1f} ms"  # 10 ms on a machine that nobody else uses


def test_rows_can_be_dragged_to_the_bench(open_queue: Open, enter: Enter, office: Office) -> None:
    order = enter("Night singer", items=2)
    queue = open_queue()
    mime = queue.model.mimeData([queue.model.index(0), queue.model.index(1)])
    ids = [int(one) for one in bytes(mime.data(queue_model.MIME).data()).decode().split(",")]
    assert sorted(ids) == sorted(item.id for item in items_of(office, order))


def test_a_slow_book_never_holds_up_whoever_types(
    open_queue: Open, enter: Enter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter("Guitar cat")
    enter("Penguin")
    queue = open_queue()
    quick, asked = queue_model.queue.page, []

    def slow(office: Office, query: QueueQuery, *rest: object) -> Page:
        asked.append(query.text)
        time.sleep(0.5)
        return quick(office, query, *rest)

    monkeypatch.setattr(queue_model.queue, "page", slow)
    gaps, last = [], [time.perf_counter()]

    def beat() -> None:
        gaps.append(time.perf_counter() - last[0])
        last[0] = time.perf_counter()

    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(beat)
    heart.start()
    for key in "guitar cat":
        qtbot.keyClicks(queue.filter.field, key)
        qtbot.wait(80)  # slower than the filter waits for more: each key is a question of its own
    qtbot.waitUntil(lambda: titles(queue) == ["Guitar cat"], timeout=WAIT)
    heart.stop()
    assert max(gaps) < 0.25, f"{max(gaps) * 1000:.0f} ms"  # one question takes 500 ms
    assert asked[-1] == "guitar cat"
    assert len(asked) <= 5, asked  # what nobody waits for any more is not asked
