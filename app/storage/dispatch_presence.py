"""Tells which programs of this PC still run: each holds a lock on a file of its own, which the system takes away with it."""

import contextlib
import os
import secrets
from pathlib import Path

from app.settings.file_lock import lock_now

_MACHINE = "machine"


class FolderPresence:
    """Implements :class:`app.dispatch.leases.Presence`. The folder belongs to this PC, not to a share.

    A file that is not there proves nothing: the folder may be a copy of another PC's.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OSError where the folder cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.machine = _machine_of(folder)
        self.mark = secrets.token_hex(8)
        self._path = self._path_of(self.mark)
        self._handle: int | None = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        lock_now(self._handle)

    def _path_of(self, mark: str) -> Path:
        return self._folder / f"{mark}.runs"

    def is_dead(self, mark: str) -> bool:
        """True only where the file is there and nobody holds it."""
        if mark == self.mark or not mark.isalnum():
            return False
        try:
            handle = os.open(self._path_of(mark), os.O_RDWR)
        except OSError:
            return False
        try:
            lock_now(handle)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def end(self) -> None:
        """This program drives nothing any more, and has said so in the book."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
            self._path.unlink(missing_ok=True)


def _machine_of(folder: Path) -> str:
    """A name of this PC that no other PC has, made once; two programs that begin at once agree on it."""
    path = folder / _MACHINE
    draft = folder / f"{_MACHINE}.{secrets.token_hex(4)}"
    if not path.exists():
        draft.write_text(secrets.token_hex(16), "ascii")
        try:
            with contextlib.suppress(FileExistsError):  # another program was faster
                os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_text("ascii")
