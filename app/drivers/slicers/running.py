"""A slicer as a child process: with a deadline, ended when somebody cancels, its words read while it works."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from app.dispatch.slicing import SliceRefusedError
from app.i18n import text
from app.jobs.progress import Progress

POLL_SECONDS = 0.1
_KEPT_LINES = 400


@dataclass(frozen=True)
class Ended:
    """How a program ended: its code, and its last lines."""

    code: int
    lines: tuple[str, ...]


def run(
    command: Sequence[str], folder: Path, seconds: float, progress: Progress, share: Callable[[str], float | None]
) -> Ended:
    """Run to the end, in ``folder``. share: how far it is by one of its lines, from 0 to 1.

    Raises SliceRefusedError where it cannot be started or takes longer, Cancelled; it is ended in every case.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the program that the workshop has set
            list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0), env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=sys.platform != "win32",
        )  # fmt: skip
    except OSError as error:
        raise SliceRefusedError(
            text("The slicer “{name}” cannot be started: {why}.", name=Path(command[0]).name, why=error.strerror or "")
        ) from error
    assert process.stdout is not None
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, said), name="slicer", daemon=True)
    reader.start()
    try:
        return Ended(*_follow(process, said, seconds, progress, share))
    finally:
        _end(process)
        reader.join()
        process.stdout.close()


def _follow(
    process: "subprocess.Popen[bytes]",
    said: "queue.SimpleQueue[str | None]",
    seconds: float,
    progress: Progress,
    share: Callable[[str], float | None],
) -> tuple[int, tuple[str, ...]]:
    lines: deque[str] = deque(maxlen=_KEPT_LINES)
    end, done = time.monotonic() + seconds, 0.0
    while True:
        progress(done, text("Slicing"))
        left = end - time.monotonic()
        if left <= 0:
            raise SliceRefusedError(
                text("Slicing took longer than {minutes} minutes and was stopped.", minutes=round(seconds / 60, 1))
            )
        try:
            line = said.get(timeout=min(POLL_SECONDS, left))
        except queue.Empty:
            continue
        if line is None:
            break
        lines.append(line)
        done = max(done, share(line) or 0.0)
    try:
        return process.wait(max(end - time.monotonic(), POLL_SECONDS)), tuple(lines)
    except subprocess.TimeoutExpired:
        raise SliceRefusedError(text("The slicer did not come to an end; it was stopped.")) from None


def _read(stream: IO[bytes], said: "queue.SimpleQueue[str | None]") -> None:
    try:
        for raw in stream:
            said.put(raw.decode("utf-8", "replace").strip())
    finally:
        said.put(None)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it and whatever it has started."""
    if process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
        process.kill()
    process.wait()
