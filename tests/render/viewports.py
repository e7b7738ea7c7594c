"""A viewport that draws, as the tests of the picture look at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from app.gui.viewport.widget import Viewport


@contextmanager
def open_viewport(qtbot: QtBot, width: int, height: int) -> Iterator[Viewport]:
    widget = Viewport()
    widget.resize(width, height)
    widget.cube.hide()  # its axes are red, green and blue
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    with qtbot.waitSignal(widget.ready, timeout=60_000):
        widget.start()
    yield widget
    widget.close()
