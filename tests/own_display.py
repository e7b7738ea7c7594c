"""Each process of a run on all cores draws on a display of its own: windows of two tests never take each other's keys.

A plugin (``-p tests.own_display``) of runs that draw.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_display(worker_id: str) -> Iterator[None]:
    if worker_id == "master" or not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        yield
        return
    ear, mouth = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(mouth), "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(mouth,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        os.close(mouth)
        with os.fdopen(ear) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"
        yield
        server.terminate()
