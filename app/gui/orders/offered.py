"""What the book offers for one item: its state alone may have steps that do not hold, as to decide about a proof that expired."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.commands.office import Office
from app.commands.orders import possible
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.widgets.still_there import while_there
from app.orders.records import Item

PATIENCE_MS = 400
"""So long somebody waits for a menu before it seems that nothing comes."""


def ask_offered(
    desk: OfficeDesk,
    item: int,
    then: Callable[[frozenset[str]], object],
    failed: Callable[[AppError], object],
) -> None:
    """``then`` with the events of the steps that the book offers for an item now."""
    desk.ask_here(_events, item, then=then, failed=failed)


def ask_offered_soon(
    desk: OfficeDesk, item: int, then: Callable[[frozenset[str] | None], object], owner: QObject
) -> None:
    """The same; ``then`` is called with None where the book does not answer soon, and not at all once ``owner`` is gone."""
    waiting = [then]

    def answer(offered: frozenset[str] | None) -> None:
        if waiting:
            waiting.pop()(offered)

    QTimer.singleShot(PATIENCE_MS, owner, lambda: answer(None))
    heard = while_there(owner, answer)
    ask_offered(desk, item, heard, lambda _error: heard(None))


def _events(office: Office, item: int) -> frozenset[str]:
    """Raises NotFoundError, NotAllowedError."""
    with office.book.reading() as book:
        record = book.get(Item, item)
    return frozenset(step.event for step in possible(office, record))
