"""Tells the log when the window did not answer for more than a tenth of a second: one line in ten minutes at most."""

import logging
import time

from PySide6.QtCore import QObject, Qt, QTimer

SLOW_S, EVERY_S, BEAT_MS = 0.1, 600.0, 500
log = logging.getLogger(__name__)


class SlowAnswers(QObject):
    """Looks how late its beat comes: every halt of 0.6 s is seen, and a part of the shorter ones. It costs two beats a second."""

    def __init__(self, parent: QObject, *, every_s: float = EVERY_S) -> None:
        super().__init__(parent)
        self._every_s = every_s
        self._count, self._worst = 0, 0.0
        self._told = self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def close(self) -> None:
        """Measure no more; say what is left to say."""
        self._timer.stop()
        self._tell()

    def _beat(self) -> None:
        now = time.monotonic()
        late = now - self._last - BEAT_MS / 1000
        self._last = now
        if late > SLOW_S:
            self._count += 1
            self._worst = max(self._worst, late)
        if self._count and now - self._told > self._every_s:
            self._tell()

    def _tell(self) -> None:
        if self._count:
            log.info("the window answered late %d times, at worst after %.2f s", self._count, self._worst)
        self._count, self._worst, self._told = 0, 0.0, time.monotonic()
