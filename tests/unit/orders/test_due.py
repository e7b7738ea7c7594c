from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders import due
from app.orders.effects import placed, stepped
from app.orders.item_states import ITEM
from app.orders.records import Item
from app.orders.working_days import CHINA, WorkingDays, YearDays, YearUnknownError, built_in, working_days
from app.settings.workshop import STEP_DAYS, WorkshopSettings

CALENDAR = working_days(WorkshopSettings())


def china(*when: int) -> datetime:
    return datetime(*when, tzinfo=CHINA).astimezone(UTC)  # type: ignore[misc,arg-type]


def test_working_days_know_holidays_and_make_up_days() -> None:
    """operations.md 2.4: ten working days after 25 September 2026 is 15 October; a plain count says 9 October."""
    assert CALENDAR.add(china(2026, 9, 25, 18, 0), 10) == china(2026, 10, 15, 18, 0)
    assert not CALENDAR.works(date(2026, 10, 1))
    assert CALENDAR.works(date(2026, 10, 10)), "a Saturday that is worked"
    assert not CALENDAR.works(date(2026, 11, 28)), "a plain Saturday"


def test_a_year_without_holidays_blocks() -> None:
    with pytest.raises(YearUnknownError, match="2027"):
        CALENDAR.add(china(2026, 12, 31, 18, 0), 1)
    with pytest.raises(YearUnknownError):
        CALENDAR.works(date(2027, 1, 4))


def test_a_workshop_enters_a_year_and_changes_days() -> None:
    own = working_days(
        WorkshopSettings(
            calendar_years=(2027,), days_off=(date(2027, 1, 1), date(2026, 11, 26)), days_on=(date(2026, 11, 28),)
        )
    )
    assert own.add(china(2026, 12, 31, 18, 0), 1) == china(2027, 1, 4, 18, 0)
    assert not own.works(date(2026, 11, 26))
    assert own.works(date(2026, 11, 28))
    assert built_in()[2026] == CALENDAR.years[2026], "the built-in years stay as they are"


def test_a_part_of_a_day_ends_on_a_working_day() -> None:
    assert CALENDAR.add(china(2026, 11, 27, 18, 0), 0.5) == china(2026, 11, 30, 6, 0)
    assert CALENDAR.add(china(2026, 11, 30, 6, 0), -0.5) == china(2026, 11, 27, 18, 0)


@given(st.integers(0, 170 * 24 * 60), st.integers(0, 60))
def test_days_added_are_days_counted(minutes: int, days: int) -> None:
    moment = datetime(2026, 1, 10, tzinfo=CHINA) + timedelta(minutes=minutes)
    later = CALENDAR.add(moment, days).astimezone(CHINA)
    assert CALENDAR.between(moment.date(), later.date()) == days
    assert later.timetz() == moment.timetz()
    assert days == 0 or CALENDAR.works(later.date())


def test_steps_are_planned_back_from_the_promise() -> None:
    dues = due.plan(china(2026, 12, 18, 18, 0), china(2026, 11, 25, 10, 0), STEP_DAYS, CALENDAR)
    assert [datetime.fromisoformat(dues[step]).astimezone(CHINA) for step in due.STEPS] == [
        datetime(2026, 12, 7, 18, tzinfo=CHINA),
        datetime(2026, 12, 10, 18, tzinfo=CHINA),
        datetime(2026, 12, 11, 18, tzinfo=CHINA),
        datetime(2026, 12, 16, 18, tzinfo=CHINA),
        datetime(2026, 12, 17, 18, tzinfo=CHINA),
        datetime(2026, 12, 18, 18, tzinfo=CHINA),
    ]


@given(st.integers(-2, 40), st.integers(0, 23))
def test_a_plan_is_in_order_between_receipt_and_promise(days: int, hour: int) -> None:
    received = china(2026, 11, 2, 10, 0)
    promise = received + timedelta(days=days, hours=hour)
    ends = [datetime.fromisoformat(end) for end in due.plan(promise, received, STEP_DAYS, CALENDAR).values()]
    assert ends == sorted(ends)
    assert ends[-1] == promise
    assert ends[0] >= min(received, promise)


