"""Watches whether somebody is still there: warns before the window is locked, and says when it is time."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

WARN_SECONDS = 30
_TICK_MS = 500
_INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
    QEvent.Type.TabletMove, QEvent.Type.TabletPress, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
})  # fmt: skip


class IdleWatch(QObject):
    """Emits ``warned`` with the seconds that are left (0: somebody is there again), and ``idle`` once when none are.

    ``clock`` gives seconds that never run backwards.
    """

    warned = Signal(int)
    idle = Signal()

    def __init__(self, application: QApplication, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(application)
        self._application, self._clock = application, clock
        self._seconds = 0.0
        self._last = clock()
        self._warning = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether it watches."""
        return self._timer.isActive()

    def start(self, seconds: float) -> None:
        """Watch: idle after so many seconds without a key, a click or a move."""
        self._seconds, self._last = seconds, self._clock()
        if not self._timer.isActive():
            self._application.installEventFilter(self)
            self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        if self._timer.isActive():
            self._timer.stop()
            self._application.removeEventFilter(self)
        self._calm()

    def look(self) -> None:
        """Compare the time of the last input with now."""
        left = self._seconds - (self._clock() - self._last)
        if left <= 0:
            self.stop()
            self.idle.emit()
        elif left <= min(WARN_SECONDS, self._seconds / 2):
            self._warning = True
            self.warned.emit(max(1, round(left)))
        else:
            self._calm()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Remember when somebody did something; take nothing away."""
        if event.type() in _INPUT:
            self._last = self._clock()
            if self._warning:
                self._calm()
        return False

    def _calm(self) -> None:
        if self._warning:
            self._warning = False
            self.warned.emit(0)
