"""What the developer reads: short lines on standard error, so that a program's own output stays clean."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")


FOREIGN = {"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__", "PYTHONDONTWRITEBYTECODE"}


class Stop(Exception):  # noqa: N818 - not a fault of the program: the end of the road, with a sentence
    """One sentence that says what is wrong and what to do."""


def say(words: str) -> None:
    _write(words)


def warn(words: str) -> None:
    _write(f"! {words}")


def _write(line: str) -> None:
    encoding = sys.stderr.encoding or "ascii"
    # One write: parts of the tests that end at the same moment would tear each other's lines.
    sys.stderr.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()


def environment(**extra: str) -> dict[str, str]:
    """Environment of a child: nothing of the user's own Python leaks in, and text is UTF-8 on Windows too.

    Byte code is kept, whatever the machine says: the tests start the program hundreds of times, each a second faster with it.
    """
    result = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**result, "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1", **extra}


def call(command: list[str | Path], env: dict[str, str] | None = None) -> int:
    """Run in the project folder and wait; gives the exit status."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=env or environment(), check=False).returncode


@contextmanager
def step_beside(title: str, command: list[str | Path], failed: list[str]) -> Iterator[None]:
    """Run a step that mostly waits beside those of the block; what it wrote is shown when both have ended."""
    began = time.monotonic()
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env=environment(), stdout=told, stderr=subprocess.STDOUT
        ) as running,
    ):
        try:
            yield
            status = running.wait()
        except BaseException:
            running.terminate()
            raise
        told.seek(0)
        say(f"\n── {title} (beside the step before)")
        say(told.read().decode("utf-8", "replace").rstrip())
    took = time.monotonic() - began
    if status:
        failed.append(title)
        warn(f"{title}: FAILED (exit status {status}, {took:.0f} s): {shlex.join(str(c) for c in command)}")
    else:
        say(f"   {title}: ok ({took:.1f} s)")


def timed(title: str, work: Callable[[], bool]) -> bool:
    """Do a step of several and say how it ended."""
    say(f"\n── {title}")
    began = time.monotonic()
    good = work()
    took = time.monotonic() - began
    if good:
        say(f"   {title}: ok ({took:.1f} s)")
    else:
        warn(f"{title}: FAILED ({took:.0f} s)")
    return good


def step(title: str, command: list[str | Path], env: dict[str, str] | None = None) -> bool:
    """Run one step of several and say how it ended."""
    say(f"\n── {title}")
    began = time.monotonic()
    status = call(command, env)
    took = time.monotonic() - began
    if status:
        warn(f"{title}: FAILED (exit status {status}, {took:.0f} s): {shlex.join(str(c) for c in command)}")
    else:
        say(f"   {title}: ok ({took:.1f} s)")
    return status == 0
