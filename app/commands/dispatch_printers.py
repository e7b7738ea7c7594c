"""The workshop's printers: which there are, whether they take jobs, whether their plate is clear, when they were serviced."""

from dataclasses import replace

from app.commands.office import Office, command
from app.dispatch.job_states import LIVE
from app.dispatch.records import Plate, Printer, PrintJob, Service
from app.errors import AppError
from app.i18n import text
from app.orders.book import Writing
from app.orders.machine import StepRefusedError
from app.security.permissions import Permission
from app.security.scrub import scrubbed

_OWN = ("claim", "claimed_by", "claimed_at", "printed_s", "serviced_at_s", "to_be_cleared", "paused", "pause_reason")
"""What the ledger and its own commands keep: a form does not change it."""


@command("printers.save", Permission.SETTINGS)
def save_printer(office: Office, printer: Printer) -> Printer:
    """Add a printer, or change one. Raises StaleError where somebody else has changed it since, AppError without a name."""
    if not printer.name.strip():
        raise AppError(text("Give the printer a name."))
    with office.book.writing(office.actor) as book:
        if printer.version == 0:
            saved = book.add(printer)
            book.note("printer.new", saved, facts={"driver": saved.driver})
            return saved
        there = book.get(Printer, printer.id)
        if printer.driver != there.driver and book.find(PrintJob, printer=printer.id, state=LIVE, limit=1):
            raise StepRefusedError(text("It is printing; change how it is spoken to when it is done."))
        saved = book.save(replace(printer, **{name: getattr(there, name) for name in _OWN}))
        book.note("printer.change", saved)
        return saved


@command("printers.retire", Permission.SETTINGS)
def retire_printer(office: Office, printer_id: int) -> Printer:
    """It is not used any more; its past stays. Raises StepRefusedError while a job may be at it, or waits for it."""
    with office.book.writing(office.actor) as book:
        printer = book.get(Printer, printer_id)
        if book.find(PrintJob, printer=printer_id, state=(*LIVE, "assigned"), limit=1):
            raise StepRefusedError(text("It still has jobs; finish them, or give them to another printer first."))
        saved = book.save(replace(printer, active=False))
        book.note("printer.retire", saved)
        return saved


@command("printers.pause", Permission.PRODUCE)
def pause(office: Office, printer_id: int, reason: str) -> Printer:
    """It gets no further jobs; what it prints goes on. Raises StepRefusedError without a reason."""
    if not reason.strip():
        raise StepRefusedError(text("Say why."))
    with office.book.writing(office.actor) as book:
        words = scrubbed(reason.strip())
        saved = book.save(replace(book.get(Printer, printer_id), paused=True, pause_reason=words))
        book.note("printer.pause", saved, reason=words)
        return saved


@command("printers.resume", Permission.PRODUCE)
def resume(office: Office, printer_id: int) -> Printer:
    """It gets jobs again."""
    with office.book.writing(office.actor) as book:
        saved = book.save(replace(book.get(Printer, printer_id), paused=False, pause_reason=""))
        book.note("printer.resume", saved)
        return saved


@command("printers.cleared", Permission.PRODUCE)
def cleared(office: Office, printer_id: int) -> Printer:
    """Somebody has looked: nothing lies on the plate. Raises StepRefusedError while a job is being printed there."""
    with office.book.writing(office.actor) as book:
        printer = book.get(Printer, printer_id)
        if book.find(PrintJob, printer=printer_id, state="running", limit=1):
            raise StepRefusedError(text("It is printing; clear the plate when it is done."))
        saved = book.save(replace(printer, to_be_cleared=False))
        book.note("printer.cleared", saved)
        _clear_plates(book, printer_id)
        return saved


def _clear_plates(book: Writing, printer_id: int) -> None:
    """What was printed together was taken off with the rest."""
    printed = {plate.id: plate for plate in book.find(Plate, state="printed")}
    jobs = book.find(PrintJob, plate=set(printed), state="done") if printed else []
    for plate in {job.plate for job in jobs if job.printer == printer_id}:
        if plate is not None:
            book.note("plate.cleared", book.save(replace(printed[plate], state="cleared")))


@command("printers.serviced", Permission.PRODUCE)
def serviced(office: Office, printer_id: int, words: str) -> Service:
    """Maintenance was done now; the hours to the next begin anew."""
    with office.book.writing(office.actor) as book:
        printer = book.get(Printer, printer_id)
        book.save(replace(printer, serviced_at_s=printer.printed_s))
        done = book.add(
            Service(
                printer=printer_id, at=book.moment(), by=office.actor.account, words=scrubbed(words.strip()),
                printed_s=printer.printed_s,
            )
        )  # fmt: skip
        book.note("printer.serviced", printer)
        return done
