"""`dev.py test-package KIND [FILE]`: the tests of tests/package on an installer."""

from __future__ import annotations

import argparse
from pathlib import Path

from devtools import leftovers, system
from devtools.console import ROOT, Stop, call, environment
from devtools.package import command
from devtools.venv import PYTHON


def main(words: list[str]) -> int:
    """Run the tests of one kind of installer; builds a loosely packed one where none is named. Raises Stop."""
    parser = argparse.ArgumentParser(prog="dev.py test-package")
    parser.add_argument("kind", choices=("deb", "windows"))
    parser.add_argument("file", type=Path, nargs="?")
    asked = parser.parse_args(words)
    leftovers.settle()
    system.install_for_packages(testing=True, windows=asked.kind == "windows")
    file = (
        asked.file.absolute()
        if asked.file
        else command.build(asked.kind, ROOT / "build" / "package" / "trial", quick=True)
    )
    if not file.is_file():
        raise Stop(f"There is no installer {file}.")
    tests = ROOT / "tests" / "package" / f"test_{asked.kind}.py"
    return call(
        [PYTHON, "-m", "pytest", "-p", "no:xdist", "-v", tests],
        environment(STATUETTE_PACKAGE=str(file), STATUETTE_ON_TRIAL=str(leftovers.ON_TRIAL)),
    )
