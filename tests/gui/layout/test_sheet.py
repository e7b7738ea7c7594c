"""The sheet by itself: pieces dragged, turned and kept in place; two hundred of them at once."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.layout.canvas.sheet_scene import SLICE, SheetScene
from app.gui.layout.canvas.sprites import SLICE_S, Sprites
from app.gui.layout.canvas.view import Canvas
from app.gui.layout.floats import Floating
from app.layouts.sheet import Placement, Sheet, SheetSize

A3 = SheetSize("a3", 420, 297)


@pytest.fixture
def canvas(look: Look, qtbot: QtBot) -> Canvas:
    made = Canvas(look)
    made.resize(1000, 720)
    qtbot.addWidget(made)
    return made


def scene_of(canvas: Canvas, look: Look, qtbot: QtBot, placements: list[Placement]) -> SheetScene:
    scene = SheetScene(look)
    scene.setParent(canvas)
    outline = QPainterPath()
    outline.addEllipse(0, 0, 18, 18)
    scene.know_piece(0, outline, "SN-1")
    image = QImage(160, 160, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.darkCyan)
    scene.take_picture(0, image, QRectF(0, 0, 18, 18))
    scene.show_sheet(Sheet(A3, tuple(placements)), frozenset())
    canvas.view.placed.connect(lambda: scene.set_scale(canvas.view.scale_px))
    canvas.view.show_scene(scene, scene.board)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return scene


def at(canvas: Canvas, x: float, y: float) -> QPoint:
    return canvas.view.viewportTransform().map(QPointF(x, y)).toPoint()


def test_a_piece_is_dragged_and_the_way_is_told(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    scene = scene_of(canvas, look, qtbot, [Placement(0, 0, 10, 10), Placement(0, 1, 60, 10)])
    viewport = canvas.view.viewport()
    with qtbot.waitSignal(scene.placed) as told:
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(canvas, 19, 19))
        for x in (30, 60, 109):
            QTest.mouseMove(viewport, at(canvas, x, 119))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(canvas, 109, 119))
    ((number, placement),) = told.args[0]
    assert (number, placement.copy) == (0, 0)
    assert (placement.x_mm, placement.y_mm) == (pytest.approx(100, abs=0.6), pytest.approx(110, abs=0.6))


def test_what_is_chosen_turns_about_its_middle(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    scene = scene_of(canvas, look, qtbot, [Placement(0, 0, 100, 100)])
    scene.items_[0].setSelected(True)
    with qtbot.waitSignal(scene.placed) as told:
        scene.turn(90)
    ((_number, placement),) = told.args[0]
    assert placement.turn_deg == 90
    assert (placement.x_mm, placement.y_mm) == (pytest.approx(118), pytest.approx(100))


def test_keys_nudge_and_let_go(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    scene = scene_of(canvas, look, qtbot, [Placement(0, 0, 100, 100)])
    canvas.view.setFocus()
    QTest.keyClick(canvas.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(scene.placed) as told:
        QTest.keyClick(canvas.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert told.args[0][0][1].x_mm == 99
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    assert scene.chosen == []


def test_locked_and_crowded_pieces_keep_their_choice_when_the_sheet_is_shown_again(
    canvas: Canvas, look: Look, qtbot: QtBot
) -> None:
    placements = [Placement(0, 0, 10, 10), Placement(0, 1, 60, 10)]
    scene = scene_of(canvas, look, qtbot, placements)
    scene.items_[1].setSelected(True)
    scene.show_sheet(Sheet(A3, tuple(placements)), frozenset({(0, 0)}), frozenset({1}))
    assert [item.locked for item in scene.items_] == [True, False]
    assert [item.crowded for item in scene.items_] == [False, True]
    assert [item.number for item in scene.chosen] == [1]
    scene.show_sheet(Sheet(A3, tuple(placements[:1])), frozenset())
    assert len(scene.items_) == 1


def grabbed(canvas: Canvas) -> np.ndarray:
    """What the canvas shows: (H, W, 3) 8-bit sRGB."""
    image = canvas.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(np.int16)


def test_pieces_are_drawn_fast_while_the_hand_moves_and_sharp_when_it_rests(
    canvas: Canvas, look: Look, qtbot: QtBot
) -> None:
    placements = [Placement(0, n, 30 + n % 10 * 36.0, 25 + n // 10 * 55.0, n * 17.0 % 360) for n in range(40)]
    scene = scene_of(canvas, look, qtbot, placements)
    qtbot.waitUntil(lambda: not scene.sprites.moving)
    scene.sprites.forget()
    scene.sprites.made = 0
    sharp = grabbed(canvas)
    assert scene.sprites.made == 0
    with qtbot.waitSignal(scene.rested):
        scene.stir()
        fast = grabbed(canvas)
        assert scene.sprites.made == 1  # all copies share it
        assert np.abs(fast - sharp).mean() < 2  # of 255: the same but for the smoothing of edges
        assert (fast != sharp).any()
    assert (grabbed(canvas) == sharp).all()


def test_the_wheel_and_the_hand_stir_the_sheet(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    scene = scene_of(canvas, look, qtbot, [Placement(0, 0, 10, 10)])
    wheel = QPointF(canvas.view.viewport().rect().center())
    qtbot.waitUntil(lambda: not scene.sprites.moving)
    for keys in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):  # zooms, moves
        event = QWheelEvent(
            wheel, wheel, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False
        )
        with qtbot.waitSignal(scene.rested):
            QApplication.sendEvent(canvas.view.viewport(), event)
            assert scene.sprites.moving
        assert not scene.sprites.moving


def test_a_piece_that_looks_otherwise_is_drawn_so_at_once(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    scene = scene_of(canvas, look, qtbot, [Placement(0, 0, 100, 100)])
    image = QImage(160, 160, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.red)
    with qtbot.waitSignal(scene.rested):
        scene.stir()
        grabbed(canvas)
        scene.take_picture(0, image, QRectF(0, 0, 18, 18))
        there = at(canvas, 109, 109)
        assert grabbed(canvas)[there.y(), there.x()].tolist() == [255, 0, 0]


def test_pieces_become_sharp_a_few_at_a_time(canvas: Canvas, look: Look, qtbot: QtBot) -> None:
    placements = [Placement(0, n, 5 + n % 20 * 20.5, 5 + n // 20 * 28.0) for n in range(3 * SLICE)]
    scene = scene_of(canvas, look, qtbot, placements)
    qtbot.waitUntil(lambda: not scene.sprites.moving)
    assert not any(item.sharp for item in scene.items_)
    scene.stir()
    scene._settle()
    assert sum(item.sharp for item in scene.items_) == SLICE
    assert scene.sprites.moving
    scene.stir()  # the hand moves again
    assert not any(item.sharp for item in scene.items_)


def draw_nothing(_painter: QPainter) -> None:
    """A piece without a look."""


def test_sprites_are_made_in_steps_of_the_zoom_within_a_slice_of_time(qapp: QApplication) -> None:  # noqa: ARG001
    box, sprites = QRectF(-1, -1, 20, 10), Sprites()
    sprites.begin()
    first = sprites.of(0, 2.0, box, draw_nothing)
    assert first is not None
    assert (first[0].width(), first[0].height(), first[1]) == (40, 20, box)
    assert sprites.of(0, 1.9, box, draw_nothing) is first
    assert sprites.of(0, 400.0, box, draw_nothing) is None
    took_long = lambda _painter: time.sleep(SLICE_S * 1.5)  # noqa: E731
    sprites.of(1, 2.0, box, took_long)
    assert sprites.of(0, 3.0, box, draw_nothing) is first  # no time left: another size
    assert sprites.of(2, 3.0, box, draw_nothing) is None
    sprites.begin()
    second = sprites.of(0, 3.0, box, draw_nothing)
    assert second is not None
    assert second[0].width() > 60


class Raised(QObject):
    """Counts how often a widget was put on top."""

    def __init__(self, of: QWidget) -> None:
        super().__init__(of)
        self.count = 0
        of.installEventFilter(self)

    def eventFilter(self, _of: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.ZOrderChange
        return False


def test_bars_are_raised_once(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    floating, bar, other = Floating(ground), QWidget(), QWidget()
    floating.add(bar, "top left")
    floating.add(other, "bottom")
    floating.arrange()
    raised = Raised(bar)
    floating.arrange()
    assert raised.count == 0  # each time paints the bar and what is below anew
    late = QWidget(ground)
    floating.arrange()
    assert ground.children()[-1] is other
    assert ground.children().index(late) < ground.children().index(bar)
