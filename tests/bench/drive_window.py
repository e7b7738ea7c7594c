"""Starts the real window with a model and measures it: ``drive_window BEGAN MODEL HOME [work]``.

BEGAN is the clock (``time.time()``) when whoever measures started this process, so that the interpreter's own start
counts. Prints one JSON object: window_s (first paint of the window), model_s (the model is drawn), and with ``work``
inspect_block_ms, repair_block_ms, worst_block_ms: the longest time between two beats of a 5 ms timer while the open model
is inspected and repaired and the result is drawn.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEGAN, MODEL, HOME, WORK = float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], "work" in sys.argv[4:]
os.environ["STATUETTE_HOME"] = HOME

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer  # noqa: E402 - its import is part of what is measured

from app.bootstrap.assembling import assemble  # noqa: E402
from app.gui.window.main_window import MainWindow  # noqa: E402
from tests.bench.heart import Heart  # noqa: E402

SECONDS = 240
SETTLE_SECONDS = 0.5


class FirstPaint(QObject):
    """Notes when the window was first painted."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at = time.time()
        return False


def worst_blocks(window: MainWindow) -> dict[str, float]:
    """Inspect and repair what is open; the window's longest pause in each, and while the result was drawn."""
    runner, actions = window.workshop.runner, window.actions_.by_id
    wait(lambda: not any(job.open for job in runner.jobs) and actions["model.inspect"].isEnabled())
    pause(SETTLE_SECONDS)
    figures = {}
    for name, action in (("inspect_block_ms", "model.inspect"), ("repair_block_ms", "model.repair_automatically")):
        heart = Heart()
        actions[action].trigger()
        wait(lambda: not any(job.open for job in runner.jobs))
        pause(SETTLE_SECONDS)
        figures[name] = heart.stop()
    return {**figures, "worst_block_ms": max(figures.values())}


def wait(done: Callable[[], bool]) -> None:
    """Let the window live until this holds. Raises TimeoutError."""
    end = time.monotonic() + SECONDS
    while not done():
        pause(0.05)
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")


def pause(seconds: float) -> None:
    """Let the window live this long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


def main() -> int:
    """Drive the window and print what was measured."""
    workstation = assemble()
    window = workstation.window
    paint = FirstPaint()
    window.installEventFilter(paint)
    window.show()
    QTimer.singleShot(0, window, lambda: window.start([MODEL]))
    loop = QEventLoop()
    QTimer.singleShot(SECONDS * 1000, loop, lambda: loop.exit(1))
    window.bench.viewport.shown.connect(lambda revision: loop.exit(0) if revision else None)
    if loop.exec():
        raise TimeoutError("the model did not appear")
    drawn = time.time()
    figures = {"window_s": (paint.at or drawn) - BEGAN, "model_s": drawn - BEGAN}
    if WORK:
        figures |= worst_blocks(window)
    workstation.close()
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
