"""The audit chain as it is read and verified."""

from collections.abc import Collection
from dataclasses import dataclass

from app.commands.office import Office, command
from app.errors import FileRefusedError
from app.i18n import text
from app.orders.book import AuditEvent, ChainReport
from app.orders.records import Order
from app.security.permissions import Permission
from app.security.watermark import code_in, number_of


@dataclass(frozen=True)
class EventsPage:
    """Links of the chain. ``next``: what to give as ``after`` for those that follow; None at the end."""

    events: tuple[AuditEvent, ...]
    next: int | None


@command("audit.events", Permission.AUDIT_SEE)
def events(
    office: Office,
    *,
    order: int | None = None,
    subject: str | None = None,
    kinds: tuple[str, ...] = (),
    after: int = 0,
    limit: int = 200,
    newest_first: bool = True,
) -> EventsPage:
    """A page of the chain: of one order or one record ("item:123", "account:7"), of these kinds."""
    with office.book.reading() as book:
        found = book.events(
            order=order, subject=subject, kinds=kinds, after=after, limit=limit + 1, newest_first=newest_first
        )
    page = tuple(found[:limit])
    return EventsPage(page, page[-1].seq if len(found) > limit and page else None)


@command("audit.verify", Permission.AUDIT_SEE)
def verify(office: Office) -> ChainReport:
    """Compute every link again and compare the end with its anchors; that it was done is in the chain, too."""
    report = office.book.verify_chain()
    with office.book.writing(office.actor) as book:
        book.note("audit.verified", facts={"links": report.links, "good": report.good})
    return report


@command("audit.order_of", Permission.AUDIT_SEE)
def order_of(office: Office, number: str) -> int | None:
    """The order with this number, to narrow the chain to it; None where there is none."""
    with office.book.reading() as book:
        order = book.one(Order, number=number.strip().upper())
    return None if order is None else order.id


@command("audit.numbers", Permission.AUDIT_SEE)
def numbers(office: Office, orders: Collection[int]) -> dict[int, str]:
    """The numbers of these orders, for people."""
    with office.book.reading() as book:
        return {order.id: order.number for order in book.get_all(Order, orders).values()}


@command("audit.trace_picture", Permission.AUDIT_SEE)
def trace_picture(office: Office, encoded: bytes) -> str:
    """Number of the order that a picture which has left the house is of, read from its watermark.

    Raises FileRefusedError where there is no watermark of this workshop in it.
    """
    try:
        code = code_in(encoded)
    except (OSError, ValueError):
        raise FileRefusedError(text("This is no picture that can be read.")) from None
    with office.book.reading() as book:
        number = number_of(office.vault, code, (o.number for o in book.find(Order))) if code is not None else None
    if number is None:
        raise FileRefusedError(text("There is no watermark of this workshop in the picture, or it cannot be read."))
    with office.book.writing(office.actor) as writing:
        writing.note("audit.picture_traced", facts={"number": number})
    return number
