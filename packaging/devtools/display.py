"""A display for tests and pictures: an Xvfb of our own, gone when we are."""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from devtools.console import LINUX, Stop, environment

SCREEN = "1920x1200x24"


def has_display() -> bool:
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def own_display() -> Iterator[dict[str, str]]:
    """The environment of a child that draws: on Linux an Xvfb of its own, elsewhere the desktop."""
    if not LINUX:
        yield environment()
        return
    if shutil.which("Xvfb") is None:
        raise Stop(
            "The tests that draw need Xvfb; please install it (sudo apt-get install xvfb), then run this command again."
        )
    # A polite end from outside must reach the `finally` below.
    previous = signal.signal(signal.SIGTERM, _leave)
    ear, mouth = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(mouth), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
        pass_fds=(mouth,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - there is no second thread here
    )
    try:
        os.close(mouth)
        number = _read_line(ear, seconds=60)
        if not number:
            raise Stop("Xvfb did not start; run `Xvfb :77` by hand to see what it says.")
        words = environment(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb", LANG=os.environ.get("LANG", "C.UTF-8"))
        words.pop("WAYLAND_DISPLAY", None)
        words.pop("XAUTHORITY", None)
        yield words
    finally:
        os.close(ear)
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        signal.signal(signal.SIGTERM, previous)


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a signal handler
    raise SystemExit(128 + number)


def _die_with_parent() -> None:
    """Ask the kernel to end Xvfb if we are killed outright (PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    # Ctrl+C goes to the whole group: the server stays until the tests have said good-bye.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_line(ear: int, seconds: float) -> str:
    got = b""
    while not got.endswith(b"\n"):
        ready, _, _ = select.select([ear], [], [], seconds)
        if not ready:
            return ""
        part = os.read(ear, 64)
        if not part:
            return ""
        got += part
    return got.decode().strip()
