"""How long a window stands still, and how much of that it worked itself: the rest it waited for others of a busy machine."""

import time

from PySide6.QtCore import QObject, QTimer


class Pulse(QObject):
    """Beats every 5 ms and remembers the longest pause of each thing that is done, in s.

    worst  by the clock
    busy   of the processor's time that the window's thread used in one pause
    """

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.worst: dict[str, float] = {}
        self.busy: dict[str, float] = {}
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def begin_anew(self) -> None:
        """Forget what was before."""
        self.worst.clear()
        self.busy.clear()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        for kept, pause in zip(
            (self.worst, self.busy), (b - a for a, b in zip(self._last, now, strict=True)), strict=True
        ):
            kept[self.doing] = max(kept.get(self.doing, 0.0), pause)
        self._last = now
