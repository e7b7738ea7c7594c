"""A module of ours in a process of its own, at the lowest priority: what makes later work quicker and nobody waits for."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class Beside:
    """``python -m module`` beside the window; :meth:`close` ends it, finished or not."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, once it was started."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it; returns at once. Where it cannot be started nothing is lost but time later."""
        path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
                [sys.executable, "-m", self._module],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            _let_others_first(self._process.pid)

    def close(self) -> None:
        """End the process if it still runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _let_others_first(pid: int) -> None:
    import psutil  # noqa: PLC0415 - only here

    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        process.nice(19 if os.name == "posix" else psutil.IDLE_PRIORITY_CLASS)
