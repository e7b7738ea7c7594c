"""What the order book was not told yet outlasts the program, whatever was opened since, and keeps its models here."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import WriteRefusedError
from app.security.vault import Vault
from app.session.bench import Document
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore
from app.storage.outlived import forget_outlived
from app.storage.scratch_list import KEPT_DAYS, ScratchList
from app.storage.thumbnails import FolderThumbnails
from app.storage.untold import FolderUntold
from tests.unit.mesh.shapes import box
from tests.unit.storage.test_outlived import LONG_AGO

SEVEN = Document("王小明", Path("C:/王小明.glb"), "a" * 64, "b" * 64, "white-resin", item=7)
EIGHT = replace(SEVEN, title="cat", revision="c" * 64, item=8)


@pytest.fixture
def vault() -> Vault:
    return Vault(os.urandom(32))


def test_documents_come_back_each_for_its_item(tmp_path: Path, vault: Vault) -> None:
    untold = FolderUntold(tmp_path / "untold", vault)
    assert untold.items() == frozenset()
    untold.keep(SEVEN)
    untold.keep(EIGHT)
    untold.keep(replace(SEVEN, revision="d" * 64))
    later = FolderUntold(tmp_path / "untold", vault)
    assert later.items() == {("", 7), ("", 8)}
    assert later.read(("", 7)) == replace(SEVEN, revision="d" * 64)
    assert later.read(("", 8)) == EIGHT
    later.drop(("", 7))
    assert later.items() == {("", 8)}
    assert later.read(("", 7)) is None
    later.drop(("", 9))  # of which nothing was kept


def test_they_are_sealed_and_their_models_are_named_without_the_key(tmp_path: Path, vault: Vault) -> None:
    FolderUntold(tmp_path, vault).keep(SEVEN)
    content = (tmp_path / "7.json").read_bytes()
    assert "王".encode() not in content
    assert b"glb" not in content
    other = FolderUntold(tmp_path, Vault(os.urandom(32)))
    assert other.revisions() == {"a" * 64, "b" * 64}
    assert other.read(("", 7)) is None
    other.drop(("", 7))
    assert FolderUntold(tmp_path, vault).read(("", 7)) == SEVEN, "what cannot be read is not told either, and stays"
    (tmp_path / "7.json").replace(tmp_path / "8.json")
    assert FolderUntold(tmp_path, vault).read(("", 8)) is None, "it is sealed for its item"


def test_what_another_window_kept_since_stays(tmp_path: Path, vault: Vault) -> None:
    first, second = FolderUntold(tmp_path, vault), FolderUntold(tmp_path, vault)
    first.keep(SEVEN)
    assert second.read(("", 7)) == SEVEN
    first.keep(replace(SEVEN, revision="d" * 64))
    second.drop(("", 7))
    assert first.read(("", 7)) == replace(SEVEN, revision="d" * 64)
    first.drop(("", 7))
    assert first.items() == frozenset()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "untold").write_bytes(b"")
    with pytest.raises(WriteRefusedError):
        FolderUntold(tmp_path / "untold", vault).keep(SEVEN)


@pytest.mark.parametrize("told", [False, True])
def test_their_models_stay_until_they_are_told(told: bool, tmp_path: Path, vault: Vault) -> None:
    meshes, pictures = FolderMeshStore(tmp_path / "meshes"), FolderThumbnails(tmp_path / "thumbnails")
    revision = meshes.put(box())
    for path in tmp_path.glob("meshes/??/*.mesh"):
        os.utime(path, (1_000_000, 1_000_000))
    ScratchList(tmp_path / "scratch.json", lambda: LONG_AGO).seen({revision})
    untold = FolderUntold(tmp_path / "untold", vault)
    untold.keep(replace(SEVEN, revision=revision))
    if told:
        untold.drop(("", 7))
    scratch = ScratchList(tmp_path / "scratch.json", lambda: LONG_AGO + timedelta(days=KEPT_DAYS + 5))
    forget_outlived(
        meshes, pictures, scratch, (FolderJournal(tmp_path), FolderUntold(tmp_path / "untold", vault)),
        unnamed=frozenset, began=time.time(),
    )  # fmt: skip
    assert meshes.has(revision) is not told


def test_two_books_may_wait_for_the_same_item(tmp_path: Path, vault: Vault) -> None:
    untold = FolderUntold(tmp_path, vault)
    untold.keep(replace(SEVEN, book="b1"))
    untold.keep(replace(SEVEN, book="b2", revision="d" * 64))
    untold.keep(EIGHT)
    later = FolderUntold(tmp_path, vault)
    assert later.items() == {("b1", 7), ("b2", 7), ("", 8)}
    first, second = later.read(("b1", 7)), later.read(("b2", 7))
    assert first is not None
    assert second is not None
    assert (first.book, first.revision, second.book, second.revision) == ("b1", "b" * 64, "b2", "d" * 64)
    later.drop(("b1", 7))
    assert later.items() == {("b2", 7), ("", 8)}
    (tmp_path / "b2-7.json").replace(tmp_path / "b1-7.json")
    assert later.read(("b1", 7)) is None, "what it says itself counts"
