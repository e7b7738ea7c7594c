"""Packing with a scanner and a keyboard only."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton, QRadioButton

from app import i18n
from app.gui.widgets.basics import Card
from app.gui.words import say_again
from app.orders.draft import ItemDraft
from app.security.actor import Actor
from app.security.roles import Role

OpenBench = Callable[..., Any]
MIXED = (
    ItemDraft(product="figurine", title="Night singer", finish="color", height_mm=100.0),
    ItemDraft(product="postcard", title="Cover", quantity=2, height_mm=100.0, width_mm=148.0),
)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), (200, 80, 40)).save(buffer, "PNG")
    return buffer.getvalue()


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


def test_signs_of_the_page_are_no_shortcuts_of_the_window(open_bench: OpenBench) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut

    bench = open_bench()
    pressed: list[str] = []
    for name in ("S", "1", "F5"):
        QShortcut(QKeySequence(name), bench.page.window(), lambda name=name: pressed.append(name))
    bench.page.close_panel.close_button.setEnabled(True)
    bench.page.steps.rows["close"].setFocus()
    bench.qtbot.keyClicks(QApplication.focusWidget(), "S1")
    bench.key(Qt.Key.Key_F5)
    assert pressed == []
    assert bench.page.scan_bar.field.text() == "S1"


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


def test_what_another_pc_does_is_shown(open_bench: OpenBench) -> None:
    from app.commands import packing

    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    parcel = bench.station.view.parcel.id
    packing.scan(bench.house.office, parcel, bench.house.item(order).serial)
    bench.wait(lambda: bench.station.view.inside.scanned == 1)


def test_somebody_else_at_the_bench_sees_nothing_of_the_one_before(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.open(bench.house.order())
    bench.station.desk.act_as(Actor(9, "", frozenset({Role.ENGINEER})))
    assert bench.station.view is None
    assert bench.page.empty.isVisible()
    bench.scan("P-20261125-001")
    assert "may not do this" in bench.page.stop.sentence.text()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(660, 560), (960, 600), (1400, 900)])
def test_it_fits_small_and_large_windows_in_both_languages(
    open_bench: OpenBench, language: str, size: tuple[int, int]
) -> None:
    bench = open_bench(card=True)
    bench.page.resize(*size)
    bench.fill(bench.house.order(*MIXED))
    i18n.activate(language)
    say_again(bench.page)
    bench.page.refresh()
    QApplication.processEvents()
    assert (bench.page.width(), bench.page.height()) == size
    for area in (bench.page.body, bench.page.bench.area):
        assert area.isHidden() or area.widget().width() <= area.viewport().width()


def test_every_control_has_a_name_and_a_tip(open_bench: OpenBench) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    bench = open_bench(card=True)
    bench.fill(bench.house.order(*MIXED))
    for panel in bench.page.panels.values():
        panel.show()
    names = []
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in bench.page.findChildren(kind):
            if widget.isVisible() and widget.parent() is not None and not isinstance(widget.parent(), QComboBox):
                name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                names.append(name)
                assert name
                assert widget.toolTip() or isinstance(widget, QAbstractButton)
    assert len(names) > 15


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


def test_signs_that_an_input_method_made_wide_are_read(open_bench: OpenBench) -> None:
    bench = open_bench()
    order = bench.house.order(*MIXED)
    bench.open(order)
    for sign in bench.house.item(order).serial:
        made_wide = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, chr(ord(sign) + 0xFEE0))
        QApplication.sendEvent(QApplication.focusWidget(), made_wide)
    bench.key(Qt.Key.Key_Return)
    bench.wait(lambda: bench.station.view.inside.scanned == 1)


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


def test_space_presses_one_button_after_the_other_however_fast(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.open(bench.house.order(*MIXED))
    pressed: list[int] = []
    row = bench.page.steps.rows["close"]
    row.clicked.connect(lambda: pressed.append(1))
    for _ in range(3):
        row.setFocus()
        bench.qtbot.keyClick(row, Qt.Key.Key_Space)
    assert pressed == [1, 1, 1]
    assert bench.page.scan_bar.field.text() == ""


def test_everything_speaks_the_language_of_now(open_bench: OpenBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every phrase of the page is asked for anew: in a made-up language none is left in English."""
    import gettext

    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"«{message}»"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"«{msgid1 if n == 1 else msgid2}»"

    bench = open_bench(card=True)
    order = bench.house.order(ItemDraft(product="magnet", title="«Cat»", height_mm=50.0))
    bench.open(order)
    bench.scan(bench.house.item(order).serial)
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Loud())
    i18n.activate("zh_CN")
    say_again(bench.page)
    bench.page.refresh()
    for panel in bench.page.panels.values():
        panel.show()
    words = {button.text() for button in bench.page.findChildren(QPushButton) if button.text()}
    words |= {label.text() for label in bench.page.findChildren(QLabel) if label.text()}
    combos = bench.page.findChildren(QComboBox)
    words |= {combo.itemText(n) for combo in combos for n in range(combo.count()) if combo.itemText(n)}
    left = {one for one in words if "«" not in one and any(sign.isalpha() for sign in one)}
    same = (order.number, bench.station.view.parcel.number, bench.house.item(order).serial, "****", " mm")
    same_in_all = {one for one in left if any(name in one for name in same)} | {"F2", "F4", "F5", "F6"}
    assert left - same_in_all == set()


def test_a_waybill_that_is_scanned_at_the_closed_parcel_is_its_waybill(open_bench: OpenBench) -> None:
    from app.commands import packing

    bench = open_bench()
    office = bench.house.office
    for code, carrier in (("SF1234567890123", "sf"), ("77123456789012", "")):
        order = bench.house.order()
        bench.fill(order)
        parcel = bench.station.view.parcel.id
        packing.set_photo(office, parcel, picture())
        packing.set_weight(office, parcel, 180)
        packing.close(office, parcel)
        bench.station.look_again()
        bench.wait_for("verified")
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
    from app.commands import packing

    bench = open_bench()
    order, following = bench.house.order(), bench.house.order()
    bench.fill(order)
    parcel = bench.station.view.parcel.id
    packing.set_photo(bench.house.office, parcel, picture())
    packing.set_weight(bench.house.office, parcel, 180)
    packing.close(bench.house.office, parcel)
    bench.station.look_again()
    bench.wait_for("verified")
    bench.key(Qt.Key.Key_F6)
    assert bench.page.hand_over_panel.number.hasFocus()
    bench.type(following.number)
    bench.wait(lambda: bench.station.view.number == following.number)
    assert bench.page.messages.sentences == []
