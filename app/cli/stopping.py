"""Ctrl+C and polite kills, for commands that run until somebody stops them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether it was asked to stop.

    Not an Event: a signal that comes while the main thread enters or leaves ``Event.wait`` would wait for the lock that
    the same thread holds, for good. ``SimpleQueue`` may be put into at any moment.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[None] = SimpleQueue()
        self._is_set = False

    def set(self) -> None:
        """Ask it to stop."""
        self._is_set = True
        self._asked.put(None)

    def is_set(self) -> bool:
        """Whether it was asked to."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is asked to stop; gives whether it was."""
        if not self._is_set:
            with suppress(Empty):
                self._asked.get(timeout=seconds)
        return self._is_set


@contextmanager
def until_stopped() -> Iterator[Stop]:
    """Is set by Ctrl+C or by a polite kill: what is being done comes to a good end first."""
    stopped = Stop()
    before = {which: signal.signal(which, lambda *_: stopped.set()) for which in _SIGNALS}
    try:
        yield stopped
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)
