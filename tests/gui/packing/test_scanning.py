"""What a scan does, wherever the keyboard is: it counts, it stops, it opens a parcel or is its waybill."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.orders.draft import ItemDraft
from tests.gui.packing.goods import MIXED, OpenBench


def test_a_wrong_item_stops_until_a_lone_return(open_bench: OpenBench) -> None:
    bench = open_bench()
    mine, other = bench.house.order(*MIXED), bench.house.order(*MIXED)
    bench.open(mine)
    bench.scan(bench.house.item(other).serial)
    assert bench.sounds[-1] == "stop"
    assert bench.page.stop.isVisible()
    assert other.number in bench.page.stop.advice.text()
    assert not bench.page.scan_bar.field.isEnabled()
    before = len(bench.sounds)
    for _ in range(3):  # somebody goes on scanning without looking
        bench.type(bench.house.item(mine).serial)
    bench.qtbot.wait(150)
    assert bench.page.stop.isVisible()
    assert set(bench.sounds[before:]) == {"stop"}
    assert bench.station.view.inside.scanned == 0
    bench.key(Qt.Key.Key_Return)
    assert not bench.page.stop.isVisible()
    assert bench.page.scan_bar.field.hasFocus()
    bench.scan(bench.house.item(mine).serial)
    assert bench.station.view.inside.scanned == 1


def test_a_double_scan_stops_and_is_told(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    serial = bench.house.item(order).serial
    bench.open(order)
    bench.scan(serial)
    bench.scan(serial)
    assert "counted already" in bench.page.stop.sentence.text()
    bench.qtbot.wait(100)
    bench.page.stop.done.click()
    assert bench.station.stop is None


def test_fast_scans_count_one_after_another(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(ItemDraft(product="magnet", title="Cat", quantity=12, height_mm=50.0))
    bench.open(order)
    for _ in range(12):
        bench.type(bench.house.item(order).serial)
    bench.wait(lambda: bench.station.view.inside.scanned == 12)
    assert bench.sounds == ["good"] * 13


def test_scans_are_caught_wherever_the_focus_is(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    figure, cards = bench.house.items(order)
    bench.page.want("close")
    weight = bench.page.close_panel.weight
    bench.qtbot.keyClicks(weight, "4")
    bench.qtbot.wait(120)
    bench.scan(figure.serial)  # a scanner, though the weight field has the focus
    assert bench.station.view.inside.scanned == 1
    assert weight.text() == "4"
    bench.page.cards.cards[cards.id].setFocus()
    bench.scan(cards.serial)
    assert bench.station.view.inside.scanned == 2
    bench.page.close_panel.no_photo.setFocus()
    bench.scan(cards.serial)
    assert bench.station.view.missing == 0


def test_signs_that_an_input_method_made_wide_are_read(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    for sign in bench.house.item(order).serial:
        made_wide = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, chr(ord(sign) + 0xFEE0))
        QApplication.sendEvent(QApplication.focusWidget(), made_wide)
    bench.key(Qt.Key.Key_Return)
    bench.wait(lambda: bench.station.view.inside.scanned == 1)


def test_what_was_scanned_last_is_kept_in_sight(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.page.resize(660, 480)
    drafts = [ItemDraft(product="magnet", title=f"Cat {n}", height_mm=50.0) for n in range(9)]
    order = bench.house.order(*drafts)
    bench.open(order)
    last = bench.house.items(order)[-1]
    bench.scan(last.serial)
    card, body = bench.page.cards.cards[last.id], bench.page.body
    bench.wait(lambda: body.viewport().rect().contains(card.mapTo(body.viewport(), card.rect().center())))
    assert card.property("last") is True
    low = body.verticalScrollBar().value()
    bench.key(Qt.Key.Key_PageUp)
    high = body.verticalScrollBar().value()
    assert high < low
    bench.key(Qt.Key.Key_PageDown)
    assert body.verticalScrollBar().value() > high


def test_backspace_takes_the_last_scan_back(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    bench.scan(bench.house.item(order).serial)
    bench.key(Qt.Key.Key_Backspace)
    bench.wait(lambda: bench.station.view.inside.scanned == 0)
    bench.key(Qt.Key.Key_Backspace)
    bench.qtbot.wait(100)
    assert bench.page.messages.sentences == []


def test_nothing_behind_what_stops_is_reached_with_keys(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    bench.scan("SN-NOTHING")
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Delete, Qt.Key.Key_F4, Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
        bench.qtbot.wait(60)
        bench.key(key)
        assert bench.page.stop.done.hasFocus()
        assert bench.page.stop.isVisible()
    assert QApplication.activeModalWidget() is None
    assert bench.page.stop.geometry() == bench.page.rect()


def test_whoever_opens_a_parcel_of_another_desk_has_to_acknowledge(open_bench: OpenBench) -> None:
    from dataclasses import replace

    from app.commands import packing

    bench = open_bench()
    order = bench.house.order(*MIXED)
    other = replace(bench.house.office, station="PC-02")
    parcel = packing.open_by_code(other, order.number).parcel.parcel.id
    packing.scan(other, parcel, bench.house.item(order).serial)
    bench.scan(order.number)
    assert bench.page.stop.isVisible()
    assert "PC-02" in bench.page.stop.sentence.text()
    bench.qtbot.wait(100)
    bench.key(Qt.Key.Key_Return)
    assert not bench.page.stop.isVisible()
    assert bench.station.view.inside.scanned == 1
    assert "PC-02" in bench.page.head.company.words()
    bench.scan(bench.house.item(order).serial)  # it was scanned over there
    assert "counted already" in bench.page.stop.sentence.text()
    bench.qtbot.wait(100)
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Escape)
    assert bench.station.view is None
    bench.wait(lambda: packing.see_parcel(other, parcel).company == ())


def test_a_waybill_that_is_scanned_at_the_closed_parcel_is_its_waybill(open_bench: OpenBench) -> None:
    bench = open_bench()
    for code, carrier in (("SF1234567890123", "sf"), ("77123456789012", "")):
        bench.close(bench.house.order())
        bench.page.want("scan")
        bench.type(code)
        if not carrier:  # several couriers have such numbers
            bench.wait(bench.page.hand_over_panel.carrier.hasFocus)
            assert bench.station.view.parcel.waybill == ""
            bench.page.hand_over_panel.carrier.setCurrentIndex(bench.page.hand_over_panel.carrier.findData("sto"))
            bench.page.hand_over_panel.keep.click()
        bench.wait(lambda code=code: bench.station.view.parcel.waybill == code)
        assert bench.station.view.parcel.carrier == (carrier or "sto")
        bench.wait(bench.page.scan_bar.field.hasFocus)
        assert "stop" not in bench.sounds


def test_an_order_that_is_scanned_into_the_waybill_field_is_opened(open_bench: OpenBench) -> None:
    bench = open_bench()
    order, following = bench.house.order(), bench.house.order()
    bench.close(order)
    bench.key(Qt.Key.Key_F6)
    assert bench.page.hand_over_panel.number.hasFocus()
    bench.type(following.number)
    bench.wait(lambda: bench.station.view.number == following.number)
    assert bench.page.messages.sentences == []


def test_whoever_goes_on_before_the_waybill_is_kept_stays_where_they_are(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.close(bench.house.order())
    bench.key(Qt.Key.Key_F6)
    bench.type("SF1234567890123")
    bench.key(Qt.Key.Key_F5)
    assert bench.station.view.parcel.waybill == "", "the book has not answered yet"
    bench.wait(lambda: bench.station.view.parcel.waybill != "")
    bench.qtbot.waitUntil(lambda: not bench.page.label_panel.preview.pixmap().isNull())
    assert bench.page.label_panel.print.hasFocus()
    assert bench.page.panel == "label"
