"""What becomes of orders because time passes: by one clock, by two at once, and by people who may do a part of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands import housekeeping, workshop_settings
from app.commands.housekeeping import ClockWrongError, Tidied, left_alone, may_tidy, tidy
from app.commands.office import Office
from app.commands.order_clock import close_finished, plan_again, unplanned
from app.commands.orders import move, set_due
from app.commands.proofs import draft_proof, expire_proofs, send_proof
from app.orders.draft import ItemDraft
from app.orders.due import is_unplanned, read_dues
from app.orders.record import now
from app.orders.records import Item, Order
from app.security.actor import NOBODY, OWNER, Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.records import Proof
from app.storage.opening import open_book
from tests.unit.commands.orders.world import START, World, on_sqlite, opened

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50, title="冰箱贴")


def accepted(world: World, **fields: Any) -> Order:
    """An order whose buyer has everything."""
    order = world.order(MAGNET, **fields)
    world.ready(world.items(order)[0])
    world.shipped(order)
    return order


def sent(world: World) -> Proof:
    """A proof that waits for its buyer."""
    item = world.walk(world.items(world.order())[0], "start", "save", "submit", "to_review")
    proof = draft_proof(world.office, item.id)
    return send_proof(world.office, proof.id, version=proof.version)


def status(world: World, order: Order) -> str:
    return str(world.get(Order, order.id).status)


# Closing


def test_an_order_is_closed_when_its_warranty_is_over(world: World) -> None:
    order = accepted(world)
    assert close_finished(world.office) == 0
    world.later(days=31)
    assert close_finished(world.office) == 1
    assert status(world, order) == "closed"
    assert close_finished(world.office) == 0
    assert world.kinds(order.id).count("order.close") == 1


def test_the_longest_over_are_closed_first_and_the_rest_the_next_time(world: World) -> None:
    orders = [accepted(world, key=f"k{n}") for n in range(3)]
    world.later(days=40)
    assert close_finished(world.office, most=2) == 2
    assert [status(world, order) for order in orders] == ["closed", "closed", "accepted"]
    assert close_finished(world.office, most=2) == 1


def test_an_order_that_was_closed_elsewhere_meanwhile_is_left(world: World) -> None:
    """Another PC closes it between the look and the step: nothing is done or noted twice."""
    order = accepted(world)
    world.later(days=31)
    late = after_its_look(world.office, lambda: close_finished(world.office))
    assert close_finished(late) == 0
    assert world.kinds(order.id).count("order.close") == 1


def test_an_engineer_closes_and_plans_only_what_is_theirs(world: World) -> None:
    ann, _bob = world.account("ann", Role.ENGINEER), world.account("bob", Role.ENGINEER)
    mine, theirs = accepted(world, key="mine"), accepted(world, key="theirs")
    give(world, mine, "ann")
    give(world, theirs, "bob")
    world.later(days=31)
    assert close_finished(world.as_("ann")) == 1
    assert (status(world, mine), status(world, theirs)) == ("closed", "accepted")
    late = world.order(due_at=START + timedelta(days=70))
    give(world, late, "bob")
    workshop_settings.change(world.office, calendar_years=(2027,))
    assert unplanned(world.as_("ann")) == ()
    assert plan_again(world.as_("ann"), [late.id]).done == ()
    assert unplanned(world.as_("bob")) == (late.id,)
    assert ann.account


def test_whoever_may_not_edit_orders_has_no_clock(world: World) -> None:
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        world.account(role.value, role)
        assert not may_tidy(world.people[role.value])
        with pytest.raises(NotAllowedError):
            close_finished(world.as_(role.value))
        with pytest.raises(NotAllowedError):
            tidy(world.as_(role.value))
    assert not may_tidy(NOBODY)
    assert may_tidy(OWNER)


def test_what_is_left_alone_is_named() -> None:
    assert left_alone(OWNER) == ()
    assert left_alone(Actor(5, "", frozenset({Role.ADMIN}))) == ("expired", "accepted")
    assert left_alone(Actor(5, "", frozenset({Role.LOGISTICS}))) == ("expired",)


# Proofs


def test_a_proof_that_was_answered_elsewhere_meanwhile_stops_no_other(world: World) -> None:
    first, second = sent(world), sent(world)
    world.later(days=6)

    def answered() -> None:
        move(world.office, Proof, first.id, "approve", version=None)

    assert expire_proofs(after_its_look(world.office, answered)) == 1
    assert [world.get(Proof, proof.id).state for proof in (first, second)] == ["approved", "expired"]


def test_a_proof_whose_year_is_unknown_waits_and_stops_no_other(world: World) -> None:
    first = sent(world)
    world.later(days=35)  # 30 December: three working days later is a year that nobody knows yet
    last = sent(world)
    world.later(days=20)
    assert expire_proofs(world.office) == 1
    assert [world.get(Proof, proof.id).state for proof in (first, last)] == ["expired", "sent"]
    workshop_settings.change(world.office, calendar_years=(2027,))
    assert expire_proofs(world.office) == 1


# Planning


def test_a_year_without_holidays_plans_nothing_and_says_so(world: World) -> None:
    promise = START + timedelta(days=50)  # in January 2027
    order = world.order(due_at=promise)
    item = world.items(order)[0]
    assert list(read_dues(item)) == ["ship"]
    assert item.due_at == promise, "the promise counts"
    assert world.events(kinds=("order.received",))[0].facts["unplanned"] == 2027
    assert unplanned(world.office) == ()
    assert "2027" in str(plan_again(world.office, [order.id]).refused[0][1])
    workshop_settings.change(world.office, calendar_years=(2027,))
    assert unplanned(world.office) == (order.id,)
    assert plan_again(world.office, [order.id]).done == (order.id,)
    dues = read_dues(world.item(item))
    assert dues["ship"] == promise
    assert dues["model"] < dues["pack"] < promise
    assert unplanned(world.office) == ()
    before = world.item(item)
    assert plan_again(world.office, [order.id]).done == (), "there is nothing to plan any more"
    assert world.item(item) == before
    assert world.kinds(order.id).count("order.planned") == 1


def test_an_order_without_a_promise_gets_one_and_a_date_set_by_hand_stays(world: World) -> None:
    world.later(days=36)
    order = world.order(due_at=None)
    item = world.items(order)[0]
    assert order.due_at is None
    assert item.due_at is None
    by_hand = world.at + timedelta(days=1)
    set_due(world.office, item.id, "model", by_hand)
    workshop_settings.change(world.office, calendar_years=(2027,))
    assert plan_again(world.office, unplanned(world.office)).done == (order.id,)
    assert world.get(Order, order.id).due_at is not None
    assert read_dues(world.item(item))["model"] == by_hand
    assert not is_unplanned(world.item(item))


def test_what_is_made_anew_is_planned_from_now_and_its_order_keeps_its_dates(world: World) -> None:
    order = world.order(MAGNET, MAGNET)
    first, second = (world.ready(item) for item in world.items(order))
    world.later(days=33)  # the end of December
    world.step(first, "fail", reason="a scratch")
    world.step(first, "remake", reason="a scratch", cause="print")
    fresh = world.items(order)[-1]
    assert is_unplanned(fresh)
    workshop_settings.change(world.office, calendar_years=(2027,))
    world.later(days=1)
    assert plan_again(world.office, unplanned(world.office)).done == (order.id,)
    dues = read_dues(world.item(fresh))
    assert list(dues) == ["print", "produce", "pack", "ship"]
    assert dues["print"] > world.at
    assert world.item(second).dues == second.dues
    assert world.get(Order, order.id).due_at == order.due_at


def test_what_is_over_is_not_planned(world: World) -> None:
    order = world.order(due_at=START + timedelta(days=50))
    world.step(world.items(order)[0], "cancel", reason="changed their mind")
    workshop_settings.change(world.office, calendar_years=(2027,))
    assert unplanned(world.office) == ()


# All of it


@pytest.fixture
def today(tmp_path: Path) -> Iterator[World]:
    """A workshop of the real day, as ``tidy`` compares the clock with that of the database."""
    with opened(on_sqlite, tmp_path) as world:
        world.at = now()
        yield world


def past(world: World, order: Order) -> None:
    with world.office.book.writing(OWNER) as book:
        book.save(replace(book.get(Order, order.id), warranty_until=world.at - timedelta(days=1)))


def test_everything_that_is_due_is_done_at_once_and_said(today: World) -> None:
    due_at = today.at + timedelta(days=14)
    order = accepted(today, due_at=due_at)
    past(today, order)
    proof = sent(today)
    with today.office.book.writing(OWNER) as book:
        book.save(replace(book.get(Proof, proof.id), sent_at=today.at - timedelta(days=30)))
    unknown = today.order(due_at=due_at)
    with today.office.book.writing(OWNER) as book:
        for item in book.find(Item, order=unknown.id):
            book.save(replace(item, dues={}, due_at=None))
    workshop_settings.change(today.office, calendar_years=(today.at.year, today.at.year + 1))
    done = tidy(today.office)
    assert done == Tidied(expired=1, accepted=0, closed=1, planned=1)
    assert [str(sentence).split(" ", 1)[0] for sentence in done.sentences] == ["1", "1", "1"]
    assert tidy(today.office) == Tidied()
    assert Tidied().sentences == ()


def test_a_part_is_done_by_whoever_may_do_a_part(today: World) -> None:
    today.account("log", Role.LOGISTICS)
    proof = sent(today)
    with today.office.book.writing(OWNER) as book:
        book.save(replace(book.get(Proof, proof.id), sent_at=today.at - timedelta(days=30)))
    order = accepted(today, due_at=today.at + timedelta(days=14))
    past(today, order)
    assert tidy(today.as_("log")).closed == 1
    assert today.get(Proof, proof.id).state == "sent", "logistics enters no decisions about proofs"


def test_a_pc_with_a_wrong_clock_leaves_it_to_the_others(world: World) -> None:
    order = accepted(world)
    world.at = now() + timedelta(days=400)
    with pytest.raises(ClockWrongError):
        tidy(world.office)
    assert status(world, order) == "accepted"


def test_two_clocks_at_once_do_everything_once(today: World, tmp_path: Path) -> None:
    at_once(today, lambda: open_book(str(tmp_path / "book.db"), today.office.vault.audit_key))


def at_once(world: World, open_again: Any, count: int = 8) -> None:
    """Two PCs over one book tidy at the same moment: together they do all, each thing once, and neither fails."""
    orders = [accepted(world, key=f"k{n}", due_at=world.at + timedelta(days=14)) for n in range(count)]
    proofs = [sent(world) for _ in range(count)]
    for order in orders:
        past(world, order)
    with world.office.book.writing(OWNER) as book:
        for proof in proofs:
            book.save(replace(book.get(Proof, proof.id), sent_at=world.at - timedelta(days=30)))
        for item in [item for proof in proofs for item in book.find(Item, id=proof.item)]:
            book.save(replace(item, dues={}, due_at=None))
    workshop_settings.change(world.office, calendar_years=(world.at.year, world.at.year + 1))
    second = open_again()
    offices = (world.office, replace(world.office, book=second))
    together = threading.Barrier(2)
    done: list[Tidied] = []
    failed: list[BaseException] = []

    def work(office: Office) -> None:
        try:
            together.wait(20)
            done.append(housekeeping.tidy(office))
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=work, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert not failed
    for name in ("expired", "closed", "planned"):
        assert sum(getattr(one, name) for one in done) == count, name
    kinds = [event.kind for event in world.events()]
    for kind in ("proof.expire", "order.close", "order.planned"):
        assert kinds.count(kind) == count, kind


def give(world: World, order: Order, who: str) -> None:
    with world.office.book.writing(OWNER) as book:
        for item in book.find(Item, order=order.id):
            book.save(replace(item, assignee=world.people[who].account))


def after_its_look(office: Office, meanwhile: Any) -> Office:
    """This office; ``meanwhile`` happens after its next look into the book, before it writes."""

    class Book:
        def __init__(self) -> None:
            self.waits = True

        def __getattr__(self, name: str) -> Any:
            return getattr(office.book, name)

        @contextmanager
        def writing(self, actor: Any) -> Iterator[Any]:
            if self.waits:
                self.waits = False
                meanwhile()
            with office.book.writing(actor) as book:
                yield book

    return replace(office, book=Book())
