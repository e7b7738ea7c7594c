"""A day at the packing bench in the real window, with keys alone: a wedge scanner's, and those of two hands.

Nothing is clicked, and no widget is spoken to: keys go to whatever has the focus then.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtCore import Qt as QtNames
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app import i18n
from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands import labels, orders, packing, shipping, workshop_settings
from app.commands.intake.sample_art import draw_cover
from app.commands.office import Office
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.orders.records import Item, Order

pytestmark = pytest.mark.skipif(
    sys.platform.startswith("linux")
    and (not os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") == "offscreen"),
    reason="needs a display: run under Xvfb",
)
Key = QtNames.Key
WAIT_S = 30.0
MINE = Buyer("测试甲", "13800000000", "四川省成都市武侯区测试路88号样例花园3栋2单元1501室")
OTHERS = Buyer("测试乙", "13900000000", "四川省成都市武侯区测试路99号样例花园1栋1单元101室")
FIGURE = ItemDraft(product="figurine", title="星夜主播", finish="color", height_mm=100.0)
CARDS = ItemDraft(product="postcard", title="星夜主播 明信片", quantity=2, height_mm=100.0, width_mm=148.0)


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > end:
            focus = QApplication.focusWidget()
            pytest.fail(f"{what}: not within {WAIT_S:.0f} s; the focus is on {focus!r}")
        QApplication.processEvents()
        time.sleep(0.002)


class Hands:
    """Types into whatever has the focus."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    def focus(self) -> Any:
        if QApplication.activeWindow() is None:  # a dialog went: a window manager would turn to the window again
            self.window.activateWindow()
            until(lambda: QApplication.activeWindow() is not None, "a window")
        return QApplication.focusWidget() or QApplication.activeWindow()

    def press(self, *keys: Any) -> None:
        """As a hand does: slower than a scanner."""
        for key in keys:
            QTest.qWait(60)
            QTest.keyClick(self.focus(), key)

    def hold(self, key: Any, modifier: Any = QtNames.KeyboardModifier.ControlModifier) -> None:
        QTest.qWait(60)
        QTest.keyClick(self.focus(), key, modifier)

    def write(self, words: str) -> None:
        QTest.qWait(60)
        QTest.keyClicks(self.focus(), words)

    def scan(self, code: str) -> None:
        """As a scanner does: all keys at once, Return at the end. Signs that a Chinese input method made wide come as such."""
        QTest.qWait(60)
        for sign in code:
            if sign.isascii():
                QTest.keyClicks(self.focus(), sign)
            else:
                QApplication.sendEvent(
                    self.focus(),
                    QKeyEvent(QEvent.Type.KeyPress, 0, QtNames.KeyboardModifier.NoModifier, sign),
                )
        QTest.keyClick(self.focus(), Key.Key_Return)

    def tab_to(self, name: str) -> None:
        """Tab until the focus is on a button of this name."""
        for _ in range(80):
            focus = self.focus()
            if str(getattr(focus, "text", lambda: "")()) == name:
                return
            self.press(Key.Key_Tab)
        pytest.fail(f"no way to “{name}” with Tab")

    def command(self, name: str) -> None:
        """Through the palette."""
        self.hold(Key.Key_K)
        until(lambda: QApplication.activePopupWidget() is not None, "the palette")
        self.write(name)
        self.press(Key.Key_Return)


