"""Functions that the helper process is asked to run: it imports them by name."""

import ctypes
import logging
import os
import sys
import time
from pathlib import Path

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.safe_write import aside


def double(value: int, progress: Progress) -> int:
    progress(0.5, text("doubling"))
    return 2 * value


def refuse(progress: Progress) -> None:
    progress(0.1)
    raise AppError(text("No {thing} today.", thing="paper"))


def stumble(progress: Progress) -> None:
    progress(0.1)
    raise ZeroDivisionError("a bug")


def is_loaded(module: str, progress: Progress) -> bool:
    progress(0.5)
    return module in sys.modules


def priority(progress: Progress) -> int:
    progress(0.5)
    return os.getpriority(os.PRIO_PROCESS, 0)


def die(progress: Progress) -> None:
    progress(0.1)
    os._exit(3)


def loop_politely(progress: Progress) -> None:
    while True:
        progress(0.5)
        time.sleep(0.005)


def loop_deafly(progress: Progress) -> None:
    progress(0.0, text("deaf"))
    while True:
        time.sleep(0.05)


def write_deafly(path: Path, progress: Progress) -> None:
    aside(path.parent).write_bytes(b"half a file")
    loop_deafly(progress)


def die_writing(path: Path, progress: Progress) -> None:
    aside(path.parent).write_bytes(b"half a file")
    die(progress)


def print_something(progress: Progress) -> str:
    progress(0.1)
    print("this must not break the answers")  # noqa: T201
    return "said"


def step_on_nothing(progress: Progress) -> None:
    progress(0.1)
    ctypes.string_at(0)


def log_something(progress: Progress) -> None:
    progress(0.1)
    logging.getLogger("app.test").warning("buyer with %s", "13800000021")


class Unreadable:
    """Cannot be made again on the other side."""

    def __reduce__(self) -> tuple[object, ...]:
        return int, ("no number", "no base", "too many")


def answer_unreadably(*, progress: Progress) -> Unreadable:
    del progress
    return Unreadable()
