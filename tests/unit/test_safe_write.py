"""Files are whole or as they were, on file systems that can less than others, too."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from app.safe_write import replace_with, write_chunks


def test_what_breaks_off_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_chunks(path, [b"old"])

    def half(draft: Path) -> None:
        draft.write_bytes(b"ne")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        replace_with(path, half)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_new_file_is_like_any_other_and_a_replaced_one_keeps_its_mode(tmp_path: Path) -> None:
    path, plain = tmp_path / "a.txt", tmp_path / "plain.txt"
    plain.write_bytes(b"")
    write_chunks(path, [b"1"])
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    path.chmod(0o600)
    write_chunks(path, [b"2"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
@pytest.mark.parametrize("answer", [errno.EINVAL, errno.ENOTSUP, errno.EIO])
def test_a_folder_that_cannot_be_synced_is_no_fault_but_a_broken_disk_is(
    answer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(answer, os.strerror(answer))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "a.txt"
    if answer == errno.EIO:
        with pytest.raises(OSError, match=os.strerror(answer)):
            write_chunks(path, [b"new"])
    else:
        write_chunks(path, [b"new"])
    assert path.read_bytes() == b"new"
