"""What the queue lists over a real order book, how a row looks, and what others change meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from app.commands import logging_in, orders
from app.commands.office import Office
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.row_words import short_numbers
from app.gui.orders import queue_model
from app.gui.orders.order_queue import OrderQueue
from app.jobs.runner import Job
from app.orders.draft import ItemDraft, OrderDraft
from app.orders.records import Item
from app.security.actor import NOBODY, Actor
from tests.gui.orders.rows import Open, choose_rows, stages, titles
from tests.gui.orders.shop import WAIT, Enter, item_of, items_of, png


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


def test_a_row_tells_all_of_itself_and_its_number_gives_way(
    open_queue: Open, enter: Enter, office: Office, boss: Actor
) -> None:
    order = enter("Night singer", priority=2)
    orders.assign(office.acting(boss), [item_of(office, order).id], boss.account)
    orders.move(office.acting(boss), Item, item_of(office, order).id, "hold", version=None, facts={"hold": "material"})
    queue = open_queue(boss)
    queue.people.names = {boss.account: "Boss Zhang"}
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
    assert logging_in.needs_log_in(office)


def test_a_row_is_painted_with_the_cover_that_is_kept(
    open_queue: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    digest = office.assets.put(png(), sensitive=False).digest
    for number in range(14):
        enter(f"Order {number}", items=3, cover=digest, priority=number % 3)
    queue = open_queue()
    queue.resize(320, 58 * 40 + 120)
    qtbot.waitUntil(lambda: queue.covers.pixmap(digest, 36) is not None, timeout=WAIT)
    kept = queue.covers.pixmap(digest, 36)
    assert kept is not None
    asked = len(queue._desk._runner.jobs) if queue._desk is not None else 0
    first = queue.list.viewport().grab().toImage()
    again = queue.covers.pixmap(digest, 36)
    assert again is not None
    assert again.cacheKey() == kept.cacheKey()
    assert queue.list.viewport().grab().toImage() == first
    assert queue._desk is None or len(queue._desk._runner.jobs) == asked, "nothing is asked for while it is painted"


def test_rows_can_be_dragged_to_the_bench(open_queue: Open, enter: Enter, office: Office) -> None:
    order = enter("Night singer", items=2)
    queue = open_queue()
    mime = queue.model.mimeData([queue.model.index(0), queue.model.index(1)])
    ids = [int(one) for one in bytes(mime.data(queue_model.MIME).data()).decode().split(",")]
    assert sorted(ids) == sorted(item.id for item in items_of(office, order))


def test_nobody_asks_for_orders_behind_a_covered_window(
    open_queue: Open, office: Office, desk: OfficeDesk, boss: Actor, qtbot: QtBot
) -> None:
    """What is still on its way to whoever has left says nothing, and what changes meanwhile is not asked for."""
    other_pc = office.acting(boss)
    thing = ItemDraft(product="figurine", title="Before", finish="color", height_mm=120.0)
    orders.new_order(other_pc, OrderDraft(items=(thing,)))
    queue = open_queue(boss)
    refused: list[str] = []

    def note(job: Job) -> None:
        if job.error is not None:
            refused.append(str(job.error))

    desk._runner.finished.connect(note)
    queue.ask_views()
    queue.look_soon()
    desk.act_as(NOBODY)
    orders.new_order(other_pc, OrderDraft(items=(replace(thing, title="Meanwhile"),)))
    queue._renew()
    asked: list[object] = []
    desk.ask(lambda _office: None, then=asked.append)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)  # one after the other: what was asked before has its answer
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in _once(queue)), timeout=WAIT)
    asked.clear()
    desk.ask(lambda _office: None, then=asked.append)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert refused == []
    assert queue.view is None, "the views of whoever has left"
    desk.act_as(boss)
    qtbot.waitUntil(lambda: sorted(titles(queue)) == ["Before", "Meanwhile"], timeout=WAIT)


def _once(queue: OrderQueue) -> list[QTimer]:
    return [timer for timer in queue._timers.values() if timer.isSingleShot()]
