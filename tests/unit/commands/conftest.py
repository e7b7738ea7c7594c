"""An office over a real order book in a folder of its own, with a clock that tests can move."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.commands import accounts, logging_in, workshop_settings
from app.commands.office import Office
from app.orders.record import Record
from app.orders.records import IntakeRun, Presence, SavedView
from app.security.actor import Actor
from app.security.roles import Role
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from app.storage.writing import TableWriting
from tests.quick_books import books_are_opened_quickly  # noqa: F401 - a fixture for all tests below
from tests.quick_passwords import hash_quickly
from tests.unit.commands.packing_house import House, make_house

PASSWORD = "violet kettle 42"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


NEEDS_NO_EVENT = frozenset({Presence, SavedView, IntakeRun})
"""Who sits at which item, what a person likes to see; a run of the intake is noted for each order that came in."""


QUIET_WORK = {
    ("app.commands.intake.polling", "_keep_cursor"): "how far a server was asked; what came in is noted",
    ("app.commands.intake.columns", "keep_columns"): "which column of a table means what",
    ("app.commands.packing", "scan"): "a scan that fits is a record of its own, with who and when; closing is noted",
    ("app.commands.packing", "open_by_code"): "who has a parcel open now",
    ("app.commands.packing", "leave"): "the same",
    ("app.commands.item_work", "file_step"): "looking at a model, or a pin in it; another revision is noted",
}


@pytest.fixture(autouse=True)
def changes_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every test of a command: whatever one of them changes in the book leaves a link in the audit chain."""
    touch, finish = TableWriting._touch, TableWriting.finish
    touched: dict[int, set[type[Record]]] = {}

    def remember(writing: TableWriting, record: Record, *, removed: bool = False) -> None:
        touched.setdefault(id(writing), set()).add(type(record))
        touch(writing, record, removed=removed)

    def check(writing: TableWriting) -> None:
        kinds = touched.pop(id(writing), set()) - NEEDS_NO_EVENT
        if kinds and by_a_command():
            assert writing._noted, f"{sorted(kind.__name__ for kind in kinds)} changed, and the chain does not know"
        finish(writing)

    monkeypatch.setattr(TableWriting, "_touch", remember)
    monkeypatch.setattr(TableWriting, "finish", check)


def by_a_command() -> bool:
    """Whether a command that has to note it writes, and not a test that prepares something."""
    frame = sys._getframe(2)  # behind the check itself
    of_a_command = False
    while frame is not None:
        module, function = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        if (module, function) in QUIET_WORK:
            return False
        of_a_command = of_a_command or module.startswith("app.commands.")
        if module.startswith("tests."):
            break
        frame = frame.f_back  # type: ignore[assignment]
    return of_a_command


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Office]:
    """Single-user mode: whoever is alone."""
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    vault = Vault(bytes(range(32)))
    book = open_book(str(tmp_path / "book.sqlite"), vault.audit_key)
    yield Office(book, open_assets(str(tmp_path / "assets"), vault.asset_key), vault, "PC-01", clock=clock)
    book.close()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def boss(office: Office, quick_passwords: None) -> Actor:  # noqa: ARG001 - a fixture cannot name it otherwise
    """The first account, an administrator, at the desk."""
    office.actor = accounts.first_account(office, "boss", "测试甲", PASSWORD).actor
    office.actor = logging_in.accept_duty(office).actor
    return office.actor


@pytest.fixture
def people(office: Office, boss: Actor) -> dict[Role, Actor]:
    """An actor for each role that people have; the administrator is at the desk."""
    found = {}
    for role in (Role.ENGINEER, Role.SERVICE, Role.LOGISTICS, Role.SUPERVISOR, Role.AUDITOR):
        account = accounts.save_account(office, accounts.AccountDraft(role, f"测试{role}", (role,)), PASSWORD)
        found[role] = Actor(account.id, account.name, frozenset({role}))
    return {**found, Role.ADMIN: boss}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A workshop with a packing bench."""
    made = make_house(tmp_path)
    workshop_settings.change(made.office, unboxing_card=False)
    yield made
    made.office.book.close()
