"""The panels by themselves: what they show of the desk, and what they change."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.cut_panel import CutPanel
from app.gui.layout.panels.layer_list import LayerList
from app.gui.layout.panels.photo_panel import PhotoPanel, PictureFactsShown
from app.gui.layout.panels.properties import Properties
from app.gui.widgets.basics import widgets_in
from app.i18n import text
from app.layouts.design.document import Crop, PictureLayer, TextLayer
from app.layouts.design.faults import Fault
from app.layouts.editing.cropping import whole
from tests.gui.layout.conftest import card, shape


@pytest.fixture
def desk() -> LayoutDesk:
    desk = LayoutDesk()
    desk.open([card(shape("a", 10, 10), shape("b", 40, 40), shape("c", 80, 60))])
    return desk


def names(desk: LayoutDesk) -> list[str]:
    return [layer.id for layer in desk.layers]


def test_layers_are_listed_with_the_highest_first_and_follow_the_choice(
    desk: LayoutDesk, look: Look, qtbot: QtBot
) -> None:
    made = LayerList(look, desk)
    qtbot.addWidget(made)
    made.refresh()
    assert [made.item(n).data(Qt.ItemDataRole.UserRole) for n in range(made.count())] == ["c", "b", "a"]
    desk.choose(["b"])
    assert [item.data(Qt.ItemDataRole.UserRole) for item in made.selectedItems()] == ["b"]
    made.item(0).setSelected(True)
    assert desk.selection == {"b", "c"}


def test_layers_are_dragged_into_another_order_and_renamed(desk: LayoutDesk, look: Look, qtbot: QtBot) -> None:
    made = LayerList(look, desk)
    qtbot.addWidget(made)
    made.refresh()
    made.put_before(["a"], 0)
    assert names(desk) == ["b", "c", "a"]
    made.put_before(["a", "c"], 3)
    assert names(desk) == ["c", "a", "b"]
    made.item(0).setText("Sky")
    assert desk.layers[-1].name == "Sky"
    desk.stack.undo()
    assert desk.layers[-1].name == ""


def test_the_eye_and_the_lock_of_a_row_are_clicked(desk: LayoutDesk, look: Look, qtbot: QtBot) -> None:
    made = LayerList(look, desk)
    qtbot.addWidget(made)
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    row = made.visualItemRect(made.item(0))
    eye, lock = QPoint(row.right() - 40, row.center().y()), QPoint(row.right() - 16, row.center().y())
    for place in (eye, lock):
        QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert (desk.layers[-1].hidden, desk.layers[-1].locked) == (True, True)
    assert made.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()) != QSize(0, 0)


def test_figures_are_typed_and_one_field_is_one_step(desk: LayoutDesk, look: Look, qtbot: QtBot) -> None:
    made = Properties(look, desk)
    qtbot.addWidget(made)
    desk.choose(["b"])
    assert made.fields["x"].value() == 40
    for value in (41, 42, 43):
        made.fields["x"].setValue(value)
    made.fields["turn"].setValue(30)
    assert (desk.layers[1].x_mm, desk.layers[1].turn_deg) == (43, 30)
    assert desk.stack.count() == 2
    desk.choose(["a", "c"])
    assert (made.fields["x"].value(), made.fields["w"].isEnabled()) == (10, False)
    made.fields["x"].setValue(15)
    assert [layer.x_mm for layer in desk.layers] == [15, 43, 85]


def test_each_kind_has_its_fields(look: Look, qtbot: QtBot) -> None:
    desk = LayoutDesk()
    layer = TextLayer(id="t", text="Hello", x_mm=0, y_mm=0, width_mm=40, height_mm=10)
    desk.open([card(layer, shape("a", 10, 10))])
    made = Properties(look, desk)
    qtbot.addWidget(made)
    desk.choose(["t"])
    assert not made._kinds["text"].isHidden()
    assert "shape" not in made._kinds
    made.fields["text.text"].setPlainText("你好")
    made.fields["text.color"]._choose("#ff0000")
    changed = desk.layers[0]
    assert isinstance(changed, TextLayer)
    assert (changed.text, changed.color) == ("你好", "#ff0000")
    desk.choose(["t", "a"])
    assert made._kinds["text"].isHidden()


def test_the_cut_is_changed_and_faults_are_flown_to(desk: LayoutDesk, look: Look, qtbot: QtBot) -> None:
    made = CutPanel(look, desk)
    qtbot.addWidget(made)
    made.fields["shape"].entered.emit("ellipse")
    made.fields["hole_mm"].setValue(3)
    made.fields["hole_at"].entered.emit(45.0)
    assert desk.design is not None
    assert (desk.design.cut.shape, desk.design.cut.hole_mm, desk.design.cut.hole_at) == ("ellipse", 3, 45)
    fault = Fault("cut-wall", text("Too thin"), at=(3.0, 4.0))
    made.show_faults([fault, Fault("text-small", text("Too small"), layer="t")])
    with qtbot.waitSignal(made.fault_wanted) as seen:
        widgets_in(made._list)[0].clicked.emit()
    assert seen.args == [fault]
    assert made._list.count() == 1  # the text is no matter of the cut


def photo_desk() -> LayoutDesk:
    desk = LayoutDesk()
    desk.open([card(PictureLayer(id="p", source="sha256:x", x_mm=0, y_mm=0, width_mm=100, height_mm=100))])
    return desk


def picture(desk: LayoutDesk) -> PictureLayer:
    layer = desk.layers[0]
    assert isinstance(layer, PictureLayer)
    return layer


def test_a_slider_that_is_drawn_is_one_step_and_comes_back(look: Look, qtbot: QtBot) -> None:
    desk = photo_desk()
    made = PhotoPanel(look, desk)
    qtbot.addWidget(made)
    for value in range(5, 45, 5):
        made.slides["exposure"].slider.setValue(value)
    assert picture(desk).adjust.exposure == 40
    assert desk.stack.count() == 1
    desk.stack.undo()
    assert picture(desk).adjust.exposure == 0
    assert made.slides["exposure"].number.value() == 0


def test_zoom_and_straighten_begin_with_the_automatic_crop(look: Look, qtbot: QtBot) -> None:
    desk = photo_desk()
    made = PhotoPanel(look, desk)
    qtbot.addWidget(made)
    made.zoom.entered.emit(200.0)  # nothing is known of the picture yet
    assert picture(desk).crop is None
    automatic = Crop(left=0.5, top=0.0, right=1.0, bottom=1.0)
    made.show_facts(PictureFactsShown("sha256:x", (2000, 1000), automatic, "strong", text("180 ppi")))
    assert made.fine.text() == "180 ppi"
    made.zoom.entered.emit(200.0)
    crop = picture(desk).crop
    assert crop is not None
    assert (crop.right - crop.left, (crop.left + crop.right) / 2) == (pytest.approx(0.25), pytest.approx(0.75))
    made.straight.entered.emit(3.5)
    crop = picture(desk).crop
    assert crop is not None
    assert crop.turn_deg == 3.5
    made._whole()
    assert picture(desk).crop == whole((2000, 1000), (100, 100))
