"""Progress is also where work is cancelled: whoever reports how far it is learns there that it shall stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.errors import Cancelled
from app.i18n import Text

Report = Callable[[float, Text | None], None]
REPORTS_A_SECOND = 10.0


def _nobody(_done: float, _text: Text | None) -> None:
    """Report to nobody."""


def _never() -> bool:
    return False


@dataclass
class _Sink:
    """What the parts of one piece of work share: where to report to, whether to stop, when the last report was."""

    report: Report
    cancelled: Callable[[], bool]
    last: float = field(default=float("-inf"))


class Progress:
    """Says how far a piece of work is, from 0 to 1, at most ten times a second.

    Call it often (every few milliseconds of work is fine): the call raises :class:`Cancelled` when the work shall stop.
    May be called from any thread.
    """

    def __init__(self, report: Report = _nobody, cancelled: Callable[[], bool] = _never) -> None:
        self._sink = _Sink(report, cancelled)
        self._start, self._stop = 0.0, 1.0
        self._text: Text | None = None

    def __call__(self, done: float, what: Text | None = None) -> None:
        """Report that the share ``done`` (0 to 1) of this part is done, with what is being done now."""
        sink = self._sink
        if sink.cancelled():
            raise Cancelled
        now = time.monotonic()
        if what is not None and what != self._text:
            self._text = what
        elif now - sink.last < 1 / REPORTS_A_SECOND:
            return
        sink.last = now
        sink.report(self._start + (self._stop - self._start) * min(max(done, 0.0), 1.0), self._text)

    def part(self, start: float, stop: float, what: Text | None = None) -> "Progress":
        """The progress of a part of this work that takes it from ``start`` to ``stop``."""
        part = Progress()
        part._sink = self._sink
        part._start = self._start + (self._stop - self._start) * start
        part._stop = self._start + (self._stop - self._start) * stop
        part._text = self._text
        if what is not None:
            part(0.0, what)
        return part


def silent() -> Progress:
    """A progress that nobody looks at and nobody cancels."""
    return Progress()
