"""A folder that orders are put into: what has settled is imported, then moved to ``done`` or ``failed`` with a report.

Several PCs may watch the same folder. Whoever takes a file renames it into ``working`` first: one succeeds, the others find
nothing. While it is worked on, the file's time is renewed; one that has not been renewed for long was left behind by a PC that
died, and is taken over. That orders come in once does not rest on this: the book knows every key.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.commands.intake.files import BUNDLES, TABLES, import_file
from app.commands.intake.importing import words_of
from app.commands.intake.repeating import Repeating, Stopping
from app.commands.intake.result import IntakeResult
from app.commands.office import Office
from app.errors import AppError, Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError
from app.security.actor import PROGRAM

DONE, FAILED, WORKING = "done", "failed", "working"
LOOK_S = 3.0
LEFT_S = 120.0  # a file in ``working`` that nobody renewed for so long is taken over
RENEW_S = 10.0
KEEP_DAYS = 7.0  # files in ``done`` hold names and addresses: they do not stay
_UNFINISHED = {".part", ".tmp", ".crdownload", ".filepart", ".partial", ".download"}


@dataclass(frozen=True)
class Told:
    """What became of a file: a result, or why it could not be read or has to wait. ``name``: of the file."""

    name: str
    result: IntakeResult | None = None
    error: AppError | None = None


class WatchedFolder:
    """``told`` is called from the thread of the folder, once for each file, and once when something begins to fail."""

    def __init__(
        self,
        office: Office,
        folder: Path,
        told: Callable[[Told], None],
        *,
        source: str = "",
        every_s: float = LOOK_S,
        left_s: float = LEFT_S,
        keep_days: float = KEEP_DAYS,
    ) -> None:
        self._office, self._folder, self._told = office.acting(PROGRAM), folder, told
        self._source, self._left_s, self._keep_days = source, left_s, keep_days
        self._seen: dict[str, tuple[int, int]] = {}  # size and time at the last look
        self._left: dict[str, tuple[int, float]] = {}  # time of a file in ``working``, since when by our own clock
        self._waiting = ""  # the sentence that was told while something is away
        self._renewed = 0.0
        self._thread = Repeating(self.look, every_s, "watched folder")

    def start(self) -> None:
        """Look from now on."""
        self._thread.start()

    def stop(self, wait_s: float = 30.0) -> None:
        """Stop; a file that is being imported is put back, what is in the book already stays there."""
        self._thread.stop(wait_s)

    @property
    def running(self) -> bool:
        """Between ``start`` and ``stop``."""
        return self._thread.running

    def look(self, stopping: Stopping = lambda: False) -> None:
        """Look once: import what has settled since the last look."""
        try:
            for name in (DONE, FAILED, WORKING):
                (self._folder / name).mkdir(exist_ok=True)
            for path in (*self._settled(), *self._left_behind()):
                if stopping():
                    return
                claimed = self._claim(path)
                if claimed is not None:
                    self._import(claimed, stopping)
            self._clear_old()
        except OSError:
            self._wait(
                AppError(
                    text(
                        "The watched folder “{folder}” is not there; connect the drive again.", folder=str(self._folder)
                    )
                )
            )
        except (BookOfflineError, AssetsOfflineError) as error:
            self._wait(error)
        else:
            if not self._seen:  # nothing waits any more
                self._waiting = ""

    # ---- inside -------------------------------------------------------------

    def _settled(self) -> Iterator[Path]:
        """Files that are as they were at the last look."""
        seen: dict[str, tuple[int, int]] = {}
        ready = []
        for path in sorted(self._folder.iterdir()):
            if not _is_for_us(path):
                continue
            with contextlib.suppress(FileNotFoundError):  # another PC has taken it
                facts = path.stat()
                seen[path.name] = (facts.st_size, facts.st_mtime_ns)
                if self._seen.get(path.name) == seen[path.name]:
                    ready.append(path)
        self._seen = seen
        yield from ready

    def _left_behind(self) -> Iterator[Path]:
        """Files in ``working`` that nobody has renewed for long; told by our own clock, whatever time others have."""
        now, left = time.monotonic(), {}
        for path in sorted((self._folder / WORKING).iterdir()):
            with contextlib.suppress(FileNotFoundError):
                at = path.stat().st_mtime_ns
                before = self._left.get(path.name)
                left[path.name] = before if before is not None and before[0] == at else (at, now)
                if now - left[path.name][1] >= self._left_s and _is_for_us(path):
                    yield path
        self._left = left

    def _claim(self, path: Path) -> Path | None:
        """Take the file for this PC; None where another one was faster."""
        claimed = self._folder / WORKING / path.name
        if path.parent.name != WORKING:
            claimed = _free(claimed)
        try:
            if path.parent.name == WORKING:
                os.utime(path)
            else:
                path.rename(claimed)
                os.utime(claimed)
        except FileNotFoundError:
            return None
        except PermissionError:
            return None  # still open where it was put from (Windows): the next look finds it
        self._left.pop(path.name, None)
        return claimed

    def _import(self, path: Path, stopping: Stopping) -> None:
        def renew(_done: float, _what: Text | None) -> None:
            if time.monotonic() - self._renewed > RENEW_S:
                self._renewed = time.monotonic()
                with contextlib.suppress(OSError):  # taken over by another PC: both may finish, the book knows each key
                    os.utime(path)

        self._renewed = time.monotonic()
        try:
            result = import_file(
                self._office, path, source=self._source, beside=self._folder, progress=Progress(renew, stopping)
            )
        except Cancelled:
            self._put_back(path)
            return
        except (BookOfflineError, AssetsOfflineError):
            self._put_back(path)
            raise
        except AppError as error:
            self._file(path, FAILED, (str(error),))
            self._told(Told(path.name, error=error))
            return
        self._file(path, DONE if result.good else FAILED, tuple(str(line) for line in words_of(result)))
        self._told(Told(path.name, result=result))

    def _file(self, path: Path, where: str, lines: tuple[str, ...]) -> None:
        """Move it away, with a report beside it that holds no personal data."""
        target = _free(self._folder / where / path.name)
        with contextlib.suppress(FileNotFoundError):  # taken over by another PC, and filed there
            path.rename(target)
            os.utime(target)
            report = target.with_name(f"{target.name}.report.txt")
            report.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _put_back(self, path: Path) -> None:
        with contextlib.suppress(OSError):  # left in ``working`` it is found again
            path.rename(_free(self._folder / path.name))

    def _clear_old(self) -> None:
        limit = time.time() - self._keep_days * 86400
        for path in (self._folder / DONE).iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.suffix.lower() in BUNDLES | TABLES and path.is_file() and path.stat().st_mtime < limit:
                    path.unlink()

    def _wait(self, error: AppError) -> None:
        if str(error) != self._waiting:  # once, not with every look
            self._waiting = str(error)
            self._told(Told("", error=error))


def _is_for_us(path: Path) -> bool:
    return (
        path.suffix.lower() in BUNDLES | TABLES
        and not path.name.startswith((".", "~$"))
        and not any(part.lower() in _UNFINISHED for part in path.suffixes)
        and not path.name.endswith(".report.txt")
        and path.is_file()
    )


def _free(path: Path) -> Path:
    """The path, or one with a number where there is such a file."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
