"""Erasing what the book knows about a person: records emptied, files taken away, a stub and a certificate stay."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.commands.certificates import issue
from app.commands.dossier import DataClass, Dossier, dossiers, revisions_of, strip, unused
from app.commands.office import Office, command
from app.commands.reasons import reason_for_chain
from app.commands.workshop_settings import read_settings
from app.errors import AppError
from app.i18n import text
from app.orders.book import Writing
from app.orders.people import Certificate
from app.orders.records import FileLink, Order
from app.security.masking import plain
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings


class ErasureRefusedError(AppError):
    """Something that has to stay for now, with the reason."""


@command("personal.erase", Permission.PERSONAL_MANAGE)
def erase_person(office: Office, orders: Sequence[int], reason: str) -> Certificate:
    """Erase the person of these orders (from ``find_person``): all or nothing; gives the certificate.

    Raises ErasureRefusedError during a legal hold, for an order that is open or under claim, and without a reason.
    """
    reason = plain(reason)
    if not reason:
        raise ErasureRefusedError(text("Say who asked for it, and when."))
    counts: Counter[str] = Counter()
    with office.book.writing(office.actor) as book:
        settings = read_settings(book)
        found = dossiers(book, book.get_all(Order, orders).values())
        if not found:
            raise ErasureRefusedError(text("Choose at least one order."))
        for dossier in found:
            refuse_held(settings, dossier)
            if not dossier.finished:
                raise ErasureRefusedError(
                    text("Order {number} is still open; finish or cancel it first.", number=dossier.order.number)
                )
        reason = reason_for_chain(office, book, reason, *(dossier.order.id for dossier in found))
        counts.update(erase(office, book, found))
        certificate = issue(
            office,
            book,
            "erasure",
            counts,
            orders=[dossier.order.number for dossier in found],
            rule={"asked": reason, "law": "PIPL 47"},
        )
        for dossier in found:
            book.note(
                "personal.erased",
                dossier.order,
                order=dossier.order.id,
                reason=reason,
                facts={"certificate": certificate.id, "revisions": sorted(revisions_of(dossier))},
            )
        return certificate


def refuse_held(settings: WorkshopSettings, dossier: Dossier) -> None:
    """Raises ErasureRefusedError during a legal hold of the workshop or of this order."""
    if settings.legal_hold:
        raise ErasureRefusedError(text("There is a legal hold: nothing is deleted until it ends."))
    if dossier.order.number in settings.held_orders:
        raise ErasureRefusedError(
            text("Order {number} is under legal hold: nothing of it is deleted.", number=dossier.order.number)
        )


def erase(office: Office, book: Writing, found: Iterable[Dossier]) -> Counter[str]:
    """Everything personal of these orders, titles included; contents that nobody else uses leave the asset store."""
    counts: Counter[str] = Counter()
    digests: set[str] = set()
    at = office.clock()
    for dossier in found:
        for kind in DataClass:
            gone, freed = strip(book, dossier, kind, at)
            counts.update(gone)
            digests |= freed
        for creation in dossier.creations:  # "Grandma's birthday"
            if creation.title:
                book.save(replace(creation, title=""))
        for item in dossier.items:
            if item.title:
                book.save(replace(item, title=""))
    counts["contents"] = remove_contents(office, book, digests)
    return counts


def remove_contents(office: Office, book: Writing, digests: Iterable[str]) -> int:
    """Take contents that nothing points to any more out of the asset store; gives how many.

    Done before the transaction ends: what a certificate says is gone is gone. Where the end fails, doing it again ends it.
    """
    gone = unused(book, digests)
    for digest in sorted(gone):
        office.assets.remove(digest)
    for link in (
        book.find(FileLink, digest=tuple(gone)) if gone else ()
    ):  # of plates: other orders had things there, too
        book.remove(link)
    office.pictures.clear()  # small copies in memory
    return len(gone)
