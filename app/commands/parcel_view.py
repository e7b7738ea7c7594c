"""A parcel as the packing bench shows it: what belongs into it, what is in, who gets it (masked), what may follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.commands.office import Office
from app.commands.order_view import names_of
from app.i18n import Text
from app.orders.book import AuditEvent, Reading
from app.orders.due import read_dues
from app.orders.machine import Step
from app.orders.records import Contact, Creation, Item, Order
from app.security.contact import open_contact
from app.security.permissions import may
from app.security.vault import SealBrokenError
from app.shipping.company import company
from app.shipping.packing import Contents, Verdict, contents, stopped
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel, Scan
from app.shipping.weights import Expected, expected, oddity

GONE = frozenset({"cancelled", "remade"})
TIMELINE = 100  # links of the chain that are shown


@dataclass(frozen=True)
class ParcelLine:
    """One thing that belongs into the parcel. ``stop``: why it cannot be packed now."""

    item: Item
    number: str  # of its order
    cover: str  # digest of its picture
    scanned: int
    stop: Verdict | None = None

    @property
    def complete(self) -> bool:
        """Whether all its units are in."""
        return self.scanned >= self.item.quantity


@dataclass(frozen=True)
class OtherOrder:
    """Another order of the same buyer, to the same address, that has things ready."""

    order: int
    number: str
    items: int


@dataclass(frozen=True)
class Elsewhere:
    """Another workstation at which the parcel is packed now, and who is there; no name where nobody logs in."""

    station: str
    name: str


@dataclass(frozen=True)
class ParcelView:
    """``waiting``: things of the same order that are not ready yet; ``last``: what was scanned last, to take it back.

    odd      a sentence where the weight is not to be believed
    company  where else it is packed at the same time
    """

    parcel: Parcel
    number: str  # of the order
    language: str
    contact: Contact | None
    lines: tuple[ParcelLine, ...]
    inside: Contents
    waiting: tuple[Item, ...]
    others: tuple[OtherOrder, ...]
    expected: Expected
    odd: Text | None
    due_at: datetime | None
    last: Scan | None
    steps: tuple[Step, ...]
    company: tuple[Elsewhere, ...] = ()

    @property
    def missing(self) -> int:
        """Units that are still to be scanned."""
        return self.inside.missing

    @property
    def orders(self) -> tuple[str, ...]:
        """Numbers of all orders in it, its own first."""
        return tuple(dict.fromkeys((self.number, *(line.number for line in self.lines))))

    def may(self, event: str) -> bool:
        """Whether this step can be tried now."""
        return any(step.event == event for step in self.steps)


def parcel_view(office: Office, book: Reading, parcel: Parcel) -> ParcelView:
    """Look a parcel up."""
    items = book.find(Item, parcel=parcel.id)
    scans = book.find(Scan, parcel=parcel.id, order_by="at")
    card = parcel.facts.get("card", "none")
    inside = contents(items, scans, card if card in {"wanted", "there"} else "none")
    orders = book.get_all(Order, {parcel.order, *(item.order for item in items)})
    creations = book.get_all(Creation, {item.creation for item in items if item.creation is not None})
    lines = tuple(
        ParcelLine(
            line.item,
            orders[line.item.order].number,
            creations[line.item.creation].cover if line.item.creation in creations else "",
            line.scanned,
            stopped(line.item) if parcel.state == "new" else None,
        )
        for line in inside.lines
    )
    waiting: tuple[Item, ...] = ()
    others: tuple[OtherOrder, ...] = ()
    contact = contact_of(book, parcel.order)
    if parcel.state == "new":
        rest = book.find(Item, order=parcel.order, parcel=None)
        waiting = tuple(item for item in rest if item.state not in {*GONE, "ready_to_pack"})
        others = _others(office, book, contact)
    usual = expected(items)
    order = orders[parcel.order]
    return ParcelView(
        parcel,
        order.number,
        order.language,
        contact,
        lines,
        inside,
        waiting,
        others,
        usual,
        None if parcel.weight_g is None else oddity(parcel.weight_g, usual),
        parcel.due_at,
        scans[-1] if scans else None,
        tuple(step for step in PARCEL.steps_from(parcel.state) if may(office.actor, step.permission)),
        _company(office, book, parcel),
    )


def _company(office: Office, book: Reading, parcel: Parcel) -> tuple[Elsewhere, ...]:
    there = company(parcel.facts, office.station, office.clock()) if parcel.state == "new" else ()
    names = names_of(book) if there else {}
    return tuple(Elsewhere(one.station, names.get(one.account, "")) for one in there)


def contact_of(book: Reading, order: int) -> Contact | None:
    """Who gets the things of an order."""
    found = book.find(Contact, order=order, limit=1)
    return found[0] if found else None


def due_of(items: Iterable[Item]) -> datetime | None:
    """When a parcel with these items has to be handed over: the earliest of them."""
    return min((when for item in items if (when := read_dues(item).get("ship")) is not None), default=None)


def ready_items(book: Reading, order: int) -> list[Item]:
    """Things of an order that lie ready and in no parcel."""
    return book.find(Item, order=order, state="ready_to_pack", parcel=None)


def same_place(office: Office, one: Contact, other: Contact) -> bool:
    """Whether two contacts are one person at one address. Nothing is shown to anybody: it is compared in here."""
    if not one.name_index or one.name_index != other.name_index or one.phone_index != other.phone_index:
        return False
    try:
        return open_contact(office.vault, one).address == open_contact(office.vault, other).address
    except SealBrokenError:
        return False


def story(book: Reading, parcel: Parcel) -> list[AuditEvent]:
    """What has happened to a parcel, newest first."""
    return book.events(subject=f"parcel:{parcel.id}", limit=TIMELINE, newest_first=True)


def _others(office: Office, book: Reading, contact: Contact | None) -> tuple[OtherOrder, ...]:
    if contact is None or not contact.name_index or not contact.phone_index:
        return ()
    same = book.find(Contact, phone_index=contact.phone_index, order_by="-id", limit=50)
    places = {c.order for c in same if c.order != contact.order and same_place(office, contact, c)}
    if not places:
        return ()
    ready = book.find(Item, order=tuple(places), state="ready_to_pack", parcel=None)
    numbers = book.get_all(Order, {item.order for item in ready})
    return tuple(
        OtherOrder(order.id, order.number, sum(item.order == order.id for item in ready)) for order in numbers.values()
    )
