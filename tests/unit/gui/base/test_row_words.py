from datetime import UTC, datetime, timedelta

import pytest

from app import i18n
from app.gui.base.row_words import capped, due_words, initials
from app.gui.base.thing_words import made_words, row_title
from app.gui.orders.doing import refusals
from app.gui.orders.steps import common_steps, forward
from app.orders.queue import QueueRow
from app.orders.record import now
from app.security.actor import OWNER, Actor
from app.security.roles import Role

AT = datetime(2026, 11, 24, 12, 0).astimezone()


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.activate("en")


def row(stage: str = "modeling", **more: object) -> QueueRow:
    fields: dict[str, object] = {
        "item": 1, "order": 2, "version": 1, "number": "MG-20261124-0172", "title": "Night singer", "product": "figurine",
        "finish": "color", "height_mm": 120.0, "width_mm": None, "quantity": 1, "stage": stage, "hold_reason": "",
        "due_at": None, "received_at": now(), "priority": 0, "assignee": None, "cover": "", "buyer": "", "channel": "",
        "remake": False,
    }  # fmt: skip
    return QueueRow(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ahead", "words", "late"),
    [
        (timedelta(hours=6), "today 18:00", False),
        (timedelta(days=1), "tomorrow", False),
        (timedelta(days=2), "in two days", False),
        (timedelta(days=5), "in 5 days", False),
        (timedelta(days=20), "14 Dec", False),
        (timedelta(days=60), "23 Jan 2027", False),
        (timedelta(minutes=-5), "5 min late", True),
        (timedelta(hours=-2), "2 h late", True),
        (timedelta(days=-3), "3 days late", True),
    ],
)
def test_due_times_are_said_as_people_say_them(ahead: timedelta, words: str, late: bool) -> None:
    said, is_late = due_words((AT + ahead).astimezone(UTC), AT)
    assert (str(said), is_late) == (words, late)


def test_no_due_time_is_said_too() -> None:
    assert str(due_words(None, AT)[0]) == "no date"


def test_what_is_made_is_said_with_its_size() -> None:
    assert row_title(row(quantity=2)) == "Night singer · Full colour 120 mm ×2"
    flat = row(product="postcard", finish="matte", height_mm=100.0, width_mm=148.0, quantity=4)
    assert made_words(flat) == "Postcard 148 × 100 mm ×4"
    assert made_words(row(product="mug", finish="", height_mm=None)) == "mug"


def test_people_are_two_letters() -> None:
    assert [initials(name) for name in ("Li Wei", "boss", "欧阳测试", "")] == ["LW", "B", "测试", ""]


def test_counts_stop_at_what_was_counted() -> None:
    assert [capped(n, 1000) for n in (0, 999, 1000)] == ["0", "999", "1000+"]


def test_only_steps_that_all_can_take_are_offered() -> None:
    one, other = row("modeling"), row("self_check")
    assert "submit" in {s.event for s in common_steps(OWNER, [one])}
    assert {s.event for s in common_steps(OWNER, [one, other])} == {"hold", "cancel"}
    assert common_steps(OWNER, [one, row("parcel.signed")]) == ()


def test_only_steps_that_the_role_may_take_are_offered() -> None:
    supervisor = Actor(9, "S", frozenset({Role.SUPERVISOR}))
    assert common_steps(supervisor, [row("modeling")]) == ()
    logistics = Actor(8, "L", frozenset({Role.LOGISTICS}))
    assert {s.event for s in common_steps(logistics, [row("modeling")])} == {"hold"}


def test_the_step_that_stands_out_leads_on() -> None:
    assert forward(common_steps(OWNER, [row("modeling")])).event == "submit"  # type: ignore[union-attr]
    assert forward(common_steps(OWNER, [row("proof_sent")])).event == "approve"  # type: ignore[union-attr]
    assert forward(common_steps(OWNER, [row("proof_sent"), row("proof_sent", item=2)])) is None
    assert forward(()) is None


def test_refusals_are_told_by_their_reason() -> None:
    said = refusals(12, [(1, "Not now."), (2, "Not now."), (3, "Not you.")], {1: "MG-1", 2: "MG-2", 3: "MG-3"})
    assert said.splitlines() == ["12 done, 3 refused:", "MG-1, MG-2: Not now.", "MG-3: Not you."]
