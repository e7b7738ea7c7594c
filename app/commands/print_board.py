"""The board of dispatch: all printers, what is printed for which order, what waits, what went wrong lately."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from app.commands.dispatch_ties import contents_of
from app.commands.office import Office, command
from app.dispatch.job_states import LIVE, OPEN
from app.dispatch.leases import is_alive
from app.dispatch.matching import FOR_NOW, Misfit, match
from app.dispatch.queueing import turn
from app.dispatch.records import Attempt, Holder, Lease, Piece, Printer, PrintJob
from app.orders.book import Reading
from app.orders.records import Item, Order
from app.security.permissions import Permission

ENDED_DAYS = 7
MOST_DECIDED = 400
MOST_CHECKED = 200  # items at the quality check whose prints are listed


@dataclass(frozen=True)
class JobRow:
    """A print job and what it is for.

    title   of its item; "" for a plate, or a job of no order
    number  of its order; "" where it is for several or none; ``orders``: how many, ``pieces``: how many items
    again   somebody has queued it again already
    """

    job: PrintJob
    title: str = ""
    number: str = ""
    order: int = 0
    orders: int = 0
    pieces: int = 0
    again: bool = False


@dataclass(frozen=True)
class Board:
    """What the dispatch page shows.

    ended     what waits for a verdict, then what failed or was cancelled lately
    stations  who drives a printer now, by printer
    unfit     of jobs that no printer takes, now or later: the printer that is nearest to it, and what is against it
    """

    printers: tuple[Printer, ...]
    jobs: tuple[JobRow, ...]
    ended: tuple[JobRow, ...]
    stations: Mapping[int, str]
    at: datetime
    unfit: Mapping[int, tuple[Printer, Misfit]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unclear:
    """An unclear job as it is decided about: its last try, who asked for it, and whether that program may still send.

    sender  station of the program that was sending, where nobody knows whether it has stopped; ``holder`` its id
    """

    row: JobRow
    printer: Printer | None
    attempts: tuple[Attempt, ...]
    station: str = ""
    sender: str = ""
    holder: int = 0


@command("dispatch.board", Permission.ORDERS_SEE)
def board(office: Office) -> Board:
    """Everything that the page of dispatch shows of the book."""
    with office.book.reading() as book:
        now = book.moment()
        going = sorted(book.find(PrintJob, state=OPEN), key=lambda job: (_rank(job), turn(job)))
        lately = now - timedelta(days=ENDED_DAYS)
        ended = [
            job
            for job in book.find(PrintJob, state=("failed", "cancelled"), order_by="-id", limit=200)
            if job.ended_at is None or job.ended_at > lately
        ]
        checked = _at_the_check(book)
        again = {job.retry_of for job in book.find(PrintJob, retry_of=[job.id for job in ended])} if ended else set()
        rows = _rows(book, [*going, *checked, *ended], again)
        printers = sorted(book.find(Printer, active=True), key=lambda p: (p.position, p.name.casefold(), p.id))
        stations = _stations(book, now)
    return Board(
        tuple(printers), tuple(rows[: len(going)]), tuple(rows[len(going) :]), stations, now, _unfit(going, printers),
    )  # fmt: skip


@command("dispatch.unclear", Permission.ORDERS_SEE)
def unclear(office: Office, job_id: int) -> Unclear:
    """What is known of a job that somebody has to decide about. Raises NotFoundError."""
    with office.book.reading() as book:
        job = book.get(PrintJob, job_id)
        attempts = tuple(book.find(Attempt, job=job.id, order_by="number"))
        holder = book.one(Holder, id=attempts[-1].holder) if attempts else None
        sends = holder is not None and bool(attempts) and attempts[-1].quiet_at is None
        return Unclear(
            _rows(book, [job], ())[0],
            None if job.printer is None else book.one(Printer, id=job.printer),
            attempts,
            "" if holder is None else holder.station,
            holder.station if holder is not None and sends else "",
            holder.id if holder is not None and sends else 0,
        )


def _unfit(jobs: Iterable[PrintJob], printers: Sequence[Printer]) -> dict[int, tuple[Printer, Misfit]]:
    """Those that fit nowhere, as far as anybody looks down the queue."""
    planned = [job for job in jobs if job.state == "planned"][:MOST_DECIDED]
    if not planned or not printers:
        return {}
    fitting = match(planned, printers)
    found = {}
    for number in np.flatnonzero(~fitting.may_wait().any(axis=1)):
        against = [Misfit(int(value)) & ~FOR_NOW for value in fitting.misfits[number]]
        nearest = min(range(len(printers)), key=lambda at: against[at].bit_count())
        found[planned[number].id] = printers[nearest], against[nearest]
    return found


def _at_the_check(book: Reading) -> list[PrintJob]:
    """Prints that are done and wait for a verdict: those of items at the quality check, the newest first."""
    items = {item.id for item in book.find(Item, state="qc", order_by="-id", limit=MOST_CHECKED)}
    if not items:
        return []
    pieces = book.find(Piece, item=items)
    judged = {piece.job for piece in pieces} - {piece.job for piece in pieces if piece.state == "printed"}
    found = {job.id: job for job in book.find(PrintJob, item=items, state="done") if job.id not in judged}
    found |= book.get_all(
        PrintJob, {piece.job for piece in pieces if piece.job is not None and piece.job not in judged}
    )
    return [found[id_] for id_ in sorted(found, reverse=True) if found[id_].state == "done"]


def _rank(job: PrintJob) -> int:
    """What nobody can tell about comes first, then what is at a printer, then what waits."""
    return 0 if job.state == "unknown" else 1 if job.state in LIVE else 2


def _rows(book: Reading, jobs: list[PrintJob], again: Iterable[int | None]) -> list[JobRow]:
    queued_again = set(again)
    contents = {job.id: list(contents_of(job)) for job in jobs}
    items = book.get_all(Item, {item for some in contents.values() for item in some})
    orders = book.get_all(Order, {item.order for item in items.values()})
    rows = []
    for job in jobs:
        mine = [items[item] for item in contents[job.id] if item in items]
        of = {item.order for item in mine}
        one = orders[next(iter(of))] if len(of) == 1 else None
        rows.append(
            JobRow(
                job, mine[0].title if len(mine) == 1 else "", "" if one is None else one.number,
                0 if one is None else one.id, len(of), len(mine), job.id in queued_again,
            )
        )  # fmt: skip
    return rows


def _stations(book: Reading, now: datetime) -> dict[int, str]:
    found = {}
    for lease in book.find(Lease):
        if is_alive(book, lease.holder, now):
            holder = book.one(Holder, id=lease.holder)
            found[lease.printer] = "" if holder is None else holder.station
    return found
