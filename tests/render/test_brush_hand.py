"""The hand that holds a brush: what is kept, taken back, refused and forgotten."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from viewport_shapes import sphere

from app.gui.brushes.offer import give_colors
from app.mesh.mesh import Mesh
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_store import FolderMeshStore
from tests.render.brush_studio import MIDDLE, Studio, drag

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("display")]


def test_escape_takes_back_the_stroke_and_then_puts_the_brush_down(studio: Studio) -> None:
    ball = sphere(rings=40)
    studio.open(ball)
    studio.take("grab")
    studio.qtbot.mousePress(studio.canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    drag(studio.canvas, MIDDLE + QPoint(50, 20))
    studio.qtbot.waitUntil(lambda: bool((studio.hand.live.surface.vertices != ball.vertices).any()), timeout=60_000)
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
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=60_000):
        studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    assert said == ["The strokes could not be kept: No space left on device. They were taken back."]
    assert not studio.bench.document.edits
    studio.qtbot.waitUntil(lambda: studio.hand.state == "ready", timeout=60_000)
    assert (studio.hand.live.surface.vertices == ball.vertices).all()


def test_what_comes_next_waits_until_the_stroke_is_on_the_bench(studio: Studio) -> None:
    studio.open(sphere(rings=40))
    studio.take("draw")
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    steps: list[int] = []
    studio.hand.when_settled(lambda: steps.append(len(studio.bench.document.edits)))
    assert steps == []
    studio.qtbot.waitUntil(lambda: bool(steps), timeout=60_000)
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
    studio.qtbot.waitUntil(lambda: studio.hand.state == "ready", timeout=60_000)
    assert studio.mesh().vertex_colors is not None
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.settle()
    assert len(studio.bench.document.edits) == 2


def test_a_model_that_was_put_down_is_forgotten(studio: Studio) -> None:
    import gc
    import weakref

    studio.open(sphere(rings=40))
    studio.take("draw")
    studio.stroke(MIDDLE, MIDDLE + QPoint(20, 0))
    studio.settle()
    surface = weakref.ref(studio.hand.live.surface)
    with studio.qtbot.waitSignal(studio.viewport.shown, timeout=60_000):
        studio.hand.put_down()

    def gone() -> bool:
        gc.collect()
        return surface() is None

    studio.qtbot.waitUntil(gone, timeout=60_000)


def test_as_in_blender_f_lets_the_pointer_draw_the_rim(studio: Studio) -> None:
    studio.workshop.preferences.navigation = "blender"
    studio.open(sphere(rings=40))
    studio.take("draw")
    settings = studio.hand.settings
    for key, radius in ((Qt.Key.Key_Escape, settings.radius), (None, 60.0)):
        hover(studio, MIDDLE)
        studio.qtbot.keyClick(studio.canvas, Qt.Key.Key_F)
        hover(studio, MIDDLE + QPoint(60, 0))
        assert settings.radius == pytest.approx(60)
        if key is not None:
            studio.qtbot.keyClick(studio.canvas, key)
        else:
            studio.stroke(MIDDLE + QPoint(60, 0))
        assert settings.radius == pytest.approx(radius)
    hover(studio, MIDDLE)
    assert settings.radius == pytest.approx(60)
    studio.settle()
    assert not studio.bench.document.edits
    assert studio.hand.kind == "draw"


def hover(studio: Studio, to: QPoint) -> None:
    at = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, studio.canvas.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(studio.canvas, event)
