"""Dispatch in the real window: the fleet begins with the first printer, and ends with the window."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.dispatch.records import Holder, Printer
from app.security.actor import OWNER


def test_the_window_drives_its_printers_and_lets_go_of_them(
    open_workstation: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    workstation = open_workstation()
    window, floor, office = workstation.window, workstation.floor, workstation.desk.office
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=60_000)
    assert not floor.drives
    folder = tmp_path / "hot"
    folder.mkdir()
    with office.book.writing(OWNER) as book:
        printer = book.add(Printer(name="Mimaki", driver="hot_folder", settings={"folder": str(folder)}))
        book.note("printer.new", printer)
    panel = window.docks.printers
    qtbot.waitUntil(lambda: printer.id in panel.model.tiles, timeout=60_000)
    qtbot.waitUntil(lambda: panel.model.tiles[printer.id].state == "free", timeout=30_000)
    assert floor.drives
    panel.wall.go_to(printer.id)
    panel.wall.opened.emit(panel.wall.current())
    assert window.workplaces.workplace == "dispatch"
    assert window.dispatch.page.wall.current().id == printer.id
    floor.close()
    with office.book.reading() as book:
        assert [holder.ended_at is not None for holder in book.find(Holder)] == [True]


def test_a_sliced_file_that_is_dropped_is_not_opened_as_a_model(
    open_workstation: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    workstation = open_workstation()
    window = workstation.window
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=60_000)
    path = tmp_path / "cat.gcode"
    path.write_bytes(b"G28\n")
    window.dispatch.send_file(path)
    assert window.workplaces.workplace == "dispatch"
    assert any("Choose an item" in sentence for sentence in window.dispatch.page.messages.sentences)
    assert window.workshop.bench.document is None


def test_the_keys_that_find_go_to_the_filter_of_what_is_worked_in(
    open_workstation: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    workstation = open_workstation()
    window = workstation.window
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=60_000)
    (tmp_path / "hot").mkdir()
    with workstation.desk.office.book.writing(OWNER) as book:
        folder = {"folder": str(tmp_path / "hot")}
        book.note("printer.new", book.add(Printer(name="Mimaki", driver="hot_folder", settings=folder)))
    window.activateWindow()
    window.dispatch.do("printers")
    page, orders = window.dispatch.page, window.docks.orders.queue.filter.field
    qtbot.waitUntil(lambda: page.field.isVisible() and page.wall.isVisible())
    page.wall.setFocus()
    qtbot.waitUntil(page.wall.hasFocus)
    qtbot.keyClick(page.wall, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus()
    window.orders.queue.list.setFocus()
    qtbot.keyClick(window.orders.queue.list, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert orders.hasFocus()


def test_the_window_begins_without_loading_what_packs_plates_or_speaks_to_printers() -> None:
    slow = ("numba", "shapely", "httpx", "zeroconf")
    code = f"import sys, app.gui.window.main_window; print([m for m in {slow} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"
