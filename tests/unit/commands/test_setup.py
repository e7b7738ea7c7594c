"""A PC is set up as a document says: step by step, once; checked without a change; joined with the recovery code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from app import i18n
from app.bootstrap.floor import make_floor
from app.bootstrap.office import OpenOffice, make_office
from app.commands import places
from app.commands.logging_in import accept_duty, log_in, needs_log_in
from app.commands.office import Office
from app.commands.orders import new_order
from app.commands.setup import Home, StepTold, set_up, there_already
from app.errors import AppError
from app.jobs.progress import silent
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Order
from app.security import passwords
from app.security.actor import NOBODY, OWNER, Actor
from app.security.recovery_code import to_code
from app.settings.preferences import FILE, Preferences, save_preferences
from app.settings.setup_document import PrinterWish, Secrets, SetupDocument
from app.storage import network_share
from tests.unit.commands.conftest import PASSWORD
from tests.unit.security.codes import recovery_code


@dataclass
class Pc:
    """A PC of its own: its folder, its settings, its office."""

    home: Path
    opened: OpenOffice = field(init=False)
    preferences: Preferences = field(default_factory=Preferences)
    kept: int = 0

    def __post_init__(self) -> None:
        self.opened = make_office()

    @property
    def office(self) -> Office:
        return self.opened.office.acting(self.who(self.opened.office))

    @staticmethod
    def who(office: Office) -> Actor:
        try:
            return NOBODY if needs_log_in(office) else OWNER
        except AppError:
            return NOBODY

    def keep(self) -> None:
        self.kept += 1
        save_preferences(self.preferences, self.home / "settings" / FILE)

    def set_up(self, document: dict[str, Any], *, check: bool = False, **secrets: str) -> dict[str, StepTold]:
        office = self.office
        told = set_up(
            office, SetupDocument.model_validate(document), Secrets(**secrets), make_floor(office),
            Home(self.preferences, self.keep, self.who), silent(), check=check,
        )  # fmt: skip
        return {step.step: step for step in told}

    def close(self) -> None:
        self.opened.office.book.close()


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with the least cost: tests hash often."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pc]:
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    made = Pc(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, Any]:
    """Everything that a PC alone can be set up with, and where."""
    hot = tmp_path / "hot"
    hot.mkdir()
    return {
        "language": "zh_CN",
        "database": {"folder": str(tmp_path / "workshop")},
        "recovery_sheet": str(tmp_path / "sheet.txt"),
        "printers": [{"name": "Mimaki", "driver": "hot_folder", "settings": {"folder": str(hot)}}],
        "sample_workshop": True,
        "administrator": {"login": "lin", "name": "林工"},
    }


def states(told: dict[str, StepTold]) -> dict[str, str]:
    return {name: step.state for name, step in told.items()}


def orders(office: Office) -> int:
    with office.book.reading() as book:
        return book.how_many(Order)


def test_everything_is_set_up_once(pc: Pc, whole: dict[str, Any], tmp_path: Path) -> None:
    first = pc.set_up(whole, administrator_password=PASSWORD)
    assert set(states(first).values()) == {"done"}, {n: str(s.sentence) for n, s in first.items()}
    assert (tmp_path / "workshop" / "orders.sqlite").exists()
    assert pc.preferences.language == "zh_CN"
    sheet = (tmp_path / "sheet.txt").read_text("utf-8")
    assert recovery_code(pc.home / "settings")[:41] in sheet
    assert PASSWORD not in sheet
    there, count, kept = there_already(pc.office), orders(pc.office), pc.kept
    assert (there.accounts, there.sample) == (True, True)
    done = log_in(pc.office, "lin", PASSWORD)
    boss = pc.office.acting(accept_duty(pc.office.acting(done.actor)).actor)
    events = len(_kinds(boss))
    second = pc.set_up(whole, administrator_password=PASSWORD)
    assert set(states(second).values()) == {"unchanged"}, {n: str(s.sentence) for n, s in second.items()}
    assert (orders(pc.office), pc.kept, len(_kinds(boss))) == (count, kept, events)


def test_a_check_changes_nothing(pc: Pc, whole: dict[str, Any], tmp_path: Path) -> None:
    assert needs_log_in(pc.office) is False  # the book of this PC is begun by any command
    before = {path: path.stat().st_size for path in tmp_path.rglob("*") if path.suffix != ".jsonl"}
    told = pc.set_up(whole, check=True, administrator_password=PASSWORD)
    assert set(states(told).values()) == {"possible"}, {n: str(s.sentence) for n, s in told.items()}
    after = {path: path.stat().st_size for path in tmp_path.rglob("*") if path.suffix != ".jsonl"}
    assert set(after) - set(before) <= {p for p in after if p.name.startswith("orders.sqlite")}
    assert pc.kept == 0
    assert not (tmp_path / "workshop").exists()
    assert not there_already(pc.office).accounts


def test_a_folder_is_joined_with_the_code_of_its_key(pc: Pc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a disk that comes from another PC: its book and files are sealed with another key."""
    folder = {"database": {"folder": str(tmp_path / "workshop")}}
    pc.set_up(folder)
    new_order(
        pc.office,
        OrderDraft(
            items=(ItemDraft(product="postcard"),),
            buyer=Buyer("测试", "13800000000", "某路1号"),
            consent=ConsentDraft(),
        ),
    )
    code = recovery_code(pc.home / "settings")
    pc.close()
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "other"))
    other = Pc(tmp_path / "other")
    try:
        refused = other.set_up(folder | {"sample_workshop": True})
        assert states(refused) == {"database": "failed", "sample_workshop": "failed"}
        assert "recovery code" in str(refused["database"].sentence)
        assert other.kept == 0
        wrong = other.set_up(folder, recovery_code=to_code(bytes(32)))
        assert states(wrong) == {"database": "failed"}
        former = recovery_code(other.home / "settings")
        assert former != code
        assert states(other.set_up(folder, recovery_code=code)) == {"database": "done"}
        assert orders(other.office) == 1
        assert recovery_code(other.home / "settings") == code
        assert states(other.set_up(folder, recovery_code=code)) == {"database": "unchanged"}
    finally:
        other.close()


