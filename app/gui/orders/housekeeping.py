"""The clock of the order book in the window: what has become due by itself is done beside the work, now and then."""

import random
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.commands.end_of_contract import overdue_contract
from app.commands.housekeeping import Tidied, may_tidy, tidy
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.contract_page import over_words
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.still_there import while_there
from app.i18n import text
from app.jobs.runner import Job
from app.orders.book import Changed
from app.security.actor import Actor
from app.security.permissions import Permission, may

FIRST_MS = 120_000
"""After somebody has come: whoever begins to work is not kept waiting."""

EVERY_MS = 1_800_000
SPREAD_MS = 60_000
"""PCs that are switched on at the same time do not all begin at the same moment."""

LATER_MS = 60_000
"""While a window asks something, or nobody is at the PC."""

SOON_MS = 10_000
"""After the workshop's settings have changed: they hold the holidays by which orders are planned."""


class Housekeeping(QObject):
    """Does what is due as whoever is at the desk; says so where anything was, and is silent otherwise.

    ``tidied``: it was done (Tidied). Nobody hears of a book that does not answer: it is tried again the next time.
    """

    tidied = Signal(object)

    def __init__(
        self,
        desk: OfficeDesk,
        messages: MessageBar,
        *,
        covered: Callable[[], bool],
        show_view: Callable[[str], object],
        parent: QObject,
    ) -> None:
        """``covered``: whether the window is locked; ``show_view`` shows a view of the queue by its key."""
        super().__init__(parent)
        self._desk, self._messages, self._covered, self._show_view = desk, messages, covered, show_view
        self._job: Job | None = None
        self._contract_told = False
        self.idle = False  # safe mode: nothing is done by itself
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        listen(desk.acted, self, self._acted)
        listen(desk.changed, self, self._changed)
        self._acted(desk.actor)

    @property
    def waits_ms(self) -> int | None:
        """How long until the next look; None where there is none."""
        return self._timer.remainingTime() if self._timer.isActive() else None

    def look(self) -> None:
        """Do what is due, unless a window asks something or the PC is locked: then in a while."""
        if self.idle or not may_tidy(self._desk.actor):
            return
        if not self._desk.ready or self._covered() or QApplication.activeModalWidget() is not None:
            self._timer.start(LATER_MS)
            return
        self._timer.start(EVERY_MS)
        if self._job is None or not self._job.open:
            self._job = self._desk.ask_here(tidy, then=while_there(self, self._told), lane="updates", progress=True)
        if not self._contract_told and may(self._desk.actor, Permission.PERSONAL_MANAGE):
            self._desk.ask_here(overdue_contract, then=while_there(self, self._contract), lane="updates")

    def close(self) -> None:
        """The window is going."""
        self._timer.stop()

    def _told(self, done: Tidied) -> None:
        if done.sentences:
            sentence = " ".join(map(str, done.sentences))
            show = (text("Show them"), lambda: self._show_view("to_confirm")) if done.expired else None
            self._messages.say(sentence, "info", show)
        self.tidied.emit(done)

    def _contract(self, until: date | None) -> None:
        if until is not None:  # once for whoever has come: it stays until it is read
            self._contract_told = True
            self._messages.say(over_words(until), "warn")

    def _acted(self, actor: Actor) -> None:
        self._timer.stop()
        self._contract_told = False
        if may_tidy(actor):
            self._timer.start(FIRST_MS + random.randrange(SPREAD_MS))  # noqa: S311 - no secret

    def _changed(self, change: Changed) -> None:
        waits = self.waits_ms
        if waits is not None and waits > SOON_MS and any(s.startswith("setting") for s in change.subjects):
            self._timer.start(SOON_MS)
