"""Personal data in the clear: shown for a reason, found, handed out, erased. Every such act is in the audit chain."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.commands.dossier import CLASS_NAMES, DataClass
from app.commands.end_of_contract import confirmation, end_of_contract, overdue_contract
from app.commands.erasure import erase_person
from app.commands.office import Office, command
from app.commands.person_export import export_person
from app.commands.retention import RetentionPlan, retention_plan, retention_run
from app.errors import AppError
from app.i18n import text
from app.orders.people import Recipient
from app.orders.records import Contact, Order
from app.security.contact import name_index, open_contact, phone_index
from app.security.impersonal import impersonal
from app.security.masking import plain
from app.security.permissions import Permission

__all__ = [
    "CLASS_NAMES", "DataClass", "RetentionPlan", "confirmation", "end_of_contract", "erase_person", "export_person",
    "overdue_contract", "retention_plan", "retention_run",
]  # fmt: skip

SHORTEST_REASON = 4


class ReasonNeededError(AppError):
    """Nobody looks at personal data without saying why."""

    def __init__(self) -> None:
        super().__init__(text("Say in a few words why you need to see this."))


class ErasedError(AppError):
    """There is nothing to show any more."""

    def __init__(self) -> None:
        super().__init__(text("The name, phone and address of this order were erased."))


@dataclass(frozen=True)
class Revealed:
    """Personal data on its way to the screen: in no log, no traceback."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class FoundPerson:
    """An order of somebody who was looked for, masked."""

    order: int
    number: str
    status: str
    received_at: datetime
    name: str
    phone: str
    address: str


@command("personal.reveal", Permission.PERSONAL_REVEAL)
def reveal(office: Office, order: int, reason: str) -> Revealed:
    """Name, phone and address of an order. Who looked, when and why is written down before it is shown.

    Raises ReasonNeededError, ErasedError, NotFoundError.
    """
    reason = plain(reason)
    if len(reason) < SHORTEST_REASON:
        raise ReasonNeededError
    with office.book.writing(office.actor) as book:
        book.get(Order, order)
        contact = book.one(Contact, order=order)
        if contact is None or contact.erased_at is not None:
            raise ErasedError
        person = open_contact(office.vault, contact)
        book.note(
            "personal.reveal",
            contact,
            order=order,
            reason=impersonal(reason, (person,)),
            facts={"station": office.station},
        )
    return Revealed(person.name, person.phone, person.address)


@command("personal.find", Permission.PERSONAL_MANAGE)
def find_person(office: Office, typed: str) -> tuple[FoundPerson, ...]:
    """The orders of whoever has exactly this name or phone; that somebody looked is written down, not for whom."""
    by_phone = re.sub(r"[\s+()-]", "", plain(typed)).isdigit()
    index = phone_index(office.vault, typed) if by_phone else name_index(office.vault, typed)
    if not index:
        return ()
    with office.book.writing(office.actor) as book:
        contacts = book.find(Contact, phone_index=index) if by_phone else book.find(Contact, name_index=index)
        orders = book.get_all(Order, (contact.order for contact in contacts))
        book.note("personal.searched", facts={"by": "phone" if by_phone else "name", "found": len(contacts)})
    found = [
        FoundPerson(
            o.id, o.number, o.status, o.received_at, c.name_masked, c.phone_masked, c.address_masked
        )
        for c in contacts
        if (o := orders.get(c.order)) is not None
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda person: person.received_at, reverse=True))


@command("personal.recipients", Permission.PERSONAL_MANAGE)
def recipients(office: Office) -> tuple[Recipient, ...]:
    """The register of those outside who get personal data (PIPL 21), those of now first."""
    with office.book.reading() as book:
        return tuple(sorted(book.find(Recipient), key=lambda r: (r.until is not None, r.name)))


@command("personal.save_recipient", Permission.PERSONAL_MANAGE)
def save_recipient(
    office: Office,
    name: str,
    purpose: str,
    approval: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    recipient: Recipient | None = None,
) -> Recipient:
    """Write down who gets personal data, what for, and the client's approval; a new one, or a changed one.

    Raises ReasonNeededError where purpose or approval is missing, StaleError.
    """
    name, purpose, approval = plain(name), plain(purpose), plain(approval)
    if not name or not purpose or not approval:
        raise RecipientRefusedError
    with office.book.writing(office.actor) as book:
        if recipient is None:
            kept = book.add(
                Recipient(name=name, purpose=purpose, approval=approval, since=since or office.clock(), until=until)
            )
        else:
            kept = book.save(
                replace(
                    recipient,
                    name=name,
                    purpose=purpose,
                    approval=approval,
                    since=since or recipient.since,
                    until=until,
                )
            )
        book.note("recipient.saved", kept, facts={"ended": until is not None})
        return kept


class RecipientRefusedError(AppError):
    """Personal data goes to nobody without a purpose and the client's approval."""

    def __init__(self) -> None:
        super().__init__(text("Enter who it is, what the data is for, and the client's approval."))
