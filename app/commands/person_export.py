"""One person's data, handed out to that person (PIPL 45): all orders, files, and who has looked at it."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from app.commands.dossier import dossiers
from app.commands.handing_out import READ_ME, write_order, write_zip
from app.commands.office import Office, command
from app.commands.reasons import reason_for_chain
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.records import Order
from app.security.masking import plain
from app.security.permissions import Permission


class PersonExportRefusedError(AppError):
    """An export that nobody asked for, or of nothing."""


@command("personal.export", Permission.PERSONAL_MANAGE)
def export_person(
    office: Office, orders: Sequence[int], path: Path, reason: str, *, progress: Progress | None = None
) -> int:
    """Write a zip with everything about the person of these orders (from ``find_person``); it is not encrypted.

    That it is done, by whom and why, is in the chain before the file is. Gives how many contents are missing in the
    asset store. Raises PersonExportRefusedError, WriteRefusedError, Cancelled.
    """
    report, reason = progress or Progress(), plain(reason)
    if not reason:
        raise PersonExportRefusedError(text("Say who asked for it, and when."))
    with office.book.writing(office.actor) as book:
        found = book.get_all(Order, orders)
        if not found:
            raise PersonExportRefusedError(text("Choose at least one order."))
        reason = reason_for_chain(office, book, reason, *found)
        for order in found.values():
            book.note("personal.exported", order, order=order.id, reason=reason)
    missing = 0

    def fill(out: ZipFile) -> None:
        nonlocal missing
        out.writestr("README.txt", READ_ME.format(at=office.clock().date().isoformat()))
        with office.book.reading() as book:
            for number, dossier in enumerate(dossiers(book, found.values())):
                report(number / len(found), text("Writing the orders"))
                missing += write_order(office, book, dossier, out)

    write_zip(path, fill)
    return missing
