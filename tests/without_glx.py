"""A display that cannot draw with OpenGL, as that of a remote desktop or of a broken driver."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def display_without_glx(size: str) -> Iterator[str]:
    """Its name, ":12"; ``size`` in pixels, "1280x900"."""
    ear, mouth = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(mouth), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-extension", "GLX"],
        pass_fds=(mouth,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(mouth)
    try:
        with os.fdopen(ear) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()
