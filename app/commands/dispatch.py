"""Print jobs as people handle them: into the queue, in another order, stopped, made again, decided where it is unclear."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.commands.approved import NOT_APPROVED, need_approved_content
from app.commands.dispatch_ties import PRINT_FILE, ItemTies, contents_of, jobs_of
from app.commands.office import Office, command
from app.commands.plate_pieces import MADE
from app.dispatch.job_states import JOB, LIVE, OPEN
from app.dispatch.leases import sign_off
from app.dispatch.ledger import BADLY, Ledger, newest_attempt
from app.dispatch.queueing import place_for, turn
from app.dispatch.records import Attempt, Holder, Piece, Plate, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.errors import AppError
from app.i18n import text
from app.orders.assets import AssetInfo
from app.orders.book import AuditEvent, Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.permissions import Permission

Decision = Literal["printed", "failed", "not_printed", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class JobDraft:
    """A print file and what is known of it. content: hash of the item's version that it was made from.

    Lengths in mm, times in seconds, material in grams.
    """

    suffix: str
    content: str
    printer: int | None = None
    copies: int = 1
    process: str = ""
    material: str = ""
    colored: bool = False
    size_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    estimate_s: float = 0.0
    material_g: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class JobStory:
    """A job with every try and everything that happened to it."""

    job: PrintJob
    attempts: tuple[Attempt, ...]
    events: tuple[AuditEvent, ...]


@dataclass(frozen=True)
class Queue:
    """All printers, and all jobs that are not at their end, in their turn."""

    printers: tuple[Printer, ...]
    jobs: tuple[PrintJob, ...]


# ---- into the queue ---------------------------------------------------------


def queue_in(office: Office, book: Writing, item_id: int, kept: AssetInfo, draft: JobDraft) -> PrintJob:
    """Inside a transaction: queue a file that is in the store.

    Raises StepRefusedError where it is not what the buyer approved, or was queued as often as it was ordered already.
    """
    item = book.get(Item, item_id)
    need_approved_content(book, item, draft.content)
    need_room(book, item, draft.copies)
    order = book.get(Order, item.order)
    width, depth, height = draft.size_mm
    job = PrintJob(
        uid=fresh_uid(1), item=item.id, name=item.serial, digest=kept.digest, content=draft.content,
        suffix=draft.suffix, size=kept.size, copies=draft.copies, process=draft.process, material=draft.material,
        colored=draft.colored, width_mm=width, depth_mm=depth, height_mm=height, options=dict(draft.options),
        priority=order.priority, due_at=item.due_at or order.due_at, created_at=book.moment(),
        estimate_s=draft.estimate_s, material_g=draft.material_g,
    )  # fmt: skip
    book.add(
        FileLink(
            order=item.order, item=item.id, kind=PRINT_FILE, name=f"{job.uid}{job.suffix}", digest=kept.digest,
            size=kept.size, added_by=office.actor.account,
        )
    )  # fmt: skip
    return queue_job(office, book, job, draft.printer, order=item.order)


@command("dispatch.retry", Permission.PRODUCE)
def retry(office: Office, job_id: int, printer: int | None = None) -> PrintJob:
    """Print it again after it failed or was cancelled: another job with the same file, linked to the first.

    Copies that came out all the same are not made again. Raises StepRefusedError where it has not ended so, was queued again
    already, or is not approved any more.
    """
    with office.book.writing(office.actor) as book:
        old = book.get(PrintJob, job_id)
        if old.state not in {"failed", "cancelled"}:
            raise StepRefusedError(text("Only what has failed or was cancelled is printed again."))
        if book.find(PrintJob, retry_of=old.id, limit=1):
            raise StepRefusedError(text("It is queued again already."))
        pieces = [p for p in book.find(Piece, job=old.id) if p.plate == old.plate and p.state not in MADE]
        copies = len(pieces) if pieces and old.copies > 1 else old.copies
        for item in book.get_all(Item, contents_of(old)).values():
            need_room(book, item, copies if old.item == item.id else 1, instead_of=old.id)
        if old.item is not None and not pieces and book.find(Piece, item=old.item, limit=1):
            raise StepRefusedError(text("It is queued again already."))  # its piece has another job, or lies on a plate
        if old.plate is not None and len(pieces) < len(book.get(Plate, old.plate).placements):
            raise StepRefusedError(text("A piece has left this plate since it was closed; open it again and pack it."))
        job = again(office, book, old, printer, copies=copies)
        for piece in pieces:
            book.save(replace(piece, job=job.id, state="placed"))
        return job


def again(office: Office, book: Writing, old: PrintJob, printer: int | None, *, copies: int | None = None) -> PrintJob:
    """Inside a transaction: another job with the same file, linked to the old one. Raises StepRefusedError."""
    ties = ItemTies(office)
    if not ties.is_approved(book, old):
        raise StepRefusedError(NOT_APPROVED)
    number = old.attempt + 1
    job = PrintJob(
        **{name: getattr(old, name) for name in _SAME}, uid=fresh_uid(number), attempt=number, retry_of=old.id,
        created_at=book.moment(),
    )  # fmt: skip
    return queue_job(
        office, book, job if copies is None else replace(job, copies=copies), printer, order=ties.order_of(book, old)
    )


_SAME = (
    "plate", "item", "name", "digest", "content", "contents", "suffix", "size", "copies", "process", "material", "colored",
    "width_mm", "depth_mm", "height_mm", "options", "place", "priority", "due_at", "estimate_s", "material_g",
)  # fmt: skip


@command("dispatch.take_back", Permission.PRODUCE)
def take_back(office: Office, job_id: int) -> PrintJob:
    """Take a job from its printer before anything was sent. Raises StepRefusedError."""
    with office.book.writing(office.actor) as book:
        return _ledger(office).step(book, book.get(PrintJob, job_id), "take_back", printer=None)


# ---- in another order -------------------------------------------------------


@command("dispatch.reorder", Permission.PRODUCE)
def reorder(office: Office, job_id: int, before: int | None) -> PrintJob:
    """Put a job that waits straight before another one (None: behind all), among those of the same priority.

    It takes the priority of the one that it is put before. Raises StepRefusedError for a job that does not wait.
    """
    with office.book.writing(office.actor) as book:
        job = _waiting(book, job_id)
        others = sorted((j for j in book.find(PrintJob, state=("planned", "assigned")) if j.id != job.id), key=turn)
        if before is None:
            at, priority = len(others), min((j.priority for j in others), default=job.priority)
        else:
            at = next((n for n, other in enumerate(others) if other.id == before), len(others))
            priority = others[at].priority if at < len(others) else job.priority
        moved = replace(job, priority=priority)
        ordered = [*others[:at], moved, *others[at:]]
        for place, one in enumerate(ordered):
            if one.place != float(place) or one is moved:
                saved = book.save(replace(one, place=float(place)))
                moved = saved if saved.id == job.id else moved
        book.note("job.reorder", moved, order=ItemTies(office).order_of(book, moved))
        return moved


@command("dispatch.prioritise", Permission.PRODUCE)
def prioritise(office: Office, job_id: int, priority: int) -> PrintJob:
    """0 normal, 1 high, 2 urgent. Raises StepRefusedError for a job that does not wait."""
    if priority not in {0, 1, 2}:
        raise AppError(text("There is no such priority."))
    with office.book.writing(office.actor) as book:
        job = book.save(replace(_waiting(book, job_id), priority=priority))
        book.note("job.priority", job, order=ItemTies(office).order_of(book, job), facts={"to": priority})
        return job


# ---- stopped, decided -------------------------------------------------------


@command("dispatch.stop", Permission.PRODUCE)
def stop(office: Office, job_id: int) -> PrintJob:
    """Cancel a job: at once where nothing was sent, else as soon as whoever drives the printer has stopped it there.

    Raises StepRefusedError for a job that has ended.
    """
    with office.book.writing(office.actor) as book:
        job, ledger = book.get(PrintJob, job_id), _ledger(office)
        if job.state not in LIVE:
            return ledger.step(book, job, "cancel")
        if job.stop_wanted:
            return job
        job = book.save(replace(job, stop_wanted=True))
        book.note("job.stop", job, order=ItemTies(office).order_of(book, job))
        return job


@command("dispatch.decide", Permission.PRODUCE)
def decide(
    office: Office, job_id: int, decision: Decision, *, reason: str = "", cause: str = "", made: int = 0
) -> PrintJob:
    """What somebody who has looked says of a job that nobody else can tell about.

    printed; failed (also: throw it away), with the reason; not_printed: it goes back to the queue of its printer;
    cancelled: it is not printed any more. made: how many of several copies are good all the same, where it failed or was
    cancelled; the others alone are printed again. Raises StepRefusedError, also while another workstation may still send it.
    """
    event = {"printed": "finish", "failed": "fail", "not_printed": "absent", "cancelled": "cancel"}[decision]
    with office.book.writing(office.actor) as book:
        job = book.get(PrintJob, job_id)
        if job.state not in LIVE:
            raise StepRefusedError(text("It is not at a printer."))
        if decision == "not_printed" and job.state == "running":
            raise StepRefusedError(text("It was seen printing: cancel it, or look at the printer that has it."))
        if made and (event not in BADLY or not 0 < made < job.copies):
            raise StepRefusedError(text("Say how many of the copies are good: fewer than were to be printed."))
        attempt = newest_attempt(book, job)
        if decision in {"not_printed", "cancelled"} and (attempt.quiet_at is None or attempt.quiet_at > book.moment()):
            raise StepRefusedError(_still_sent(book, attempt))
        changes: dict[str, Any] = {"cause": cause} if decision == "failed" else {}
        return _ledger(office).step(
            book,
            job,
            event,
            reason=reason,
            facts={"looked": "person"} if event == "absent" else None,
            made=range(1, made + 1),
            **changes,
        )


def _still_sent(book: Reading, attempt: Attempt) -> Any:
    holder = book.one(Holder, id=attempt.holder)
    if attempt.quiet_at is not None or holder is None:
        return text("Something of it may still be on its way; wait two minutes and look again.")
    return text(
        "{station} may still be sending it; switch that workstation on, or say that it is gone for good.",
        station=holder.station,
    )


@command("dispatch.station_is_gone", Permission.PRODUCE)
def station_is_gone(office: Office, holder_id: int, reason: str) -> None:
    """Somebody knows that this program of another PC does not run any more and will send nothing. Raises StepRefusedError."""
    if not reason.strip():
        raise StepRefusedError(text("Say why."))
    with office.book.writing(office.actor) as book:
        sign_off(book, book.get(Holder, holder_id), book.moment(), reason)


# ---- looking ----------------------------------------------------------------


@command("dispatch.queue", Permission.ORDERS_SEE)
def queue(office: Office) -> Queue:
    """What is printed, and what waits."""
    with office.book.reading() as book:
        jobs = sorted(book.find(PrintJob, state=OPEN), key=turn)
        return Queue(tuple(book.find(Printer, active=True, order_by="position")), tuple(jobs))


@command("dispatch.story", Permission.ORDERS_SEE)
def story(office: Office, job_id: int) -> JobStory:
    """Everything that happened to a job. Raises NotFoundError."""
    with office.book.reading() as book:
        return JobStory(
            book.get(PrintJob, job_id),
            tuple(book.find(Attempt, job=job_id, order_by="number")),
            tuple(book.events(subject=f"job:{job_id}", limit=500)),
        )


# ---- inside -----------------------------------------------------------------


def _ledger(office: Office) -> Ledger:
    return Ledger(office.book, ItemTies(office), office.actor)


def need_room(book: Reading, item: Item, copies: int, *, instead_of: int | None = None) -> None:
    """No more is printed than was ordered. What was printed before the item came back to be printed again does not count.

    ``instead_of``: a job that has ended without its print; what it was to print does not count either.
    """
    pieces = book.find(Piece, item=item.id) if item.state == "producing" else []
    others = [piece for piece in pieces if instead_of is None or piece.job != instead_of or piece.state in MADE]
    done = sum(piece.state not in {"waiting", "failed"} for piece in others)  # where there are pieces, they tell
    queued = done if pieces else _queued(book, item)
    if queued + copies > item.quantity:
        raise queued_already(item)


def queued_already(item: Item) -> StepRefusedError:
    """All that was ordered of it is on its way, or there."""
    return StepRefusedError(
        text("{serial} is queued already as often as it was ordered; cancel a print first.", serial=item.serial)
    )


def _queued(book: Reading, item: Item) -> int:
    queued = book.how_many(Piece, item=item.id, state="placed", job=None)  # on a plate that is not queued yet
    for job in jobs_of(book, item):
        now = item.state == "producing" and job.ended_at is not None and job.ended_at >= item.state_since
        if JOB.state[job.state].open or (job.state == "done" and now):
            # On a plate there are pieces of several items, each counted by its own.
            queued += job.copies if job.item == item.id else book.how_many(Piece, item=item.id, job=job.id)
    return queued


def queue_job(office: Office, book: Writing, job: PrintJob, printer: int | None, *, order: int) -> PrintJob:
    """Inside a transaction: write a new job down, behind the others. ``order``: 0 where it is of several."""
    job = book.add(replace(job, place=place_for(job, book.find(PrintJob, state=("planned", "assigned")))))
    told = {"to": job.state, "uid": job.uid, "digest": job.digest, "items": sorted(contents_of(job))}
    book.note("job.new", job, order=order, facts=told | ({"retry_of": job.retry_of} if job.retry_of else {}))
    return job if printer is None else _assigned(office, book, job, printer)


def _assigned(office: Office, book: Writing, job: PrintJob, printer_id: int) -> PrintJob:
    if not book.get(Printer, printer_id).active:
        raise StepRefusedError(text("This printer is not used any more."))
    return _ledger(office).step(book, job, "assign", printer=printer_id)


def _waiting(book: Reading, job_id: int) -> PrintJob:
    job = book.get(PrintJob, job_id)
    if job.state not in {"planned", "assigned"}:
        raise StepRefusedError(text("Only what still waits can be put elsewhere."))
    return job
