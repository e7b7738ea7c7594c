"""Who of this process looks into a book, and who must be alone with it while another one is put in its place.

Whoever connected to a SQLite file between the moves of it and of its log would join the one with the log of the other,
which damages what was just restored (https://sqlite.org/howtocorrupt.html, 1.2 and 2.4).
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.orders.book import BookBusyError


class Visitors:
    """Many threads at a time, or one alone; a thread that is inside may go in again."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._alone: int | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be there while one looks. Raises BookBusyError at once where another thread is, or waits to be, alone."""
        me = threading.get_ident()
        with self._change:
            if self._alone not in {None, me} and not self._inside[me]:
                raise BookBusyError
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._change:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                self._change.notify_all()

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Let nobody else in, and wait until those who are there have left. Raises BookBusyError after this long."""
        me = threading.get_ident()
        with self._change:
            if self._alone is not None:
                raise BookBusyError
            self._alone = me
        try:
            with self._change:
                if not self._change.wait_for(lambda: not self._inside.keys() - {me}, seconds):
                    raise BookBusyError
            yield
        finally:
            with self._change:
                self._alone = None
