"""The filter, the order of the rows and the views of the queue; whoever types never waits for the book."""

import time
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from app.commands import orders
from app.commands.office import Office
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders import queue_model
from app.gui.orders.asking import NameQuestion
from app.gui.orders.view_dialogs import ManageViews, ask_view_name
from app.orders.queue import Page, QueueQuery
from app.orders.records import Item
from tests.gui.orders.rows import Open, titles
from tests.gui.orders.shop import WAIT, Enter, item_of


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
