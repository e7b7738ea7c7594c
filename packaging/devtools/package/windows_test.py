"""`dev.py test-package windows`: build the installer quickly packed, and use it under wine."""

from __future__ import annotations

import os
from pathlib import Path

from devtools import system, venv
from devtools.console import ROOT, call, say
from devtools.display import own_display
from devtools.package import windows

GIVEN = "STATUETTE_WINDOWS_SETUP"
TESTS = ROOT / "tests" / "package" / "test_windows_installer.py"
BUILT = ROOT / "build" / "package" / "windows"


def run(words: list[str]) -> int:
    """Test the installer that STATUETTE_WINDOWS_SETUP names, or a new one; `words` go to pytest. Raises Stop."""
    system.install_for_packages(system.WINE_PROGRAMS)
    venv.setup("dev", testing=True)
    setup = os.environ.get(GIVEN) or str(_quickly_packed())
    say(f"Testing {Path(setup).name} under wine")
    with own_display() as env:
        env |= {GIVEN: setup, "STATUETTE_SHOTS": str(BUILT / "shots")}
        return call([venv.PYTHON, "-m", "pytest", TESTS, "-p", "no:pytest-qt", "-x", "--durations=0", *words], env)


def _quickly_packed() -> Path:
    os.environ[windows.FAST] = "1"
    return windows.build(BUILT)
