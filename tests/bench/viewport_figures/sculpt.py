"""Dabs of a sculpting brush a second on 300,000 faces, in a real viewport: each with its picture on the screen.

``python -m tests.bench.viewport_figures.sculpt`` measures it alone; it needs a display.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.commands.workshop import Workshop
from app.gui.base.display import Display
from app.gui.base.main_thread import MainThread
from app.gui.brushes.hand import BrushHand
from app.gui.brushes.kinds import Kind
from app.gui.viewport.widget import Viewport
from app.jobs.runner import Runner
from app.mesh.mesh import Mesh
from app.session.bench import Bench, Document
from app.settings.preferences import Preferences
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore

WINDOW = (1100, 800)
RINGS = 274  # of a ball with 299,208 faces
DABS = 60
SECONDS = 60
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def measure() -> dict[str, float]:
    """``sculpt_300k_hz``: of the slowest brush; and of painting on a picture of 2048²."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder))
        try:
            ball = _ball()
            bench.open(ball)
            each = {kind: bench.hertz(kind) for kind in ("smooth", "draw", "inflate", "flatten", "grab")}
            bench.open(_pictured(ball, 2048))
            paint = bench.hertz("paint")
        finally:
            bench.close()
    return {
        "sculpt_300k_hz": round(min(each.values()), 1),
        **{f"sculpt_{kind}_hz": round(hertz, 1) for kind, hertz in each.items()},
        "paint_2048_hz": round(paint, 1),
    }


class _Bench:
    """A viewport with a hand, and a bench that keeps the strokes."""

    def __init__(self, folder: Path) -> None:
        self.viewport = Viewport()
        self.viewport.resize(*WINDOW)
        self._main = MainThread()
        self._store = FolderMeshStore(folder / "store")
        self._workshop = Workshop(Bench(FolderJournal(folder)), self._store, Runner(self._main.post), Preferences())
        self._display = Display(self._workshop.runner, self._store)
        self._workshop.bench.mesh_changed.connect(self._display.load)
        self._display.loaded.connect(self.viewport.show_mesh)
        self._shown = ""
        self.viewport.shown.connect(self._note)
        self.hand = BrushHand(self._workshop, self.viewport, self.viewport)
        self.viewport.show()
        self.viewport.start()

    def open(self, mesh: Mesh) -> None:
        """Show a mesh from the front."""
        revision = self._store.put(mesh)
        self._workshop.bench.open(Document("ball", Path("ball"), revision, revision, "white_resin"))
        _wait(lambda: self._shown == revision)
        self.viewport.view("front")
        _wait(lambda: not self.viewport.flying)
        _pause(1.0)

    def hertz(self, kind: Kind) -> float:
        """Dabs a second: the pointer goes on by one dab, its picture is painted, and so on."""
        if self.hand.kind != kind:
            self.hand.take(kind)
        _wait(lambda: self.hand.state == "ready")
        _pause(1.0)
        width, height = self.viewport.width(), self.viewport.height()
        at = QPointF(width * 0.42, height * 0.5)
        step = QPointF(9.0, 0.0)
        self._mouse(QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
        spent = []
        for number in range(DABS):
            at += step if number // 15 % 2 == 0 else -step
            began = time.perf_counter()
            self._mouse(QEvent.Type.MouseMove, at, NONE, LEFT)
            QApplication.processEvents()  # the dab
            QApplication.processEvents()  # its paint
            spent.append(time.perf_counter() - began)
        self._mouse(QEvent.Type.MouseButtonRelease, at, LEFT, NONE)
        _pause(2.0)
        return 1.0 / median(spent[3:])

    def close(self) -> None:
        """Free everything."""
        self.hand.close()
        self._workshop.runner.close()
        self.viewport.close()

    def _note(self, revision: str) -> None:
        self._shown = revision

    def _mouse(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        canvas = self.viewport.canvas
        assert canvas is not None
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def _ball() -> Mesh:
    theta = np.linspace(0, np.pi, RINGS + 1)[1:-1]
    phi = np.linspace(0, 2 * np.pi, 2 * RINGS, endpoint=False)
    t, p = np.meshgrid(theta, phi, indexing="ij")
    ring = np.stack([np.sin(t) * np.cos(p), np.sin(t) * np.sin(p), np.cos(t)], axis=2).reshape(-1, 3)
    n, k = len(phi), np.arange(len(phi))
    follow = (k + 1) % n
    low = np.arange(len(theta) - 1)[:, None] * n
    quads = [low + k, low + n + k, low + n + follow, low + follow]
    one = np.stack([quads[0], quads[1], quads[2]], axis=2).reshape(-1, 3)
    two = np.stack([quads[0], quads[2], quads[3]], axis=2).reshape(-1, 3)
    poles = [
        np.stack([np.full(n, len(ring)), k, follow], axis=1),
        np.stack([np.full(n, len(ring) + 1), low[-1, 0] + n + follow, low[-1, 0] + n + k], axis=1),
    ]
    points = np.concatenate([ring, [[0, 0, 1], [0, 0, -1]]]) * 50.0
    return Mesh(points + np.array([0.0, 0.0, 50.0]), np.concatenate([one, two, *poles]).astype(np.int32))


def _pictured(mesh: Mesh, side: int) -> Mesh:
    from app.mesh.mesh import Material, Texture

    place = (mesh.vertices - [0, 0, 50]) / 50.0
    east = np.arctan2(place[:, 1], place[:, 0]) / (2 * np.pi) + 0.5
    uv = np.stack([east, place[:, 2] / 2 + 0.5], axis=1)[mesh.faces].astype(np.float32)
    across = (uv[..., 0].max(axis=1) - uv[..., 0].min(axis=1)) > 0.5
    uv[across, :, 0] += uv[across, :, 0] < 0.5
    pixels = np.full((side, side, 4), (120, 160, 200, 255), np.uint8)
    return mesh.with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        _pause(0.03)
        if time.monotonic() > end:
            raise TimeoutError("the viewport did not get there")


def _pause(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
