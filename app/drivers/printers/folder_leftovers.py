"""What a program that was killed has left in a folder: unfinished files, hidden, perhaps pictures of buyers.

Which of them are of jobs that may still be written or handed over nobody can see in the folder: the order book knows.
"""

import contextlib
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.drivers.printers.folder_copies import uid_of

PART = ".part"
CANCELLED = ".cancelled"


@dataclass(frozen=True)
class Leftovers:
    """``notes``: the folder of ours inside ``folder``."""

    folder: Path
    notes: Path

    def uids(self) -> frozenset[str]:
        """Our names of the jobs of which something lies here, also of those that are being written now. Raises OSError."""
        return frozenset(uid for uid, _path in (*self._hidden(), *self._noted()))

    def take_away(self, uids: Collection[str]) -> None:
        """Take away what lies here of these jobs; what somebody reads just now goes another time. Raises OSError."""
        for uid, path in [*self._hidden()]:
            if uid not in uids:
                continue
            with contextlib.suppress(FileNotFoundError, PermissionError):
                if (self.notes / f"{uid}.json").exists():  # else whoever looks would think that the program took it
                    path.replace(self.notes / f"{_whole(path)}{CANCELLED}")
                else:
                    path.unlink()
        for uid, path in [*self._noted()]:
            if uid not in uids:
                continue
            with contextlib.suppress(FileNotFoundError, PermissionError):
                if path.name.endswith(CANCELLED):
                    os.truncate(path, 0)  # that it lies there is told of for ever
                else:
                    path.unlink()

    def _hidden(self) -> Iterator[tuple[str, Path]]:
        for path in self.folder.iterdir():
            if _is_part(path.name):
                yield uid_of(_whole(path)), path

    def _noted(self) -> Iterator[tuple[str, Path]]:
        """Notes that were never finished, and what was taken back with its content still in it."""
        if not self.notes.is_dir():
            return
        for path in self.notes.iterdir():
            if _is_part(path.name):
                yield uid_of(_whole(path)), path
            elif path.name.endswith(CANCELLED) and _has_content(path):
                yield uid_of(path.name.removesuffix(CANCELLED)), path


def _is_part(name: str) -> bool:
    return name.startswith(".") and name.endswith(PART)


def _whole(path: Path) -> str:
    """The name that an unfinished file was to get."""
    return path.name.removeprefix(".").removesuffix(PART)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
