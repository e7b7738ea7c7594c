"""Each process of a run on all cores draws on a display of its own: windows of two tests never take each other's keys.

A plugin (``-p tests.own_display``) of runs that draw. The display goes with the process, not with its last test: Qt holds
on to it until the end.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys

import pytest

_PR_SET_PDEATHSIG = 1
_SERVERS: list[subprocess.Popen[bytes]] = []


@pytest.fixture(scope="session", autouse=True)
def own_display(worker_id: str) -> None:
    if worker_id != "master" and sys.platform.startswith("linux") and shutil.which("Xvfb") is not None:
        ear, mouth = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(mouth), "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=(mouth,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=_go_with_parent,  # noqa: PLW1509 - there is no second thread yet
        )  # fmt: skip
        _SERVERS.append(server)
        os.close(mouth)
        with os.fdopen(ear) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"


def _go_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
