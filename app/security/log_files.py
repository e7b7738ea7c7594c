"""The one place where logs are set up: of the window, the command line and the helper processes, in one file of the PC.

Five files of five megabytes at most. Several programs write at the same time: each opens the file for a line and closes it
again, under a lock, so that none rotates a file away under another (and Windows lets it be renamed at all).
"""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from app.security.log_filter import CleanFormatter
from app.settings.file_lock import locked

NAME = "statuette.log"
MAX_BYTES, FILES = 5_000_000, 5
VARIABLE = "STATUETTE_LOGS"
"""Tells helper processes where the program that started them writes its log; unset: they write none."""
PATIENCE_S = 0.5
_OURS = ("app", "statuette", "qt", "__main__")


class SharedLogHandler(logging.Handler):
    """Appends lines to ``statuette.log`` of a folder, which several programs share."""

    def __init__(self, folder: Path, who: str, *, max_bytes: int = MAX_BYTES, files: int = FILES) -> None:
        super().__init__(logging.INFO)
        self._folder, self._max_bytes, self._files = folder, max_bytes, files
        self._path = folder / NAME
        self.setFormatter(CleanFormatter(f"%(asctime)s %(levelname)s {who}[{os.getpid()}] %(name)s: %(message)s"))

    def filter(self, record: logging.LogRecord) -> bool:
        """Of libraries only what is wrong."""
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record. A log that cannot be written (a full disk) holds nobody up and tells nobody."""
        try:
            line = (self.format(record) + "\n").encode("utf-8", "replace")
            self._folder.mkdir(parents=True, exist_ok=True)
            with locked(self._folder / f"{NAME}.lock", PATIENCE_S) as mine:
                if mine:
                    self._make_room(len(line))
                with self._path.open("ab", buffering=0) as file:
                    file.write(line)
        except OSError:
            return
        except Exception:  # noqa: BLE001 - a mistake in a message must not become a second one
            self.handleError(record)

    def _make_room(self, size: int) -> None:
        try:
            if self._path.stat().st_size + size <= self._max_bytes:
                return
        except FileNotFoundError:
            return
        for number in range(self._files - 1, 0, -1):
            older = self._numbered(number - 1)
            if older.exists():
                older.replace(self._numbered(number))

    def _numbered(self, number: int) -> Path:
        return self._path if number == 0 else self._path.with_name(f"{NAME}.{number}")


@contextlib.contextmanager
def logging_into(folder: Path, who: str) -> Iterator[None]:
    """Everything that is logged in the ``with`` block is written into this folder, by helper processes as well.

    who  "window", "command", "worker": stands in every line
    """
    root = logging.getLogger()
    handler = SharedLogHandler(folder, who)
    level, told = root.level, os.environ.get(VARIABLE)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()
        if told is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = told


def log_files(folder: Path) -> list[Path]:
    """The log files of this folder, the newest first."""
    return [path for path in (folder / NAME, *(folder / f"{NAME}.{n}" for n in range(1, FILES))) if path.exists()]


def last_lines(folder: Path, count: int) -> list[str]:
    """The last lines of the log, oldest first."""
    lines: list[str] = []
    for path in log_files(folder):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 400 * count))
            lines = file.read().decode("utf-8", "replace").splitlines() + lines
        if len(lines) >= count:
            break
    return lines[-count:]
