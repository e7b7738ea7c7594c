"""Queue, page and bench put together in a window, as :class:`OrderPlace` does it: what is wanted of other rooms, files."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.commands import notes
from app.commands.office import Office
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.frame.workplaces import Workplaces
from app.gui.orders import order_actions
from app.gui.orders.order_queue import OrderQueue
from app.gui.orders.state_map import StateMap
from app.gui.orders.wiring import OrderPlace
from app.orders.item_states import ITEM
from app.orders.record import now
from app.security.actor import OWNER, Actor
from app.security.roles import Role
from app.service.proof_states import PROOF
from app.service.records import Proof
from app.settings.preferences import Preferences
from tests.gui.orders.shop import WAIT, Enter, items_of

Open = Callable[..., OrderPlace]


@pytest.fixture
def open_place(desk: OfficeDesk, look: Look, qtbot: QtBot) -> Open:
    """The place of orders in a window of its own, over the real book."""

    def it(actor: Actor = OWNER) -> OrderPlace:
        window, workplaces, queue = QMainWindow(), Workplaces(look), OrderQueue(look)
        qtbot.addWidget(window)
        body = QWidget()
        workplaces.add("model", body)
        workplaces.choose("model")
        window.setCentralWidget(workplaces)
        queue.setParent(window)
        place = OrderPlace(
            desk, look, window, queue=queue, workplaces=workplaces,
            actions={spec.id: QAction(str(spec.title), window) for spec in order_actions.SPECS},
            preferences=Preferences(), keep_preferences=lambda: None,
        )  # fmt: skip
        window.resize(1200, 800)
        queue.resize(320, 720)
        window.show()
        queue.show()
        desk.act_as(actor)
        desk.start()
        qtbot.waitUntil(lambda: queue.model.ready and queue.totals.text() != "", timeout=WAIT)
        return place

    return it


def test_every_action_does_something(open_place: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer", items=2)
    place = open_place()
    named = {spec.id.removeprefix("orders.") for spec in order_actions.SPECS}
    assert {name for name in order_actions.MENU if name} == {spec.id for spec in order_actions.SPECS}
    place.queue.list.clearSelection()
    qtbot.waitUntil(lambda: not place.queue.list.rows(), timeout=WAIT)
    for name in ("show", "bench", "urgent", "export"):  # nothing is chosen: that is said
        place.queue.messages.clear()
        assert name in named
        place.do(name)
        assert place.queue.messages.sentences == ["Choose an order in the queue first."]


def test_what_is_chosen_is_written_to_a_file(
    open_place: Open, enter: Enter, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = enter("Night singer", items=3)
    place = open_place()
    target = tmp_path / "chosen"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), "CSV table (*.csv)"))
    place.queue.list.selectAll()
    place.do("export")
    qtbot.waitUntil(lambda: bool(place.queue.messages.sentences), timeout=WAIT)
    assert place.queue.messages.sentences == ["3 items were written to chosen.csv."]
    with target.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Order"] for row in rows} == {order.number}
    assert all("测试甲" not in row["Buyer (masked)"] and row["Buyer (masked)"] for row in rows)


def test_a_row_that_is_dropped_on_the_window_goes_to_the_bench(open_place: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer", items=2)
    place = open_place()
    mime = place.queue.model.mimeData([place.queue.model.index(1), place.queue.model.index(0)])
    assert place.takes(mime)
    with qtbot.waitSignal(place.item_wanted) as wanted:
        place.drop(mime)
    assert wanted.args[0] == place.queue.model.row(1).item
    assert not place.takes(QMimeData())


def test_the_drawing_shows_where_a_thing_stands(open_place: Open, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer")
    place = open_place()
    place.queue.list.setCurrentIndex(place.queue.model.index(0))
    place.do("map")
    shown = place._window.findChild(StateMap)
    qtbot.waitUntil(shown.isVisible, timeout=WAIT)
    assert shown.drawing.accessibleDescription() == "New"
    before = shown.drawing.grab().toImage()
    shown.drawing.show_machine(ITEM, "packed")
    assert shown.drawing.grab().toImage() != before
    shown.which.setCurrentIndex(shown.which.findData(PROOF.name))
    assert shown.drawing.accessibleName() == "Proof"
    assert shown.drawing.accessibleDescription() == ""
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: place._window.findChild(StateMap) is None, timeout=WAIT)


def test_the_page_follows_the_queue_and_escape_leads_back_to_it(
    open_place: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    orders = [enter(f"Order {number}", due=timedelta(days=9 + number)) for number in range(3)]
    place = open_place()
    place.queue.list.setFocus()
    place.queue.list.setCurrentIndex(place.queue.model.index(0))
    qtbot.keyClick(place.queue.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.detail.view is not None, timeout=WAIT)
    assert place.detail.view.order.id == orders[0].id
    place.detail.notes.field.setPlainText("not kept yet")
    qtbot.keyClick(place.queue.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: place.detail.view is not None and place.detail.view.order.id == orders[1].id, timeout=WAIT)
    assert place.detail.notes.words() == ""
    place.show_order(orders[2].id)  # by a link: what others change does not lead away from it
    notes.add_note(office, orders[1].id, "from another PC")
    qtbot.waitUntil(lambda: place.detail.view is not None and place.detail.view.order.id == orders[2].id, timeout=WAIT)
    place.queue.look_soon()
    with qtbot.waitSignal(place.queue.model.moved, timeout=WAIT):
        pass
    qtbot.waitUntil(lambda: not place.queue.list._told.isActive(), timeout=WAIT)
    assert place.detail.order == orders[2].id
    place.show_order(orders[0].id)
    assert place.detail.notes.words() == "not kept yet"
    qtbot.keyClick(place.detail, Qt.Key.Key_Escape)
    assert place._workplaces.over == ""
    qtbot.waitUntil(lambda: place._window.focusWidget() is place.queue.list, timeout=WAIT)


def test_no_step_is_offered_to_whoever_only_looks(open_place: Open, enter: Enter, boss: Actor) -> None:
    enter("Night singer")
    looking = replace(boss, roles=frozenset({Role.SUPERVISOR}))
    place = open_place(looking)
    changing = ("next_step", "hold", "new", "import", "urgent", "take")
    assert [name for name in changing if place._actions[f"orders.{name}"].isEnabled()] == []
    place._desk.act_as(boss)
    assert place._actions["orders.next_step"].isEnabled()


def test_the_next_step_of_one_item_is_what_the_book_offers(
    open_place: Open, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    """Whose proof has expired waits for no decision, although its state has one."""
    order = enter("Night singer")
    (item,) = items_of(office, order)
    with office.book.writing(OWNER) as book:
        book.save(replace(item, state="proof_sent", stage="proof_sent", revision="a" * 64))
        book.add(Proof(order=order.id, item=item.id, digest="a" * 64, state="expired", sent_at=now()))
    place = open_place()
    place.queue.list.setCurrentIndex(place.queue.model.index(0))
    assert [row.item for row in place.queue.list.rows()] == [item.id]
    with qtbot.waitSignal(place.queue.decided, timeout=WAIT) as wanted:
        place.do("next_step")
    assert wanted.args[1].event == "send_proof"
