"""What has to be run after, and that signed for is never accepted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.shipping.chase import BROKEN, CHASED, Rules, chase, chases, silence_accepts
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
RULES = Rules(silent=3, locker=1, signed=3, unboxed=4)
PLAIN = Parcel(number="P-20261125-031", order=1, state_since=NOW)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def kind(parcel: Parcel, rules: Rules = RULES) -> str:
    found = chase(parcel, rules, NOW)
    return "" if found is None else found.kind


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("handed_over", 2.9, ""), ("handed_over", 3, "silent"), ("in_transit", 5, "silent"),
        ("out_for_delivery", 3.1, "silent"), ("at_locker", 0.5, ""), ("at_locker", 1, "locker"),
        ("unboxed", 3.9, ""), ("unboxed", 4, "unboxed"),
    ],
)  # fmt: skip
def test_days_make_something_to_chase(state: str, days: float, expected: str) -> None:
    assert kind(replace(PLAIN, state=state, state_since=ago(days))) == expected


@pytest.mark.parametrize("state", ["new", "verified", "labelled"])
def test_what_is_late_and_not_handed_over_comes_up(state: str) -> None:
    assert kind(replace(PLAIN, state=state, due_at=ago(0.1))) == "overdue"
    assert not kind(replace(PLAIN, state=state, due_at=ago(-0.1)))
    assert not kind(replace(PLAIN, state=state))


def test_signed_for_by_somebody_else_comes_up_at_once() -> None:
    signed = replace(PLAIN, state="signed", signed_at=ago(0.01), state_since=ago(0.01))
    assert kind(replace(signed, signed_by="other")) == "elsewhere"
    assert kind(replace(signed, signed_by="locker")) == "elsewhere"
    assert not kind(replace(signed, signed_by="self"))
    assert kind(replace(signed, signed_by="self", state_since=ago(3))) == "signed"


@pytest.mark.parametrize("state", BROKEN)
def test_trouble_comes_up_at_once(state: str) -> None:
    assert kind(replace(PLAIN, state=state)) == "broken"


def test_a_date_that_somebody_set_makes_it_wait() -> None:
    broken = replace(PLAIN, state="problem", state_since=ago(9))
    assert not kind(replace(broken, chase_at=NOW + timedelta(hours=1)))
    assert kind(replace(broken, chase_at=ago(0.1))) == "broken"


def test_every_open_state_is_chased_and_no_closed_one() -> None:
    assert set(CHASED) == {s.id for s in PARCEL.states if s.open}


def test_overdue_comes_first_then_the_oldest() -> None:
    late = replace(PLAIN, id=1, due_at=ago(0.2))
    old, older = (replace(PLAIN, id=n, state="lost", state_since=ago(n)) for n in (4, 6))
    assert [parcel.id for parcel, _ in chases([old, late, older], RULES, NOW)] == [1, 6, 4]


def test_silence_is_no_yes_unless_the_contract_says_so() -> None:
    signed = replace(PLAIN, state="signed", signed_by="self", signed_at=ago(30))
    assert not silence_accepts(signed, RULES, NOW)
    agreed = replace(RULES, auto_accept=10)
    assert silence_accepts(signed, agreed, NOW)
    assert not silence_accepts(replace(signed, signed_at=ago(9.9)), agreed, NOW)
    assert not silence_accepts(replace(signed, signed_by="other"), agreed, NOW)
    assert not silence_accepts(replace(signed, signed_by="locker"), agreed, NOW)
    assert silence_accepts(replace(signed, state="unboxed", signed_by="locker", unboxed_at=ago(11)), agreed, NOW)
    assert not silence_accepts(replace(signed, state="issue_reported"), agreed, NOW)


def test_no_step_leads_from_signed_to_accepted_without_the_buyer() -> None:
    leading = {(s.before, s.event) for s in PARCEL.steps if s.after in {"accepted", "auto_accepted"}}
    assert ("signed", "accept") not in leading
    assert all(event in {"accept", "accept_by_time", "settle"} for _, event in leading)
    by_time = [s for s in PARCEL.steps if s.event == "accept_by_time"]
    assert all(s.guard is not None and s.guard(PLAIN, {}) is not None for s in by_time)
    assert all(s.guard(PLAIN, {"auto_accept": True}) is None for s in by_time if s.guard is not None)
