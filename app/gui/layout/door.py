"""The way to the layout bench, which is made when somebody wants it first: most days of most people pass without it.

Its code is loaded beside the window and its page is made in turns, so that the window answers all the time.
"""

import importlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui.base.slices import Slices, Work
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Runner

if TYPE_CHECKING:
    from app.gui.layout.wiring import LayoutPlace

BENCH = "app.gui.layout.wiring"


class Maker(Protocol):
    """Gives a layout bench that is not made yet; ``hold`` takes its page before it is filled."""

    def __call__(self, *, hold: Callable[[QWidget], object], at_once: bool) -> "LayoutPlace": ...


class LayoutDoor(QObject):
    """Makes it once.

    opened   the bench is there
    loaded   and what was waited for is done
    """

    opened = Signal()
    loaded = Signal()

    def __init__(
        self, runner: Runner, make: Maker, hold: Callable[[QWidget], object], parent: QObject,
        before: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """``before``, on any thread: the bench is about to be made, and what it keeps is its own from then on."""
        super().__init__(parent)
        self._runner, self._make, self._hold, self._before = runner, make, hold, before
        self._place: LayoutPlace | None = None
        self._waiting: list[Callable[[LayoutPlace], object]] = []
        self._slices = Slices(self)

    @property
    def there(self) -> "LayoutPlace | None":
        """The bench, where it is made already."""
        return self._place if self._is_made() else None

    def visit(self, then: "Callable[[LayoutPlace], object]") -> None:
        """Do this with the bench: at once where it is there, else as soon as it is."""
        place = self.there
        if place is not None:
            then(place)
            return
        self._waiting.append(then)
        if len(self._waiting) == 1:
            self._runner.run(
                text("Load the layout bench"), _load, self._before, then=lambda _: self._slices.put("bench", self._works()),
                lane="thread", quiet=True,
            )  # fmt: skip

    def now(self) -> "LayoutPlace":
        """The bench, made at once by who cannot wait."""
        if self._place is None or not self._place.made:
            self._slices.drop()
            for work in self._works():
                work()
        assert self._place is not None
        return self._place

    def close(self) -> None:
        """Make no more of it, and end what runs for it."""
        self._before()
        self._slices.drop()
        self._waiting.clear()
        if self._place is not None:
            while not self._place.made:  # it is taken down as a whole
                self._place.make_more()
            self._place.close()

    def _works(self) -> Iterator[Work]:
        if self._is_made():
            return
        if self._place is None:
            yield self._begin
        while not self._is_made():
            yield self._more
        yield self.opened.emit
        while self._waiting:
            yield partial(self.visit, self._waiting.pop(0))
        yield self.loaded.emit

    def _is_made(self) -> bool:
        return self._place is not None and self._place.made

    def _begin(self) -> None:
        self._before()
        self._place = self._make(hold=self._hold, at_once=False)

    def _more(self) -> None:
        assert self._place is not None
        self._place.make_more()


def _load(before: Callable[[], object], *, progress: Progress) -> None:
    progress(0.0)
    before()
    importlib.import_module(BENCH)
