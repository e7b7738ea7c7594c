"""A folder for the workshop's data: tried without leaving anything, its last part made later, shares refused."""

import os
from pathlib import Path

import pytest

from app.errors import AppError
from app.orders.places import FilesRefusedError
from app.storage import network_share
from app.storage.faults import BookRefusedError
from app.storage.trying_folder import free_bytes, make_last_part, try_folder, whole_path


def test_a_folder_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    told = try_folder(tmp_path)
    assert (told.path, told.made) == (str(tmp_path), True)
    assert told.free > 0
    assert list(tmp_path.iterdir()) == []


def test_its_last_part_may_be_missing_and_is_made_later(tmp_path: Path) -> None:
    told = try_folder(tmp_path / "new")
    assert not told.made
    assert list(tmp_path.iterdir()) == []
    make_last_part(tmp_path / "new")
    assert try_folder(tmp_path / "new").made
    with pytest.raises(FilesRefusedError):
        try_folder(tmp_path / "a" / "b")
    with pytest.raises(FilesRefusedError):
        make_last_part(tmp_path / "a" / "b")


def test_a_file_and_half_a_path_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(FilesRefusedError, match="is a file"):
        try_folder(tmp_path / "file")
    with pytest.raises(AppError, match="whole path"):
        whole_path("data/here")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights of folders hold for users alone")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FilesRefusedError, match="may not write"):
            try_folder(tmp_path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="the list of mounts is Linux'")
def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_share, "linux_share", lambda _path: "cifs")
    with pytest.raises(BookRefusedError, match="another computer"):
        try_folder(tmp_path)


def test_room_is_told_of_the_disk_above_too(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "not" / "there" / "yet")
    assert free is not None
    assert free > 0
