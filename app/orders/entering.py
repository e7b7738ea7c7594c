"""From a draft to the records of an order; pure, so that one order or ten thousand are made in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.errors import AppError
from app.i18n import text
from app.orders import due
from app.orders.draft import Buyer, ConsentDraft, FileDraft, OrderDraft, covers_likeness
from app.orders.effects import placed
from app.orders.record import Record
from app.orders.records import Consent, Contact, Creation, FileLink, Item, Order
from app.orders.status import derive, parts_of
from app.orders.working_days import WorkingDays, YearUnknownError
from app.products.table import PRODUCTS
from app.security.contact import seal_contact
from app.security.file_names import seal_file_name
from app.security.vault import Vault

MOST_ITEMS = 100
PRIORITIES = (0, 1, 2)


class DraftRefusedError(AppError):
    """An order that lacks something, or has something that is not made here."""


@dataclass(frozen=True)
class Planning:
    """What the workshop's settings say about time: working days of each step, and which days are worked."""

    days: Mapping[str, float]
    calendar: WorkingDays


@dataclass(frozen=True)
class Entered:
    """The records of an order, in the order in which they can be written.

    held      items that wait for consent
    unplanned the year whose holidays are not known, so that the steps have no due times of their own
    """

    order: Order
    items: tuple[Item, ...]
    others: tuple[Record, ...]
    held: tuple[Item, ...]
    unplanned: int | None

    @property
    def records(self) -> tuple[Record, ...]:
        """All of them."""
        return (self.order, *self.others, *self.items)


def check(draft: OrderDraft) -> None:
    """Raises DraftRefusedError with a sentence that says what is wrong."""
    if not 0 < len(draft.items) <= MOST_ITEMS:
        raise DraftRefusedError(text("An order has between 1 and {most} items.", most=MOST_ITEMS))
    if draft.priority not in PRIORITIES:
        raise DraftRefusedError(text("There is no such priority."))
    keys = {creation.key for creation in draft.creations}
    for item in draft.items:
        if item.product not in PRODUCTS:
            raise DraftRefusedError(text("“{product}” is not made here.", product=item.product))
        if item.quantity < 1:
            raise DraftRefusedError(text("The quantity has to be 1 or more."))
        if any(size is not None and not size > 0 for size in (item.height_mm, item.width_mm)):
            raise DraftRefusedError(text("A size has to be larger than 0 mm."))
        if item.creation and item.creation not in keys:
            raise DraftRefusedError(text("The creation of an item is not among those of its order."))


def enter(
    draft: OrderDraft, *, number: str, serials: Sequence[str], vault: Vault, planning: Planning, at: datetime, by: int
) -> Entered:
    """The records of a draft. ``serials``: one for each item; ``at``: now; ``by``: account of whoever enters it.

    Without a consent that covers the likeness the items begin on hold for their rights. Raises DraftRefusedError.
    """
    check(draft)
    received = draft.received_at or at
    due_at, dues, unplanned = _planned(draft.due_at, received, planning)
    order = Order(
        number=number,
        source=draft.source,
        key=draft.key,
        channel=draft.channel,
        campaign=draft.campaign,
        client=draft.client,
        language=draft.language,
        priority=draft.priority,
        received_at=received,
        due_at=due_at,
    )
    consents = () if draft.consent is None else (consent_record(order.id, draft.consent),)
    creations = {
        c.key: Creation(
            order=order.id, key=c.key, title=c.title, cover=c.cover, mesh=c.mesh, media_url=c.media_url,
            licence=c.licence, owner=draft.client,
        )
        for c in draft.creations
    }  # fmt: skip
    files = (_file_record(order.id, f, vault, at, by) for f in draft.files)
    allowed = covers_likeness(consents, at)
    items = []
    for position, (wanted, serial) in enumerate(zip(draft.items, serials, strict=True), start=1):
        creation = creations.get(wanted.creation)
        item = Item(
            order=order.id,
            position=position,
            serial=serial,
            title=wanted.title or (creation.title if creation else ""),
            product=wanted.product,
            finish=wanted.finish,
            height_mm=wanted.height_mm,
            width_mm=wanted.width_mm,
            base=wanted.base,
            quantity=wanted.quantity,
            options=wanted.options,
            creation=creation.id if creation else None,
            state="new" if allowed else "on_hold",
            held_from="" if allowed else "new",
            hold_reason="" if allowed else "rights",
            state_since=at,
            dues=dues,
        )
        items.append(placed(item, None))
    order = replace(order, status=derive(parts_of(items)))
    others = (contact_record(order.id, draft.buyer, vault), *consents, *creations.values(), *files)
    return Entered(order, tuple(items), others, () if allowed else tuple(items), unplanned)


def contact_record(order: int, buyer: Buyer, vault: Vault) -> Contact:
    """The sealed contact of a buyer."""
    empty = Contact(order=order)
    sealed = seal_contact(vault, empty.id, buyer.name, buyer.phone, buyer.address)
    return Contact(id=empty.id, order=order, **sealed)


def _file_record(order: int, draft: FileDraft, vault: Vault, at: datetime, by: int) -> FileLink:
    link = FileLink(
        order=order, kind=draft.kind, name=draft.name, digest=draft.digest, size=draft.size, sensitive=draft.sensitive,
        added_at=at, added_by=by,
    )  # fmt: skip
    return replace(link, name=seal_file_name(vault, link.id, link.name))


def consent_record(order: int, draft: ConsentDraft) -> Consent:
    """What the buyer of this order agreed to."""
    return Consent(
        order=order, text_version=draft.text_version, channel=draft.channel, given_at=draft.given_at,
        scopes=draft.scopes, territory=draft.territory, until=draft.until, guardian=draft.guardian,
    )  # fmt: skip


def _planned(
    due_at: datetime | None, received: datetime, planning: Planning
) -> tuple[datetime | None, dict[str, Any], int | None]:
    """When the order and its steps are due. Where the holidays are not known, only what was promised is: nothing is guessed."""
    try:
        due_at = due_at or due.promised(received, planning.days, planning.calendar)
        return due_at, due.plan(due_at, received, planning.days, planning.calendar), None
    except YearUnknownError as unknown:
        return due_at, {} if due_at is None else due.write_dues({"ship": due_at}), unknown.year
