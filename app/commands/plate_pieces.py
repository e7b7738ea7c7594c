"""The pieces of items: which wait for a plate, and what becomes of them. All of it inside a transaction of somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.commands.printed_with import material_of, process_of
from app.commands.step_facts import approved_digest
from app.dispatch.job_states import OPEN
from app.dispatch.records import Piece, Plate, PrintJob
from app.i18n import text
from app.orders.book import Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order

WAITS = ("queued", "producing")
"""States of an item in which pieces of it may be put on a plate: the second where others of it are printed already."""


MADE = ("printed", "passed")
"""States of a piece that is there, and is not printed again."""


@dataclass(frozen=True)
class Unit:
    """One thing that is to be printed: the ``unit``-th of an item. piece: None where nobody has planned it yet.

    due_at, priority   those of its item and order; the earlier and the more urgent go on a plate first
    """

    item: Item
    unit: int
    piece: Piece | None
    process: str
    material: str
    priority: int
    due_at: datetime | None
    number: str


def waiting_units(book: Reading) -> list[Unit]:
    """All that could go on a plate now, in the order in which it should."""
    items = [item for item in book.find(Item, state=WAITS) if process_of(item)]
    orders = book.get_all(Order, {item.order for item in items})
    pieces: dict[tuple[int, int], Piece] = {}
    for piece in book.find(Piece, item={item.id for item in items}) if items else ():
        pieces[piece.item, piece.unit] = piece
    of_pieces = {piece.job for piece in pieces.values()}
    own_jobs = [job for job in book.find(PrintJob, state=OPEN) if job.item is not None]
    by_themselves = {job.item for job in own_jobs if job.id not in of_pieces}  # nobody has said which unit it prints
    found = []
    for item in items:
        if item.id in by_themselves or not item.approved == approved_digest(book, item) != "":
            continue
        begun = any((item.id, unit) in pieces for unit in range(1, item.quantity + 1))
        if item.state == "producing" and not begun:  # it is printed without plates
            continue
        order = orders[item.order]
        for unit in range(1, item.quantity + 1):
            known = pieces.get((item.id, unit))
            if known is None or known.state == "waiting":
                found.append(
                    Unit(item, unit, known, process_of(item), material_of(item), order.priority,
                         item.due_at or order.due_at, order.number)
                )  # fmt: skip
    return sorted(found, key=turn_of)


def turn_of(unit: Unit) -> tuple[object, ...]:
    """Sorts units: urgent ones, the earliest due, then as they came."""
    due = unit.due_at
    return -unit.priority, due is None, "" if due is None else due.isoformat(), unit.item.id, unit.unit


def ranks_of(units: Iterable[Unit]) -> list[int]:
    """A rank for each, in their turn: units that are equally urgent and due on the same day have the same."""
    days = [(-u.priority, u.due_at is None, "" if u.due_at is None else u.due_at.date().isoformat()) for u in units]
    order = {day: rank for rank, day in enumerate(sorted(set(days)))}
    return [order[day] for day in days]


def planned(book: Writing, unit: Unit) -> Piece:
    """The piece of a unit, written down with those of the other units of its item where there is none yet."""
    return written_down(book, unit.item)[unit.unit]


def written_down(book: Writing, item: Item) -> dict[int, Piece]:
    """The pieces of an item by unit; those that nobody has planned yet are written down.

    An item is printed when all its pieces are: so all of them have to be known as soon as one is put on a plate.
    """
    there = {piece.unit: piece for piece in book.find(Piece, item=item.id)}
    for number in range(1, item.quantity + 1):
        if number not in there:
            there[number] = book.add(Piece(item=item.id, order=item.order, unit=number))
    return there


def to_be_printed(item: Item, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that wait or have failed; where an item was sent back and nobody said which piece is bad: all of them."""
    there = sorted(pieces, key=lambda piece: piece.unit)
    found = [piece for piece in there if piece.state in {"waiting", "failed"}]
    going = any(piece.state in {"placed", "printing"} for piece in there)
    return there if item.state in {"queued", "rework"} and not found and not going else found


def left_to_print(book: Reading, item: Item) -> int:
    """How many of an item are to be printed: as many as were ordered, or of its pieces those that are to be printed."""
    pieces = book.find(Piece, item=item.id)
    return len(to_be_printed(item, pieces)) + item.quantity - len(pieces)


def need_waiting(book: Reading, piece: Piece) -> Item:
    """The item of a piece that may be put on a plate. Raises StepRefusedError."""
    item = book.get(Item, piece.item)
    if piece.state != "waiting" or item.state not in WAITS:
        raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
    return item


def back_to_waiting(book: Writing, piece: Piece, cause: str = "") -> Piece:
    """Off its plate and its job, to be put on another one."""
    return book.save(replace(piece, plate=None, job=None, label="", state="waiting", cause=cause))


def open_plate(book: Reading, plate_id: int) -> Plate:
    """A plate that may be changed. Raises StepRefusedError, NotFoundError."""
    plate = book.get(Plate, plate_id)
    if plate.state != "open":
        raise StepRefusedError(text("This plate is closed; open it again first."))
    return plate
