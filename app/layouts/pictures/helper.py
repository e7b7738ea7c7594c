"""A warm process in which files of customers are decoded, each under a budget of time and memory.

A damaged file can crash or hang a decoder in C: then this process ends, the file is refused, and the next file gets a
new one. Starting a process takes longer than opening a photograph, so one stays for many files.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from app.errors import BudgetExceededError, Cancelled, FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress, silent
from app.jobs.worker import Worker, WorkerCrashedError
from app.jobs.worker_main import resolved

MEMORY_BYTES = 3_000_000_000
INTERPRETER_BYTES = 400_000_000  # Python, NumPy, OpenCV and their tables before the first file
PATIENCE = 4.0  # clock time for each second of processor time: others may keep the computer busy
WATCH_SECONDS = 0.1


class Helper:
    """One process for one caller at a time (others wait); :meth:`close` ends it."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._worker = Worker("app.layouts.pictures.decode")
        self._memory = memory_bytes

    def run(self, function: str, *args: object, seconds: float, progress: Progress | None = None) -> Any:
        """``function(*args, progress=…)``, named "module:function"; what it gives.

        ``seconds`` are of the process's processor time, with ``PATIENCE`` times as much by the clock. Raises what it
        raised, BudgetExceededError when it wants more than it may have, FileRefusedError when the decoder crashed, and
        Cancelled when ``progress`` does.
        """
        self._worker.start()
        watch = _Watch(self._worker, seconds, self._memory, progress or silent())
        try:
            return self._worker.run(
                budgeted, function, args, self._memory, report=watch.report, cancelled=watch.shall_stop
            )
        except Cancelled:
            if watch.why is not None:
                raise BudgetExceededError(watch.why) from None
            raise
        except MemoryError:
            raise BudgetExceededError(_too_much_memory()) from None
        except WorkerCrashedError as crash:
            raise FileRefusedError(
                text("This file made its reader crash: it is damaged or unusual. Save it again with another program.")
            ) from crash

    def close(self) -> None:
        self._worker.close()


class _Watch:
    """Looks at the process between its answers."""

    def __init__(self, worker: Worker, seconds: float, memory: int, progress: Progress) -> None:
        self.why: Text | None = None
        self._worker, self._seconds, self._memory, self._progress = worker, seconds, memory, progress
        self._end = time.monotonic() + PATIENCE * seconds
        self._next = time.monotonic() + WATCH_SECONDS
        self._pid: int | None = None
        self._before = 0.0
        self._done: float = 0.0
        self._what: Text | None = None

    def report(self, done: float, what: Text | None) -> None:
        self._done, self._what = done, what

    def shall_stop(self) -> bool:
        try:
            self._progress(self._done, self._what)
        except Cancelled:
            return True
        now = time.monotonic()
        if now > self._end:
            self.why = _too_long(self._seconds)
        elif now > self._next:
            self._next = now + WATCH_SECONDS
            self._look()
        return self.why is not None

    def _look(self) -> None:
        import psutil  # noqa: PLC0415 - most files are open before anybody looks

        pid = self._worker.pid
        if pid is None:
            return
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            used = process.cpu_times()
            spent = used.user + used.system
            if pid != self._pid:
                self._pid, self._before = pid, spent
            if spent - self._before > self._seconds:
                self.why = _too_long(self._seconds)
            elif process.memory_info().rss > self._memory + INTERPRETER_BYTES:
                self.why = _too_much_memory()


def _too_long(seconds: float) -> Text:
    return text(
        "This file took longer than {seconds} seconds and was given up; save it smaller.", seconds=round(seconds)
    )


def _too_much_memory() -> Text:
    return text("This file wanted more memory than it may have and was given up; save it smaller.")


def budgeted(function: str, args: tuple[object, ...], memory_bytes: int, progress: Progress) -> Any:
    """In the helper process: the work itself, under the limit that the system keeps where it has one."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - POSIX only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        wanted = memory_bytes + INTERPRETER_BYTES
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
    _silence()
    Image.MAX_IMAGE_PIXELS = None  # refused by our own count, which is the same for every format
    os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file")  # a video names no other files
    work: Callable[..., Any] = resolved(function)
    return work(*args, progress=progress)


def _silence() -> None:
    """What decoders print about a damaged file helps nobody at the terminal; what matters is raised."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
