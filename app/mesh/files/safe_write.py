"""Files that are whole or as they were: written aside, synced, then renamed."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make renames in this folder survive a power cut, where the system has a way to (Windows journals them itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def aside(folder: Path, suffix: str = ".tmp") -> Path:
    """A name for a temporary file in ``folder`` that nobody else has."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=suffix, dir=folder)
    os.close(handle)
    return Path(name)


def sync_file(path: Path) -> None:
    """Wait until the content of the file is on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def replace_with(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file in the same folder, sync it, and give it the name ``path``."""
    temporary = aside(path.parent)
    try:
        write(temporary)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def put_in_place(temporary: Path, path: Path) -> None:
    """Sync a finished file of the same folder and give it the name ``path``; what was there stays until that moment."""
    sync_file(temporary)
    temporary.chmod(_usual_mode(path))
    temporary.replace(path)
    sync_folder(path.parent)


def write_chunks(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """``replace_with`` for content that is at hand."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)

    replace_with(path, write)


def _usual_mode(path: Path) -> int:
    """Mode of the file that is replaced, else what a new file gets (a temporary file is made for its owner alone)."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
