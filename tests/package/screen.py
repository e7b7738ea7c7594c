"""A screen of our own that can be looked at at any moment: Xvfb with its picture in a file, and xdotool's hands."""

import contextlib
import os
import select
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 1600, 1000
POLL_SECONDS = 0.02
Picture = NDArray[np.uint8]


class Screen:
    """``env`` starts programs on it; :meth:`picture` is what is on it now, (height, width, 3) RGB."""

    def __init__(self, number: str, file: Path) -> None:
        self.env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        self.env.pop("WAYLAND_DISPLAY", None)
        self._file = file

    def picture(self) -> Picture:
        data = np.memmap(self._file, np.uint8, "r")
        head = struct.unpack(">25I", data[:100].tobytes())
        header, width, height, line, colors = head[0], head[4], head[5], head[12], head[19]
        pixels = data[header + 12 * colors :][: line * height].reshape(height, line)[:, : 4 * width]
        return np.ascontiguousarray(pixels.reshape(height, width, 4)[:, :, 2::-1])

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.picture()).save(path)

    def tell(self, *words: str) -> str:
        """xdotool's words and its answer; empty where it found nothing."""
        done = subprocess.run(
            ["xdotool", *words], env=self.env, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def windows(self, title: str) -> list[str]:
        """Numbers of the visible windows whose title holds these words."""
        return self.tell("search", "--onlyvisible", "--name", title).split()

    def press(self, *keys: str) -> None:
        self.tell("key", "--clearmodifiers", "--delay", "80", *keys)

    def click(self, column: int, row: int) -> None:
        self.tell("mousemove", "--sync", str(column), str(row), "click", "1")

    def write(self, words: str) -> None:
        self.tell("type", "--clearmodifiers", "--delay", "40", words)


@contextlib.contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """An Xvfb until the block ends; ``folder`` takes its picture."""
    folder.mkdir(parents=True, exist_ok=True)
    ear, mouth = os.pipe()
    words = ["Xvfb", "-displayfd", str(mouth), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
    server = subprocess.Popen(
        [*words, "-nolisten", "tcp", "-noreset"],
        pass_fds=(mouth,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(mouth)
    try:
        ready, _, _ = select.select([ear], [], [], 120)
        number = os.read(ear, 64).decode().strip() if ready else ""
        assert number, "Xvfb did not start"
        yield Screen(number, folder / "Xvfb_screen0")
    finally:
        os.close(ear)
        server.terminate()
        server.wait()


def wait(done: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait until this gives something true, and give that. Raises AssertionError that says what did not come."""
    end = time.monotonic() + seconds
    while True:
        found = done()
        if found:
            return found
        assert time.monotonic() < end, f"after {seconds:.0f} s there is still no {what}"
        time.sleep(POLL_SECONDS)


def covered(picture: Picture) -> float:
    """Share of the screen that is not the black of an empty Xvfb."""
    return float((picture.max(axis=2) > 0).mean())


def colors(picture: Picture) -> int:
    """How many colours there are, to five bits: a dialog has dozens, a textured figure hundreds."""
    coarse = (picture >> 3).astype(np.int32)
    return len(np.unique(coarse[..., 0] << 10 | coarse[..., 1] << 5 | coarse[..., 2]))


def near(one: Picture, other: Picture) -> float:
    """Mean difference of two pictures in small, 0-255: layout and large areas count, text and shading hardly."""
    small = [np.asarray(Image.fromarray(p).resize((64, 40), Image.Resampling.BOX), np.float64) for p in (one, other)]
    return float(np.abs(small[0] - small[1]).mean())