def wide(code: str) -> str:
    """As an input method in full-width mode types it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


@pytest.fixture
def workstation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workstation]:
    home = tmp_path / "home"
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    (home / "settings").mkdir(parents=True)
    (home / "settings" / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    i18n.activate("en")
    made = assemble()
    bugs: list[BaseException] = []
    made.window.workshop.runner.crashed.connect(bugs.append)
    made.window.show()
    made.window.activateWindow()
    made.window.start([])
    until(lambda: made.desk.ready and made.window.isActiveWindow(), "the window with its book")
    yield made
    made.close()
    made.window.deleteLater()
    QApplication.processEvents()
    assert not bugs


@pytest.fixture
def office(workstation: Workstation) -> Office:
    office = workstation.desk.office.acting()
    workshop_settings.change(
        office, sender_name="样例手办工坊", sender_phone="400-000-0000", sender_address="四川省成都市样例区测试大道一百号",
        unboxing_card=False,
    )  # fmt: skip
    return office


def ready_order(office: Office, buyer: Buyer, *drafts: ItemDraft) -> Order:
    cover = office.assets.put(draw_cover(len(drafts)), sensitive=True).digest
    order = orders.new_order(
        office,
        OrderDraft(
            items=tuple(replace(draft, creation="c") for draft in drafts), buyer=buyer, consent=ConsentDraft(given_at=now()),
            creations=(CreationDraft(key="c", title="星夜", cover=cover),),
        ),
    )  # fmt: skip
    with office.book.writing(office.actor) as book:
        for item in book.find(Item, order=order.id):
            book.save(replace(item, state="ready_to_pack", stage="ready_to_pack"))
    return order


def items_of(office: Office, order: Order) -> list[Item]:
    with office.book.reading() as book:
        return book.find(Item, order=order.id, order_by="position")


def labelled(office: Office, order: Order, waybill: str) -> int:
    """A parcel that was packed and labelled earlier in the day."""
    parcel = packing.open_by_code(office, order.number).parcel
    assert parcel is not None
    number = parcel.parcel.id
    for item in items_of(office, order):
        for _ in range(item.quantity):
            packing.scan(office, number, item.serial)
    packing.set_photo(office, number, draw_cover(5))
    packing.set_weight(office, number, 180)
    packing.close(office, number)
    labels.print_label(office, number, "76x130")
    shipping.set_waybill(office, number, waybill, "sf")
    return number


def codes_in(pdf: Path, folder: Path) -> set[str]:
    """What a scanner reads from the printed page, drawn by a program that is not ours."""
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("needs pdftoppm of poppler-utils")
    subprocess.run([tool, "-r", "203", "-png", str(pdf), str(folder / "page")], check=True, timeout=60)
    with Image.open(next(folder.glob("page*.png"))) as page:
        return {code.text for code in zxingcpp.read_barcodes(page.convert("L"))}


def save_into(path: Path) -> None:
    """Type a path into the window that asks for one, as soon as it is there."""

    def type_it() -> None:
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        if not isinstance(dialog, QFileDialog) or focus is None or not dialog.isAncestorOf(focus):
            QTimer.singleShot(20, type_it)
            return
        QTest.keyClick(focus, Key.Key_A, QtNames.KeyboardModifier.ControlModifier)
        QTest.keyClicks(focus, str(path))
        QTest.keyClick(focus, Key.Key_Return)

    QTimer.singleShot(20, type_it)


def test_a_whole_day_without_a_mouse(workstation: Workstation, office: Office, tmp_path: Path) -> None:
    hands, page = Hands(workstation.window), workstation.window.packing.page
    station = page.station
    mine, others = ready_order(office, MINE, FIGURE, CARDS), ready_order(office, OTHERS, FIGURE)
    figure, cards = items_of(office, mine)
    stranger = items_of(office, others)[0]

    def state() -> str:
        return station.view.parcel.state if station.view is not None else ""

    # the bench, and the order that is scanned first
    hands.press(Key.Key_F2)
    until(page.scan_bar.field.hasFocus, "the scan field")
    hands.scan(mine.number)
    until(lambda: station.view is not None and len(page.cards.cards) == 2, "the parcel with what belongs into it")
    until(lambda: page.cards.cards[figure.id].picture.pixmap().width() > 40, "the picture")

    # each unit; one with full-width signs; a wrong one and a double one stop, and the next scan closes nothing
    hands.scan(wide(figure.serial))
    until(lambda: station.view.inside.scanned == 1, "the figurine")
    for stop_code, told in ((stranger.serial, others.number), (figure.serial, "counted already")):
        hands.scan(stop_code)
        until(page.stop.isVisible, "what stops")
        assert told in page.stop.sentence.text() + page.stop.advice.text()
        hands.scan(cards.serial)
        assert page.stop.isVisible()
        assert station.view.inside.scanned == 1
        hands.press(Key.Key_Return)
        until(lambda: not page.stop.isVisible() and page.scan_bar.field.hasFocus(), "the field again")
    for count in (2, 3):
        hands.scan(cards.serial)
        until(lambda count=count: station.view.inside.scanned == count, "the postcards")  # type: ignore[misc]
    assert station.view.missing == 0

    # weight and photo, then it closes
    hands.press(Key.Key_F4)
    until(page.close_panel.weight.hasFocus, "the weight field")
    hands.write("0.312")
    hands.press(Key.Key_Return)
    until(lambda: station.view.parcel.weight_g == 312 and page.close_panel.photo_box.hasFocus(), "the weight")
    QApplication.clipboard().setImage(QImage.fromData(draw_cover(5)))
    hands.hold(Key.Key_V)
    until(page.close_panel.close_button.hasFocus, "the photo")
    hands.press(Key.Key_Return)
    until(lambda: state() == "verified", "the closed parcel")
    assert {item.state for item in items_of(office, mine)} == {"packed"}

    # the waybill first, so that the label carries it; then the label, read from its PDF by others
    hands.press(Key.Key_F6)
    until(page.hand_over_panel.number.hasFocus, "the waybill field")
    hands.scan("SF1234567890123")
    until(lambda: station.view.parcel.waybill == "SF1234567890123", "the waybill")
    assert station.view.parcel.carrier == "sf"
    hands.press(Key.Key_F5)
    until(lambda: not page.label_panel.preview.pixmap().isNull() and page.label_panel.print.hasFocus(), "the preview")
    save_into(tmp_path / "label.pdf")
    hands.press(Key.Key_Return)
    until(lambda: state() == "labelled", "the label")
    until((tmp_path / "label.pdf").exists, "the PDF")
    codes = codes_in(tmp_path / "label.pdf", tmp_path)
    assert "SF1234567890123" in codes
    assert not any("13800000000" in code or "测试" in code for code in codes)
    hands.press(Key.Key_F6)
    until(page.hand_over_panel.go.hasFocus, "hand over")
    hands.press(Key.Key_Return)
    until(lambda: state() == "handed_over", "the hand-over")

    # what the courier and the buyer say: signed for, unboxed, accepted
    hands.press(Key.Key_F6)
    hands.tab_to("It was signed for")
    hands.press(Key.Key_Return)
    until(lambda: QApplication.activeModalWidget() is not None, "who signed")
    hands.press(Key.Key_Space, Key.Key_Return)
    until(lambda: state() == "signed", "signed for")
    assert station.view.parcel.signed_by == "self"
    for event, title, after in (
        ("unbox", "The buyer has unboxed it", "unboxed"),
        ("accept", "The buyer accepts", "accepted"),
    ):
        until(lambda event=event: event in page.after_panel.buttons, title)  # type: ignore[misc]
        hands.press(Key.Key_F6)
        hands.tab_to(title)
        hands.press(Key.Key_Return)
        until(lambda after=after: state() == after, after)  # type: ignore[misc]

    # those that were packed before, all at once
    waiting = [
        labelled(office, others, "SF1234567890201"),
        labelled(office, ready_order(office, OTHERS, CARDS), "SF1234567890202"),
    ]
    hands.press(Key.Key_Escape)
    hands.command("Hand over all")
    until(lambda: QApplication.activeModalWidget() is not None, "the question")
    hands.press(Key.Key_Return)
    until(lambda: all(packing.see_parcel(office, n).parcel.state == "handed_over" for n in waiting), "all handed over")

    # one lies at a locker: it comes up in the chase list, is asked for, and waits a day
    shipping.record(office, waiting[0], "sign", version=None, signed_by="locker")
    hands.command("Chase list")
    until(lambda: len(page.chase._rows) == 1, "the chase list")
    hands.tab_to("Write down…")
    hands.press(Key.Key_Space)
    until(lambda: QApplication.activeModalWidget() is not None, "what was done")
    hands.press(Key.Key_Space, Key.Key_Return)
    until(lambda: page.chase._rows == (), "nobody to chase")
    hands.press(Key.Key_Escape)
    until(page.scan_bar.field.hasFocus, "the bench again")
    assert page.messages.sentences == ["2 parcels were handed over."]
