"""The print queue as it is handled: which job fits where and why not, shared out, given, held."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from app.commands.dispatch_ties import ItemTies, contents_of
from app.commands.office import Office, command
from app.commands.printed_with import material_of
from app.dispatch.job_states import OPEN
from app.dispatch.ledger import Ledger
from app.dispatch.matching import FOR_NOW, WRONG, Fitting, Known, Listed, Misfit, match, misfits, reasons
from app.dispatch.queueing import HELD, Turn, late, share_out, turn
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import Writing
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order
from app.security.permissions import Permission
from app.security.scrub import scrubbed
from app.settings.materials import MaterialName, load_materials


@dataclass(frozen=True)
class Answer:
    """What one printer says to a job. now: it may be sent; later: it may wait for this printer; else ``why`` says all."""

    printer: Printer
    now: bool
    later: bool
    why: tuple[Text, ...]


@dataclass(frozen=True)
class QueuedJob:
    """A job that waits or is printed. fits, later: how many printers take it now, or when they are ready.

    held      why nothing happens to it; "" where it only waits for its turn. likely, begins_s: the printer that it would
              get, and in how many seconds; late: it will not be printed by the time it is due
    """

    job: PrintJob
    order: int
    number: str
    title: str
    fits: int = 0
    later: int = 0
    held: Text | str = ""
    likely: int | None = None
    begins_s: float | None = None
    late: bool = False


@dataclass(frozen=True)
class Shared:
    """Jobs that got a printer, and those that did not, each with the nearest reason."""

    given: tuple[tuple[int, int], ...]
    held: tuple[tuple[int, Text | str], ...]


# ---- looking ----------------------------------------------------------------


@command("print_queue.rows", Permission.ORDERS_SEE)
def rows(office: Office, known: Known | None = None) -> tuple[QueuedJob, ...]:
    """All jobs that are not at their end, in their turn."""
    with office.book.reading() as book:
        jobs = sorted(book.find(PrintJob, state=OPEN), key=turn)
        printers = tuple(book.find(Printer, active=True, order_by="position"))
        items = book.get_all(Item, {job.item for job in jobs if job.item is not None})
        orders = book.get_all(Order, {item.order for item in items.values()})
        now = book.moment()
    fitting = match(jobs, printers, known)
    waiting = [n for n, job in enumerate(jobs) if job.state == "planned" and HELD not in job.options]
    turns = share_out(
        match((jobs[n] for n in waiting), printers, known), (job for job in jobs if job.printer is not None)
    )
    by_job = {t.job.id: t for t in turns}
    too_late = {t.job.id for t in late(turns, now)}
    fits, later = fitting.fits_now().sum(axis=1), fitting.may_wait().sum(axis=1)
    found = []
    for n, job in enumerate(jobs):
        item = items.get(job.item or 0)
        order = None if item is None else orders.get(item.order)
        given: Turn | None = by_job.get(job.id)
        held: Text | str = str(job.options.get(HELD, ""))
        if not held and job.state == "planned":
            held = nearest(fitting, n) or ""
        found.append(
            QueuedJob(
                job, 0 if order is None else order.id, "" if order is None else order.number,
                "" if item is None else item.title, int(fits[n]), int(later[n]), held,
                None if given is None else given.printer, None if given is None else given.begins_s, job.id in too_late,
            )
        )  # fmt: skip
    return tuple(found)


@command("print_queue.why", Permission.ORDERS_SEE)
def why(office: Office, job_id: int, known: Known | None = None) -> tuple[Answer, ...]:
    """What every printer says to a job, those that take it first. Raises NotFoundError."""
    with office.book.reading() as book:
        job = book.get(PrintJob, job_id)
        printers = book.find(Printer, active=True, order_by="position")
    return answers(job, printers, known)


def answers(job: PrintJob, printers: Iterable[Printer], known: Known | None = None) -> tuple[Answer, ...]:
    """What each of these printers says to a job, also to one that is not queued yet; those that take it first."""
    fitting = match((job,), printers, known)
    now, later = fitting.fits_now()[0], fitting.may_wait()[0]
    found = [
        Answer(printer, bool(now[n]), bool(later[n]), fitting.why(0, n)) for n, printer in enumerate(fitting.printers)
    ]
    return tuple(sorted(found, key=lambda a: (not a.now, not a.later, len(a.why))))


def nearest(fitting: Fitting, row: int) -> Text | None:
    """Why no printer takes the job in this row, by the one that is nearest to it; None where one does, now or later."""
    if not fitting.printers:
        return text("There is no printer yet; add one.")
    lasting = fitting.misfits[row] & ~np.uint16(FOR_NOW)
    at = int(np.argmin(np.bitwise_count(lasting)))
    if not lasting[at]:
        return None
    printer = fitting.printers[at]
    reason = reasons(fitting.jobs[row], printer, Misfit(int(lasting[at])))[0]
    return text("No printer takes it. {printer}: {reason}", printer=printer.name, reason=reason)


# ---- giving -----------------------------------------------------------------


@command("print_queue.share_out", Permission.PRODUCE)
def give_out(office: Office, known: Known | None = None, jobs: Iterable[int] | None = None) -> Shared:
    """Give every job that waits (or these) to the fitting printer that can begin it first; what fits nowhere is held."""
    wanted = None if jobs is None else set(jobs)
    with office.book.writing(office.actor) as book:
        every = book.find(PrintJob, state=OPEN)
        printers = tuple(book.find(Printer, active=True, order_by="position"))
        planned = [
            job
            for job in every
            if job.state == "planned" and HELD not in job.options and (wanted is None or job.id in wanted)
        ]
        fitting = match(planned, printers, known)
        turns = share_out(fitting, (job for job in every if job.printer is not None))
        ledger = _ledger(office)
        for given in turns:
            ledger.step(book, given.job, "assign", printer=given.printer)
    got = {given.job.id for given in turns}
    held = [(job.id, nearest(fitting, n) or "") for n, job in enumerate(planned) if job.id not in got]
    return Shared(tuple((given.job.id, given.printer) for given in turns), tuple(held))


@command("print_queue.give", Permission.PRODUCE)
def give(office: Office, job_id: int, printer_id: int, known: Known | None = None) -> PrintJob:
    """Give a job to this printer. Where nobody knows whether it fits, whoever gives it decides.

    Raises StepRefusedError with the reason where it would print the wrong thing or cannot be printed there.
    """
    with office.book.writing(office.actor) as book:
        job, printer = book.get(PrintJob, job_id), book.get(Printer, printer_id)
        found = misfits(job, printer, known) & (WRONG | Misfit.SUFFIX | Misfit.RETIRED | Misfit.NO_MATERIAL)
        if found:
            raise StepRefusedError(reasons(job, printer, found)[0])
        if HELD in job.options:
            job = _released(book, job, office)
        return _ledger(office).step(book, job, "assign", printer=printer_id)


@command("print_queue.set_material", Permission.PRODUCE)
def set_material(office: Office, job_id: int, material: str) -> PrintJob:
    """Say what a job that waits is printed in, where its file does not decide it.

    Raises StepRefusedError where it has a printer, is not printed in that material, or its order asks for another one.
    """
    known = load_materials().get(material)
    if known is None:
        raise AppError(text("Choose a material of the list."))
    with office.book.writing(office.actor) as book:
        job = _planned(book, job_id)
        if job.process and job.process not in known.processes:
            raise StepRefusedError(text("“{material}” is not for this kind of printer.", material=known.title()))
        asked = {material_of(item) for item in book.get_all(Item, contents_of(job)).values()} - {"", material}
        if asked:
            raise StepRefusedError(
                text("“{material}” was ordered.", material=Listed(tuple(map(MaterialName, sorted(asked)))))
            )
        saved = book.save(replace(job, material=material))
        book.note(
            "job.material", saved, order=_order(office, book, saved), facts={"from": job.material, "to": material}
        )
        return saved


# ---- held -------------------------------------------------------------------


@command("print_queue.hold", Permission.PRODUCE)
def hold(office: Office, job_id: int, reason: str) -> PrintJob:
    """Keep a job back that is at no printer yet. Raises StepRefusedError, also without a reason."""
    if not reason.strip():
        raise StepRefusedError(text("Say why."))
    words = scrubbed(reason.strip())[:200]
    with office.book.writing(office.actor) as book:
        job = book.get(PrintJob, job_id)
        if job.state == "assigned":
            job = _ledger(office).step(book, job, "take_back", printer=None)
        elif job.state != "planned":
            raise StepRefusedError(text("It is at a printer already; stop it instead."))
        saved = book.save(replace(job, options={**job.options, HELD: words}))
        book.note("job.hold", saved, order=_order(office, book, saved), reason=words)
        return saved


@command("print_queue.release", Permission.PRODUCE)
def release(office: Office, job_id: int) -> PrintJob:
    """It waits for its turn again. Raises StepRefusedError where it is not held."""
    with office.book.writing(office.actor) as book:
        job = _planned(book, job_id)
        if HELD not in job.options:
            raise StepRefusedError(text("It is not held."))
        return _released(book, job, office)


def _released(book: Writing, job: PrintJob, office: Office) -> PrintJob:
    saved = book.save(replace(job, options={key: value for key, value in job.options.items() if key != HELD}))
    book.note("job.release", saved, order=_order(office, book, saved))
    return saved


def _planned(book: Writing, job_id: int) -> PrintJob:
    job = book.get(PrintJob, job_id)
    if job.state != "planned":
        raise StepRefusedError(text("Only what has no printer yet can be changed; take it back first."))
    return job


def _order(office: Office, book: Writing, job: PrintJob) -> int:
    return ItemTies(office).order_of(book, job)


def _ledger(office: Office) -> Ledger:
    return Ledger(office.book, ItemTies(office), office.actor)
