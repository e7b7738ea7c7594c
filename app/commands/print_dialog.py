"""A job that somebody prints with the print dialog of the system: still approved, not printed already, and written down first."""

from dataclasses import dataclass
from datetime import datetime

from app.commands.approved import NOT_APPROVED
from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office, command
from app.dispatch.ledger import newest_attempt
from app.dispatch.records import PrintJob
from app.i18n import text
from app.orders.book import Reading
from app.orders.machine import StepRefusedError
from app.security.permissions import Permission

AT_THE_TRAY = frozenset({"accepted", "running", "unknown"})
_OPENED = "job.dialog"


@dataclass(frozen=True)
class ByHand:
    """A job that may be printed by hand. opened: when it was given to a printer by the dialog already, in this try."""

    job: PrintJob
    opened: tuple[datetime, ...]


@command("dispatch.before_dialog", Permission.PRODUCE)
def before_dialog(office: Office, job_id: int) -> ByHand:
    """Whether it may be printed. Raises StepRefusedError where it is not approved any more, or has ended."""
    with office.book.reading() as book:
        return _by_hand(office, book, job_id)


@command("dispatch.open_dialog", Permission.PRODUCE)
def open_dialog(office: Office, job_id: int, before: ByHand) -> None:
    """It is given to a printer now: written down before its first page leaves.

    Raises StepRefusedError where it may not be printed, or somebody else has done it since ``before``.
    """
    with office.book.writing(office.actor) as book:
        now = _by_hand(office, book, job_id)
        if now.opened != before.opened:
            raise StepRefusedError(text("Somebody else is printing it already; look at their printer first."))
        book.note(_OPENED, now.job, order=ItemTies(office).order_of(book, now.job))


def _by_hand(office: Office, book: Reading, job_id: int) -> ByHand:
    job = book.get(PrintJob, job_id)
    if job.state not in AT_THE_TRAY:
        raise StepRefusedError(text("It is not at a printer."))
    if job.stop_wanted:
        raise StepRefusedError(text("It is being cancelled."))
    if not ItemTies(office).is_approved(book, job):
        raise StepRefusedError(NOT_APPROVED)
    since = newest_attempt(book, job).began_at
    opened = tuple(e.at for e in book.events(subject=f"job:{job.id}", kinds=(_OPENED,)) if e.at >= since)
    return ByHand(job, opened)
