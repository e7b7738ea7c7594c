"""The canvas of the layout bench with 200 things on a sheet: pictures a second while somebody zooms, pans and drags.

The real window (needs a display; under Linux, Xvfb). Counted are the paint events of the canvas that were carried out while the
hand moves as fast as the window takes it; the longest block is the longest time between two beats of a 5 ms timer, from the
opening of the picture until the end.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="statuette-bench-", ignore_cleanup_errors=True)
os.environ["STATUETTE_HOME"] = HOME.name

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer  # noqa: E402 - after the folder is set
from PySide6.QtGui import QMouseEvent, QWheelEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from app.bootstrap.assembling import assemble  # noqa: E402
from tests.bench.heart import Heart  # noqa: E402
from tests.bench.layout_figures.plates import figure  # noqa: E402

COUNT, HAND_S, PATIENCE_S = 200, 6.0, 180.0


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, of: QWidget) -> None:
        super().__init__()
        self.count = 0
        of.installEventFilter(self)

    def eventFilter(self, _of: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


def wait(done: Callable[[], bool]) -> None:
    """Let the window live until this holds. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        loop = QEventLoop()
        QTimer.singleShot(20, loop, loop.quit)
        loop.exec()
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")


def settle() -> None:
    """Let the window live for half a second."""
    loop = QEventLoop()
    QTimer.singleShot(500, loop, loop.quit)
    loop.exec()


def wheel(view: QWidget, at: QPointF, steps: int) -> None:
    """Turn the wheel over a place of a widget."""
    event = QWheelEvent(
        at, QPointF(view.mapToGlobal(at.toPoint())), QPointF(0, 0).toPoint(), QPointF(0, 120 * steps).toPoint(),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def mouse(view: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    """A mouse event at a place of a widget."""
    event = QMouseEvent(kind, at, QPointF(view.mapToGlobal(at.toPoint())), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def frames(paints: Paints, move: Callable[[int], None]) -> float:
    """Pictures a second while the hand moves as fast as the window takes it."""
    before, began, turn = paints.count, time.perf_counter(), 0
    while time.perf_counter() - began < HAND_S / 3:
        move(turn)
        QApplication.processEvents()
        turn += 1
    return (paints.count - before) / (time.perf_counter() - began)


def main() -> dict[str, float]:
    """Open, arrange, move."""
    settings = Path(HOME.name) / "settings"
    settings.mkdir()
    (settings / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    path = Path(HOME.name) / "figure.png"
    figure(path)
    workstation = assemble()
    window = workstation.window
    window.resize(1600, 1000)
    window.show()
    window.start([])
    wait(lambda: workstation.desk.ready)
    heart = Heart()
    window.actions_.by_id["layout.design"].trigger()
    wait(lambda: window.layouts.there is not None)
    settle()
    flat = window.flat
    visit = heart.again()
    flat.open_files([path])
    wait(lambda: bool(flat.desk.things))
    settle()  # as long as a quick hand takes from one click to the next
    flat.desk.set_copies(0, COUNT)
    flat.setup.choose_sheet("roll-610")
    settle()
    window.actions_.by_id["layout.sheet"].trigger()
    flat.sheets.arrange()
    wait(lambda: flat.sheets.layout is not None and not flat.sheets.busy)
    placed = max(len(sheet.placements) for sheet in flat.sheets.layout.sheets)
    wait(flat.page.canvas.view.isVisible)
    opening = heart.again()
    view = flat.page.canvas.view.viewport()
    paints, middle = Paints(view), QPointF(view.width() / 2, view.height() / 2)
    none, left, center = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
    zooming = frames(paints, lambda turn: wheel(view, middle, 1 if turn // 12 % 2 else -1))
    flat.page.canvas.view.fit()
    mouse(view, QEvent.Type.MouseButtonPress, middle, center, center)
    panning = frames(
        paints, lambda turn: mouse(view, QEvent.Type.MouseMove, middle + QPointF(turn % 60, turn % 40), none, center)
    )
    mouse(view, QEvent.Type.MouseButtonRelease, middle, center, none)
    flat.page.canvas.view.fit()
    mouse(view, QEvent.Type.MouseButtonPress, middle, left, left)
    dragging = frames(
        paints, lambda turn: mouse(view, QEvent.Type.MouseMove, middle + QPointF(turn % 50, turn % 30), none, left)
    )
    mouse(view, QEvent.Type.MouseButtonRelease, middle, left, none)
    moving = heart.again()
    workstation.close()
    return {
        "canvas_fps": round(min(zooming, panning, dragging), 1), "canvas_zoom_fps": round(zooming, 1),
        "canvas_pan_fps": round(panning, 1), "canvas_drag_fps": round(dragging, 1), "canvas_things": placed,
        "canvas_block_ms": max(moving, opening), "canvas_moving_block_ms": moving, "canvas_first_visit_ms": visit,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
