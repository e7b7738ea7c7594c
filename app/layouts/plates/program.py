"""Ghostscript, the RIP on this PC: an external program that is asked for plates. It is AGPL and never part of what we ship."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.errors import AppError, BudgetExceededError
from app.i18n import text
from app.jobs.progress import Progress

NAMES = ("gs", "gswin64c", "gswin32c")
POLL_SECONDS = 0.05
MEMORY_KB = 2_000_000


class NoGhostscriptError(AppError):
    """The program is not on this PC."""


def ghostscript(chosen: str = "") -> str:
    """Path of the program: the chosen one, else where the system or its installer for Windows has put it.

    Raises NoGhostscriptError.
    """
    if chosen:
        found = shutil.which(chosen)
    else:
        found = next((path for name in NAMES if (path := shutil.which(name))), None) or _installed()
    if found is None:
        raise NoGhostscriptError(
            text("To see the plates, install Ghostscript on this PC (free, from ghostscript.com) and try again.")
        )
    return found


def _installed() -> str | None:
    """Its newest version below the folder of programs."""
    for root in (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)")):
        found = sorted(Path(root).glob("gs/gs*/bin/gswin*c.exe")) if root else []
        if found:
            return str(found[-1])
    return None


def run(program: str, words: Sequence[str], folder: Path, seconds: float, progress: Progress) -> None:
    """Run to the end in ``folder``, which it may write to; it may read what is named in ``words``, and nothing else.

    The folder is its folder for temporary files too: what lies in that of the system, it would be allowed to read.
    Raises AppError where it cannot read the file, BudgetExceededError after ``seconds``, Cancelled; it is ended in every case.
    """
    log = folder / "log.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - the program that was found
            [program, "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", f"-K{MEMORY_KB}", *words],
            cwd=folder,
            env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=sys.platform != "win32",
        )
        try:
            _wait(process, seconds, progress)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    if process.returncode != 0:
        lines = log.read_text("utf-8", "replace").strip().splitlines()
        raise AppError(
            text(
                "Ghostscript cannot make plates of this file: {why}. Check the file, or write it again.",
                why=(lines[0] if lines else str(process.returncode))[:200].rstrip("."),
            )
        )


def _wait(process: "subprocess.Popen[bytes]", seconds: float, progress: Progress) -> None:
    begun = time.monotonic()
    while True:
        waited = time.monotonic() - begun
        progress(min(waited / seconds, 0.95), text("Making the plates"))
        if waited >= seconds:
            raise BudgetExceededError(
                text(
                    "Making the plates took longer than {seconds} seconds and was stopped; choose fewer dots an inch.",
                    seconds=round(seconds),
                )
            )
        try:
            process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
