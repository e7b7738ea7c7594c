"""The real window, driven: opened in a folder of its own, waited for, its pauses noted."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, SignalInstance

if TYPE_CHECKING:
    from app.gui.window.main_window import MainWindow

SECONDS = 300


@contextmanager
def window(home: Path) -> "Iterator[MainWindow]":
    """The window with nothing on the bench, its 3D part ready. Only one in a process."""
    os.environ["STATUETTE_HOME"] = str(home)
    from app.bootstrap.assembling import assemble  # reads where its folders are

    workstation = assemble()
    opened = workstation.window
    opened.workshop.preferences.first_start_done = True
    opened.show()
    QTimer.singleShot(0, opened, lambda: opened.start([]))
    wait_signal(opened.bench.viewport.ready)
    try:
        yield opened
    finally:
        workstation.close()


def wait_signal(signal: SignalInstance, accept: Callable[..., bool] = lambda *_values: True) -> None:
    """Let the window live until the signal comes with values that are accepted. Raises TimeoutError."""
    loop = QEventLoop()
    connection = signal.connect(lambda *values: loop.exit(0) if accept(*values) else None)
    QTimer.singleShot(SECONDS * 1000, loop, lambda: loop.exit(1))
    failed = loop.exec()
    signal.disconnect(connection)
    if failed:
        raise TimeoutError("the window did not get there")


def pause(seconds: float) -> None:
    """Let the window live this long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


def settle(opened: "MainWindow") -> None:
    """Wait until no job is open and the picture is whole."""
    end = time.monotonic() + SECONDS
    frames: Any = opened.bench.viewport._frames
    while any(job.open for job in opened.workshop.runner.jobs) or not frames.whole:
        pause(0.1)
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
    pause(0.3)


def seen(opened: "MainWindow") -> SignalInstance:
    """Emitted when a picture has come to the screen."""
    canvas: Any = opened.bench.viewport.canvas
    signal: SignalInstance = canvas.frameSwapped
    return signal


class Heart(QObject):
    """Beats every 5 ms and remembers the longest pause, and what was done then."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = ""
        self.worst: dict[str, float] = {}
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst[self.doing] = max(self.worst.get(self.doing, 0.0), now - self._last)
        self._last = now
