"""Models without an order: how long they stay on a PC, and what keeps them."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.security.vault import Vault
from app.session.bench import Document
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore
from app.storage.scratch_list import KEPT_DAYS, ScratchList
from tests.unit.mesh.shapes import box

FIRST, SECOND = "ab" * 32, "cd" * 32
DAY = date(2026, 11, 1)


class Calendar:
    def __init__(self) -> None:
        self.day = DAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def scratch(tmp_path: Path, calendar: Calendar) -> ScratchList:
    return ScratchList(tmp_path / "scratch.json", calendar)


def test_what_was_not_seen_for_weeks_is_outlived(tmp_path: Path, scratch: ScratchList, calendar: Calendar) -> None:
    scratch.seen([FIRST, SECOND])
    calendar.day += timedelta(days=1)
    scratch.seen([SECOND])
    calendar.day = DAY + timedelta(days=KEPT_DAYS)
    assert not scratch.outlived()
    calendar.day += timedelta(days=1)
    assert scratch.outlived() == {FIRST}
    again = ScratchList(tmp_path / "scratch.json", calendar)
    assert again.outlived() == {FIRST}, "it is written down"
    again.drop([FIRST])
    assert not ScratchList(tmp_path / "scratch.json", calendar).outlived()


@pytest.mark.parametrize("content", ["", "[1]", "{", "\xff"])
def test_a_damaged_list_takes_nothing_away(tmp_path: Path, calendar: Calendar, content: str) -> None:
    path = tmp_path / "scratch.json"
    path.write_text(content, "latin-1")
    scratch = ScratchList(path, calendar)
    assert not scratch.outlived()
    scratch.seen([FIRST])
    calendar.day += timedelta(days=KEPT_DAYS + 1)
    assert ScratchList(path, calendar).outlived() == {FIRST}


def document(tmp_path: Path, revision: str, item: int = 0) -> Document:
    return Document(
        title="box", source=tmp_path / "box.stl", revision=revision, original=revision, process="white-fdm", item=item
    )


def test_only_what_has_no_order_is_listed_and_what_is_open_is_named(
    tmp_path: Path, scratch: ScratchList, calendar: Calendar
) -> None:
    vault = Vault(os.urandom(32))
    journal = FolderJournal(tmp_path, vault, scratch)
    journal.write(document(tmp_path, FIRST))
    journal.write(document(tmp_path, SECOND, item=7))
    assert journal.revisions() == {SECOND}, "also where it is sealed"
    calendar.day += timedelta(days=KEPT_DAYS + 1)
    assert scratch.outlived() == {FIRST}
    later = FolderJournal(tmp_path, vault, scratch)
    assert later.read() is None
    later.write(document(tmp_path, FIRST))
    assert later.revisions() == {FIRST, SECOND}, "what waits for the key is named too"
    assert not scratch.outlived(), "it is open again"


def test_what_is_put_again_stays(tmp_path: Path) -> None:
    store = FolderMeshStore(tmp_path)
    kept, gone = store.put(box()), store.put(box().with_(vertices=box().vertices * 2))
    for path in tmp_path.glob("??/*.mesh"):
        os.utime(path, (1_000_000, 1_000_000))
    FolderMeshStore(tmp_path).put(box())
    assert store.forget([kept, gone, FIRST], put_before=2_000_000) == 1
    assert store.revisions() == {kept}
    assert store.get(kept).revision == kept
