"""Brings a function from any thread to the main one."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from app.gui.base.once import once

TURN_SECONDS = 0.008


class MainThread(QObject):
    """Made on the main thread; :meth:`post` may be called from any.

    Qt calls everything that was posted in one go. What many jobs have to say at once would hold up the window for all of it:
    what does not fit into a turn of the event loop is called in the next, after what people did meanwhile.
    """

    _posted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Callable[[], None]] = deque()
        self._next = once(self, 0, self._call)
        self._posted.connect(self._next.start, Qt.ConnectionType.QueuedConnection)

    def post(self, function: Callable[[], None]) -> None:
        """Have the main thread call this as soon as it comes to it; in the order of the posts."""
        self._waiting.append(function)
        self._posted.emit()

    def _call(self) -> None:
        ends = time.perf_counter() + TURN_SECONDS
        while self._waiting:
            function = self._waiting.popleft()
            if self._waiting:
                self._next.start()  # also where this one raises
            function()
            if time.perf_counter() > ends:
                return
