"""Pieces of work that take a good part of a tenth of a second: one of them in a turn of the event loop, no more.

Qt serves all timers that are due in one go: what had to wait for one long piece would be followed by the next at once, and
the window would stand still for both.
"""

import weakref
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import isValid

from app.gui.base.once import once


class Turn(QObject):
    """Does one thing when its turn comes; asked several times before that, it does it once."""

    def __init__(self, do: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._do = do
        self.waits = False

    def ask(self) -> None:
        """Do it soon: after what others have asked for before."""
        if not self.waits:
            self.waits = True
            _queue().put(self)

    def drop(self) -> None:
        """Do not do it."""
        self.waits = False

    def take(self) -> None:
        """Do it now, and not again for what was asked."""
        self.waits = False
        self._do()


class _Queue(QObject):
    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._waiting: deque[weakref.ref[Turn]] = deque()
        self._timer = once(self, 0, self._next)

    def put(self, turn: Turn) -> None:
        self._waiting.append(weakref.ref(turn))
        if not self._timer.isActive():
            self._timer.start()

    def _next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()()
            if turn is not None and isValid(turn) and turn.waits:
                if self._waiting:
                    self._timer.start()  # where the turn opens a dialog, its event loop goes on with the others
                try:
                    turn.take()
                finally:
                    if self._waiting:  # from now on: what has become due meanwhile comes first
                        self._timer.start()
                return


_made: list[_Queue] = []


def _queue() -> _Queue:
    """The one of this program: its windows share one thread."""
    if not _made or not isValid(_made[0]):
        _made[:] = [_Queue(QCoreApplication.instance())]
    return _made[0]
