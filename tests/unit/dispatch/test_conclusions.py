"""Every answer of a printer in every phase of a try: what is believed, what is waited for, what a person is asked."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest

from app.dispatch.conclusions import Conclusion, Look, Manner, Rules, conclude
from app.dispatch.driver import Found, Trace
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.records import Attempt, PrintJob

BEGAN = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
RULES = Rules()
TWO_CALLS, ONE_CALL, FOLDER = Manner(), Manner(starts_itself=True), Manner(starts_itself=True, tells_end=False)


def after(
    found: Found, *, state: str = "unknown", phase: str = "uploading", quiet: float | None = 0.0, seconds: float = 200.0,
    manner: Manner = TWO_CALLS, estimate_s: float = 3600.0,
) -> Conclusion:  # fmt: skip
    """What follows from a look so many seconds after the printer was asked; ``quiet``: when nothing was under way any more."""
    quiet_at = None if quiet is None else BEGAN + timedelta(seconds=quiet)
    attempt = Attempt(job=1, number=1, uid="j1", printer=1, phase=phase, quiet_at=quiet_at, asked_at=BEGAN)
    job = PrintJob(uid="j1", state=state, estimate_s=estimate_s)
    looked = BEGAN + timedelta(seconds=seconds)
    return conclude(job, attempt, Look(Trace(found), looked, looked), manner, RULES)


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize(
    ("found", "event"),
    [("finished_ok", "finish"), ("finished_bad", "fail"), ("cancelled", "cancel"), ("running", "run")],
)
def test_what_a_printer_has_is_believed_in_every_state(state: str, found: Found, event: str) -> None:
    for phase in ("uploading", "sent", "uploaded", "starting", "started"):
        events = after(found, state=state, phase=phase, quiet=None).events
        assert events[-1:] == (() if (state, event) == ("running", "run") else (event,))


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("phase", ["uploading", "sent", "uploaded", "starting", "started"])
def test_every_step_is_in_the_table_and_says_why_where_it_has_to(state: str, phase: str) -> None:
    cases = product(get_args(Found), (TWO_CALLS, ONE_CALL, FOLDER), (None, 0.0, 120.0, 10_000.0), (1.0, 100.0, 5000.0))
    for found, manner, quiet, seconds in cases:
        concluded = after(found, state=state, phase=phase, manner=manner, quiet=quiet, seconds=seconds)
        at = state
        for event in concluded.events:
            step = JOB.step(at, event)
            assert concluded.reason or not step.needs_reason
            at = step.after
        if concluded.start:
            assert at == "accepted"
        if "absent" in concluded.events:
            assert quiet is not None
            assert quiet <= seconds
            assert phase in {"uploading", "sent"}


def absent(**case: Any) -> tuple[str, ...]:
    return after("absent", **case).events


def test_absence_is_believed_when_nothing_is_under_way() -> None:
    assert absent(state="maybe_sent", quiet=0) == ("absent",)
    assert absent(state="sending", quiet=0) == ("absent",)
    assert absent(state="unknown", quiet=120, seconds=119) == ()
    assert absent(state="unknown", quiet=120, seconds=121) == ("absent",)


def test_somebody_who_still_sends_is_waited_for_and_then_asked_after() -> None:
    assert absent(state="sending", quiet=None, seconds=30) == ()
    assert absent(state="sending", quiet=None, seconds=200) == ("lose",)
    assert absent(state="maybe_sent", quiet=None, seconds=30) == ()
    assert absent(state="maybe_sent", quiet=None, seconds=200) == ("lose",)
    assert absent(state="unknown", quiet=None, seconds=9000) == ()


def test_what_was_taken_is_given_time_to_show() -> None:
    assert absent(state="maybe_sent", phase="sent", seconds=10) == ()
    assert absent(state="maybe_sent", phase="sent", seconds=100) == ("absent",)


def test_what_prints_by_itself_is_not_sent_again_when_it_may_have_been_printed() -> None:
    assert absent(state="maybe_sent", phase="sent", manner=ONE_CALL) == ("lose",)
    assert absent(state="unknown", phase="sent", manner=ONE_CALL) == ()
    assert absent(state="unknown", phase="uploading", manner=ONE_CALL, estimate_s=0, seconds=500) == ("absent",)
    assert absent(state="unknown", phase="uploading", manner=ONE_CALL, estimate_s=0, seconds=700) == ()


def test_a_start_is_repeated_only_while_it_cannot_have_printed_unseen() -> None:
    stored = {"state": "unknown", "phase": "starting"}
    assert not after("stored", **stored, quiet=None).start
    assert not after("stored", **stored, seconds=60).start
    assert after("stored", **stored, seconds=200).start
    assert not after("stored", **stored, seconds=1801).start
    assert after("stored", state="accepted", phase="uploaded").start
    assert after("stored", state="maybe_sent", phase="sent").events == ("stored",)


def test_what_was_seen_printing_is_never_sent_again_by_itself() -> None:
    for found in ("absent", "stored"):
        assert after(found, state="running", phase="started").events == ("lose",)
        assert after(found, state="unknown", phase="started").events == ()


def test_a_folder_takes_a_file_and_a_person_says_what_became_of_it() -> None:
    assert after("cannot_know", state="maybe_sent", phase="sent", manner=FOLDER).events == ("accept",)
    assert after("cannot_know", state="accepted", phase="sent", manner=FOLDER).events == ()
    assert after("cannot_know", state="running", phase="started", manner=FOLDER).events == ()
    assert after("cannot_know", state="maybe_sent", phase="sent", manner=TWO_CALLS).events == ("lose",)
