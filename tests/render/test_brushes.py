"""Brushes in the picture: what a stroke changes is what is drawn, and becomes a step."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from viewport_shapes import painted, sphere

from tests.render.brush_studio import MIDDLE, Studio, unrolled

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]


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
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices == ball.vertices).all()), timeout=60_000)
    studio.hand.when_settled(studio.undo.stack.redo)
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices == after.vertices).all()), timeout=60_000)


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
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=60_000):
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
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.canvas.colors[:, 0] < 100).all()), timeout=60_000)
    picture = studio.viewport.screenshot().astype(int)
    assert picture[150, 200, 0] < picture[150, 200, 2]
    studio.undo.stack.redo()
    wanted = pixels[..., :3].reshape(-1, 3)
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.canvas.colors == wanted).all()), timeout=60_000)


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


def test_a_pen_that_is_pressed_less_has_less_strength(studio: Studio) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QPointingDevice, QTabletEvent
    from PySide6.QtWidgets import QApplication

    def pen(kind: QEvent.Type, pressure: float) -> None:
        at = QPointF(MIDDLE)
        event = QTabletEvent(
            kind, QPointingDevice.primaryPointingDevice(), at, studio.canvas.mapToGlobal(at), pressure,
            0.0, 0.0, 0.0, 0.0, 0.0, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
        )  # fmt: skip
        QApplication.sendEvent(studio.canvas, event)

    ball = sphere(rings=40)
    studio.open(ball)
    studio.take("draw")

    def height() -> float:
        raised = np.linalg.norm(studio.hand.live.surface.vertices - [0, 0, 20], axis=1).max() - 20
        studio.hand.grip.cancel()
        return float(raised)

    pen(QEvent.Type.TabletPress, 0.25)
    studio.qtbot.mousePress(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    soft = height()
    studio.qtbot.mouseRelease(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    pen(QEvent.Type.TabletRelease, 0.0)
    studio.qtbot.waitUntil(lambda: studio.hand.grip.pressure == 1.0, timeout=60_000)
    studio.qtbot.mousePress(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert soft == pytest.approx(height() / 4, rel=0.1)
    studio.qtbot.mouseRelease(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
