"""A job that somebody prints with the print dialog of the system: still approved, and written down before it is printed."""

from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office, command
from app.dispatch.records import PrintJob
from app.i18n import text
from app.orders.machine import StepRefusedError
from app.security.permissions import Permission

AT_THE_TRAY = frozenset({"accepted", "running", "unknown"})


@command("dispatch.open_dialog", Permission.PRODUCE)
def open_dialog(office: Office, job_id: int) -> PrintJob:
    """Somebody is about to print it by hand. Raises StepRefusedError where it is not approved any more, or has ended."""
    with office.book.writing(office.actor) as book:
        job, ties = book.get(PrintJob, job_id), ItemTies(office)
        if job.state not in AT_THE_TRAY:
            raise StepRefusedError(text("It is not at a printer."))
        if job.stop_wanted:
            raise StepRefusedError(text("It is being cancelled."))
        if not ties.is_approved(book, job):
            raise StepRefusedError(
                text(
                    "What is to be printed is not what the buyer approved; send a new proof, or take the approved version."
                )
            )
        book.note("job.dialog", job, order=ties.order_of(book, job))
        return job