@given(st.integers(0, 30 * 24 * 60), st.integers(0, 30 * 24 * 60), st.integers(0, 7 * 24))
def test_what_is_promised_earlier_is_due_earlier_at_each_step(one: int, other: int, hours: int) -> None:
    """A promise for a Saturday night was planned for later than one for the Monday after it."""
    received = china(2026, 11, 30, 0, 0) + timedelta(hours=hours)
    earlier, later = (received + timedelta(minutes=minutes) for minutes in sorted((one, other)))
    if later.astimezone(CHINA).year > 2026:
        return
    dues, later_dues = (due.plan(promise, received, STEP_DAYS, CALENDAR) for promise in (earlier, later))
    for step in due.STEPS:
        assert datetime.fromisoformat(dues[step]) <= datetime.fromisoformat(later_dues[step]), step


def test_the_night_before_a_day_off_is_not_after_the_monday() -> None:
    received = china(2026, 12, 3, 1, 4)  # a Thursday
    saturday, sunday, monday = (
        due.plan(china(2026, 12, day, 1, 4), received, STEP_DAYS, CALENDAR)["model"] for day in (12, 13, 14)
    )
    assert datetime.fromisoformat(saturday) == datetime.fromisoformat(sunday)
    assert datetime.fromisoformat(sunday) < datetime.fromisoformat(monday)


def test_a_promise_is_so_many_working_days_away() -> None:
    whole = sum(STEP_DAYS[step] for step in due.STEPS)
    assert due.promised(china(2026, 11, 25, 10, 0), STEP_DAYS, CALENDAR) == CALENDAR.add(
        china(2026, 11, 25, 10, 0), whole
    )


def item(state: str = "new", **fields: object) -> Item:
    dues = due.plan(china(2026, 12, 18, 18, 0), china(2026, 11, 25, 10, 0), STEP_DAYS, CALENDAR)
    made = Item(order=1, serial="SN-1", product="figurine", state=state, dues=dues)
    return placed(replace(made, **fields), None)  # type: ignore[arg-type]


def test_an_item_is_due_with_its_step() -> None:
    dues = due.read_dues(item())
    assert item("modeling").due_at == dues["model"]
    assert item("proof_sent").due_at == dues["confirm"]
    assert item("queued").due_at == dues["print"]
    assert item("qc").due_at == dues["produce"]
    assert item("ready_to_pack").due_at == dues["pack"]
    assert item("packed").due_at == dues["ship"]
    assert placed(item("packed"), "labelled").due_at == dues["ship"]
    assert placed(item("packed"), "in_transit").due_at is None
    assert item("cancelled").due_at is None


def test_without_a_plan_the_promise_counts() -> None:
    only = {"ship": china(2027, 1, 8, 18, 0).isoformat()}
    assert item("modeling", dues=only).due_at == china(2027, 1, 8, 18, 0)
    assert item("modeling", dues={}).due_at is None


@pytest.mark.parametrize("reason", ["client", "customer", "rights", "material", "machine"])
def test_the_clock_stands_still_for_others_only(reason: str) -> None:
    start = china(2026, 12, 1, 9, 0)
    before = item("queued")
    held = stepped(before, ITEM.step("queued", "hold"), {"hold": reason}, start, None)
    paused = reason in {"client", "customer", "rights"}
    assert held.due_at == (None if paused else before.due_at)
    on = stepped(held, ITEM.step("on_hold", "resume"), {}, start + timedelta(days=2, hours=3), None)
    assert on.state == "queued"
    assert (on.held_from, on.hold_reason) == ("", "")
    span = timedelta(days=2, hours=3) if paused else timedelta(0)
    old, new = due.read_dues(before), due.read_dues(on)
    for step in due.STEPS:
        ahead = step not in {"model", "confirm"}
        assert new[step] - old[step] == (span if ahead else timedelta(0)), step
    assert on.due_at == new["print"]


def test_an_empty_table_knows_nothing() -> None:
    with pytest.raises(YearUnknownError):
        WorkingDays().works(date(2026, 1, 5))
    assert WorkingDays({2030: YearDays(frozenset({date(2030, 1, 1)}))}).works(date(2030, 1, 2))
