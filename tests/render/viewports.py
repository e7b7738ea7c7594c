"""A viewport that draws, as the tests of the picture look at it."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
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


def assert_alike(one: NDArray[np.integer], other: NDArray[np.integer]) -> None:
    """Two pictures show the same: drawn in bands, single pixels of edges differ, and the noise of one step in the background."""
    assert (np.abs(one.astype(int) - other).max(axis=2) > 8).mean() < 0.0005
