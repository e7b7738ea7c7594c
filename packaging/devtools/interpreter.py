"""Which Python the environment is made with: 3.11 to 3.13, the usual CPython, 64 bits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from devtools import system
from devtools.console import LINUX, WINDOWS, Stop

LOWEST, HIGHEST = (3, 11), (3, 13)
PROBE = """
import json, sys, sysconfig
try:
    import ensurepip, venv
    able = True
except ImportError:
    able = False
print(json.dumps([sys.version_info[:2], sys.executable, sys.implementation.name, sys.maxsize > 2**32,
                  bool(sysconfig.get_config_var("Py_GIL_DISABLED")), able]))
"""


class Python(NamedTuple):
    path: Path
    version: tuple[int, int]
    has_ensurepip: bool


def find() -> Python:
    """The Python that started us if it will do, else the newest that the machine has, else one from apt."""
    candidates = [[sys.executable], *_others()]
    usable = [python for python in map(probe, candidates) if python]
    for python in usable:
        if python.has_ensurepip:
            return python
    if usable and LINUX:
        system.install(system.venv_package(usable[0].version))
        return usable[0]._replace(has_ensurepip=True)
    if LINUX and shutil.which("apt-get"):
        for minor in range(HIGHEST[1], LOWEST[1] - 1, -1):
            if system.known(f"python3.{minor}-venv"):
                system.install((f"python3.{minor}-venv",))
                found = probe([f"python3.{minor}"])
                if found:
                    return found
    running = ".".join(map(str, sys.version_info[:2]))
    raise Stop(
        f"Statuette needs Python 3.11, 3.12 or 3.13 (64 bits) and this is {running}; install one and use it here."
    )


def probe(command: list[str]) -> Python | None:
    """What this command is, if it is a Python that will do."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run([*command, "-I", "-c", PROBE], capture_output=True, text=True, check=False, timeout=60)
        version, path, name, wide, free_threaded, able = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):  # a shim that leads nowhere, the Windows Store's stand-in
        return None
    version = tuple(version)
    if name != "cpython" or not wide or free_threaded or not LOWEST <= version <= HIGHEST:
        return None
    return Python(Path(path), version, able)


def _others() -> list[list[str]]:
    minors = range(HIGHEST[1], LOWEST[1] - 1, -1)
    if WINDOWS:
        return [["py", f"-3.{minor}"] for minor in minors] + [["python"]]
    return [[f"python3.{minor}"] for minor in minors] + [["python3"]]
