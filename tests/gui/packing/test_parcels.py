"""A parcel from the first scan to the buyer's acceptance, with a scanner and a keyboard only."""

from typing import Any

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QRadioButton

from app.gui.widgets.basics import Card
from app.shipping.labels.slip import LABEL_SIZES
from tests.gui.packing.goods import MIXED, OpenBench, picture


def test_a_parcel_from_the_first_scan_to_the_courier_without_a_mouse(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.fill(order)
    assert bench.sounds == ["good"] * 4
    assert bench.station.view.missing == 0
    assert bench.page.panel == "close"
    photo = bench.folder / "photo.png"
    photo.write_bytes(picture())
    bench.page.close_panel.photo_box._ask = lambda _parent: photo
    bench.key(Qt.Key.Key_F4)
    assert bench.page.close_panel.weight.hasFocus()
    bench.qtbot.keyClicks(bench.page.close_panel.weight, "0.312")
    bench.key(Qt.Key.Key_Return)
    bench.wait(lambda: bench.station.view.parcel.weight_g == 312)
    assert bench.page.close_panel.photo_box.hasFocus()
    bench.page.close_panel.photo_box.file.setFocus()
    bench.qtbot.keyClick(bench.page.close_panel.photo_box.file, Qt.Key.Key_Space)
    bench.wait(bench.page.close_panel.close_button.hasFocus)
    bench.key(Qt.Key.Key_Space)
    bench.wait_for("verified")
    assert bench.page.scan_bar.field.hasFocus()
    bench.key(Qt.Key.Key_F5)
    bench.wait(lambda: not bench.page.label_panel.preview.pixmap().isNull())
    bench.key(Qt.Key.Key_Space)
    bench.wait_for("labelled")
    number = bench.station.view.parcel.number
    bench.wait((bench.folder / f"{number}.pdf").exists)
    bench.wait(lambda: bench.page.panel == "hand_over")
    bench.key(Qt.Key.Key_F6)
    assert bench.page.hand_over_panel.number.hasFocus()
    bench.type("SF1234567890123")
    bench.wait(lambda: bench.station.view.parcel.waybill == "SF1234567890123")
    bench.wait(bench.page.hand_over_panel.go.hasFocus)
    bench.key(Qt.Key.Key_Space)
    bench.wait_for("handed_over")
    assert bench.page.panel == "after"
    assert bench.page.messages.sentences == []
    assert bench.house.item(order).stage == "parcel.handed_over"


def test_a_label_is_printed_again_in_the_size_that_it_has(open_bench: OpenBench) -> None:
    from app.commands import labels

    bench = open_bench()
    parcel = bench.close(bench.house.order())
    panel = bench.page.label_panel
    small, usual, large = LABEL_SIZES
    assert panel.chosen()[0] == usual
    panel.choose(small, 203)
    bench.wiring._shown(bench.station.view)  # somebody has changed something of it
    assert panel.chosen()[0] == small, "what somebody has just chosen stays"
    labels.print_label(bench.house.office, parcel, large)
    drawn: list[str] = []
    panel.preview_wanted.connect(lambda size, _dpi: drawn.append(size))
    bench.station.look_again()
    bench.wait_for("labelled")
    assert panel.chosen()[0] == large
    bench.page.want("label")
    assert drawn == [large], "the preview shows what is chosen"
    bench.station.put_aside()
    panel.choose(small, 203)
    bench.wiring.open_parcel(parcel)
    bench.wait_for("labelled")
    assert panel.chosen()[0] == large


def test_escape_puts_the_parcel_aside_and_keeps_what_is_scanned(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    bench.scan(bench.house.item(order).serial)
    bench.key(Qt.Key.Key_F4)
    bench.key(Qt.Key.Key_Escape)
    assert bench.page.scan_bar.field.hasFocus()
    bench.key(Qt.Key.Key_Escape)
    assert bench.station.view is None
    assert bench.page.empty.isVisible()
    bench.scan(bench.house.item(order).serial)  # opens its parcel; it is counted with the next scan
    assert bench.station.view.inside.scanned == 1


def test_the_unboxing_card_is_printed_and_scanned(open_bench: OpenBench) -> None:
    bench = open_bench(card=True)
    order = bench.house.order()
    bench.open(order)
    number = bench.station.view.parcel.number
    assert bench.page.cards.unboxing.isVisible()
    bench.page.cards.unboxing.print.click()
    bench.wait(lambda: any(path.name.startswith(number) for path in bench.folder.glob("*.pdf")))
    bench.scan(bench.house.item(order).serial)
    bench.scan(f"CARD-{number}")
    assert bench.station.view.missing == 0


def test_a_photo_may_be_dropped_or_pasted_and_nothing_else(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.fill(bench.house.order())
    box = bench.page.close_panel.photo_box
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    pasted = QMimeData()
    pasted.setImageData(image)
    assert box.take_mime(pasted)
    bench.wait(lambda: bool(bench.station.view.parcel.photo))
    first = bench.station.view.parcel.photo
    path = bench.folder / "p.png"
    path.write_bytes(picture())
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    assert box.take_mime(dropped)
    bench.wait(lambda: bench.station.view.parcel.photo not in {"", first})
    words = bench.folder / "words.txt"
    words.write_text("no picture")
    dropped.setUrls([QUrl.fromLocalFile(str(words))])
    assert box.take_mime(dropped)
    bench.wait(lambda: any("no picture" in words for words in bench.page.messages.sentences))
    assert not box.take_mime(QMimeData())


def test_a_weight_that_cannot_be_waits_for_a_second_look(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.fill(bench.house.order())
    bench.page.close_panel.photo.emit(picture())
    bench.wait(lambda: bool(bench.station.view.parcel.photo))
    bench.key(Qt.Key.Key_F4)
    weight = bench.page.close_panel.weight
    weight.setFocus()
    weight.clear()
    bench.qtbot.keyClicks(weight, "9 kg")
    bench.key(Qt.Key.Key_Return)
    bench.wait(bench.page.close_panel.odd.isVisible)
    assert bench.station.view.parcel.state == "new"
    weight.setText("heavy")
    bench.page.close_panel.keep_weight()
    assert any("no weight" in words for words in bench.page.messages.sentences)
    weight.setFocus()
    weight.setText("180")
    bench.qtbot.wait(100)
    bench.key(Qt.Key.Key_Return)
    bench.wait_for("verified")


def test_without_a_photo_a_reason_is_asked(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.fill(bench.house.order())
    bench.page.close_panel.weighed.emit(180)
    bench.wait(bench.page.close_panel.no_photo.isEnabled)
    bench.page.close_panel.no_photo.click()
    bench.wait(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    question: Any = QApplication.activeModalWidget()
    assert not question.go.isEnabled()
    question.field.setPlainText("camera broken")
    question.accept()
    bench.wait_for("verified")


def test_what_is_said_by_hand_and_the_chase_list(open_bench: OpenBench) -> None:
    from app.commands import labels, packing, shipping

    bench = open_bench()
    order = bench.house.order()
    bench.fill(order)
    parcel, office = bench.station.view.parcel.id, bench.house.office
    packing.set_photo(office, parcel, picture())
    packing.set_weight(office, parcel, 180)
    packing.close(office, parcel)
    labels.print_label(office, parcel, "100x150")
    shipping.set_waybill(office, parcel, "SF1234567890123")
    bench.wait(lambda: bench.page.today._today is not None and bench.page.today._today.ready == (parcel,))
    bench.wiring.do("hand_over_all")
    bench.wait(lambda: QApplication.activeModalWidget() is not None)
    bench.type("SN-000000")  # a scan is no answer
    assert bench.sounds[-1] == "stop"
    assert QApplication.activeModalWidget() is not None
    bench.qtbot.wait(100)
    bench.key(Qt.Key.Key_Return)
    bench.wait_for("handed_over")
    assert bench.page.messages.sentences == ["1 parcel was handed over."]
    sign = bench.page.after_panel.buttons["sign"]
    sign.click()
    question: Any = QApplication.activeModalWidget()
    question.choices["locker"].setChecked(True)
    question.accept()
    bench.wait_for("signed")
    assert "accept" not in bench.page.after_panel.buttons
    bench.wait(lambda: bench.page.today._today.chased.get("elsewhere", (0, 0))[0] == 1)
    bench.wiring.do("chase")
    bench.wait(lambda: len(bench.page.chase._rows) == 1)
    asked: Any = bench.page.chase.ask(bench.page.chase._rows[0])
    asked.choices["called"].setChecked(True)
    asked.days.setValue(2)
    asked.accept()
    bench.wait(lambda: bench.page.chase._rows == ())
    assert bench.page.chase.empty.isVisible()
    bench.key(Qt.Key.Key_Escape)
    assert bench.page.currentIndex() == 0


def test_the_keys_stay_in_the_chase_list_after_something_was_written_down(open_bench: OpenBench) -> None:
    from app.commands import labels, packing, shipping

    bench = open_bench()
    office = bench.house.office
    for number in range(2):
        order = bench.house.order()
        parcel = packing.open_by_code(office, order.number).parcel.parcel.id
        packing.scan(office, parcel, bench.house.item(order).serial)
        packing.set_photo(office, parcel, picture())
        packing.set_weight(office, parcel, 180)
        packing.close(office, parcel)
        labels.print_label(office, parcel, "100x150")
        shipping.set_waybill(office, parcel, f"SF123456789012{number}")
        shipping.record(office, parcel, "hand_over", version=None)
        shipping.record(office, parcel, "sign", version=None, signed_by="other")
    bench.wiring.do("chase")
    for left in (1, 0):
        bench.wait(lambda left=left: len(bench.page.chase._rows) == left + 1)
        bench.page.activateWindow()
        bench.wait(bench.page.isActiveWindow)
        row = bench.page.chase.body.findChildren(Card)[-1]
        row.findChild(QPushButton).setFocus()
        bench.key(Qt.Key.Key_Space)
        bench.wait(lambda: isinstance(QApplication.focusWidget(), QRadioButton))
        bench.key(Qt.Key.Key_Space)
        bench.qtbot.wait(100)
        bench.key(Qt.Key.Key_Return)
        bench.wait(lambda left=left: len(bench.page.chase._rows) == left)
        focus = bench.page.window().focusWidget()
        assert focus is bench.page.chase or bench.page.chase.isAncestorOf(focus)
    bench.key(Qt.Key.Key_Escape)
    assert bench.page.currentIndex() == 0
