"""Every link of an order's chain has words; those of whoever wrote code after us are named by their kind."""

import re
from pathlib import Path

import pytest

from app.commands.steps import MACHINES
from app.commands.timeline import happening
from app.dispatch.job_states import JOB
from app.orders.book import AuditEvent

HERE = Path(__file__).parents[4] / "app"


def link(kind: str, /, **facts: object) -> AuditEvent:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 25, tzinfo=UTC)
    return AuditEvent(1, at, 7, "engineer+service", kind, "item:1", 1, "so", facts, b"", b"")


def kinds_in_the_code() -> set[str]:
    found: set[str] = set()
    for path in (HERE / "commands").rglob("*.py"):
        found |= set(
            re.findall(
                r'\.note\(\s*"((?:order|item|proof|claim|note|file|parcel|job|quality)\.[a-z_]+)"',
                path.read_text("utf-8"),
            )
        )
    return found


def test_every_kind_that_is_written_about_an_order_has_words() -> None:
    kinds = kinds_in_the_code()
    assert {"order.received", "note.add", "item.new", "parcel.waybill", "job.new"} <= kinds
    silent = [kind for kind in sorted(kinds) if "Entry" in str(happening(link(kind), {}).what)]
    assert silent == []


@pytest.mark.parametrize("machine", [*MACHINES.values(), JOB], ids=lambda m: m.name)
def test_every_step_says_what_and_from_where_to_where(machine) -> None:
    for step in machine.steps:
        after = step.after if step.after in machine.state else machine.states[0].id
        told = happening(link(f"{machine.name}.{step.event}", **{"from": step.before, "to": after}), {7: "测试甲"})
        assert str(told.what) == str(machine.event[step.event].done)
        if step.before != after:
            assert str(told.how) == f"{machine.state[step.before].title} → {machine.state[after].title}"
        assert (told.who, told.role, told.topic, told.reason) == (
            "测试甲",
            "Modelling engineer, Customer service",
            "step",
            "so",
        )


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("item.hold", {"from": "new", "to": "on_hold", "hold": "rights"}, "rights or consent are missing"),
        ("item.remake", {"from": "rework", "to": "remade", "cause": "print"}, "cause: Print"),
        ("item.send_proof", {"from": "internal_review", "to": "proof_sent", "self_review": True}, "by the same person"),
        ("item.approve", {"from": "proof_sent", "to": "approved", "decided_by": "on_behalf"}, "entered for the buyer"),
        ("parcel.sign", {"from": "in_transit", "to": "signed", "signed_by": "locker"}, "by a locker"),
        ("parcel.problem", {"from": "in_transit", "to": "problem", "problem": "damaged"}, "Damaged"),
        (
            "claim.decide",
            {"from": "triage", "to": "decided", "decision": "refund", "cause": "print"},
            "Refund, cause: Print",
        ),
    ],
)
def test_what_else_is_known_is_said(kind: str, facts: dict[str, object], words: str) -> None:
    assert words in str(happening(link(kind, **facts), {}).how)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("item.assign", {"from": None, "to": 7}, "Given to 测试甲"),
        ("item.assign", {"from": 7, "to": None}, "Taken from 测试甲"),
        ("item.assign", {"from": None, "to": 8}, "Given to 8"),
        ("order.priority", {"from": 0, "to": 2}, "Priority: Normal → Urgent"),
        ("item.due", {"step": "pack", "from": "", "to": "2026-12-01T10:00:00+00:00"}, "“Packing”: – → 1 Dec 2026"),
        ("order.due", {"from": "", "to": "2026-12-01T10:00:00+00:00"}, "Due time of the order: – → 1 Dec 2026"),
        ("file.add", {"kind": "evidence"}, "Evidence"),
        ("parcel.chased", {"how": "called"}, "Called"),
        ("robot.danced", {}, "robot.danced"),
    ],
)
def test_other_links_in_words(kind: str, facts: dict[str, object], words: str) -> None:
    assert words in str(happening(link(kind, **facts), {7: "测试甲"}).what)


def test_the_program_is_named() -> None:
    from dataclasses import replace

    assert happening(replace(link("order.close"), role="system", actor=0), {}).role == "The program"
