"""Locks between processes, the same files that the launcher locks: who switches layers, and who just brings some."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.i18n import text
from app.settings.releases import UpdateRefusedError

WAIT_SECONDS = 20.0


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of this file. Raises UpdateRefusedError where another program holds it, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + (WAIT_SECONDS if wait else 0.0)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _taken(file):
            if time.monotonic() > end:
                raise UpdateRefusedError(text("Another update is under way on this PC; wait until it has ended."))
            time.sleep(0.05)
        yield
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _taken(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
