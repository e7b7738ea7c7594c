"""How long a window stands still, and how much of that it worked itself: the rest it waited for others of a busy machine."""

import os
import time
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

WAITED = "/proc/thread-self/schedstat"
STOLEN, STEAL = "/proc/stat", 8  # which word of its first line


class Pause(NamedTuple):
    """In s: how long by the clock; of that, how long the window's thread was at work, and how long it could have been but
    others had the processor; for how long the host gave processors of this machine to another one, of all together, in
    ticks of 10 ms (both 0 where the system does not tell); how long the window's other threads worked (who draws for
    OpenGL, who holds Python's lock), all together; when it began, since the first beat. What was done.
    """

    clock: float
    work: float
    queued: float
    stolen: float
    beside: float
    at: float
    doing: str


class Pulse(QObject):
    """Beats every 5 ms and remembers the longest pause of each thing that is done, in s.

    worst    by the clock
    busy     of the processor's time that the window's thread used in one pause
    longest  the longest pauses of all, by the clock
    """

    MOST = 12

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.worst: dict[str, float] = {}
        self.busy: dict[str, float] = {}
        self.longest: list[Pause] = []
        self._began = time.perf_counter()
        # Only Linux tells how long a thread that could run was not let, and not each kernel of it.
        self._told = [os.open(path, os.O_RDONLY) if os.path.exists(path) else None for path in (WAITED, STOLEN)]  # noqa: PTH110 - no path to work with
        self._last = self._now()
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
        for told in self._told:
            if told is not None:
                os.close(told)
        self._told = [None, None]

    def _now(self) -> tuple[float, float, float, float, float]:
        waited, stolen = (None if told is None else os.pread(told, 199, 0).split() for told in self._told)
        return (
            time.perf_counter(),
            time.thread_time(),
            0.0 if waited is None else int(waited[1]) / 1e9,
            0.0 if stolen is None else int(stolen[STEAL]) / os.sysconf("SC_CLK_TCK"),
            time.process_time(),
        )

    def _beat(self) -> None:
        before, self._last = self._last, self._now()
        clock, work, queued, stolen, process = (b - a for a, b in zip(before, self._last, strict=True))
        for kept, seconds in ((self.worst, clock), (self.busy, work)):
            kept[self.doing] = max(kept.get(self.doing, 0.0), seconds)
        if self.doing and (len(self.longest) < self.MOST or clock > self.longest[-1].clock):
            pause = Pause(clock, work, queued, stolen, process - work, before[0] - self._began, self.doing)
            self.longest = sorted([*self.longest, pause], reverse=True)[: self.MOST]
