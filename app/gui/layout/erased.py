"""Takes off the layout bench what was laid out for items that were erased in the order book since."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.services import Erased
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.later import LATER
from app.gui.layout.thing import Thing
from app.i18n import Text, text, tr
from app.orders.book import Changed
from app.security.actor import Actor

AGAIN_MS = 5_000
QUIET_MS = 300  # until it is looked again whether somebody drags or types


class ErasedItems(QObject):
    """Looks at every log-in, soon after orders were changed, and once what lay there before lies on the desk again.

    gone  things that are not on the bench any more, nor to be told to the book, nor to be brought back
    """

    gone = Signal(object)

    def __init__(self, desk: LayoutDesk, office: OfficeDesk, erased: Erased, writing: Callable[[], bool]) -> None:
        """``writing``: whether somebody writes in a text on the canvas."""
        super().__init__(desk)
        self._desk, self._office, self._erased, self._writing = desk, office, erased, writing
        self._due: set[int] = set()
        self._again = once(self, AGAIN_MS, self.look)
        self._quiet = once(self, QUIET_MS, self._take_off)
        listen(office.acted, self, self._acted)
        listen(office.changed, self, self._book_changed)

    def look(self) -> None:
        """Ask the book for all that lay here, undone or not."""
        items = {(book, item) for item, book in self._desk.books.items()}
        if items and self._office.actor.roles:
            self._office.ask(self._erased.among, items, then=self._found, failed=self._failed, lane="thread")

    def _acted(self, _actor: Actor) -> None:
        self.look()

    def _book_changed(self, change: Changed) -> None:
        """One of these orders may have been erased, on another PC too."""
        if (change.orders or change.everything) and not self._again.isActive():
            self._again.start()

    def _found(self, keys: frozenset[tuple[str, int]]) -> None:
        self._due |= {item for book, item in keys if self._desk.books.get(item) == book}
        self._take_off()

    def _failed(self, error: AppError) -> None:
        if isinstance(error, LATER):
            self._again.start()

    def _take_off(self) -> None:
        if not self._due:
            return
        if self._writing() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._quiet.start()
            return
        things = self._desk.forget(self._due)
        self._due.clear()
        if things:
            self.gone.emit(things)
            self._office.ask(
                self._erased.went, {thing.item: 1 for thing in things}, failed=lambda _later: None, lane="thread"
            )  # fmt: skip


def gone_words(things: tuple[Thing, ...]) -> Text:
    """What is said of things that were taken off."""
    items = tr(", ").join(dict.fromkeys(thing.label for thing in things))
    return text("Erased in the order book, and so taken off the bench for good: {items}.", items=items)
