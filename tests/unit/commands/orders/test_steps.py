"""Steps on a real book: what follows from each, and that the guards see what is in the book."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands.orders import add_consent, move, move_many, possible, remake, withdraw_consent
from app.errors import Cancelled
from app.jobs.progress import Progress
from app.orders.book import NotFoundError, StaleError
from app.orders.draft import ConsentDraft, ItemDraft
from app.orders.due import read_dues
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.records import Proof
from app.shipping.records import Parcel
from tests.new_content import revise

TO_APPROVED = ("start", "save", "submit", "to_review", "send_proof", "approve")
MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50, title="冰箱贴")


def status(world, order) -> str:
    return world.get(Order, order.id).status


def test_an_order_goes_from_receipt_to_acceptance(world) -> None:
    order = world.order()
    item = world.items(order)[0]
    assert (item.state, item.stage, status(world, order)) == ("new", "new", "received")
    assert world.ready(item).stage == "ready_to_pack"
    assert status(world, order) == "in_progress"
    parcel = world.shipped(order, to="signed")
    item = world.item(item)
    assert (item.state, item.stage, item.due_at) == ("packed", "parcel.signed", None)
    assert status(world, order) == "delivered", "signed for is not accepted"
    for event in ("unbox", "accept"):
        move(world.office, Parcel, parcel.id, event, version=None)
    order = world.get(Order, order.id)
    assert order.status == "accepted"
    assert order.warranty_until == world.at + timedelta(days=30)
    assert world.item(item).stage == "parcel.accepted"


def test_every_step_is_one_link_with_where_it_led(world) -> None:
    order = world.order()
    item = world.items(order)[0]
    world.ready(item)
    links = world.events(subject=f"item:{item.id}")
    steps = [link for link in links if "from" in link.facts]
    assert [link.kind for link in steps] == [
        f"item.{event}" for event in (
            "start", "submit", "to_review", "send_proof", "approve", "preflight", "queue", "produce", "produced",
            "finish", "pass",
        )
    ]  # fmt: skip
    for before, after in itertools.pairwise(steps):
        assert before.facts["to"] == after.facts["from"]
    assert {link.order for link in links} == {order.id}
    assert world.office.book.verify_chain().good


def test_approval_freezes_the_content_and_locks_the_proof(world) -> None:
    order = world.order()
    item = world.walk(world.items(order)[0], *TO_APPROVED)
    proof = world.find(Proof, item=item.id)[0]
    assert (item.approved, proof.digest, proof.state) == (item.revision, item.revision, "approved")
    with pytest.raises(StepRefusedError):
        move(world.office, Proof, proof.id, "want_changes", version=None, reason="too late")


def test_the_hash_that_is_sent_to_print_has_to_be_the_approved_one(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight")
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        world.step(item, "queue", digest="0" * 64)
    with world.office.book.writing(OWNER) as book:  # somebody writes into the database behind our back
        book.save(replace(book.get(Item, item.id), approved="1" * 64, revision="1" * 64))
    with pytest.raises(StepRefusedError, match="no approved proof"):
        world.step(item, "queue")


def test_new_content_after_approval_takes_the_item_back_and_the_proof_with_it(world) -> None:
    for extra in ((), ("preflight",), ("preflight", "queue")):
        item = world.walk(world.items(world.order())[0], *TO_APPROVED, *extra)
        back = revise(world.office, item.id, "f" * 64)
        assert (back.state, back.approved, back.revision, back.round) == ("modeling", "", "f" * 64, 2)
        assert [p.state for p in world.find(Proof, item=item.id)] == ["superseded"]
        with pytest.raises(StepRefusedError):
            world.step(item, "preflight")


def test_the_same_content_changes_nothing(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED)
    assert revise(world.office, item.id, item.revision) == item


def test_new_content_while_it_is_held_counts_too(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "hold")
    changed = revise(world.office, item.id, "f" * 64)
    assert (changed.state, changed.held_from, changed.approved) == ("on_hold", "modeling", "")
    assert world.step(item, "resume").state == "modeling"
    assert [p.state for p in world.find(Proof, item=item.id)] == ["superseded"]


def test_what_is_printed_keeps_its_content(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight", "queue", "produce")
    with pytest.raises(StepRefusedError, match="stays as it was approved"):
        revise(world.office, item.id, "f" * 64)
    world.step(item, "hold", hold="machine")
    with pytest.raises(StepRefusedError, match="stays as it was approved"):
        revise(world.office, item.id, "f" * 64)


def test_a_failed_print_check_keeps_the_approval_of_the_same_content(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight", "fail_preflight", "submit")
    assert "keep_approval" in {step.event for step in possible(world.office, item)}
    assert world.step(item, "keep_approval").state == "approved"
    assert world.walk(item, "preflight", "queue").state == "queued"


def test_an_approval_cannot_be_kept_for_new_content(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight", "fail_preflight", "save", "submit")
    assert "keep_approval" not in {step.event for step in possible(world.office, item)}
    with pytest.raises(StepRefusedError):
        world.step(item, "keep_approval")


def test_without_consent_items_wait_for_their_rights(world) -> None:
    order = world.order(consent=False)
    item = world.items(order)[0]
    assert (item.state, item.held_from, item.hold_reason) == ("on_hold", "new", "rights")
    assert status(world, order) == "on_hold"
    assert [e.facts["to"] for e in world.events(subject=f"item:{item.id}")] == ["on_hold"]
    with pytest.raises(StepRefusedError, match="consent is missing"):
        world.step(item, "resume")
    world.later(days=3)
    add_consent(world.office, order.id, ConsentDraft(text_version="v1"))
    dues = read_dues(item)
    item = world.step(item, "resume")
    assert item.state == "new"
    assert read_dues(item) == {step: due + timedelta(days=3) for step, due in dues.items()}


def test_a_consent_that_is_taken_back_stops_the_work(world) -> None:
    order = world.order(MAGNET, MAGNET)
    world.walk(world.items(order)[1], *TO_APPROVED, "preflight", "queue")
    done = withdraw_consent(world.office, order.id, reason="asked by mail")
    assert len(done.done) == 2
    assert {item.hold_reason for item in world.items(order)} == {"rights"}
    with pytest.raises(StepRefusedError, match="consent is missing"):
        world.step(world.items(order)[0], "resume")


def test_a_consent_that_is_taken_back_stops_what_waits_for_something_else(world) -> None:
    order = world.order()
    item = world.walk(world.items(order)[0], *TO_APPROVED, "preflight", "queue", "hold")
    withdraw_consent(world.office, order.id, reason="asked by mail")
    assert world.item(item).hold_reason == "material"
    with pytest.raises(StepRefusedError, match="consent is missing"):
        world.step(item, "resume")
    add_consent(world.office, order.id, ConsentDraft())
    assert world.step(item, "resume").state == "queued"


def test_a_consent_runs_out(world) -> None:
    order = world.order(consent=False)
    add_consent(world.office, order.id, ConsentDraft(until=world.at + timedelta(days=1)))
    item = world.step(world.items(order)[0], "resume")
    world.later(days=2)
    with pytest.raises(StepRefusedError, match="consent is missing"):
        world.step(item, "start")


def test_cancelling_ends_with_the_first_print(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight", "queue", "produce", "print_failed")
    assert item.state == "queued"
    with pytest.raises(StepRefusedError, match="Production has begun"):
        world.step(item, "cancel", reason="changed their mind")
    assert "cancel" not in {step.event for step in possible(world.office, item)}
    order = world.order()
    world.step(world.items(order)[0], "cancel", reason="changed their mind")
    assert status(world, order) == "cancelled"


def test_a_reason_is_asked_for(world) -> None:
    item = world.items(world.order())[0]
    with pytest.raises(StepRefusedError, match="Say why"):
        world.step(item, "cancel", reason="  ")


def test_reasons_hold_no_phone_number(world) -> None:
    order = world.order()
    world.step(world.items(order)[0], "cancel", reason="call 13800138000 first")
    assert "13800138000" not in world.events(order=order.id, kinds=("item.cancel",))[0].reason


def test_a_stale_writer_is_shown_both(world) -> None:
    item = world.items(world.order())[0]
    move(world.office, Item, item.id, "check_assets", version=item.version)
    with pytest.raises(StaleError) as stale:
        move(world.office, Item, item.id, "start", version=item.version)
    mine, theirs = stale.value.mine, stale.value.theirs
    assert (mine.version, mine.state) == (item.version, "modeling")
    assert (theirs.version, theirs.state) == (item.version + 1, "asset_check")
    assert world.item(item).state == "asset_check"


def test_a_refused_step_leaves_no_trace(world) -> None:
    order = world.order()
    item = world.items(order)[0]
    before, links = world.get(Order, order.id), world.kinds(order.id)
    with pytest.raises(StepRefusedError):
        world.step(item, "submit")
    with pytest.raises(NotFoundError):
        world.step(12345, "start")
    assert world.item(item) == item
    assert (world.get(Order, order.id), world.kinds(order.id)) == (before, links)


def test_many_at_once_tells_what_was_refused(world) -> None:
    items = world.items(world.order(MAGNET, MAGNET, MAGNET))
    world.step(items[1], "start")
    done = move_many(world.office, Item, [i.id for i in items], "check_assets")
    assert done.done == (items[0].id, items[2].id)
    assert [one for one, _ in done.refused] == [items[1].id]
    assert "not possible" in str(done.refused[0][1])


def test_many_are_stopped_between_two_and_what_was_done_stays(world) -> None:
    items = world.items(world.order(MAGNET, MAGNET, MAGNET))
    progress = Progress(cancelled=lambda: world.item(items[1]).state == "asset_check")
    with pytest.raises(Cancelled):
        move_many(world.office, Item, [i.id for i in items], "check_assets", progress=progress)
    assert [world.item(i).state for i in items] == ["asset_check", "asset_check", "new"]


# Review


def test_nobody_reviews_their_own_work(world) -> None:
    world.account("ann", Role.ENGINEER)
    world.account("bob", Role.ENGINEER)
    world.account("sue", Role.SERVICE)
    item = world.walk(world.items(world.order())[0], "start", "save", "submit", "to_review", who="ann")
    for event in ("pass_review", "send_proof"):
        with pytest.raises(StepRefusedError, match="cannot review"):
            world.step(item, event, who="ann")
    world.step(item, "pass_review", who="bob")
    assert world.step(item, "send_proof", who="ann").state == "proof_sent"


def test_a_review_is_of_one_version(world) -> None:
    world.account("ann", Role.ENGINEER)
    world.account("bob", Role.ENGINEER)
    item = world.walk(world.items(world.order())[0], "start", "save", "submit", "to_review", who="ann")
    world.step(item, "pass_review", who="bob")
    world.walk(item, "save", "submit", "to_review", who="ann")
    with pytest.raises(StepRefusedError, match="cannot review"):
        world.step(item, "send_proof", who="ann")


def test_somebody_else_may_send_at_once(world) -> None:
    world.account("ann", Role.ENGINEER)
    world.account("sue", Role.SERVICE)
    item = world.walk(world.items(world.order())[0], "start", "save", "submit", "to_review", who="ann")
    assert world.step(item, "send_proof", who="sue").state == "proof_sent"
    assert "self_review" not in world.events(kinds=("item.send_proof",))[0].facts


def test_one_person_alone_reviews_and_it_is_told(world) -> None:
    world.walk(world.items(world.order())[0], "start", "save", "submit", "to_review", "send_proof")
    assert world.events(kinds=("item.send_proof",))[0].facts["self_review"] is True


# Made anew


def test_a_broken_item_is_made_anew_with_what_was_approved(world) -> None:
    order = world.order()
    item = world.walk(world.items(order)[0], *TO_APPROVED, "preflight", "queue", "produce", "produced", "spoil")
    fresh = remake(world.office, item.id, cause="print", reason="arm broken off", version=item.version)
    old = world.item(item)
    assert (old.state, old.stage, old.cause) == ("remade", "remade", "print")
    assert (fresh.state, fresh.remake_of, fresh.creation) == ("queued", old.id, old.creation)
    assert (fresh.revision, fresh.approved) == (old.revision, old.approved)
    assert fresh.serial != old.serial
    assert fresh.due_at is not None
    assert fresh.due_at > world.at
    assert world.step(fresh, "produce").state == "producing", "it stands on the approval of the one that it replaces"
    assert status(world, order) == "in_progress"


def test_a_fault_of_the_model_begins_at_the_model(world) -> None:
    item = world.walk(world.items(world.order())[0], *TO_APPROVED, "preflight", "queue", "produce", "produced", "spoil")
    assert remake(world.office, item.id, cause="model", reason="too thin", version=None).state == "modeling"


def test_moving_to_remade_makes_the_new_one_as_well(world) -> None:
    order = world.order()
    item = world.walk(world.items(order)[0], *TO_APPROVED, "preflight", "queue", "produce", "produced", "spoil")
    world.step(item, "remake", reason="broken", cause="print")
    assert [i.remake_of for i in world.items(order)] == [None, item.id]


def test_what_is_in_the_house_is_not_made_anew_from_the_parcel(world) -> None:
    order = world.order()
    world.ready(world.items(order)[0])
    world.shipped(order, to="labelled")
    with pytest.raises(StepRefusedError, match="still here"):
        remake(world.office, world.items(order)[0].id, cause="pack", reason="scratched", version=None)


def test_a_lost_parcel_is_dissolved_when_its_items_are_made_anew(world) -> None:
    order = world.order()
    world.ready(world.items(order)[0])
    parcel = world.shipped(order, to="lost")
    with pytest.raises(StepRefusedError, match="Make the lost items anew"):
        move(world.office, Parcel, parcel.id, "dissolve", version=None, reason="gone")
    remake(world.office, world.items(order)[0].id, cause="courier", reason="lost", version=None)
    assert status(world, order) == "warranty"
    assert move(world.office, Parcel, parcel.id, "dissolve", version=None, reason="gone").state == "dissolved"


# Parcels


def test_items_follow_their_parcel(world) -> None:
    order = world.order(MAGNET, replace(MAGNET, quantity=3))
    for item in world.items(order):
        world.ready(item)
    parcel = world.shipped(order, to="new")
    assert {i.stage for i in world.items(order)} == {"ready_to_pack"}
    parcel = move(world.office, Parcel, parcel.id, "verify", version=parcel.version)
    assert {(i.state, i.stage) for i in world.items(order)} == {("packed", "parcel.verified")}
    move(world.office, Parcel, parcel.id, "reopen", version=parcel.version, reason="forgot the card")
    assert {(i.state, i.stage, i.parcel) for i in world.items(order)} == {("ready_to_pack", "ready_to_pack", parcel.id)}


def test_a_held_item_stops_the_parcel(world) -> None:
    order = world.order(MAGNET, MAGNET)
    for item in world.items(order):
        world.ready(item)
    parcel = world.shipped(order, to="new")
    world.step(world.items(order)[0], "hold", hold="customer")
    with pytest.raises(StepRefusedError, match="take it out of the parcel"):
        move(world.office, Parcel, parcel.id, "verify", version=None)
    assert world.get(Parcel, parcel.id).state == "new"
    assert {i.state for i in world.items(order)} == {"on_hold", "ready_to_pack"}


def test_nothing_is_closed_before_every_unit_is_scanned(world) -> None:
    order = world.order(replace(MAGNET, quantity=2))
    world.ready(world.items(order)[0])
    parcel = world.shipped(order, to="new")
    from app.shipping.records import Scan

    with world.office.book.writing(OWNER) as book:
        book.remove(book.find(Scan, parcel=parcel.id)[0])
    with pytest.raises(StepRefusedError, match="Not everything is scanned"):
        move(world.office, Parcel, parcel.id, "verify", version=None, facts={"missing": 0})


def test_a_dissolved_parcel_lets_its_items_go(world) -> None:
    order = world.order()
    world.ready(world.items(order)[0])
    parcel = world.shipped(order, to="new")
    move(world.office, Parcel, parcel.id, "dissolve", version=None, reason="wrong box")
    assert [(i.state, i.parcel) for i in world.items(order)] == [("ready_to_pack", None)]


def test_silence_is_no_acceptance_unless_it_was_agreed(world) -> None:
    order = world.order()
    world.ready(world.items(order)[0])
    parcel = world.shipped(order, to="signed")
    world.later(days=100)
    with pytest.raises(StepRefusedError, match="does not let silence"):
        move(world.office, Parcel, parcel.id, "accept_by_time", version=None, facts={"auto_accept": True})


def test_two_parcels_of_one_order(world) -> None:
    order = world.order(MAGNET, MAGNET)
    first, second = world.items(order)
    world.ready(first)
    with world.office.book.writing(OWNER) as book:
        parcel = book.add(Parcel(number="P-1", order=order.id, state="handed_over"))
        book.save(replace(world.item(first), state="packed", parcel=parcel.id))
    move(world.office, Parcel, parcel.id, "move", version=None)
    assert status(world, order) == "part_shipped"
    assert world.item(second).stage == "new"


# Who may


def test_the_role_of_the_step_is_needed(world) -> None:
    world.account("log", Role.LOGISTICS)
    world.account("sup", Role.SUPERVISOR)
    item = world.items(world.order())[0]
    for who in ("log", "sup"):
        with pytest.raises(NotAllowedError):
            world.step(item, "start", who=who)
    assert [s.event for s in possible(world.as_("sup"), item)] == []
    assert {s.event for s in possible(world.as_("log"), item)} == {"hold"}


def test_an_engineer_works_on_what_is_theirs_or_nobodys(world) -> None:
    ann = world.account("ann", Role.ENGINEER)
    world.account("bob", Role.ENGINEER)
    item = world.items(world.order())[0]
    assert world.step(item, "start", who="ann").assignee == ann.account
    assert world.events(kinds=("item.start",))[0].facts["assignee"] == ann.account
    for event in ("submit", "hold"):
        with pytest.raises(NotAllowedError):
            world.step(item, event, who="bob", hold="material")
    with pytest.raises(NotAllowedError):
        revise(world.as_("bob"), item.id, "a" * 64)
    assert possible(world.as_("bob"), world.item(item)) == ()
    assert world.walk(item, "save", "submit", who="ann").state == "self_check"
