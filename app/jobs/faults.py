"""What Python writes down in the last moment of a helper process that crashes, and how whoever started it reads that."""

import faulthandler
import logging
import os
import sys
from pathlib import Path

from app.security.log_files import VARIABLE

NAME = "workers.fault"
MOST = 1_000_000
_log = logging.getLogger(__name__)


def catch_faults() -> None:
    """In a helper process: write where it was when it crashes into the log folder, or to standard error without one."""
    folder = os.environ.get(VARIABLE)
    try:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            # Open as long as the process lives: there is no opening files once it has stepped on something.
            handle = os.open(Path(folder) / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            faulthandler.enable(handle, all_threads=True)
        elif sys.stderr is not None:
            faulthandler.enable(all_threads=True)
    except (OSError, ValueError) as error:  # no folder to write into: the work itself does not need it
        _log.info("faults are not written down: %s", type(error).__name__)


def fault_mark() -> int:
    """Where the file of faults ends now; for :func:`log_fault` later."""
    path = _path()
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:
        return 0


def log_fault(since: int, code: int | None) -> None:
    """A helper process ended in the middle of its work: log that, and what it has written down since the mark."""
    path, words = _path(), ""
    try:
        if path is not None and path.exists():
            with path.open("rb") as file:
                file.seek(since)
                words = file.read(100_000).decode("utf-8", "replace")
            if path.stat().st_size > MOST:
                path.unlink()  # those who have it open write on into nothing
    except OSError as error:
        _log.info("the file of faults cannot be read: %s", type(error).__name__)
    _log.error("the helper process ended in the middle of its work (%s)\n%s", code, words.strip())


def _path() -> Path | None:
    folder = os.environ.get(VARIABLE)
    return Path(folder) / NAME if folder else None
