"""One printer has one driver: leases with tokens, by the clock of the database; tests/peers runs these on PostgreSQL too."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.dispatch.leases import LEASE_SECONDS, Grip, LostLeaseError, beat, check, sign_off, sign_on, take
from app.dispatch.records import Attempt, Holder, Lease, Printer
from app.security.actor import PROGRAM
from app.storage.book import DatabaseBook

Opener = Callable[..., DatabaseBook]


class Known:
    """A presence of which the test says who is dead."""

    def __init__(self, machine: str, mark: str, *dead: str) -> None:
        self.machine, self.mark, self._dead = machine, mark, dead

    def is_dead(self, mark: str) -> bool:
        return mark in self._dead

    def end(self) -> None:
        """Nothing is held."""


def printer(book: DatabaseBook) -> int:
    with book.writing(PROGRAM) as writing:
        return writing.add(Printer(name="Resin 1", driver="faulty")).id


def silence(book: DatabaseBook, holder: Holder) -> None:
    """As if this holder had given no sign of life for longer than a lease lasts."""
    with book.writing(PROGRAM) as writing:
        there = writing.get(Holder, holder.id)
        writing.save(replace(there, seen_at=there.seen_at - timedelta(seconds=LEASE_SECONDS + 1)))


def held(book: DatabaseBook, grip: Grip) -> bool:
    try:
        with book.reading() as reading:
            check(reading, grip)
    except LostLeaseError:
        return False
    return True


def test_one_has_it_until_it_falls_silent(opener: Opener) -> None:
    here, there = opener(), opener(pc="pc-2")
    first = sign_on(here, PROGRAM, "PC-1", Known("m1", "a"))
    second = sign_on(there, PROGRAM, "PC-2", Known("m2", "b"))
    made = printer(here)
    grip = take(here, PROGRAM, made, first.id)
    assert grip is not None
    assert take(here, PROGRAM, made, first.id) == grip
    assert take(there, PROGRAM, made, second.id) is None
    silence(here, first)
    assert held(here, grip)  # nobody has taken it yet
    taken = take(there, PROGRAM, made, second.id)
    assert taken == Grip(made, second.id, grip.token + 1)
    assert held(there, taken)
    assert not held(here, grip)
    beat(here, PROGRAM, first.id)
    assert take(here, PROGRAM, made, first.id) is None


def test_a_silent_one_that_takes_a_printer_has_to_sign_on_again(book: DatabaseBook) -> None:
    holder = sign_on(book, PROGRAM, "PC-1", Known("m1", "a"))
    silence(book, holder)
    with pytest.raises(LostLeaseError):
        take(book, PROGRAM, printer(book), holder.id)


def test_whoever_is_proven_dead_on_this_pc_is_signed_off(book: DatabaseBook) -> None:
    dead = sign_on(book, PROGRAM, "PC-1", Known("m1", "a"))
    elsewhere = sign_on(book, PROGRAM, "PC-2", Known("m2", "a"))
    made = printer(book)
    assert take(book, PROGRAM, made, dead.id) is not None
    with book.writing(PROGRAM) as writing:
        sending = writing.add(Attempt(job=1, number=1, uid="j1", printer=made, holder=dead.id))
    heir = sign_on(book, PROGRAM, "PC-1", Known("m1", "c", "a"))
    with book.reading() as reading:
        assert reading.get(Holder, dead.id).ended_at is not None
        assert reading.get(Holder, elsewhere.id).ended_at is None
        quiet_at = reading.get(Attempt, sending.id).quiet_at
        assert quiet_at is not None
        assert quiet_at > reading.moment()
    assert take(book, PROGRAM, made, heir.id) is not None
    with pytest.raises(LostLeaseError):
        beat(book, PROGRAM, dead.id)


def test_signing_off_twice_changes_nothing(book: DatabaseBook) -> None:
    holder = sign_on(book, PROGRAM, "PC-1", Known("m1", "a"))
    for _ in range(2):
        with book.writing(PROGRAM) as writing:
            sign_off(writing, writing.get(Holder, holder.id), writing.moment())
    with book.reading() as reading:
        assert [event.kind for event in reading.events(kinds=("dispatch.",))] == [
            "dispatch.sign_on",
            "dispatch.sign_off",
        ]


def test_of_many_who_ask_at_once_one_gets_it(opener: Opener) -> None:
    books = [opener(pc=f"pc-{n}") for n in range(6)]
    holders = [sign_on(book, PROGRAM, f"PC-{n}", Known(f"m{n}", "a")) for n, book in enumerate(books)]
    made = printer(books[0])
    got: list[Grip | None] = []
    gate = threading.Barrier(len(books))

    def ask(book: DatabaseBook, holder: Holder) -> None:
        gate.wait(30)
        got.append(take(book, PROGRAM, made, holder.id))

    threads = [threading.Thread(target=ask, args=pair) for pair in zip(books, holders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    grips = [grip for grip in got if grip is not None]
    assert len(got) == len(books)
    assert len(grips) == 1
    with books[0].reading() as reading:
        lease = reading.one(Lease, printer=made)
        assert lease is not None
        assert (lease.holder, lease.token) == (grips[0].holder, grips[0].token)
