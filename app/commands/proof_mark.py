"""The watermark of what leaves the house for an order."""

from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.orders.records import Item, Order
from app.security.permissions import Permission
from app.security.watermark import Watermark, watermark_for


@command("proofs.mark", Permission.ORDERS_SEE)
def proof_mark(office: Office, item: int) -> Watermark | None:
    """What pictures of an item carry: this PC, the time and the order; None where the workshop wants no watermark.

    Raises NotFoundError, NotAllowedError.
    """
    with office.book.reading() as book:
        record = book.get(Item, item)
        need(office.actor, Permission.ORDERS_SEE, record)
        number = book.get(Order, record.order).number
        wanted = read_settings(book).watermark
    return watermark_for(office.vault, office.station, office.clock().astimezone(), number) if wanted else None
