"""Something that is done again and again beside the window until it is stopped."""

import threading
from collections.abc import Callable
from typing import Protocol


class Stopping(Protocol):
    """Whether to stop: asked by work that takes long."""

    def __call__(self) -> bool: ...


class Repeating:
    """Calls ``work(stopping)`` every so many seconds from a thread of its own; the thread ends within one call of ``stop``.

    What ``work`` raises ends it: it has to tell its own errors. ``start`` and ``stop`` may be called again.
    """

    def __init__(self, work: Callable[[Stopping], None], every_s: float, name: str) -> None:
        self._work, self._every_s, self._name = work, every_s, name
        self._stopped = threading.Event()
        self._soon = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Between ``start`` and ``stop``."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin at once; nothing where it runs already."""
        if self.running:
            return
        # Each run has its own: one that was stopped without waiting must not be woken by the next.
        self._stopped, self._soon = threading.Event(), threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._stopped, self._soon), name=self._name, daemon=True
        )
        self._thread.start()

    def stop(self, wait_s: float = 30.0) -> None:
        """End it, and wait so long until what is being done has come to a good end."""
        self._stopped.set()
        self._soon.set()
        if self._thread is not None:
            if wait_s:
                self._thread.join(wait_s)
            self._thread = None

    def now(self) -> None:
        """Do it without waiting."""
        self._soon.set()

    def _run(self, stopped: threading.Event, soon: threading.Event) -> None:
        while not stopped.is_set():
            self._work(stopped.is_set)
            soon.wait(self._every_s)
            soon.clear()  # after the wait: a ``stop`` that comes now is seen by the loop
