"""One writer after another inside this process, in the order in which they came.

SQLite lets whoever happens to ask at the right moment write next; a long import that writes again and again would keep a
person's click waiting until it is given up.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.orders.book import BookBusyError


class Turns:
    """A fair lock. A thread that asks again while it has its turn is a bug: it would wait for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for one's turn. Raises BookBusyError after this many seconds."""
        me = threading.get_ident()
        mine = threading.Event()
        with self._lock:
            if self._owner == me:
                raise RuntimeError("a transaction was begun inside a transaction of the same thread")
            if self._owner is None and not self._waiting:
                self._owner = me
                mine.set()
            else:
                self._waiting.append(mine)
        end = time.monotonic() + seconds
        if not mine.wait(max(end - time.monotonic(), 0)):
            with self._lock:
                if not mine.is_set():
                    self._waiting.remove(mine)
                    raise BookBusyError
        self._owner = me
        try:
            yield
        finally:
            with self._lock:
                # Handed over under the lock: nobody slips in between, and the owner is set by whoever wakes up.
                self._owner = None
                if self._waiting:
                    self._owner = -1
                    self._waiting.popleft().set()
