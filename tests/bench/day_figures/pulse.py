"""How long a window stands still, and how much of that it worked itself: the rest it waited for others of a busy machine."""

import time

from PySide6.QtCore import QObject, QTimer


class Pulse(QObject):
    """Beats every 5 ms and remembers the longest pause of each thing that is done, in s.

    worst    by the clock
    busy     of the processor's time that the window's thread used in one pause
    longest  pauses: how long by the clock, how much of that at work, when (s since it began to beat), and what was done
    """

    MOST = 12

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.worst: dict[str, float] = {}
        self.busy: dict[str, float] = {}
        self.longest: list[tuple[float, float, float, str]] = []
        self._began = time.perf_counter()
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def begin_anew(self) -> None:
        """Forget what was before."""
        self.worst.clear()
        self.busy.clear()
        self.longest.clear()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        clock, work = (after - before for before, after in zip(self._last, now, strict=True))
        for kept, pause in ((self.worst, clock), (self.busy, work)):
            kept[self.doing] = max(kept.get(self.doing, 0.0), pause)
        if self.doing and (len(self.longest) < self.MOST or clock > self.longest[-1][0]):
            self.longest.append((clock, work, self._last[0] - self._began, self.doing))
            self.longest = sorted(self.longest, reverse=True)[: self.MOST]
        self._last = now
