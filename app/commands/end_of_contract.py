"""The end of the contract (PIPL 21): everything handed back, then deleted here, with a certificate of both."""

from collections import Counter
from datetime import date
from hashlib import sha256
from os.path import lexists
from pathlib import Path
from zipfile import ZipFile

from app.commands.certificates import issue
from app.commands.dossier import FINISHED, dossiers, revisions_of
from app.commands.erasure import ErasureRefusedError, erase
from app.commands.handing_out import READ_ME, write_order, write_zip
from app.commands.logging_in import check_own_password
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.errors import WriteRefusedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.orders.people import Certificate
from app.orders.records import Order
from app.orders.working_days import CHINA
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings

_AT_ONCE = 50
FILE = "orders.zip"


@command("contract.confirmation", Permission.PERSONAL_MANAGE)
def confirmation(office: Office) -> str:
    """What has to be typed word for word before everything is deleted."""
    with office.book.reading() as book:
        return _phrase(read_settings(book))


@command("contract.over", Permission.PERSONAL_MANAGE)
def overdue_contract(office: Office) -> date | None:
    """The last day of a contract that is over while personal data is still here; None where nothing is to be done."""
    with office.book.reading() as book:
        until = read_settings(book).contract_until
        if until is None or office.clock().astimezone(CHINA).date() <= until or not book.find(Order, limit=1):
            return None
        # The certificate is the last that is written: a try that failed on its way has ended nothing.
        ended = book.find(Certificate, kind="end_of_contract", order_by="-at", limit=1)
    return None if ended and ended[0].at.astimezone(CHINA).date() > until else until


@command("contract.end", Permission.PERSONAL_MANAGE)
def end_of_contract(
    office: Office,
    folder: Path,
    password: str,
    typed: str,
    *,
    open_too: bool = False,
    progress: Progress | None = None,
) -> Certificate:
    """Write all orders with their files to ``folder``/orders.zip, read it back, then erase them all here.

    password  of the administrator who does it; not asked for where there are no accounts
    open_too  although orders are still open
    Nothing is deleted before the export is on the disk, and no export takes the place of another: after a try that was
    stopped, that one alone is whole. Raises LogInRefusedError, ErasureRefusedError, WriteRefusedError, Cancelled (what was
    deleted by then stays deleted; the export is whole).
    """
    report, path = progress or Progress(), folder / FILE
    if office.actor.account:
        check_own_password(office, password)
    if lexists(path):
        raise WriteRefusedError(
            text("“{file}” lies in this folder already and stays as it is; choose another folder.", file=FILE)
        )
    with office.book.writing(office.actor) as book:
        settings = read_settings(book)
        orders = book.find(Order)
        _refuse(settings, orders, typed, open_too=open_too)
        book.note("contract.exported", facts={"orders": len(orders)})
    missing = 0

    def fill(out: ZipFile) -> None:
        nonlocal missing
        out.writestr("README.txt", READ_ME.format(at=office.clock().date().isoformat()))
        for start in range(0, len(orders), _AT_ONCE):
            with office.book.reading() as book:
                for place, dossier in enumerate(dossiers(book, orders[start : start + _AT_ONCE])):
                    report.part(0.0, 0.6)((start + place) / len(orders), text("Writing the orders"))
                    missing += write_order(office, book, dossier, out)

    write_zip(path, fill)
    counts, numbers, digest = Counter[str](), [], _digest(path)
    for start in range(0, len(orders), _AT_ONCE):
        report.part(0.6, 1.0)(start / len(orders), text("Deleting the orders' personal data"))
        with office.book.writing(office.actor) as book:
            found = dossiers(book, book.get_all(Order, (o.id for o in orders[start : start + _AT_ONCE])).values())
            revisions = {dossier.order.id: revisions_of(dossier) for dossier in found}
            counts.update(erase(office, book, found))
            for dossier in found:
                numbers.append(dossier.order.number)
                facts = {"revisions": sorted(revisions[dossier.order.id])}
                book.note("contract.purged", dossier.order, order=dossier.order.id, facts=facts)
    with office.book.writing(office.actor) as book:
        rule = {"export": {"file": FILE, "sha256": digest, "missing_contents": missing}, "law": "PIPL 21"}
        return issue(office, book, "end_of_contract", counts, orders=numbers, rule=rule)


def _phrase(settings: WorkshopSettings) -> str:
    return settings.contract_number or settings.workshop_name or str(text("end of the contract"))


def _refuse(settings: WorkshopSettings, orders: list[Order], typed: str, *, open_too: bool) -> None:
    phrase = _phrase(settings)
    if typed.strip() != phrase:
        raise ErasureRefusedError(text("Type “{phrase}” word for word to confirm.", phrase=phrase))
    if settings.legal_hold or settings.held_orders:
        raise ErasureRefusedError(text("There is a legal hold: nothing is deleted until it ends."))
    still_open = sum(order.status not in FINISHED for order in orders)
    if still_open and not open_too:
        raise ErasureRefusedError(plural("{n} order is still open.", "{n} orders are still open.", still_open))


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
