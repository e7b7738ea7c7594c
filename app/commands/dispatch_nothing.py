"""Somebody stands at a printer that tells nothing by itself, and says that nothing came out of it."""

from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office, command
from app.commands.print_floor import PrintFloor
from app.dispatch.driver import Driver, RefusedError
from app.dispatch.job_states import LIVE
from app.dispatch.ledger import Ledger
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError
from app.i18n import text
from app.orders.machine import StepRefusedError
from app.security.permissions import Permission


class TakenAlreadyError(AppError):
    """The program behind a folder has the file: only a person can delete it there."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The program has taken the file already. Delete it there first: if it is printed later, there will be two."
            )
        )


@command("dispatch.nothing_came_out", Permission.PRODUCE)
def nothing_came_out(
    office: Office, floor: PrintFloor, job_id: int, *, deleted: bool = False, reason: str = ""
) -> PrintJob:
    """Take the file back where it still lies in the folder; then the job waits for its printer again, as a new try.

    deleted  whoever says it has deleted the file in the program that took it
    Asks the printer: not on the window's thread. Raises TakenAlreadyError; StepRefusedError for a printer that tells itself
    what became of it, or a job that is not there any more; PrinterError where the folder cannot be reached.
    """
    with office.book.reading() as book:
        job = book.get(PrintJob, job_id)
        if job.state not in {"accepted", "running"} or job.printer is None:
            raise StepRefusedError(text("It is not at a printer."))
        printer = book.get(Printer, job.printer)
    driver = floor.driver_of(printer)
    try:
        if not driver.capabilities().blind:
            raise StepRefusedError(text("This printer says itself what becomes of it; cancel the print instead."))
        if not _taken_back(driver, job) and not deleted:
            raise TakenAlreadyError
    finally:
        driver.close()
    words = reason.strip() or str(text("Nothing came out of the printer."))
    with office.book.writing(office.actor) as book:
        now = book.get(PrintJob, job_id)
        if now.state not in LIVE or now.uid != job.uid:
            raise StepRefusedError(text("It has gone on meanwhile; look at it again."))
        ledger = Ledger(office.book, ItemTies(office), office.actor)
        return ledger.step(book, now, "absent", reason=words, facts={"looked": "person"})


def _taken_back(driver: Driver, job: PrintJob) -> bool:
    try:
        driver.cancel(job.uid, job.native)
    except RefusedError:
        return False
    return True
