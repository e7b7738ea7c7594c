"""Files that are whole or as they were: written aside, synced, then renamed."""

import contextlib
import errno
import os
import platform
import tempfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

MARK = "STATUETTE_PC"  # the environment variable by which helper processes are told whose they are
_NO_SUCH_THING = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}  # what file systems say that cannot sync a folder

_MASK = os.umask(0)  # can only be read by setting it, which another thread's new files would feel: once, here
os.umask(_MASK)


def sync_folder(folder: Path) -> None:
    """Make renames in this folder survive a power cut, where there is a way to.

    Windows journals them itself; some network file systems cannot.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING:
            raise
    finally:
        os.close(handle)


def aside(folder: Path, suffix: str = ".tmp") -> Path:
    """A name for a temporary file in ``folder`` that nobody else has."""
    handle, name = tempfile.mkstemp(prefix=_begin(os.getpid()), suffix=suffix, dir=folder)
    os.close(handle)
    return Path(name)


def take_away_asides(folder: Path, process: int) -> None:
    """Delete what a process of this PC that was ended has left aside in ``folder``."""
    for path in folder.glob(f"{_begin(process)}*"):
        with contextlib.suppress(OSError):  # the folder is far away, or somebody looks into the file
            path.unlink()


@cache
def mark_of_pc() -> str:
    """What tells this PC from others that share a folder, for as long as the program runs.

    A PC may get another name meanwhile, and what a helper process puts aside then is still ours: helpers are told the mark.
    """
    return os.environ.get(MARK) or f"{zlib.crc32(platform.node().encode()):08x}"


def _begin(process: int) -> str:
    """Of the names of files that a process of this PC puts aside; several PCs may share the folder."""
    return f".{mark_of_pc()}-{process}-"


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
    """``replace_with`` for content that is at hand; the folder has to be there. Raises OSError."""

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
        return 0o666 & ~_MASK
