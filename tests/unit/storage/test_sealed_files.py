"""Private files of a PC: sealed at rest, whole after a crash, forgotten when they are not wanted any more."""

from pathlib import Path

import pytest

from app.layouts.composing.folder_shelf import FolderShelf
from app.security.keys import load_or_make_master
from app.security.late_vault import LateVault
from app.storage.mesh_key import MeshKey
from app.storage.sealed_files import SealedFiles

FACE = b"\x89PNG the portrait of somebody" * 100


@pytest.fixture
def key(tmp_path: Path) -> MeshKey:
    (tmp_path / "settings").mkdir()
    return MeshKey(LateVault(lambda: load_or_make_master(tmp_path / "settings")), tmp_path / "settings")


def test_what_is_kept_comes_back_and_is_not_readable_on_the_disk(tmp_path: Path, key: MeshKey) -> None:
    files = SealedFiles(tmp_path / "private", key)
    files.keep("face", FACE)
    assert files.content("face") == FACE
    assert all(b"portrait" not in path.read_bytes() for path in (tmp_path / "private").iterdir())
    assert files.content("another") is None


def test_a_damaged_one_is_as_if_it_was_not_there(tmp_path: Path, key: MeshKey) -> None:
    files = SealedFiles(tmp_path / "private", key)
    files.keep("face", FACE)
    (path,) = (tmp_path / "private").iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    assert files.content("face") is None


def test_others_are_forgotten(tmp_path: Path, key: MeshKey) -> None:
    files = SealedFiles(tmp_path / "private", key)
    for name in ("a", "b", "c"):
        files.keep(name, name.encode())
    files.only({"b", "d"})
    assert [files.content(name) for name in ("a", "b", "c")] == [None, b"b", None]


def test_a_shelf_gives_at_the_next_start_what_was_put_on_it(tmp_path: Path, key: MeshKey) -> None:
    hidden = SealedFiles(tmp_path / "private", key)
    source = FolderShelf(tmp_path / "first", hidden=hidden).keep_bytes(FACE)
    again = FolderShelf(tmp_path / "second", hidden=hidden)
    assert again.path(source).read_bytes() == FACE


def test_what_comes_from_an_order_is_not_kept_on_the_pc(tmp_path: Path, key: MeshKey) -> None:
    hidden = SealedFiles(tmp_path / "private", key)
    source = FolderShelf(tmp_path / "other").keep_bytes(FACE)
    shelf = FolderShelf(tmp_path / "first", fetch=lambda _name: FACE, hidden=hidden)
    assert shelf.path(source).read_bytes() == FACE
    assert not (tmp_path / "private").exists()
