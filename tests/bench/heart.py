"""How long a window stands still at most: a timer that beats in its thread."""

import time

from PySide6.QtCore import QObject, QTimer


class Heart(QObject):
    """Beats every 5 ms and remembers the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def again(self) -> float:
        """The longest pause so far in ms; from here on it counts anew."""
        worst, self.worst = self.worst * 1000, 0.0
        return round(worst, 1)

    def stop(self) -> float:
        """Stop; gives the longest pause in ms."""
        self._timer.stop()
        return round(self.worst * 1000, 1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now
