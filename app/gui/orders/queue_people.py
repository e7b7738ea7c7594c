"""The people that the queue speaks of: their names, who may be given work, and who is at which item right now."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import accounts, live
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.queue_model import QueueModel
from app.gui.orders.queue_view import QueueView
from app.security.permissions import Permission, may

_ASK_MS, _SOON_MS = 10_000, 800


class QueuePeople(QObject):
    """Asks the order book for them, and tells the model who is at its rows; named: the names are there, or others."""

    named = Signal()

    def __init__(self, model: QueueModel, rows: QueueView) -> None:
        super().__init__(rows)
        self._model, self._rows = model, rows
        self._desk: OfficeDesk | None = None
        self.names: Mapping[int, str] = {}
        self.workers: Mapping[int, str] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_ASK_MS)
        self._timer.timeout.connect(self.look)
        rows.verticalScrollBar().valueChanged.connect(lambda _value: self._look_soon())

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there."""
        self._desk = desk
        self._timer.start()

    def name_again(self) -> None:
        """Read the names again, and for whoever gives out work who may be given some."""
        if self._desk is not None:
            self._desk.ask_here(accounts.names, then=self._named)
            if may(self._desk.actor, Permission.ORDERS_ASSIGN):
                self._desk.ask_here(accounts.workers, then=self._has_workers)

    def look(self) -> None:
        """See who is at the rows in sight now."""
        if self._desk is None or not self._desk.actor.account or not self._rows.isVisible():
            return
        if not may(self._desk.actor, Permission.ORDERS_SEE):
            return
        first, last = self._rows.visible()
        items = tuple(row.item for n in range(first, last + 1) if (row := self._model.row(n)) is not None)
        if items:
            me = self._desk.actor.account
            self._desk.ask_here(live.who, items, then=lambda who: self._show_others(who, me))

    def _look_soon(self) -> None:
        if self._timer.remainingTime() > _SOON_MS:
            self._timer.start(_SOON_MS)
            QTimer.singleShot(_SOON_MS + 50, self, lambda: self._timer.setInterval(_ASK_MS))

    def _named(self, names: Mapping[int, str]) -> None:
        self.names = names
        self.named.emit()

    def _has_workers(self, workers: Mapping[int, str]) -> None:
        self.workers = workers

    def _show_others(self, who: Mapping[int, tuple[tuple[int, str, str], ...]], me: int) -> None:
        """Others only: everybody knows what is on the own bench."""
        others = {item: tuple(one for one in people if one[0] != me) for item, people in who.items()}
        self._model.show_who({item: people for item, people in others.items() if people})
