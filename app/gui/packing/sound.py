"""Two short sounds: good and stop. Made here, played by what the system has; without a player the system's own beep."""

import math
import shutil
import struct
import sys
import tempfile
import wave
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

Sound = Literal["good", "stop"]

_RATE = 22_050
_NOTES: dict[Sound, tuple[tuple[float, float], ...]] = {  # hertz (0: silence), seconds
    "good": ((1318.5, 0.07),),
    "stop": ((392.0, 0.16), (0.0, 0.05), (293.7, 0.34)),
}
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))


def play(sound: Sound) -> None:
    """Play it beside everything else; never waits, never fails."""
    if QApplication.platformName() == "offscreen":
        return  # nobody is there to hear it
    player = next((p for p in _PLAYERS if shutil.which(p[0])), None)
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there is none elsewhere

        winsound.PlaySound(str(_file(sound)), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
    elif player is not None:
        QProcess.startDetached(player[0], [*player[1:], str(_file(sound))])
    elif sound == "stop":
        QApplication.beep()


def samples(sound: Sound) -> bytes:
    """16-bit mono samples at 22.05 kHz, faded in and out so that it does not click."""
    values: list[int] = []
    for hertz, seconds in _NOTES[sound]:
        count = round(seconds * _RATE)
        for n in range(count):
            fade = min(1.0, n / 200, (count - n) / 900)
            values.append(round(0.42 * 32_767 * fade * math.sin(2 * math.pi * hertz * n / _RATE)))
    return struct.pack(f"<{len(values)}h", *values)


@cache
def _file(sound: Sound) -> Path:
    path = Path(tempfile.mkdtemp(prefix="statuette-sound-")) / f"{sound}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples(sound))
    return path
