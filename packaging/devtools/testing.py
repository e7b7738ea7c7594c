"""Lint, types, import contracts and tests, fastest first."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from devtools import parts, system, venv
from devtools.console import PACKAGING, ROOT, call, say, step, step_beside, timed, warn
from devtools.display import own_display
from devtools.venv import PYTHON

# Unit tests run without pytest-qt: what they test must not need Qt. Its settings are then unknown to pytest, no fault.
WITHOUT_QT = [
    "-p",
    "no:pytest-qt",
    "-o",
    "addopts=--strict-markers -ra --import-mode=importlib",
    "-W",
    "ignore::pytest.PytestConfigWarning",
]
# A file stays with one process: what it starts once (a server, a figurine that is repaired) is started once.
# A process that crashes ends the run: with another in its place pytest-xdist waits for ever for the files of the first.
BY_FILE = ["--dist", "loadfile", "--max-worker-restart", "0"]
ON_ALL_CORES = ["-n", "auto", *BY_FILE]
BUILT_ON = "13"
RESPONSIVE = ROOT / "tests" / "gui" / "window" / "test_responsive.py"
DAYS = [ROOT / "tests" / "e2e" / name for name in ("test_day.py", "test_day_postgres.py")]


def check() -> bool:
    """Everything that reads the code without running it."""
    return all(
        # All of them, so that one run shows everything that is wrong.
        [
            step("ruff check", [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."]),
            step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
            step("licences", [PYTHON, PACKAGING / "devtools" / "licences.py"]),
            step(
                "import contracts",
                [PYTHON, "-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"],
            ),
            step("mypy", [PYTHON, "-m", "mypy"]),
        ]
    )


def everything() -> int:
    began = time.monotonic()
    with venv.warming():  # both would leave a core idle
        failed = [] if check() else ["check"]
    unit, peers = ROOT / "tests" / "unit", ROOT / "tests" / "peers"
    # Print servers take their time: what talks to them waits for minutes and works for seconds.
    servers = [PYTHON, "-m", "pytest", peers, *WITHOUT_QT, "-n", "4", *BY_FILE]
    drawn = [folder for folder in (ROOT / "tests" / name for name in ("e2e", "gui", "render")) if _has_tests(folder)]
    with step_beside("tests against real servers", servers, failed) if _has_tests(peers) else nullcontext():
        if _has_tests(unit) and not step(
            "tests without Qt", [PYTHON, "-m", "pytest", unit, *WITHOUT_QT, *ON_ALL_CORES]
        ):
            failed.append("tests without Qt")
        # It uses one core at a time, and the windows leave one idle at their end.
        with _package_beside(failed):
            if drawn and not _with_a_window(drawn):
                failed.append("tests with a window")
    # Alone on the machine: they look at how long the window does not answer.
    if RESPONSIVE.exists():
        with own_display() as env:
            if not step("tests of how fast it answers", [PYTHON, "-m", "pytest", RESPONSIVE], env):
                failed.append("tests of how fast it answers")
    took = time.monotonic() - began
    if failed:
        warn(f"FAILED: {', '.join(failed)} ({took:.0f} s)")
        return 1
    say(f"\nAll good: lint, types, import contracts, licences, every test, and the package ({took:.0f} s).")
    return 0


def _package_beside(failed: list[str]) -> AbstractContextManager[None]:
    """The Debian package is built, installed, used and removed while the block runs."""
    if system.debian() != BUILT_ON:
        warn(f"The Debian package is not tested here: it is built on Debian {BUILT_ON}.")
        return nullcontext()
    command: list[str | Path] = [sys.executable, PACKAGING / "dev.py", "test-package", "deb"]
    return step_beside("the Debian package: built, installed, used, removed", command, failed)


def _with_a_window(folders: list[Path]) -> bool:
    """The tests that draw, each part of them in processes and on a display of its own."""
    command = [PYTHON, "-m", "pytest", "-p", "tests.own_display", "-n", "1", *BY_FILE]
    with own_display() as env:
        # What takes longest begins first.
        wanted = [*([day] for day in DAYS), *parts.parts_of(folders, [RESPONSIVE, *DAYS])]
        return timed("tests with a window", lambda: parts.run(wanted, command, env))


def some(arguments: list[str]) -> int:
    """Only `pytest ARGUMENTS`."""
    with own_display() as env:
        return call([PYTHON, "-m", "pytest", *arguments], env)


def _has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))
