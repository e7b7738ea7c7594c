"""Reasons as they may stand in the audit chain, which nobody can erase: without the buyer they are about."""

from app.commands.office import Office
from app.orders.book import Reading
from app.orders.records import Contact
from app.security.contact import Person, open_contact
from app.security.impersonal import impersonal
from app.security.vault import SealBrokenError


def reason_for_chain(office: Office, book: Reading, reason: str, *orders: int) -> str:
    """The reason without name, phone and address of the buyers of these orders."""
    reason = reason.strip()
    return impersonal(reason, _buyers(office, book, orders)) if reason else ""


def _buyers(office: Office, book: Reading, orders: tuple[int, ...]) -> list[Person]:
    found = []
    for contact in book.find(Contact, order=orders) if orders else ():
        try:
            found.append(open_contact(office.vault, contact))
        except SealBrokenError:  # a damaged contact tells nothing, and must not stop the work on its order
            continue
    return found
