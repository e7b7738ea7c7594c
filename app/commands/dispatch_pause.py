"""Pausing a print that runs, and going on with it: written down here, done by whoever drives the printer."""

from dataclasses import replace

from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office, command
from app.dispatch.pausing import GO_ON, PAUSED, WANTED
from app.dispatch.records import PrintJob
from app.i18n import text
from app.orders.machine import StepRefusedError
from app.security.permissions import Permission


@command("dispatch.pause", Permission.PRODUCE)
def pause(office: Office, job_id: int) -> PrintJob:
    """Pause a print at its printer. Raises StepRefusedError for a job that does not print now, NotFoundError."""
    return _want(office, job_id, WANTED, event="pause")


@command("dispatch.go_on", Permission.PRODUCE)
def go_on(office: Office, job_id: int) -> PrintJob:
    """Go on with a print that is paused, from here or at the printer. Raises StepRefusedError, NotFoundError."""
    return _want(office, job_id, GO_ON, event="go_on")


def _want(office: Office, job_id: int, wish: str, *, event: str) -> PrintJob:
    with office.book.writing(office.actor) as book:
        job = book.get(PrintJob, job_id)
        if job.state != "running":
            raise StepRefusedError(text("Only what is being printed can be paused."))
        if job.stop_wanted:
            raise StepRefusedError(text("It is being cancelled."))
        if job.pausing == wish or (wish == WANTED and job.pausing == PAUSED):
            return job
        job = book.save(replace(job, pausing=wish))
        book.note(f"job.{event}", job, order=ItemTies(office).order_of(book, job))
        return job
