"""News of printers, from any thread, brought to the window a few times a second at most."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.dispatch.pilot import News
from app.gui.base.once import once

PAUSE_MS = 250
Post = Callable[[Callable[[], None]], object]


class LiveNews(QObject):
    """``arrived`` gives the printers of which something new is known; ``of`` what it is. Made on the main thread.

    post  brings a function to the main thread
    """

    arrived = Signal(object)  # frozenset[int]

    def __init__(self, post: Post, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self._lock = threading.Lock()
        self._fresh: dict[int, News] = {}
        self._told = False
        self._known: dict[int, News] = {}
        self._soon = once(self, PAUSE_MS, self._show)

    def take(self, news: News) -> None:
        """Something is seen at a printer. Called on any thread; the window is told once for many."""
        with self._lock:
            self._fresh[news.printer] = news
            first, self._told = not self._told, True
        if first:
            self._post(self._begin)

    def _begin(self) -> None:
        if isValid(self):  # the window may be gone since this was posted
            self._soon.start()

    def of(self, printer: int) -> News | None:
        """What is known of a printer."""
        return self._known.get(printer)

    def forget(self) -> None:
        """Another book, or nobody drives any more."""
        with self._lock:
            self._fresh.clear()
        self._known.clear()

    def _show(self) -> None:
        with self._lock:
            fresh, self._fresh, self._told = self._fresh, {}, False
        self._known |= fresh
        if fresh:
            self.arrived.emit(frozenset(fresh))
