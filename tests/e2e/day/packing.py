"""The packing bench, with keys alone: scanned, weighed, photographed, closed, labelled, handed over, followed to its end."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.commands.intake.sample_art import draw_cover
from app.gui.widgets.question import ChoiceQuestion
from app.orders.records import Item, Order
from app.shipping.records import Parcel
from tests.e2e.day.hands import CONTROL, Key, until
from tests.e2e.day.workshop import Day

LABEL_DPI = 203
WAYBILL = "SF1234567890{:03d}"


def pack(day: Day, order: Order, *, wrong: Item | None = None) -> Parcel:
    """Scan an order and every unit of it; ``wrong``: something of another order gets under the scanner first."""
    hands, page = day.hands, day.window.packing.page
    station = page.station
    with day.diary.step(f"pack {order.number}" + (", with a wrong item on the way" if wrong else "")):
        hands.press(Key.Key_F2)
        until(page.scan_bar.field.hasFocus, "the scan field")
        hands.scan(order.number)
        until(lambda: station.view is not None and station.view.parcel.order == order.id, "the parcel")
        if wrong is not None:
            _scan_wrong(day, wrong)
        for item in [item for item in day.items() if item.order == order.id]:
            for _ in range(item.quantity):
                before = station.view.inside.scanned
                hands.scan(item.serial)
                until(lambda before=before: station.view.inside.scanned == before + 1, f"{item.serial} is in")  # type: ignore[misc]
        assert station.view.missing == 0
        hands.by_hand(Key.Key_F4)
        until(page.close_panel.weight.hasFocus, "the weight field")
        for sign in "0.312":
            hands.by_hand(Key[f"Key_{'Period' if sign == '.' else sign}"])
        hands.by_hand(Key.Key_Return)
        until(lambda: station.view.parcel.weight_g == 312 and page.close_panel.photo_box.hasFocus(), "the weight")
        QApplication.clipboard().setImage(QImage.fromData(draw_cover(order.id)))
        hands.press(Key.Key_V, CONTROL)
        until(page.close_panel.close_button.hasFocus, "the photo")
        hands.by_hand(Key.Key_Return)
        until(lambda: station.view.parcel.state == "verified", "the closed parcel")
        parcel: Parcel = station.view.parcel
        day.diary.event(f"parcel:{parcel.id}", "parcel.verify")
        for item in day.all(Item, parcel=parcel.id):
            day.diary.event(f"item:{item.id}", "item.pack")
    return parcel


def label(day: Day, parcel: Parcel) -> None:
    """Waybill first, then the label; what a scanner reads from the printed label is the waybill, and nobody's name."""
    hands, page, waybill = day.hands, day.window.packing.page, WAYBILL.format(len(day.all(Parcel)))
    path = day.folder / "labels" / f"{waybill}.pdf"
    path.parent.mkdir(exist_ok=True)
    with day.diary.step(f"label {waybill}, read back"):
        hands.by_hand(Key.Key_F6)
        until(page.hand_over_panel.number.hasFocus, "the waybill field")
        hands.scan(waybill)
        until(lambda: day.get(parcel).waybill == waybill, "the waybill")
        hands.by_hand(Key.Key_F5)
        until(
            lambda: not page.label_panel.preview.pixmap().isNull() and page.label_panel.print.hasFocus(), "the preview"
        )
        hands.file(path)
        hands.by_hand(Key.Key_Return)
        until(lambda: day.get(parcel).state == "labelled", "the label")
        until(path.exists, "the PDF")
        day.diary.event(f"parcel:{parcel.id}", "parcel.label")
        read = codes_in(path)
        assert waybill in read
        assert not any("1380000" in code or "测试" in code for code in read)


def hand_over(day: Day, parcel: Parcel) -> None:
    """The courier takes it."""
    hands, page = day.hands, day.window.packing.page
    with day.diary.step(f"hand over parcel {parcel.number}"):
        hands.by_hand(Key.Key_F6)
        until(page.hand_over_panel.go.hasFocus, "hand over")
        hands.by_hand(Key.Key_Return)
        until(lambda: day.get(parcel).state == "handed_over", "the hand-over")
        day.diary.event(f"parcel:{parcel.id}", "parcel.hand_over")


def arrives(day: Day, parcel: Parcel) -> None:
    """Signed for by the buyer, unboxed, accepted: each is entered on its own, none follows from another."""
    hands, page = day.hands, day.window.packing.page
    with day.diary.step(f"parcel {parcel.number} is signed for, unboxed, accepted"):
        for event, after in (("sign", "signed"), ("unbox", "unboxed"), ("accept", "accepted")):
            until(lambda event=event: event in page.after_panel.buttons, f"the button “{event}”")  # type: ignore[misc]
            hands.click(page.after_panel.buttons[event])
            if event == "sign":
                question = hands.dialog(ChoiceQuestion)
                hands.by_hand(Key.Key_Space)
                until(question.go.isEnabled, "who signed is chosen")
                hands.by_hand(Key.Key_Return)
            until(lambda after=after: day.get(parcel).state == after, after)  # type: ignore[misc]
            day.diary.event(f"parcel:{parcel.id}", f"parcel.{event}")


def codes_in(pdf: Path) -> set[str]:
    """What a scanner reads from the printed page, drawn by a program that is not ours."""
    tool = shutil.which("pdftoppm")
    assert tool is not None, "install poppler-utils"
    stem = pdf.with_suffix("")
    subprocess.run([tool, "-r", str(LABEL_DPI), "-png", str(pdf), str(stem)], check=True, timeout=60)
    found: set[str] = set()
    for picture in pdf.parent.glob(f"{stem.name}-*.png"):
        with Image.open(picture) as page:
            found |= {code.text for code in zxingcpp.read_barcodes(page.convert("L"))}
    return found


def _scan_wrong(day: Day, wrong: Item) -> None:
    """It stops; nothing is packed before somebody has read why."""
    hands, page = day.hands, day.window.packing.page
    station: Any = page.station
    hands.scan(wrong.serial)
    until(page.stop.isVisible, "what stops")
    number = day.all(Order, id=wrong.order)[0].number
    assert number in page.stop.sentence.text() + page.stop.advice.text()
    assert station.view.inside.scanned == 0
    hands.by_hand(Key.Key_Return)
    until(lambda: not page.stop.isVisible() and page.scan_bar.field.hasFocus(), "the field again")
