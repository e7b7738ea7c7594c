"""A start of the packaged program, watched from outside: when its window is painted, when its model is on the screen."""

import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from tests.package.screen import HEIGHT, WIDTH, Picture, covered, screen, wait

SECONDS = 240.0
MIDDLE = (slice(HEIGHT * 2 // 10, HEIGHT * 6 // 10), slice(WIDTH * 3 // 10, WIDTH * 6 // 10))


class Start(NamedTuple):
    """Seconds from the command to the first paint of the window, and to the model."""

    window_s: float
    model_s: float


def start(command: Path, model: Path, folder: Path) -> Start:
    """Start the command with a coloured model, look until the model is there, end it."""
    with screen(folder / "screen") as shown:
        env = {**shown.env, "STATUETTE_HOME": str(folder / "user"), "LANG": os.environ.get("LANG", "C.UTF-8")}
        began = time.monotonic()
        program = subprocess.Popen([command, model], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait(lambda: covered(shown.picture()) > 0.3, SECONDS, "window")
            window = time.monotonic() - began
            wait(lambda: colorful(shown.picture()[MIDDLE]) > 0.02, SECONDS, "model in the window")
            found = Start(window, time.monotonic() - began)
            time.sleep(1)  # the window finishes what it began, as it does before somebody closes it
        finally:
            program.terminate()
            program.wait()
        return found


def colorful(picture: Picture) -> float:
    """Share of the picture that has a strong colour: the window's own are greys and one blue, outside the middle."""
    wide = picture.astype("int16")
    return float((wide.max(axis=2) - wide.min(axis=2) > 60).mean())
