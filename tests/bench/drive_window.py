"""Starts the real window with a model and measures it: ``drive_window BEGAN MODEL HOME [work]``.

BEGAN is the clock (``time.time()``) when whoever measures started this process, so that the interpreter's own start
counts. Prints one JSON object: window_s (first paint of the window), model_s (the model is drawn), and with ``work``
worst_block_ms: the longest time between two beats of a 5 ms timer while the model is inspected and repaired.
"""

import json
import os
import sys
import time
from pathlib import Path

BEGAN, MODEL, HOME, WORK = float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], "work" in sys.argv[4:]
os.environ["STATUETTE_HOME"] = HOME

from app import bootstrap  # noqa: E402
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer  # noqa: E402 - its import is part of what is measured

SECONDS = 240


class FirstPaint(QObject):
    """Notes when the window was first painted."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at = time.time()
        return False


class Heart(QObject):
    """Beats every 5 ms and remembers the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now


def main() -> int:
    """Drive the window and print what was measured."""
    workstation = bootstrap.assemble()
    window, bench, runner = workstation.window, workstation.window.workshop.bench, workstation.window.workshop.runner
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
        heart = Heart()
        done = QEventLoop()
        QTimer.singleShot(SECONDS * 1000, done, lambda: done.exit(1))

        asked: list[bool] = []

        def reported(report: object) -> None:
            if report is None:
                return
            repair = window.actions_.by_id["model.repair_automatically"]
            if not asked and repair.isEnabled():
                asked.append(True)
                repair.trigger()
            elif not any(job.open for job in runner.jobs):
                QTimer.singleShot(500, done, lambda: done.exit(0))

        bench.report_changed.connect(reported)
        runner.finished.connect(lambda _job: reported(bench.report))
        reported(bench.report)
        if done.exec():
            raise TimeoutError("the inspection or the repair did not end")
        figures["worst_block_ms"] = round(heart.worst * 1000, 1)
    workstation.close()
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
