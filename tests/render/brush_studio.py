"""A viewport with brushes, and a real bench, store and thread behind it."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.workshop import Workshop
from app.gui.base.display import Display
from app.gui.base.main_thread import MainThread
from app.gui.bench.undo import UndoList
from app.gui.brushes.hand import BrushHand
from app.gui.viewport.widget import Viewport
from app.jobs.runner import Runner
from app.mesh.mesh import Material, Mesh, Texture
from app.session.bench import Bench, Document
from app.settings.preferences import Preferences
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore

MIDDLE = QPoint(200, 150)


class Studio:
    """A viewport, a bench behind it and a hand with brushes."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.viewport = Viewport()
        self.viewport.resize(400, 300)
        qtbot.addWidget(self.viewport)
        main = MainThread()
        self._main = main
        store = FolderMeshStore(folder / "store")
        self.workshop = Workshop(Bench(FolderJournal(folder)), store, Runner(main.post), Preferences())
        self.bench = self.workshop.bench
        self.undo = UndoList(self.bench)
        self.display = Display(self.workshop.runner, store)
        self.bench.mesh_changed.connect(self.display.load)
        self.display.loaded.connect(lambda mesh: self.viewport.show_mesh(mesh, keep_camera=True))
        self.viewport.show()
        qtbot.waitExposed(self.viewport)
        with qtbot.waitSignal(self.viewport.ready, timeout=60_000):
            self.viewport.start()
        self.hand = BrushHand(self.workshop, self.viewport, self.viewport)

    def open(self, mesh: Mesh) -> None:
        revision = self.workshop.store.put(mesh)
        with self.qtbot.waitSignal(self.viewport.shown, timeout=60_000):
            self.bench.open(Document("ball", Path("ball.glb"), revision, revision, "white_resin"))
        self.viewport.view("front")
        if self.viewport.flying:
            with self.qtbot.waitSignal(self.viewport.arrived, timeout=60_000):
                pass

    def take(self, kind) -> None:
        self.hand.take(kind)
        self.qtbot.waitUntil(lambda: self.hand.state in {"ready", "colorless"}, timeout=60_000)

    @property
    def canvas(self):
        return self.viewport.canvas

    def stroke(self, *way: QPoint, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mousePress(self.canvas, Qt.MouseButton.LeftButton, modifier, way[0])
        for at in way[1:]:
            drag(self.canvas, at, modifier)
        self.qtbot.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, modifier, way[-1])

    def settle(self) -> None:
        """Wait until every stroke is on the bench and in the picture."""
        done: list[bool] = []
        self.hand.when_settled(lambda: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done), timeout=60_000)
        self.qtbot.waitUntil(lambda: not any(job.open for job in self.workshop.runner.jobs), timeout=60_000)

    def mesh(self) -> Mesh:
        """What is on the bench, read from the disk anew."""
        assert self.bench.document is not None
        return FolderMeshStore(self.folder / "store").get(self.bench.document.revision)

    def close(self) -> None:
        self.hand.close()
        self.workshop.runner.close()
        self.viewport.close()


def drag(canvas, to: QPoint, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, modifier
    )
    QApplication.sendEvent(canvas, event)


def unrolled(ball: Mesh, side: int) -> Mesh:
    """The ball with a blue picture that is laid out like a map of the world."""
    place = ball.vertices - ball.bounds.mean(axis=0)
    east = np.arctan2(place[:, 1], place[:, 0]) / (2 * np.pi) + 0.5
    uv = np.stack([east, place[:, 2] / 40 + 0.5], axis=1)[ball.faces].astype(np.float32)
    across = (uv[..., 0].max(axis=1) - uv[..., 0].min(axis=1)) > 0.5
    uv[across, :, 0] = np.where(uv[across, :, 0] < 0.5, uv[across, :, 0] + 1, uv[across, :, 0])
    pixels = np.full((side, side, 4), (40, 60, 200, 255), np.uint8)
    return ball.with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))
