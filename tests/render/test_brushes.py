"""Brushes in the picture, with a real bench, store and thread behind them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from viewport_shapes import painted, sphere

from app.commands.workshop import Workshop
from app.gui.brushes.hand import BrushHand
from app.gui.brushes.offer import give_colors
from app.gui.display import Display
from app.gui.main_thread import MainThread
from app.gui.undo import UndoList
from app.gui.viewport.widget import Viewport
from app.jobs.runner import Runner
from app.mesh.mesh import Material, Mesh, Texture
from app.session.bench import Bench, Document
from app.settings.preferences import Preferences
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]
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
        with self.qtbot.waitSignal(self.viewport.shown, timeout=20_000):
            self.bench.open(Document("ball", Path("ball.glb"), revision, revision, "white_resin"))
        self.viewport.view("front")
        if self.viewport.flying:
            with self.qtbot.waitSignal(self.viewport.arrived, timeout=10_000):
                pass

    def take(self, kind) -> None:
        self.hand.take(kind)
        self.qtbot.waitUntil(lambda: self.hand.state in {"ready", "colorless"}, timeout=20_000)

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
        self.qtbot.waitUntil(lambda: bool(done), timeout=20_000)
        self.qtbot.waitUntil(lambda: not any(job.open for job in self.workshop.runner.jobs), timeout=20_000)

    def mesh(self) -> Mesh:
        """What is on the bench, read from the disk anew."""
        assert self.bench.document is not None
        return FolderMeshStore(self.folder / "store").get(self.bench.document.revision)

    def close(self) -> None:
        self.hand.close()
        self.workshop.runner.close()
        self.viewport.close()


def drag(canvas, to: QPoint, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

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


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
    made = Studio(qtbot, tmp_path)
    yield made
    made.close()
    QTest.qWait(0)


def test_a_stroke_raises_the_surface_and_is_one_step_that_can_be_undone(studio: Studio) -> None:
    ball = sphere(rings=60)
    studio.open(ball)
    studio.take("draw")
    pose = studio.viewport.pose
    studio.stroke(MIDDLE, MIDDLE + QPoint(40, 0))
    assert studio.viewport.pose is pose
    studio.settle()
    after = studio.mesh()
    moved = (after.vertices != ball.vertices).any(axis=1)
    assert 10 < moved.sum() < 0.4 * len(moved)
    assert (ball.vertices[moved][:, 1] < 0).all()  # the side that is seen from the front
    assert (np.linalg.norm(after.vertices[moved] - [0, 0, 20], axis=1) > 19.99).all()
    assert len(studio.bench.document.edits) == 1
    studio.hand.when_settled(studio.undo.stack.undo)
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices == ball.vertices).all()), timeout=10_000)
    studio.hand.when_settled(studio.undo.stack.redo)
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices == after.vertices).all()), timeout=10_000)


def test_what_is_drawn_while_a_stroke_is_on_its_way_is_what_is_drawn_afterwards(studio: Studio) -> None:
    studio.open(painted(sphere(rings=60), (230, 30, 30)))
    before = studio.viewport.screenshot()[..., :3].astype(int)
    studio.take("inflate")
    assert np.abs(studio.viewport.screenshot()[..., :3] - before).max() < 30
    studio.stroke(MIDDLE - QPoint(90, 0), MIDDLE, MIDDLE + QPoint(90, 0))
    live = studio.canvas.grabFramebuffer()
    studio.settle()
    studio.hand.grip.hover(None)  # without the ring
    whole = studio.viewport.screenshot()[..., :3].astype(int)
    studio.hand.put_down()
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=20_000):
        pass
    final = studio.viewport.screenshot()[..., :3].astype(int)
    assert (np.abs(whole - before).max(axis=2) > 6).mean() > 0.01
    assert (np.abs(final - whole).max(axis=2) > 24).mean() < 0.002
    from PySide6.QtGui import QImage

    image = live.convertToFormat(QImage.Format.Format_RGBA8888)
    drawn = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
    left = np.s_[:, :290]  # beside what is painted over the picture
    assert (np.abs(drawn - whole).max(axis=2)[left] > 40).mean() < 0.01  # but for smoothed edges


def test_paint_goes_onto_the_picture_and_the_eraser_brings_it_back(studio: Studio) -> None:
    ball = sphere(rings=60)
    colored = ball.with_(vertex_colors=np.full((len(ball.vertices), 4), (40, 60, 200, 255), np.uint8))
    studio.open(colored)
    studio.take("paint")
    studio.hand.settings.set(color=(230, 30, 30))
    studio.stroke(MIDDLE - QPoint(30, 0), MIDDLE + QPoint(30, 0))
    picture = studio.viewport.screenshot()
    assert picture[150, 200, 0] > picture[150, 200, 2] + 50
    studio.settle()
    red = (studio.mesh().vertex_colors[:, 0] > 150).sum()
    assert red > 10
    studio.take("erase")
    studio.stroke(MIDDLE - QPoint(60, 0), MIDDLE + QPoint(60, 0))
    studio.settle()
    assert (studio.mesh().vertex_colors[:, 0] > 150).sum() < 0.2 * red
    assert len(studio.bench.document.edits) == 2


def test_a_texture_is_painted_where_the_brush_is(studio: Studio) -> None:
    studio.open(unrolled(sphere(rings=60), 1500))
    studio.take("paint")
    studio.hand.settings.set(color=(230, 30, 30), hardness=0.9)
    studio.stroke(MIDDLE - QPoint(30, 0), MIDDLE + QPoint(30, 0))
    picture = studio.viewport.screenshot().astype(int)
    assert picture[150, 200, 0] > picture[150, 200, 2] + 50
    assert picture[110, 200, 0] < picture[110, 200, 2] + 50
    studio.settle()
    pixels = studio.mesh().materials[0].texture.pixels
    share = (pixels[..., 0] > 200).mean()
    assert 0.002 < share < 0.1
    studio.undo.stack.undo()
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.canvas.colors[:, 0] < 100).all()), timeout=10_000)
    picture = studio.viewport.screenshot().astype(int)
    assert picture[150, 200, 0] < picture[150, 200, 2]
    studio.undo.stack.redo()
    wanted = pixels[..., :3].reshape(-1, 3)
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.canvas.colors == wanted).all()), timeout=10_000)


def test_escape_takes_back_the_stroke_and_then_puts_the_brush_down(studio: Studio) -> None:
    ball = sphere(rings=40)
    studio.open(ball)
    studio.take("grab")
    studio.qtbot.mousePress(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    drag(studio.canvas, MIDDLE + QPoint(50, 20))
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices != ball.vertices).any()), timeout=5000)
    studio.qtbot.keyClick(studio.canvas, Qt.Key.Key_Escape)
    assert (studio.hand.live.surface.vertices == ball.vertices).all()
    studio.qtbot.mouseRelease(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    studio.settle()
    assert not studio.bench.document.edits
    studio.qtbot.keyClick(studio.canvas, Qt.Key.Key_Escape)
    assert studio.hand.kind is None
    assert studio.viewport.grip is None


def test_a_window_that_closes_at_once_keeps_the_stroke(studio: Studio) -> None:
    ball = sphere(rings=40)
    studio.open(ball)
    studio.take("smooth")
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.hand.close()
    journal = FolderJournal(studio.folder).read()
    assert len(journal.edits) == 1
    assert (studio.mesh().vertices != ball.vertices).any()


def test_strokes_that_cannot_be_kept_are_taken_back_with_a_sentence(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    ball = sphere(rings=40)
    studio.open(ball)
    studio.take("draw")
    said: list[str] = []
    studio.hand.said.connect(lambda words: said.append(str(words)))

    def full(_self: FolderMeshStore, _mesh: Mesh) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FolderMeshStore, "put", full)
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=20_000):
        studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    assert said == ["The strokes could not be kept: No space left on device. They were taken back."]
    assert not studio.bench.document.edits
    studio.qtbot.waitUntil(lambda: studio.hand.state == "ready", timeout=20_000)
    assert (studio.hand.live.surface.vertices == ball.vertices).all()


def test_what_comes_next_waits_until_the_stroke_is_on_the_bench(studio: Studio) -> None:
    studio.open(sphere(rings=40))
    studio.take("draw")
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    steps: list[int] = []
    studio.hand.when_settled(lambda: steps.append(len(studio.bench.document.edits)))
    assert steps == []
    studio.qtbot.waitUntil(lambda: bool(steps), timeout=20_000)
    assert steps == [1]


def test_strokes_on_a_model_that_is_no_longer_on_the_bench_are_refused(studio: Studio) -> None:
    ball, other = sphere(rings=40), sphere(rings=30)
    studio.open(ball)
    studio.take("draw")
    studio.bench.mesh_changed.disconnect(
        studio.display.load
    )  # the new model is on the bench, but its picture is on its way
    before = studio.bench.document.revision
    from app.i18n import text
    from app.session.bench import Edit

    studio.bench.finish(Edit(text("Other"), before, studio.workshop.store.put(other)))
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.settle()
    assert len(studio.bench.document.edits) == 1
    assert (studio.hand.live.surface.vertices == ball.vertices).all()


def test_alt_takes_a_color_from_the_model_and_keys_change_the_radius(studio: Studio) -> None:
    studio.open(painted(sphere(rings=40), (30, 200, 30)))
    studio.take("paint")
    studio.stroke(MIDDLE, modifier=Qt.KeyboardModifier.AltModifier)
    assert studio.hand.settings.values.color == (30, 200, 30)
    assert not studio.bench.document.edits
    radius = studio.hand.settings.radius
    studio.qtbot.keyClick(studio.canvas, Qt.Key.Key_BracketRight)
    assert studio.hand.settings.radius > radius
    studio.qtbot.keyClick(studio.canvas, Qt.Key.Key_BracketLeft)
    assert studio.hand.settings.radius == pytest.approx(radius)


def test_a_white_model_has_nothing_to_paint_on(studio: Studio) -> None:
    studio.open(sphere(rings=40))
    studio.take("paint")
    assert studio.hand.state == "colorless"
    said: list[str] = []
    studio.hand.said.connect(lambda words: said.append(str(words)))
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    assert len(said) == 1
    started: list[object] = []
    give_colors(studio.workshop, lambda start: started.append(start()), picture=False)
    studio.qtbot.waitUntil(lambda: studio.hand.state == "ready", timeout=20_000)
    assert studio.mesh().vertex_colors is not None
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.settle()
    assert len(studio.bench.document.edits) == 2


def test_the_stand_in_of_a_heavy_model_follows_between_strokes(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    from vtkmodules.util.numpy_support import vtk_to_numpy

    from app.gui.viewport import drawable

    monkeypatch.setattr(drawable, "HEAVY_FACES", 1000)
    ball = unrolled(sphere(rings=60), 256)
    studio.open(ball)
    studio.take("grab")
    studio.hand.settings.set(radius_px=80.0)
    studio.stroke(MIDDLE + QPoint(0, -60), MIDDLE + QPoint(0, -60), MIDDLE + QPoint(0, -140))
    figure = studio.viewport.scene.figure
    (light,) = figure.light_skins
    now = studio.hand.live.surface.vertices
    drawn = vtk_to_numpy(light._data.GetPoints().GetData())
    vertex = light.part.vertices
    assert np.abs(drawn - light.part.points).max() > 5
    assert drawn - light.part.points == pytest.approx(now[vertex] - ball.vertices[vertex], abs=1e-4)
    studio.take("paint")
    studio.hand.settings.set(color=(230, 30, 30))
    studio.stroke(MIDDLE, MIDDLE + QPoint(30, 0))
    light = studio.viewport.scene.figure.light_skins[0]
    shown = studio.viewport.scene.figure.picture(light.part.picture).GetInput().GetPointData().GetScalars()
    assert vtk_to_numpy(shown)[:, 0].max() > 200


def test_a_model_that_was_put_down_is_forgotten(studio: Studio) -> None:
    import gc
    import weakref

    studio.open(sphere(rings=40))
    studio.take("draw")
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.settle()
    surface = weakref.ref(studio.hand.live.surface)
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=20_000):
        studio.hand.put_down()

    def gone() -> bool:
        gc.collect()
        return surface() is None

    studio.qtbot.waitUntil(gone, timeout=10_000)
