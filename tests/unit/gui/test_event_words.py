"""Every link that the program writes into the audit chain is said in words, not by its name in the code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from app.commands.steps import MACHINES
from app.dispatch.job_states import JOB
from app.gui.people.event_words import TOPICS, what
from app.orders.book import AuditEvent

ROOT = Path(__file__).parent.parent.parent.parent
FILES = frozenset((ROOT / "app").rglob("*.py"))


def noted() -> Iterator[str]:
    """The kinds that ``….note(kind, …)`` and ``_note(office, kind, …)`` stand for in the code."""
    for path in FILES:
        source = path.read_text("utf-8")
        if "note(" not in source:  # to parse all of them takes seconds
            continue
        tree = ast.parse(source)
        constants = dict(constants_of(tree)) | dict(imported(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                place = {"note": 0, "_note": 1}.get(called(node.func), -1)
                if 0 <= place < len(node.args):
                    yield from words_of(node.args[place], constants)


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr if function.attr == "note" else ""
    return function.id if isinstance(function, ast.Name) else ""


def constants_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of a module that are words."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names that a module has of others, and that are words."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            there = constants_in(node.module or "")
            yield from ((name.asname or name.name, there[name.name]) for name in node.names if name.name in there)


@cache
def constants_in(module: str) -> dict[str, str]:
    """Names of a module of ours that are words."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return dict(constants_of(ast.parse(path.read_text("utf-8")))) if path in FILES else {}


def words_of(given: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """All that this argument may be, as far as it is written there."""
    if isinstance(given, ast.IfExp):
        yield from words_of(given.body, constants)
        yield from words_of(given.orelse, constants)
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.Name) and given.id in constants:
        yield constants[given.id]


def stepped() -> Iterator[str]:
    """Every step of everything that has states."""
    for machine in (*MACHINES.values(), JOB):
        yield from (f"{machine.name}.{event}" for event in machine.event)


NOTED = frozenset(noted())
KINDS = sorted({*NOTED, *stepped()})


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_words(kind: str) -> None:
    event = AuditEvent(1, datetime(2026, 11, 30, tzinfo=UTC), 0, "system", kind, "", 0, "", {}, b"", b"")
    assert kind not in what(event, {})


def test_the_list_can_be_narrowed_to_printers() -> None:
    assert any("printer." in kinds for _title, kinds in TOPICS)
    assert {"dispatch.lease", "printer.new"} <= set(KINDS)


def test_the_code_was_read() -> None:
    assert {"key.locked", "key.unlocked", "backup.failed", "places.files_moved", "backup.restored"} <= NOTED
    assert {"item.approve", "parcel.accept", "job.finish"} <= set(stepped())
