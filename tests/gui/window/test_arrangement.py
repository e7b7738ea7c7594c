"""Every workplace stands as it was left, also after a restart and on another monitor; words have the size that was chosen."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.base.look import Look
from app.gui.base.text_size import SIZES
from app.gui.base.theme import DARK, style_sheet
from app.gui.viewport.camera_man import CameraMan
from app.gui.window.arrangement import decoded, encoded, path_of

pytestmark = pytest.mark.render
Open = Callable[..., Workstation]


def go(window: object, name: str) -> None:
    window.top_bar.workplace_chosen.emit(name)  # type: ignore[attr-defined]
    QApplication.processEvents()


def test_each_workplace_stands_as_it_was_left(open_workstation: Open) -> None:
    first = open_workstation()
    window = first.window
    docks = window.docks.by_name
    go(window, "pack")
    assert not docks["report"].isVisible()
    docks["jobs"].hide()
    docks["printers"].hide()
    go(window, "model")
    docks["jobs"].show()
    assert docks["report"].isVisible()
    go(window, "pack")
    assert not docks["jobs"].isVisible()
    go(window, "model")
    assert docks["jobs"].isVisible()
    first.close()

    window = open_workstation().window
    docks = window.docks.by_name
    assert docks["jobs"].isVisible()
    go(window, "pack")
    assert not docks["jobs"].isVisible()
    assert not docks["printers"].isVisible()
    window.actions_.by_id["help.layout"].trigger()
    QApplication.processEvents()
    assert docks["jobs"].isVisible()
    assert not docks["report"].isVisible()
    go(window, "model")
    assert docks["report"].isVisible()


def test_widths_of_docks_and_columns_come_back(open_workstation: Open, qtbot: QtBot) -> None:
    first = open_workstation()
    window = first.window
    window.resize(1200, 760)  # on every screen, with room to spare
    go(window, "pack")
    window.resizeDocks([window.docks.by_name["orders"]], [410], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: abs(window.docks.by_name["orders"].width() - 410) < 12, timeout=20_000)
    table = window.dispatch.page.statistics.findChild(QTableView)
    assert table is not None
    path = path_of(table, window)
    before = window.workshop.preferences.sizes
    window.arrangement._note(
        path, [77] + [table.horizontalHeader().sectionSize(n) for n in range(1, table.model().columnCount())]
    )
    assert window.workshop.preferences.sizes != before
    first.close()
    window = open_workstation().window
    go(window, "pack")
    assert abs(window.docks.by_name["orders"].width() - 410) < 12
    again = window.dispatch.page.statistics.findChild(QTableView)
    assert again is not None
    assert path_of(again, window) == path
    header = again.horizontalHeader()
    if header.sectionResizeMode(0) == header.ResizeMode.Interactive:
        assert header.sectionSize(0) == 77


def test_a_window_of_a_monitor_that_is_gone_comes_back_to_one_that_is_there(open_workstation: Open) -> None:
    first = open_workstation()
    first.window.setGeometry(QRect(9_000, 7_000, 1200, 800))
    QApplication.processEvents()
    first.close()
    window = open_workstation().window
    screens = [screen.availableGeometry() for screen in QApplication.screens()]
    assert any(screen.intersects(window.frameGeometry()) for screen in screens)


def test_settings_that_somebody_edited_do_no_harm(open_workstation: Open) -> None:
    first = open_workstation()
    first.window.workshop.preferences.layouts = {"model": "nonsense", "pack": encoded(decoded(""))}
    go(first.window, "pack")
    go(first.window, "model")
    assert first.window.docks.by_name["report"].isVisible()


def test_words_are_as_large_as_wanted_at_once_and_next_time(open_workstation: Open) -> None:
    first = open_workstation()
    window = first.window
    usual = window.status.kept.fontMetrics().height()
    window.actions_.by_id["help.text_larger"].trigger()
    assert window.look.text_percent == SIZES[SIZES.index(100) + 1]
    for _ in SIZES:
        window.actions_.by_id["help.text_larger"].trigger()
    QApplication.processEvents()
    assert window.look.text_percent == 200
    assert window.status.kept.fontMetrics().height() > 1.8 * usual
    assert window.docks.orders.queue.list.sizeHintForRow(0) in {-1, 116}
    first.close()
    window = open_workstation().window
    assert window.look.text_percent == 200
    window.actions_.by_id["help.text_usual"].trigger()
    QApplication.processEvents()
    assert window.status.kept.fontMetrics().height() == usual


def test_the_size_is_tried_out_in_the_settings(open_workstation: Open) -> None:
    window = open_workstation().window
    dialog = window.settings_dialog()
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(150))
    dialog.text_size.activated.emit(dialog.text_size.currentIndex())
    assert window.look.text_percent == 150
    dialog.reject()
    assert window.look.text_percent == 100
    dialog = window.settings_dialog()
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(125))
    dialog.accept()
    assert (window.look.text_percent, window.workshop.preferences.text_percent) == (125, 125)


def test_only_words_and_what_holds_them_grow() -> None:
    usual, large = style_sheet(DARK), style_sheet(DARK, 200)
    assert "font-size: 26px" in large
    assert usual.count("border-radius: 8px") == large.count("border-radius: 8px")


def test_nothing_flies_where_less_motion_is_wanted(look: Look, qtbot: QtBot) -> None:
    assert look.tokens

    class Subject:
        def drawable(self) -> object:
            return object()

        def width(self) -> int:
            return 400

        def height(self) -> int:
            return 300

        def isVisible(self) -> bool:  # noqa: N802 - as a QWidget
            return True

    parent = QObject()
    places: list[float] = []
    camera = CameraMan(Subject(), parent, still=lambda: True)  # type: ignore[arg-type]
    camera.moved.connect(lambda: places.append(camera.pose.distance))
    target = camera.pose.framing(np.array([[-400.0, -400.0, 0.0], [400.0, 400.0, 900.0]]), 1.0)
    with qtbot.waitSignal(camera.arrived, timeout=20_000):
        camera.fly(target)
    assert places == [target.distance]
