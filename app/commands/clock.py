"""Whether the clock of this PC is behind: what is entered now would seem older than what is there already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.commands.office import Office, command
from app.dispatch.records import PrintJob
from app.orders.book import is_on_this_pc
from app.orders.record import Record, made_at
from app.orders.records import FileLink, Note, Order
from app.service.records import Proof

BEHIND = timedelta(minutes=5)
_ENTERED: tuple[type[Record], ...] = (Order, Note, FileLink, Proof, PrintJob)


@dataclass(frozen=True)
class Behind:
    """What is later than the clock of this PC: the clock of the ``server`` of the book now, else the newest entry."""

    moment: datetime
    server: bool = False


@command("clock.behind", None)
def clock_behind(office: Office) -> Behind | None:
    """Whether the clock of this PC is behind, and what says so.

    A server has a clock of its own. Without one, the newest entry tells by its id, which never goes back: the chain has
    the moments of the clock as it was. After a clock that was ahead, that is said until its day has come.
    """
    if not is_on_this_pc(office.book):
        with office.book.reading() as book:
            there = book.moment()
        return Behind(there, server=True) if there - office.clock() > BEHIND else None
    with office.book.reading() as book:
        newest = [found.id for kind in _ENTERED for found in book.find(kind, order_by="-id", limit=1)]
    if not newest:
        return None
    made = made_at(max(newest))
    return Behind(made) if made - office.clock() > BEHIND else None
