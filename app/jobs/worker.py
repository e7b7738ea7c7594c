"""A helper process that stays warm and runs one function after another.

Mesh work runs here and not in a thread of the window: it cannot freeze the window by holding the GIL, it can be ended at
any moment, and a crash inside a library takes nothing else along.
"""

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import IO, Any

from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.faults import fault_mark, log_fault
from app.jobs.progress import Progress, Report
from app.safe_write import MARK, mark_of_pc, take_away_asides

GRACE_SECONDS = 0.25  # how long cancelled work may take to notice before its process is ended
ROOT = Path(__file__).parent.parent.parent
log = logging.getLogger(__name__)


class WorkerCrashedError(AppError):
    """The helper process ended in the middle of the work."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The helper process stopped in the middle of this step; the model is unchanged. "
                "Try again, or save the file and report it."
            )
        )


class Worker:
    """One warm helper process. Thread-safe for one caller at a time; :meth:`close` ends the process.

    ``preload``: a module that the process imports before its first work, so that the first work after a start (or after
    work that had to be ended) need not wait for it.
    """

    def __init__(self, preload: str = "") -> None:
        self._preload = preload
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._faults = 0
        self._folders: frozenset[Path] = frozenset()  # of files that the work under way was given

    @property
    def pid(self) -> int | None:
        """The process, while there is one: for whoever watches what it takes."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        """Start the process if it is not running; returns at once, the process warms up by itself."""
        if self._process is not None and self._process.poll() is None:
            return
        self._drop()
        self._faults = fault_mark()
        path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-m", "app.jobs.worker_main", *([self._preload] if self._preload else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if sys.stderr is None else None,
            env={**os.environ, "PYTHONPATH": path, MARK: mark_of_pc()},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def run(self, function: Callable[..., Any] | str, *args: Any, report: Report, cancelled: Callable[[], bool]) -> Any:
        """Run ``function(*args, progress=…)`` in the process and return its result.

        ``function`` may also be its name, "module:function". What goes in and out must be picklable. Raises what the
        function raised, Cancelled, or WorkerCrashedError. Blocks: call it from a thread.
        """
        with self._lock, self._beside(args):
            self.start()
            assert self._process is not None
            answers = _Answers(self._process)
            try:
                self._send(("run", function, args))
            except OSError as broken:  # the process died while it was idle: once more with a new one
                self._drop()
                self.start()
                assert self._process is not None
                answers = _Answers(self._process)
                try:
                    self._send(("run", function, args))
                except OSError:
                    raise WorkerCrashedError from broken
            return self._follow(answers, report, cancelled)

    def close(self) -> None:
        """End the process."""
        self._drop()

    @contextlib.contextmanager
    def _beside(self, args: tuple[Any, ...]) -> Iterator[None]:
        """Should the process be ended meanwhile, what it has put aside beside these files goes with it."""
        self._folders = frozenset(arg.parent for arg in args if isinstance(arg, Path))
        try:
            yield
        finally:
            self._folders = frozenset()

    def _send(self, message: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pickle.dump(message, self._process.stdin)
        self._process.stdin.flush()

    def _follow(self, answers: "_Answers", report: Report, cancelled: Callable[[], bool]) -> Any:
        asked_to_stop: float | None = None
        while True:
            if asked_to_stop is None and cancelled():
                asked_to_stop = time.monotonic()
                with contextlib.suppress(OSError):  # it may have ended this very moment: the next answer says so
                    self._send(("cancel",))
            if asked_to_stop is not None and time.monotonic() - asked_to_stop > GRACE_SECONDS:
                self._abandon()
                self.start()
                raise Cancelled
            answer = answers.next(0.05)
            match answer:
                case None:
                    continue
                case ("progress", done, what):
                    report(done, what)
                case ("done", result):
                    return result
                case ("error", error):
                    raise error
                case _:
                    code = self._drop()
                    if asked_to_stop is not None:
                        raise Cancelled
                    log_fault(self._faults, code)
                    raise WorkerCrashedError

    def _drop(self) -> int | None:
        process, self._process = self._process, None
        return None if process is None else _end(process, self._folders)

    def _abandon(self) -> None:
        """End the process without waiting until it is gone: giving back gigabytes takes the system a while."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            threading.Thread(target=_end, args=(process, self._folders), name="worker's end").start()


def _end(process: "subprocess.Popen[bytes]", folders: Collection[Path]) -> int:
    """Gives the exit status: it may have ended by itself before. What it has put aside in ``folders`` goes."""
    process.kill()
    code = process.wait()
    for folder in folders:
        take_away_asides(folder, process.pid)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # a broken pipe has nothing left to flush
                pipe.close()
    return code


class _Answers:
    """Reads answers on a thread, so that the caller can look for a cancel between them (pipes have no timeout on Windows)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._ready = threading.Condition()
        self._queue: list[tuple[Any, ...]] = []
        threading.Thread(target=self._read, args=(process.stdout,), name="worker answers", daemon=True).start()

    def _read(self, pipe: IO[bytes]) -> None:
        answer: tuple[Any, ...] = ()
        while not answer or answer[0] == "progress":
            try:
                answer = pickle.load(pipe)  # noqa: S301 - from our own process
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                answer = ("gone",)
            except Exception:
                log.exception(
                    "an answer of the helper process cannot be read"
                )  # whoever waits for it must not wait for ever
                answer = ("gone",)
            with self._ready:
                self._queue.append(answer)
                self._ready.notify()

    def next(self, timeout: float) -> tuple[Any, ...] | None:
        with self._ready:
            if not self._queue:
                self._ready.wait(timeout)
            return self._queue.pop(0) if self._queue else None


def progress_over(send: Callable[[object], None], cancelled: Callable[[], bool]) -> Progress:
    """A progress that reports through ``send``: the helper process's side of :meth:`Worker.run`."""
    return Progress(lambda done, what: send(("progress", done, what)), cancelled)
