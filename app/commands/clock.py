"""Whether the clock of this PC was set back: what is entered now would seem older than what is there already."""

from datetime import datetime, timedelta

from app.commands.office import Office, command
from app.dispatch.records import PrintJob
from app.orders.record import Record, made_at
from app.orders.records import FileLink, Note, Order
from app.service.records import Proof

BEHIND = timedelta(minutes=5)
_ENTERED: tuple[type[Record], ...] = (Order, Note, FileLink, Proof, PrintJob)


@command("clock.behind", None)
def clock_behind(office: Office) -> datetime | None:
    """When the newest entry of the order book was made, where that is still to come by the clock of this PC.

    Told by the ids, which never go back: the chain has the moments of the clock as it was.
    """
    with office.book.reading() as book:
        newest = [found.id for kind in _ENTERED for found in book.find(kind, order_by="-id", limit=1)]
    if not newest:
        return None
    made = made_at(max(newest))
    return made if made - office.clock() > BEHIND else None
