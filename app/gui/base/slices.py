"""Work that makes many widgets, done a little at a time: the window answers in between."""

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject

from app.gui.base.turns import Turn

BUDGET_SECONDS = 0.03  # of making widgets in one go

Work = Callable[[], object]


class Slices(QObject):
    """Does what was put first first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._works: dict[str, Iterator[Work]] = {}
        self._soon = Turn(self.go_on, self)

    def put(self, name: str, works: Iterable[Work]) -> None:
        """Do these soon, one after the other, in the place of what is left of others of this name."""
        self._works[name] = iter(works)
        self._soon.ask()

    def drop(self) -> None:
        """Do nothing of what is left."""
        self._works.clear()
        self._soon.drop()

    def go_on(self) -> None:
        """Do what fits into the budget now, at least one work; the rest in the next turns of the event loop."""
        until = time.perf_counter() + BUDGET_SECONDS
        while self._works:
            name, works = next(iter(self._works.items()))
            work = next(works, None)
            if work is None:
                del self._works[name]
                continue
            work()
            if time.perf_counter() >= until:
                break
        if self._works:
            self._soon.ask()
        else:
            self._soon.drop()

    def finish(self) -> None:
        """Do all that is left, now."""
        while self._works:
            self.go_on()
