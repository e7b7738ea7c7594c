"""A window that was closed is gone with all that it was made of: the tests open hundreds of them in one process."""

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.assembling import assemble
from app.gui.window.main_window import MainWindow

pytestmark = pytest.mark.render


def live(qtbot: QtBot) -> "weakref.ref[MainWindow]":
    """Open a window with its 3D part and its order book, and close it."""
    workstation = assemble()
    window = workstation.window
    window.show()
    window.start([])
    window.bench.viewport.start()
    qtbot.waitUntil(lambda: workstation.desk.ready and window.bench.viewport.canvas is not None, timeout=60_000)
    workstation.close()
    window.deleteLater()
    return weakref.ref(window)


@pytest.mark.usefixtures("home")
def test_nothing_of_a_closed_window_stays(qtbot: QtBot) -> None:
    widgets = len(QApplication.allWidgets())
    left = [live(qtbot) for _ in range(3)]
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        gc.collect()
    there = sum(one() is not None for one in left)
    assert there <= 1, "the answer that came last may hold its window for a while; no window holds itself"
    assert len(QApplication.allWidgets()) <= widgets + 5 * there
