"""The four tables: complete, no dead ends, nothing that cannot be reached; and the guards, one by one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from app.orders.diagram import svg
from app.orders.item_states import (
    AFTER_MODELING,
    BEFORE_PRODUCTION,
    HOLD_REASONS,
    IN_PRODUCTION,
    ITEM,
)
from app.orders.machine import BACK, Machine, StepRefusedError
from app.orders.records import Item
from app.orders.stages import CLOSED, OPEN
from app.service.claim_states import CLAIM
from app.service.proof_states import PROOF
from app.service.records import Claim, Proof
from app.shipping.parcel_states import PARCEL

ALL = (ITEM, PARCEL, PROOF, CLAIM)
# Packed is an end for the item: its parcel goes on.
ENDS = {
    "item": {"packed", "remade", "cancelled"},
    "parcel": {"accepted", "auto_accepted", "dissolved"},
    "proof": {"approved", "changes", "expired", "superseded"},
    "claim": {"closed"},
}


def next_states(machine: Machine, state: str) -> set[str]:
    after: set[str] = set()
    for step in machine.steps_from(state):
        if step.after == BACK:
            after |= {s.before for s in machine.steps if s.after == state}
        else:
            after.add(step.after)
    return after


def reached(machine: Machine, begin: Iterable[str]) -> set[str]:
    seen, fresh = set(), set(begin)
    while fresh:
        seen |= fresh
        fresh = set().union(*(next_states(machine, state) for state in fresh)) - seen
    return seen


@pytest.mark.parametrize("machine", ALL, ids=lambda m: m.name)
def test_every_state_is_reached_from_the_first(machine: Machine) -> None:
    assert reached(machine, [machine.states[0].id]) == set(machine.state)


@pytest.mark.parametrize("machine", ALL, ids=lambda m: m.name)
def test_every_open_state_reaches_an_end(machine: Machine) -> None:
    for state in machine.states:
        if state.open:
            assert reached(machine, [state.id]) & ENDS[machine.name], state.id


@pytest.mark.parametrize("machine", ALL, ids=lambda m: m.name)
def test_the_table_is_of_one_piece(machine: Machine) -> None:
    assert len(machine.state) == len(machine.states)
    assert len(machine.event) == len(machine.events)
    lines = [(step.before, step.event) for step in machine.steps]
    assert len(set(lines)) == len(lines)
    assert {step.event for step in machine.steps} == set(machine.event)
    assert {step.before for step in machine.steps} <= set(machine.state)
    assert {step.after for step in machine.steps} <= set(machine.state) | {BACK}
    assert all(state.icon.startswith("mdi6.") for state in machine.states)


def test_every_stage_is_open_or_closed() -> None:
    travelling = {f"parcel.{state}" for state in PARCEL.state} - {"parcel.new", "parcel.dissolved"}
    assert set(OPEN) | set(CLOSED) == set(ITEM.state) | travelling
    assert not set(OPEN) & set(CLOSED)


def test_an_unknown_step_is_refused_in_words() -> None:
    with pytest.raises(StepRefusedError, match="not possible while it is"):
        ITEM.step("packed", "approve")


@pytest.mark.parametrize("machine", ALL, ids=lambda m: m.name)
def test_drawings_have_every_state_and_step(machine: Machine) -> None:
    drawing = ET.fromstring(svg(machine))
    words = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {str(state.title) for state in machine.states} <= set(words)
    for event in machine.events:
        assert any(word is not None and word.startswith(str(event.title)) for word in words), event.id


def item(**fields: object) -> Item:
    return replace(Item(order=1, serial="SN-1", product="figurine"), **fields)  # type: ignore[arg-type]


def refused(machine: Machine, record: object, event: str, **facts: object) -> bool:
    step = machine.step(record.state, event)  # type: ignore[attr-defined]
    assert step.guard is not None
    return step.guard(record, facts) is not None


@pytest.mark.parametrize(("state", "event"), [("approved", "preflight"), ("preflight", "queue"), ("queued", "produce")])
def test_nothing_is_printed_but_the_approved_content(state: str, event: str) -> None:
    good = item(state=state, revision="a", approved="a")
    assert not refused(ITEM, good, event, approved="a")
    assert not refused(ITEM, good, event, approved="a", digest="a")
    assert refused(ITEM, good, event, approved="a", digest="b"), "another file is sent to the printer"
    assert refused(ITEM, good, event, approved=""), "there is no approved proof in the book"
    assert refused(ITEM, good, event, approved="b"), "the approved proof is of something else"
    assert refused(ITEM, replace(good, revision="b"), event, approved="a"), "the model was changed since"
    assert refused(ITEM, replace(good, approved=""), event, approved="a"), "the approval was taken back"


def test_no_start_without_consent() -> None:
    for state in ("new", "asset_check"):
        assert not refused(ITEM, item(state=state), "start", consent=True)
        assert refused(ITEM, item(state=state), "start", consent=False)
        assert refused(ITEM, item(state=state), "start")


def test_rights_have_to_be_there_before_it_goes_on() -> None:
    held = item(state="on_hold", held_from="new", hold_reason="rights")
    assert refused(ITEM, held, "resume", consent=False)
    assert not refused(ITEM, held, "resume", consent=True)
    assert refused(ITEM, replace(held, hold_reason="material"), "resume", consent=False)
    assert not refused(ITEM, replace(held, hold_reason="material"), "resume", consent=True)
    assert not refused(ITEM, replace(held, hold_reason="material", held_from="qc"), "resume", consent=False)


def test_a_finished_model_is_needed() -> None:
    for state, event in (("modeling", "submit"), ("self_check", "to_review"), ("proof_sent", "send_proof")):
        assert refused(ITEM, item(state=state), event)
        assert not refused(ITEM, item(state=state, revision="a"), event)


def test_whoever_modelled_it_does_not_review_it() -> None:
    there = item(state="internal_review", revision="a")
    assert refused(ITEM, there, "pass_review", own=True)
    assert refused(ITEM, there, "pass_review")
    assert not refused(ITEM, there, "pass_review", own=False)
    assert refused(ITEM, there, "send_proof", own=True, reviewed=False)
    assert not refused(ITEM, there, "send_proof", own=True, reviewed=True)
    assert not refused(ITEM, there, "send_proof", own=False, reviewed=False)
    assert refused(ITEM, replace(there, revision=""), "send_proof", own=False, reviewed=True)


@pytest.mark.parametrize("event", ["approve", "want_changes"])
def test_a_decision_is_about_what_is_there(event: str) -> None:
    sent = item(state="proof_sent", revision="a")
    assert refused(ITEM, sent, event, digest="b")
    assert refused(ITEM, sent, event, digest="")
    assert not refused(ITEM, sent, event, digest="a")


def test_an_approval_is_only_kept_for_the_same_content() -> None:
    same = item(state="self_check", revision="a", approved="a")
    assert not refused(ITEM, same, "keep_approval", approved="a")
    assert refused(ITEM, replace(same, revision="b"), "keep_approval", approved="a")
    assert refused(ITEM, same, "keep_approval", approved="b")
    assert refused(ITEM, replace(same, approved=""), "keep_approval", approved="a")


def test_nothing_is_cancelled_once_production_has_begun() -> None:
    for state in BEFORE_PRODUCTION:
        assert not refused(ITEM, item(state=state), "cancel")
        assert refused(ITEM, item(state=state, begun_at=datetime(2026, 11, 25, tzinfo=UTC)), "cancel")
        assert not refused(ITEM, item(state="on_hold", held_from=state), "cancel")
    for state in IN_PRODUCTION:
        assert all(step.event != "cancel" for step in ITEM.steps_from(state))
        assert refused(ITEM, item(state="on_hold", held_from=state), "cancel")


def test_only_what_nobody_needs_is_given_up_after_production() -> None:
    assert {step.before for step in ITEM.steps if step.event == "write_off"} == {"rework", "ready_to_pack", "packed"}
    for state in ("rework", "ready_to_pack", "packed"):
        assert ITEM.step(state, "write_off").needs_reason
        assert not ITEM.state[ITEM.step(state, "write_off").after].open
        assert refused(ITEM, item(state=state), "write_off")
        assert refused(ITEM, item(state=state), "write_off", not_wanted=False)
        assert not refused(ITEM, item(state=state), "write_off", not_wanted=True)


def test_a_hold_has_a_reason_of_the_list() -> None:
    for state in (*BEFORE_PRODUCTION, *IN_PRODUCTION):
        assert refused(ITEM, item(state=state), "hold", hold="because")
        assert not any(refused(ITEM, item(state=state), "hold", hold=reason) for reason in HOLD_REASONS)


def test_what_is_made_anew_has_a_cause() -> None:
    assert refused(ITEM, item(state="rework"), "remake")
    assert not refused(ITEM, item(state="rework"), "remake", cause="print")
    assert refused(ITEM, item(state="packed"), "remake", cause="print", parcel_gone=False)
    assert refused(ITEM, item(state="packed"), "remake", parcel_gone=True)
    assert not refused(ITEM, item(state="packed"), "remake", cause="courier", parcel_gone=True)


def test_packing_needs_a_parcel_that_is_open() -> None:
    assert refused(ITEM, item(state="ready_to_pack"), "pack")
    assert not refused(ITEM, item(state="ready_to_pack", parcel=7), "pack")
    assert refused(ITEM, item(state="packed", parcel=7), "unpack", parcel_open=False)
    assert not refused(ITEM, item(state="packed", parcel=7), "unpack", parcel_open=True)


def test_new_content_leads_back_to_modelling_from_wherever_a_model_was_done() -> None:
    assert {s.before for s in ITEM.steps if s.event == "change"} == set(AFTER_MODELING)
    assert {s.after for s in ITEM.steps if s.event == "change"} == {"modeling"}


def test_a_decision_on_behalf_needs_evidence() -> None:
    sent = Proof(order=1, item=1, digest="a", state="sent")
    for event in ("approve", "want_changes"):
        assert refused(PROOF, sent, event, decided_by="on_behalf")
        assert not refused(PROOF, sent, event, decided_by="on_behalf", evidence="digest")
        assert not refused(PROOF, sent, event, decided_by="buyer")


def test_a_decision_locks_the_proof() -> None:
    for state in ("approved", "changes", "expired"):
        assert [step.event for step in PROOF.steps_from(state)] == ["supersede"]
    assert not PROOF.steps_from("superseded")


def test_a_claim_is_decided_with_cause_and_decision_within_the_limit() -> None:
    claim = Claim(order=1, number="C-1", state="triage")
    assert refused(CLAIM, claim, "decide", cause="", decision="refund")
    assert refused(CLAIM, claim, "decide", cause="print", decision="")
    assert not refused(CLAIM, claim, "decide", cause="print", decision="refund")
    decided = replace(claim, state="decided", decision="refund", amount=200.0)
    assert not refused(CLAIM, decided, "execute", limit=200.0)
    assert refused(CLAIM, replace(decided, amount=200.01), "execute", limit=200.0)
    assert refused(CLAIM, decided, "execute"), "nobody knows the limit"
    assert refused(CLAIM, decided, "close")
    assert not refused(CLAIM, replace(decided, decision="reject"), "close")


def test_a_claim_that_replaces_is_closed_when_the_new_item_is_there() -> None:
    claim = Claim(order=1, number="C-1", state="executing", decision="remake")
    assert refused(CLAIM, claim, "close")
    assert not refused(CLAIM, replace(claim, replacement=5), "close")
    assert not refused(CLAIM, replace(claim, decision="refund"), "close")


def test_signed_for_is_never_accepted() -> None:
    """A courier's word (permission to ship) leads to no acceptance; only the buyer's, or time where it is agreed."""
    accepting = {step.event for step in PARCEL.steps if step.after in {"accepted", "auto_accepted"}}
    assert accepting == {"accept", "accept_by_time", "settle"}
    assert PARCEL.step("signed", "accept_by_time").guard is not None
    assert all(step.event != "accept" for step in PARCEL.steps_from("signed"))
