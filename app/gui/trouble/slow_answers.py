"""Tells the log when the window did not answer for more than a tenth of a second: one line in ten minutes at most."""

import logging
import time

from PySide6.QtCore import QAbstractEventDispatcher, QObject

SLOW_S, EVERY_S = 0.1, 600.0
log = logging.getLogger(__name__)


class SlowAnswers(QObject):
    """Measures each turn of the event loop from when it wakes up to when it rests again; no timer wakes it for that."""

    def __init__(self, parent: QObject, *, every_s: float = EVERY_S) -> None:
        super().__init__(parent)
        self._every_s = every_s
        self._woke: float | None = None
        self._count, self._worst, self._told = 0, 0.0, time.monotonic()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        self._dispatcher = dispatcher
        dispatcher.awake.connect(self._awake)
        dispatcher.aboutToBlock.connect(self._rests)

    def close(self) -> None:
        """Measure no more; say what is left to say."""
        self._dispatcher.awake.disconnect(self._awake)
        self._dispatcher.aboutToBlock.disconnect(self._rests)
        self._tell()

    def _awake(self) -> None:
        self._woke = time.monotonic()

    def _rests(self) -> None:
        woke, self._woke = self._woke, None
        if woke is None:
            return
        now = time.monotonic()
        if now - woke > SLOW_S:
            self._count += 1
            self._worst = max(self._worst, now - woke)
        if self._count and now - self._told > self._every_s:
            self._tell()

    def _tell(self) -> None:
        if self._count:
            log.info("the window answered late %d times, at worst after %.2f s", self._count, self._worst)
        self._count, self._worst, self._told = 0, 0.0, time.monotonic()
