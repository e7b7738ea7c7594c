"""Who drives a printer: one program at a time, whichever PC it runs on.

A lease ends when its holder gives no sign of life for a while, by the database's clock. The next holder gets a higher
token, and whatever the former one writes afterwards is refused. What the former one may still be *sending* cannot be
taken back by any token: so a try counts as quiet only when its sender said so, or is proven dead by its own PC.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from app.dispatch.records import Attempt, Holder, Lease
from app.errors import AppError
from app.i18n import text
from app.orders.book import Book, NotFoundError, Reading, Writing
from app.security.actor import Actor

LEASE_SECONDS = 60.0
BEAT_SECONDS = 15.0


class LostLeaseError(AppError):
    """Another program drives this printer now."""

    def __init__(self) -> None:
        super().__init__(text("Another workstation has taken over this printer."))


class Presence(Protocol):
    """Which programs of this PC run, for sure."""

    machine: str
    mark: str

    def is_dead(self, mark: str) -> bool:
        """True only where it is proven that the program of this mark, on this PC, has ended."""
        ...

    def end(self) -> None: ...


@dataclass(frozen=True)
class Grip:
    """What a program holds a printer with. Tokens of one printer grow with every new holder."""

    printer: int
    holder: int
    token: int


def sign_on(book: Book, actor: Actor, station: str, presence: Presence) -> Holder:
    """Begin to take part; whoever of this PC is proven dead is signed off first. Raises BookOfflineError."""
    with book.writing(actor) as writing:
        now = writing.moment()
        for other in writing.find(Holder, machine=presence.machine, ended_at=None):
            if presence.is_dead(other.mark):
                sign_off(writing, other, now)
        holder = Holder(station=station, machine=presence.machine, mark=presence.mark, began_at=now, seen_at=now)
        holder = writing.add(holder)
        writing.note("dispatch.sign_on", holder, facts={"station": station})
        return holder


def sign_off(writing: Writing, holder: Holder, now: datetime, reason: str = "") -> None:
    """This program sends nothing any more; what it had begun to send has left it, but may still be under way."""
    if holder.ended_at is not None:
        return
    writing.save(replace(holder, ended_at=now))
    for attempt in writing.find(Attempt, holder=holder.id, quiet_at=None):
        writing.save(replace(attempt, quiet_at=now + LATE))
    writing.note("dispatch.sign_off", holder, reason=reason, facts={"station": holder.station})


LATE = timedelta(seconds=120)
"""How long after its sender has ended something may still arrive: what a dead program left to its PC's network goes on."""


def beat(book: Book, actor: Actor, holder_id: int) -> None:
    """Give a sign of life. Raises LostLeaseError where this program was signed off by others, BookOfflineError."""
    with book.writing(actor) as writing:
        try:
            holder = writing.get(Holder, holder_id)
        except NotFoundError:  # a backup was restored
            raise LostLeaseError from None
        if holder.ended_at is not None:
            raise LostLeaseError
        writing.save(replace(holder, seen_at=writing.moment()))


def is_alive(book: Reading, holder_id: int | None, now: datetime) -> bool:
    """Whether this holder has given a sign of life lately."""
    if holder_id is None:
        return False
    holder = book.one(Holder, id=holder_id)
    return holder is not None and holder.ended_at is None and now - holder.seen_at < timedelta(seconds=LEASE_SECONDS)


def take(book: Book, actor: Actor, printer_id: int, holder_id: int) -> Grip | None:
    """Take the printer, or None while somebody else drives it. Raises LostLeaseError where this holder was signed off."""
    with book.reading() as reading:
        lease = reading.one(Lease, printer=printer_id)
        if lease is not None and lease.holder == holder_id:
            return Grip(printer_id, holder_id, lease.token)
        if lease is not None and is_alive(reading, lease.holder, reading.moment()):
            return None
    with book.writing(actor) as writing:
        now = writing.moment()
        if not is_alive(writing, holder_id, now):
            raise LostLeaseError
        lease = writing.one(Lease, printer=printer_id) or writing.add(Lease(printer=printer_id, since=now))
        if lease.holder != holder_id:
            if is_alive(writing, lease.holder, now):
                return None
            lease = writing.save(replace(lease, holder=holder_id, token=lease.token + 1, since=now))
            writing.note("dispatch.lease", f"printer:{printer_id}", facts={"token": lease.token, "holder": holder_id})
        return Grip(printer_id, holder_id, lease.token)


def check(writing: Reading, grip: Grip) -> None:
    """Raises LostLeaseError unless this grip is still the printer's."""
    lease = writing.one(Lease, printer=grip.printer)
    if lease is None or (lease.holder, lease.token) != (grip.holder, grip.token):
        raise LostLeaseError
    holder = writing.one(Holder, id=grip.holder)
    if holder is None or holder.ended_at is not None:
        raise LostLeaseError