def test_a_share_is_refused_and_nothing_else_is_tried(
    pc: Pc, whole: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pc.office
    monkeypatch.setattr(network_share, "linux_share", lambda path: "cifs" if "workshop" in str(path) else "")
    told = pc.set_up(whole, administrator_password=PASSWORD)
    assert states(told)["language"] == "done"
    assert {told[name].state for name in whole if name != "language"} == {"failed"}
    assert "another computer" in str(told["database"].sentence)
    assert pc.preferences.database == ""
    assert not needs_log_in(pc.office)


def test_what_stands_in_the_environment_wins_and_is_told(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STATUETTE_DATABASE", str(tmp_path / "fixed.sqlite"))
    told = pc.set_up({"database": {"folder": str(tmp_path / "workshop")}})
    assert told["database"].state == "failed"
    assert "STATUETTE_DATABASE" in str(told["database"].sentence)


def test_a_sheet_is_never_written_over_something(pc: Pc, tmp_path: Path) -> None:
    (tmp_path / "sheet.txt").write_text("a letter")
    told = pc.set_up({"recovery_sheet": str(tmp_path / "sheet.txt")})
    assert told["recovery_sheet"].state == "failed"
    assert (tmp_path / "sheet.txt").read_text() == "a letter"


def test_the_sheet_is_a_text_in_the_language_of_the_window(pc: Pc, tmp_path: Path) -> None:
    told = pc.set_up({"recovery_sheet": str(tmp_path / "sheet.pdf")})
    assert told["recovery_sheet"].state == "failed"
    assert ".txt" in str(told["recovery_sheet"].sentence)
    told = pc.set_up({"language": "zh_CN", "recovery_sheet": str(tmp_path / "sheet.txt")})
    assert told["recovery_sheet"].state == "done"
    assert "密钥" in (tmp_path / "sheet.txt").read_text("utf-8")
    assert i18n.language() == "en"


def test_whoever_may_not_changes_nothing_of_the_book(pc: Pc, whole: dict[str, Any]) -> None:
    pc.set_up({"administrator": whole["administrator"]}, administrator_password=PASSWORD)
    told = pc.set_up({key: whole[key] for key in ("database", "recovery_sheet", "printers")})
    assert set(states(told).values()) == {"failed"}
    told = pc.set_up({"printers": whole["printers"], "recovery_sheet": whole["recovery_sheet"]})
    assert set(states(told).values()) == {"failed"}
    assert not Path(whole["recovery_sheet"]).exists()
    assert pc.preferences.database == ""


def test_printers_are_known_by_kind_and_address(pc: Pc, whole: dict[str, Any]) -> None:
    pc.set_up({"printers": whole["printers"]})
    folder = whole["printers"][0]["settings"]
    wishes = (
        PrinterWish(name="another name", driver="hot_folder", settings=folder),
        PrinterWish(name="Mimaki", driver="moonraker", settings={"address": "http://127.0.0.1:9"}),
    )
    assert there_already(pc.office, wishes).printers == (True, False)
    unknown = pc.set_up({"printers": [{"name": "x", "driver": "fax"}]})["printers"]
    assert unknown.state == "failed"
    assert "hot_folder" in str(unknown.sentence)


def test_a_weak_password_is_refused(pc: Pc, whole: dict[str, Any]) -> None:
    told = pc.set_up({"administrator": whole["administrator"]}, administrator_password="linlinlin1")
    assert told["administrator"].state == "failed"
    assert not needs_log_in(pc.office)


def test_the_confirmed_sheet_is_in_the_chain(pc: Pc) -> None:
    places.sheet_kept(pc.office)
    assert "key.sheet_kept" in _kinds(pc.office)


def _kinds(office: Office) -> list[str]:
    with office.book.reading() as book:
        return [event.kind for event in book.events()]
