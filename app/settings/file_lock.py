"""Locks on files between the programs of one PC; the system takes them away with the program that holds them."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def lock_now(handle: int) -> None:
        """Lock an open file. Raises OSError where somebody else holds it."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock_now(handle: int) -> None:
        """Lock an open file. Raises OSError where somebody else holds it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


PAUSE_S = 0.005


@contextlib.contextmanager
def locked(path: Path, patience_s: float) -> Iterator[bool]:
    """Hold the lock on this file for the ``with`` block; gives False, without it, where others kept it for so long.

    Raises OSError where the file cannot be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _locked_in_time(handle, patience_s)
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether a program that runs holds the lock on this file; False where there is no such file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:  # there, but not ours to open: nobody can tell that it is free
        return True
    try:
        lock_now(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _locked_in_time(handle: int, patience_s: float) -> bool:
    end = time.monotonic() + patience_s
    while True:
        try:
            lock_now(handle)
        except OSError:
            if time.monotonic() > end:
                return False
            time.sleep(PAUSE_S)
        else:
            return True
