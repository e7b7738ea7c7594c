"""The canvas by itself: chosen, dragged, sized, turned, written on, with pointer and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.layout.canvas.grips import frame_of
from app.gui.layout.canvas.overlay import qt_path
from app.layouts.design.document import Crop, Design, Page, PictureLayer, TextLayer
from app.layouts.editing.changes import layer_of
from app.layouts.path import rectangle
from tests.gui.layout.conftest import Hand, card, shape

SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def place(hand: Hand, name: str) -> tuple[float, float]:
    design = hand.desk.design
    assert design is not None
    layer = layer_of(design, name)
    return (layer.x_mm, layer.y_mm)


def test_a_click_chooses_shift_adds_and_beside_everything_lets_go(hand: Hand) -> None:
    hand.click(25, 25)
    assert hand.desk.selection == {"a"}
    hand.click(95, 65, SHIFT)
    assert hand.desk.selection == {"a", "b"}
    hand.click(25, 25)  # one of the chosen, without moving: it alone
    assert hand.desk.selection == {"a"}
    hand.click(70, 90)
    assert hand.desk.selection == frozenset()


def test_a_drag_moves_and_is_one_step_of_undo(hand: Hand) -> None:
    hand.drag((25, 25), (57.3, 41.7), CONTROL)
    x, y = place(hand, "a")
    assert (x, y) == (pytest.approx(52.3, abs=0.3), pytest.approx(36.7, abs=0.3))
    assert hand.desk.stack.count() == 1
    hand.desk.stack.undo()
    assert place(hand, "a") == (20, 20)


def test_near_an_edge_it_snaps_and_lines_say_why(hand: Hand) -> None:
    hand.press(25, 25)
    for x in (40, 80, 95.4):
        hand.move(x, 30)
    assert hand.scene.live is not None
    assert {line.axis for line in hand.scene.live.lines} >= {"x"}
    hand.release(95.4, 30)
    assert place(hand, "a")[0] == 90  # the left edge of the other one


def test_shift_keeps_to_one_axis_and_alt_leaves_the_original(hand: Hand) -> None:
    hand.drag((25, 25), (60, 29), SHIFT | CONTROL)
    assert place(hand, "a")[1] == 20
    hand.desk.choose(())
    hand.drag((95, 65), (95, 85), ALT | CONTROL)
    design = hand.desk.design
    assert design is not None
    assert [layer.id for layer in design.pages[0].layers] == ["a", "b", "shape-1"]
    assert place(hand, "b") == (90, 60)
    assert hand.desk.selection == {"shape-1"}


def test_handles_size_and_turn(hand: Hand) -> None:
    hand.click(25, 25)
    frame = frame_of(hand.desk.selected)
    assert frame is not None
    corner = frame.at(1, 1)
    hand.drag((corner.x(), corner.y()), (60, 50), CONTROL)
    layer = hand.desk.single
    assert layer is not None
    assert (layer.x_mm, layer.y_mm) == (20, 20)
    assert (layer.width_mm, layer.height_mm) == (pytest.approx(40, abs=0.4), pytest.approx(30, abs=0.4))
    frame = frame_of(hand.desk.selected)
    assert frame is not None
    top = frame.turner(hand.scene.scale_px)
    hand.drag((top.x(), top.y()), (frame.x + 40, frame.y))
    assert hand.desk.single is not None
    assert hand.desk.single.turn_deg == 90


def test_a_marquee_chooses_what_it_touches_but_not_what_is_locked(hand: Hand) -> None:
    hand.desk.open([card(shape("a", 20, 20), shape("b", 60, 20), shape("c", 100, 20, locked=True))])
    hand.drag((10, 10), (140, 60))
    assert hand.desk.selection == {"a", "b"}


def test_arrows_nudge_by_a_tenth_and_with_shift_by_a_millimetre(hand: Hand) -> None:
    hand.click(25, 25)
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert place(hand, "a") == (pytest.approx(20.3), 21)
    assert hand.desk.stack.count() == 1  # one way, one step
    hand.key(Qt.Key.Key_Delete)
    assert [layer.id for layer in hand.desk.layers] == ["b"]
    hand.key(Qt.Key.Key_A, CONTROL)
    assert hand.desk.selection == {"b"}
    hand.key(Qt.Key.Key_Escape)
    assert hand.desk.selection == frozenset()


def test_escape_gives_a_drag_up(hand: Hand) -> None:
    hand.press(25, 25)
    hand.move(60, 60)
    assert hand.scene.live is not None
    hand.key(Qt.Key.Key_Escape)
    hand.release(60, 60)
    assert place(hand, "a") == (20, 20)
    assert hand.desk.stack.count() == 0


def test_the_wheel_zooms_to_the_pointer(hand: Hand) -> None:
    view = hand.canvas.view
    at = QPointF(hand.at(100, 30))
    before, scale = view._scene_at(at), view.scale_px
    event = QWheelEvent(
        at, QPointF(view.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert view.scale_px == pytest.approx(scale * 1.44, rel=0.01)
    after = view._scene_at(at)
    assert (after.x(), after.y()) == (pytest.approx(before.x(), abs=0.2), pytest.approx(before.y(), abs=0.2))


def test_space_and_the_middle_button_pan(hand: Hand) -> None:
    view = hand.canvas.view
    before = view.mapToScene(0, 0)
    QTest.keyPress(view, Qt.Key.Key_Space)
    hand.press(25, 25)
    QTest.mouseMove(view.viewport(), hand.at(25, 25) + QPoint(60, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.mapToScene(0, 0).x() < before.x()
    assert place(hand, "a") == (20, 20)
    view.fit()
    assert view.mapToScene(0, 0).x() == pytest.approx(before.x(), abs=0.5)


def test_a_guide_comes_out_of_the_ruler_is_snapped_to_and_goes(hand: Hand) -> None:
    ruler = hand.canvas.left
    goal = hand.at(70, 50).x()
    QTest.mousePress(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 200))
    QTest.mouseMove(ruler, QPoint(goal + ruler.width(), 200))
    QTest.mouseRelease(
        ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(goal + ruler.width(), 200)
    )
    assert hand.scene.guides.upright == [pytest.approx(70, abs=0.3)]
    guide = hand.scene.guides.upright[0]
    hand.drag((25, 25), (75.4, 45))
    assert place(hand, "a")[0] == pytest.approx(guide, abs=0.01)
    hand.drag((guide, 90), (-60, 90))
    assert hand.scene.guides.upright == []


def words(**more: object) -> TextLayer:
    return TextLayer(id="t", text="Hello", x_mm=20, y_mm=40, width_mm=60, height_mm=20, size_mm=6, **more)


def test_text_is_written_on_the_canvas_with_an_input_method(hand: Hand) -> None:
    hand.desk.open([card(words())])
    hand.scene.open_layer(hand.desk.layers[0])
    item = hand.scene.writing.item
    assert item is not None
    assert item.textCursor().selectedText() == "Hello"
    composing = QInputMethodEvent("ni hao", [])
    QApplication.sendEvent(hand.canvas.view, composing)
    assert item.toPlainText() in {"", "Hello"}  # not written yet: it is only being composed
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(hand.canvas.view, done)
    assert item.toPlainText() == "你好"
    hand.key(Qt.Key.Key_Left)  # moves the cursor, not the layer
    hand.key(Qt.Key.Key_Escape)
    assert not hand.scene.writing.active
    layer = hand.desk.layers[0]
    assert isinstance(layer, TextLayer)
    assert (layer.text, layer.x_mm) == ("你好", 20)


def test_a_press_beside_the_text_keeps_what_was_written(hand: Hand) -> None:
    hand.desk.open([card(words(), shape("a", 110, 70))])
    hand.scene.open_layer(hand.desk.layers[0])
    assert hand.scene.writing.item is not None
    hand.scene.writing.item.setPlainText("Bye")
    hand.click(115, 75)
    layer = hand.desk.layers[0]
    assert isinstance(layer, TextLayer)
    assert layer.text == "Bye"
    assert hand.desk.selection == {"a"}


def test_a_picture_is_cropped_by_dragging_and_zooming_it(hand: Hand) -> None:
    from PySide6.QtGui import QImage

    layer = PictureLayer(
        id="p", source="art:cat", x_mm=40, y_mm=30, width_mm=40, height_mm=40, crop=Crop(left=0.25, right=0.75)
    )
    design = Design(product="photo", width_mm=148, height_mm=100, pages=(Page(layers=(layer,)),))
    hand.desk.open([card().with_design(design)])
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    hand.scene.crop.begin(layer, image, (2000, 1000))
    hand.drag((60, 50), (70, 50))
    cropped = hand.desk.layers[0]
    assert isinstance(cropped, PictureLayer)
    assert cropped.crop is not None
    assert cropped.crop.left == pytest.approx(0.125, abs=0.01)
    assert hand.scene.crop.wheel(2, QPointF(60, 50))
    zoomed = hand.desk.layers[0]
    assert isinstance(zoomed, PictureLayer)
    assert zoomed.crop is not None
    assert zoomed.crop.right - zoomed.crop.left < 0.45
    assert (zoomed.x_mm, zoomed.width_mm) == (40, 40)
    hand.key(Qt.Key.Key_Escape)
    assert not hand.scene.crop.active


def test_points_of_an_outline_are_dragged_added_and_taken_away(hand: Hand) -> None:
    outline = rectangle(20, 20, 100, 60)
    hand.scene.show_outline(qt_path(outline))
    hand.scene.cut.show_outline(outline)
    hand.scene.cut.active = hand.scene.cut.nodes = True
    hand.desk.open([card()])
    hand.drag((120, 80), (130, 90))
    design = hand.desk.design
    assert design is not None
    assert [tuple(round(v) for v in point) for point in design.cut.by_hand] == [
        (20, 20),
        (120, 20),
        (130, 90),
        (20, 80),
    ]
    assert hand.scene.cut.double_click(QPointF(70, 20))
    assert hand.desk.design is not None
    assert len(hand.desk.design.cut.by_hand) == 5
    assert hand.scene.cut.double_click(QPointF(20, 20))
    assert len(hand.desk.design.cut.by_hand) == 4


def test_pictures_of_layers_follow_while_they_are_dragged(hand: Hand) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage

    from app.gui.layout.canvas.layer_item import Painted

    layer = hand.desk.layers[0]
    image = QImage(100, 50, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.red)
    hand.scene.take_painted({"a": Painted(image, QRectF(20, 20, 20, 10), layer, "key")})
    item = hand.scene.items_["a"]
    assert item.sceneBoundingRect().center().x() == pytest.approx(30, abs=0.3)
    hand.press(25, 25, CONTROL)
    hand.move(60, 60)
    assert hand.scene.live is not None
    assert item.sceneBoundingRect().center().x() == pytest.approx(65, abs=2)
    hand.release(60, 60)
