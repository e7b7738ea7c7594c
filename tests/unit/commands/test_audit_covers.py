"""Every command that changes something leaves a link in the audit chain: read from the program, all of them.

That they do it when they run is watched in every test of a command (``changes_are_noted`` in conftest.py).
"""

import ast
import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import app.commands
from app.commands.office import COMMANDS, Office
from app.orders.backup import RESTORED
from app.orders.records import Setting

for _module in pkgutil.walk_packages(app.commands.__path__, "app.commands."):
    importlib.import_module(_module.name)

# They write, and the chain need not know: what they keep is of no order and of no person.
QUIET = {
    "live.here": "who has an item open now; forgotten after a minute",
    "live.gone": "the same",
    "queue.save_view": "a question that somebody likes to ask",
    "queue.remove_view": "the same",
    "queue.order_views": "the same",
    "intake.keep_columns": "which column of a table means what",
    "packing.leave": "who has a parcel open now",
}


ROOMS = ("app.commands.", "app.dispatch.")
STEPS = "app.commands.steps"


@cache
def tree_of(module: ModuleType) -> dict[str, ast.AST]:
    """Functions and classes by name; the methods of ``Steps`` by theirs, because a command calls a few of them."""
    parsed = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    found: dict[str, ast.AST] = {}
    for node in parsed.body:
        if isinstance(node, ast.ClassDef) and (module.__name__, node.name) == (STEPS, "Steps"):
            found |= {f"Steps.{part.name}": part for part in node.body if isinstance(part, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
    return found


@cache
def reached(name: str, module_name: str) -> frozenset[str]:
    """The methods that are called by a function, and by all that it calls in these rooms."""
    seen: set[tuple[str, str]] = set()
    calls: set[str] = set()
    waiting = [(name, module_name)]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        module = importlib.import_module(current[1])
        node = tree_of(module).get(current[0])
        for part in ast.walk(node) if node is not None else ():
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                calls.add(part.func.attr)
                waiting.append((f"Steps.{part.func.attr}", STEPS))
            waiting += meant_by(part, module)
    return frozenset(calls)


def meant_by(part: ast.AST, module: ModuleType) -> list[tuple[str, str]]:
    """The function or class of these rooms that a name stands for."""
    meant: object = None
    if isinstance(part, ast.Name):
        meant = module.__dict__.get(part.id)
    elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
        meant = getattr(module.__dict__.get(part.value.id), part.attr, None)
    home = str(getattr(meant, "__module__", ""))
    known = home.startswith(ROOMS) and (inspect.isroutine(meant) or inspect.isclass(meant))
    return [(meant.__name__, home)] if known and isinstance(meant, type | FunctionType) else []


def writes(command: str) -> bool:
    function = inspect.unwrap(COMMANDS[command].function)
    return "writing" in reached(function.__name__, function.__module__)


def notes(command: str) -> bool:
    function = inspect.unwrap(COMMANDS[command].function)
    return "note" in reached(function.__name__, function.__module__)


CHANGING = sorted(command for command in COMMANDS if writes(command))


def test_the_reading_finds_what_it_looks_for() -> None:
    assert {
        "orders.move", "orders.new", "orders.import", "personal.reveal", "personal.export", "personal.erase",
        "accounts.log_in", "accounts.save", "settings.change", "backup.make", "backup.check", "contract.end",
        "audit.verify", "retention.run", "packing.scan", "places.choose", "places.recovery_code", "proofs.decide",
    } <= set(CHANGING)  # fmt: skip
    assert not {"queue.page", "orders.open", "audit.events", "notes.list", "settings.read"} & set(CHANGING)


@pytest.mark.parametrize("command", CHANGING)
def test_what_changes_something_is_noted(command: str) -> None:
    assert notes(command) != (command in QUIET)


def test_a_restore_notes_it_where_the_new_book_is() -> None:
    """``backup.restore`` writes no transaction of its own: the storage adds the link to the book that came back."""
    assert RESTORED == "backup.restored"  # books that are there have it in their chain
    assert not writes("backup.restore")


def test_a_change_that_nobody_notes_is_seen(office: Office) -> None:
    """The watch over every test of a command does see it."""
    silent = FunctionType(_silent.__code__, {**globals(), "__name__": "app.commands.made_up"})
    with pytest.raises(AssertionError, match="the chain does not know"):
        silent(office)


def _silent(office: Office) -> None:
    with office.book.writing(office.actor) as book:
        book.add(Setting(name="made up"))
