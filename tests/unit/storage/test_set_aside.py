"""What the order book has refused for good stays on this PC, with its model, until a person decides."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import WriteRefusedError
from app.i18n import Text
from app.security.vault import Vault
from app.session.bench import Document, Edit
from app.storage.mesh_store import FolderMeshStore
from app.storage.outlived import forget_outlived
from app.storage.scratch_list import KEPT_DAYS, ScratchList
from app.storage.set_aside import FolderSetAside
from app.storage.thumbnails import FolderThumbnails
from tests.unit.mesh.shapes import box
from tests.unit.storage.test_outlived import LONG_AGO

SEVEN = Document("王小明", Path("C:/王小明.glb"), "a" * 64, "b" * 64, "white-resin", item=7, book="b1")


@pytest.fixture
def vault() -> Vault:
    return Vault(os.urandom(32))


def test_each_is_kept_for_its_book_until_it_is_dropped(tmp_path: Path, vault: Vault) -> None:
    kept = FolderSetAside(tmp_path / "aside", vault)
    assert kept.of_book("b1") == []
    seven = kept.keep(SEVEN)
    eight = kept.keep(replace(SEVEN, item=8))
    kept.keep(replace(SEVEN, book="b2"))
    later = FolderSetAside(tmp_path / "aside", vault)
    assert {name: document.item for name, document in later.of_book("b1")} == {seven: 7, eight: 8}
    assert [document.book for _name, document in later.of_book("b2")] == ["b2"]
    later.drop(seven)
    assert (later.has(seven), later.has(eight)) == (False, True)
    assert [document.item for _name, document in later.of_book("b1")] == [8]
    assert b".glb" not in b"".join(path.read_bytes() for path in (tmp_path / "aside").iterdir())


def test_what_goes_on_from_it_takes_its_place_and_what_does_not_stays_beside_it(tmp_path: Path, vault: Vault) -> None:
    kept = FolderSetAside(tmp_path, vault)
    kept.keep(SEVEN)
    further = SEVEN.with_edit(Edit(Text("Draw"), "b" * 64, "c" * 64))
    kept.keep(further)
    assert [document.revision for _name, document in kept.of_book("b1")] == ["c" * 64]
    kept.keep(replace(SEVEN, revision="d" * 64))
    assert {document.revision for _name, document in kept.of_book("b1")} == {"c" * 64, "d" * 64}


def test_without_its_key_it_is_not_shown_and_stays(tmp_path: Path, vault: Vault) -> None:
    name = FolderSetAside(tmp_path, vault).keep(SEVEN)
    other = FolderSetAside(tmp_path, Vault(os.urandom(32)))
    assert other.of_book("b1") == []
    assert other.revisions() == {"a" * 64, "b" * 64}
    assert FolderSetAside(tmp_path, vault).has(name)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, vault: Vault) -> None:
    (tmp_path / "aside").write_bytes(b"")
    with pytest.raises(WriteRefusedError):
        FolderSetAside(tmp_path / "aside", vault).keep(SEVEN)


@pytest.mark.parametrize("taken", [False, True])
def test_its_model_stays_as_long(taken: bool, tmp_path: Path, vault: Vault) -> None:
    meshes, pictures = FolderMeshStore(tmp_path / "meshes"), FolderThumbnails(tmp_path / "thumbnails")
    revision = meshes.put(box())
    for path in tmp_path.glob("meshes/??/*.mesh"):
        os.utime(path, (1_000_000, 1_000_000))
    ScratchList(tmp_path / "scratch.json", lambda: LONG_AGO).seen({revision})
    kept = FolderSetAside(tmp_path / "aside", vault)
    name = kept.keep(replace(SEVEN, revision=revision))
    if taken:
        kept.drop(name)
    scratch = ScratchList(tmp_path / "scratch.json", lambda: LONG_AGO + timedelta(days=KEPT_DAYS + 5))
    forget_outlived(meshes, pictures, scratch, (kept,), unnamed=frozenset, began=time.time())
    assert meshes.has(revision) is not taken
