"""What a print job is called, and why it waits. No Qt."""

from typing import Protocol

from app.commands.print_board import JobRow
from app.dispatch.driver import Status
from app.dispatch.job_states import JOB
from app.dispatch.pausing import GO_ON, PAUSED, WANTED
from app.dispatch.pilot import News
from app.dispatch.queueing import HELD
from app.dispatch.records import Printer, PrintJob
from app.i18n import Text, plural, text, tr
from app.orders.machine import State


def job_title(row: JobRow) -> str:
    """The title of its item and the number of its order; a plate is called by its name and how many items it holds."""
    if row.pieces > 1:
        name = row.job.name or tr("Plate")
        items = plural("{n} item", "{n} items", row.pieces)
        return f"{name} · {items}"
    words = [word for word in (row.title, row.number or row.job.name) if word]
    return " · ".join(words) or tr("Test print")


HALTED = State("halted", text("Print is paused"), "warn", icon="mdi6.pause-circle-outline")


class Running(Protocol):
    """What is to be known of a job that may run: ``app.gui.dispatch.job_model.JobLine``."""

    @property
    def row(self) -> JobRow: ...

    @property
    def halted(self) -> bool: ...


def is_halted(line: Running) -> bool:
    """Whether a job is paused: as the book says, or as its printer is seen."""
    job = line.row.job
    return job.state == "running" and (job.pausing in {PAUSED, GO_ON} or line.halted)


def state_of(line: Running) -> State:
    """The state of a job as it is shown."""
    return HALTED if is_halted(line) else JOB.state[line.row.job.state]


def turn_words(line: Running) -> Text | str:
    """What somebody wants of a job that runs, until its printer has heard it."""
    if line.row.job.pausing == WANTED and not line.halted:
        return text("It is paused as soon as its printer is told.")
    return text("It goes on as soon as its printer is told.") if line.row.job.pausing == GO_ON else ""


def why_waits(
    job: PrintJob,
    printer: Printer | None,
    news: News | None,
    live: JobRow | None,
    *,
    before: int,
    unfit: Text | str = "",
) -> Text | str:
    """Why a job is not printed yet; "" for one that does not wait. before: how many are before it at its printer.

    unfit: why no printer takes it; "" where one does
    """
    if job.state == "planned" and job.options.get(HELD):
        return text("Held: {reason}", reason=job.options[HELD])
    if job.state == "planned" and str(unfit):
        return unfit
    if job.state == "planned":
        return text("No printer yet: give it to one.")
    if job.state != "assigned":
        return ""
    if printer is None:
        return text("Its printer is not used any more.")
    if before:
        return plural("{n} job is before it.", "{n} jobs are before it.", before)
    if live is not None and not printer.queues:
        return text("The printer is at another job.")
    if printer.paused:
        return text("The printer takes no jobs: {reason}", reason=printer.pause_reason)
    if printer.to_be_cleared and not printer.queues:
        return text("Something may lie on the plate: look, and say that it is clear.")
    return _seen(news)


def _seen(news: News | None) -> Text | str:
    if news is None:
        return text("Nobody drives the printer now: is the program running on the PC at it?")
    if news.trouble:
        return news.trouble
    status: Status | None = news.status
    if news.here and status is not None and status.activity not in {"idle", "printing"}:
        return status.message or text("The printer is not ready.")
    return text("It is the next one.")
