"""After the print: the quality check with its keys, what follows from it, and the figures of printing."""

import csv
import io
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableWidget, QTableWidgetItem

from app.commands import print_files, quality_view
from app.commands.print_report import write_report
from app.commands.queue_file import queue_file
from app.dispatch.records import Attempt, Printer, PrintJob, Verdict
from app.drivers.slicers.rack import SlicersOfThisPc
from app.gui.base.look import Look
from app.gui.dispatch.printer_form import PrinterForm
from app.gui.dispatch.statistics_view import BAR
from app.gui.dispatch.verdict_dialog import VerdictDialog
from app.gui.orders.detail import DetailPage
from app.gui.widgets.covers import Covers
from app.jobs.progress import silent
from app.orders.machine import StepRefusedError
from app.orders.record import now
from app.orders.records import Creation, FileLink, Item
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.records import Proof
from app.settings.slicing import load_slicing
from tests.gui.dispatch.conftest import Room
from tests.unit.commands.orders.print_shop import FDM, PrintShop, forged, sliced


def picture(color: str = "grey") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(buffer, "PNG")
    return buffer.getvalue()


def cell(table: QTableWidget, line: int, number: int) -> QTableWidgetItem:
    found = table.item(line, number)
    assert found is not None
    return found


def printed(room: Room, *, quantity: int = 1, hours: float = 2.0) -> tuple[PrintShop, Item, Printer, list[PrintJob]]:
    """An item that has come through a printer to the quality check, each piece with a job of its own."""
    shop = PrintShop(room.world)
    item = shop.released(quantity=quantity)
    printer = shop.printer(FDM, cost_per_hour=6.0, paused=True)
    made = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
    jobs = list(queue_file(shop.office, item.id, forged(made, material_g=100.0)))
    for job in jobs:
        shop.printed(job, printer, hours=hours)
    shop.world.step(item, "finish")
    assert shop.state(item) == "qc"
    return shop, room.world.item(item), printer, jobs


def opened(room: Room, item: Item) -> VerdictDialog:
    room.wiring.judge((item.id,))
    dialog: VerdictDialog = room.dialog(VerdictDialog)
    return dialog


def press(dialog: VerdictDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, key)


def test_keys_alone_pass_an_item(room: Room) -> None:
    shop, item, *_ = printed(room)
    dialog = opened(room, item)
    assert not dialog.go.isEnabled()
    press(dialog, Qt.Key.Key_0)
    room.until(dialog.go.isEnabled)
    assert "packing bench" in dialog.consequence.text()
    press(dialog, Qt.Key.Key_Return)
    room.until(lambda: shop.state(item) == "ready_to_pack")
    room.until(lambda: not room.page.findChildren(VerdictDialog))
    (verdict,) = room.world.find(Verdict)
    assert verdict.passed


def test_one_piece_fails_and_is_printed_again_alone(room: Room) -> None:
    shop, item, _, jobs = printed(room, quantity=2)
    room.until(lambda: room.station.job(jobs[0].id) is not None)
    room.page.go_to_job(jobs[0].id)
    room.until(room.page.job_detail.judge.isVisible)
    room.page.job_detail.judge.click()
    dialog: VerdictDialog = room.dialog(VerdictDialog)
    first, second = shop.pieces(item)
    assert [dialog.pieces.itemData(n) for n in range(dialog.pieces.count())] == [first.id, second.id, None]
    press(dialog, Qt.Key.Key_0)
    press(dialog, Qt.Key.Key_Return)
    room.until(lambda: [dialog.pieces.itemData(n) for n in range(dialog.pieces.count())] == [second.id])
    assert dialog.answer() == ""
    press(dialog, Qt.Key.Key_2)
    assert dialog.answer() == "warped"
    assert dialog.then() == "print_again"
    assert "Only this piece" in dialog.consequence.text()
    dialog.field.setText("the foot")
    dialog.photo.chosen.emit(picture())
    press(dialog, Qt.Key.Key_Return)
    room.until(lambda: shop.state(item) == "queued")
    room.until(lambda: not room.page.findChildren(VerdictDialog))
    again = [job for job in room.world.find(PrintJob) if job.retry_of is not None]
    assert [(job.retry_of, job.copies, job.state) for job in again] == [(second.job, 1, "planned")]
    assert [(p.state, p.job) for p in shop.pieces(item)] == [("passed", first.job), ("placed", again[0].id)]
    bad = next(v for v in room.world.find(Verdict) if not v.passed)
    assert (bad.cause, bad.words, bad.piece) == ("warped", "the foot", second.id)
    assert any(link.digest == bad.photo for link in room.world.find(FileLink, order=item.order))


def test_what_the_model_is_to_blame_for_is_not_printed_again_as_it_is(room: Room) -> None:
    shop, item, *_ = printed(room)
    dialog = opened(room, item)
    dialog.answers["model"].setChecked(True)
    assert dialog.then() == "rework"
    dialog.next["remake"].setChecked(True)
    dialog.go.click()
    room.until(lambda: shop.state(item) == "remade")
    (new,) = room.world.find(Item, remake_of=item.id)
    assert new.cause == "model" or room.world.item(item).cause == "model"


def test_a_verdict_stands_where_printing_again_is_refused(room: Room) -> None:
    shop, item, *_ = printed(room)
    with room.world.office.book.writing(OWNER) as book:
        book.save(replace(book.find(Proof, item=item.id, state="approved")[0], digest="0" * 64))
        book.note("proof.test", book.get(Item, item.id))
    done = quality_view.settle(shop.office, item.id, passed=False, cause="warped", then_do="print_again")
    assert str(done.trouble)
    assert done.jobs == ()
    assert shop.state(item) == "rework"
    assert len(room.world.find(Verdict)) == 1


def test_the_creation_and_the_approved_proof_are_shown(room: Room) -> None:
    shop, item, *_ = printed(room)
    cover, sheet = (
        shop.office.assets.put(picture("red"), sensitive=True),
        shop.office.assets.put(picture("blue"), sensitive=True),
    )
    with room.world.office.book.writing(OWNER) as book:
        creation = book.find(Creation, order=item.order)[0]
        book.save(replace(creation, cover=cover.digest))
        book.save(replace(book.find(Proof, item=item.id, state="approved")[0], file=sheet.digest))
        book.note("proof.test", book.get(Item, item.id))
    dialog = opened(room, item)
    room.until(lambda: dialog.creation.isVisible() and dialog.proof.isVisible())
    middle = dialog.proof.pixmap().toImage()
    assert middle.pixelColor(middle.width() // 2, middle.height() // 2).blue() == 255
    assert not dialog.paper.isVisible()
    dialog.reject()
    assert room.world.find(Verdict) == []


def test_a_proof_that_is_no_picture_is_named(room: Room) -> None:
    shop, item, *_ = printed(room)
    sheet = shop.office.assets.put(b"%PDF-1.7 not a picture", sensitive=True)
    with room.world.office.book.writing(OWNER) as book:
        book.save(replace(book.find(Proof, item=item.id, state="approved")[0], file=sheet.digest))
        book.note("proof.test", book.get(Item, item.id))
    seen = quality_view.pictures(shop.office, item.id, 64)
    assert (seen.proof, seen.paper) == (None, True)


def test_the_check_is_opened_from_the_card_of_the_item(room: Room, look: Look) -> None:
    shop, item, *_ = printed(room)
    covers = Covers()
    covers.connect_to(room.desk)
    page = DetailPage(room.desk, look, covers)
    room.qtbot.addWidget(page)
    page.judge_wanted.connect(lambda found: room.wiring.judge((found,), page.messages))
    page.show()
    page.show_order(item.order)
    room.until(lambda: bool(page.items.cards()))
    go = page.items.cards()[0].go
    assert go is not None
    go.click()
    dialog: VerdictDialog = room.dialog(VerdictDialog)
    assert shop.state(item) == "qc"
    press(dialog, Qt.Key.Key_0)
    press(dialog, Qt.Key.Key_Return)
    room.until(lambda: shop.state(item) == "ready_to_pack")
    room.until(lambda: any("passed" in label.text() for label in page.messages.findChildren(QLabel)))
    page.close()


def test_what_is_not_at_the_check_is_said(room: Room) -> None:
    item = PrintShop(room.world).released()
    room.wiring.judge((item.id,))
    room.until(lambda: any("quality check" in words for words in said(room)))
    assert not room.page.findChildren(VerdictDialog)
    with pytest.raises(StepRefusedError):
        quality_view.to_judge(room.world.office, (item.id,))
    room.world.account("sue", Role.SERVICE)
    with pytest.raises(NotAllowedError):
        quality_view.to_judge(room.world.as_("sue"), (item.id,))


def said(room: Room) -> list[str]:
    return [one.text() for one in room.page.messages.findChildren(QLabel)]


def test_everything_that_can_be_pressed_says_what_it_does(room: Room) -> None:
    _, item, *_ = printed(room, quantity=2)
    dialog = opened(room, item)
    room.page.choose_view("statistics")
    silent_ones = [
        widget.objectName() or type(widget).__name__
        for root in (dialog, room.page.statistics)
        for kind in (QAbstractButton, QLineEdit)
        for widget in root.findChildren(kind)
        if not widget.toolTip() and widget.parent() is not None and not isinstance(widget.parent(), QLineEdit)
    ]
    assert silent_ones == []
    dialog.reject()


# ---- figures ----------------------------------------------------------------


def test_the_statistics_count_what_failed_too(room: Room, tmp_path: Path) -> None:
    shop, item, printer, _ = printed(room, hours=2.0)
    quality_view.settle(shop.office, item.id, passed=False, cause="warped")
    with room.world.office.book.writing(OWNER) as book:  # the attempts end now, whenever the clock of the world stands
        for attempt in book.find(Attempt):
            book.save(replace(attempt, ended_at=now(), cost=12.0))
        for verdict in book.find(Verdict):
            book.save(replace(verdict, at=now()))
        book.note("printer.test", book.get(Printer, printer.id))
    room.wiring.do("statistics")
    view = room.page.statistics
    room.until(lambda: view.printers.rowCount() == 1 and cell(view.printers, 0, 0).text() == "MK4")
    assert not room.page.side.isVisible()
    line = [cell(view.printers, 0, number) for number in range(view.printers.columnCount())]
    words = [one.text() for one in line]
    assert words[:5] == ["MK4", "1", "0%", "—", "1"]
    assert words[7] == "2.0"
    assert words[8] == "100 g"
    assert float(words[9].removeprefix("¥")) > 12.0
    assert words[10] == words[9]
    assert line[1].data(BAR) == 1.0
    assert line[0].data(BAR) is None
    assert [cell(view.causes, 0, number).text() for number in (0, 1)] == ["Warped", "1"]
    path = tmp_path / "prints.csv"
    with room.qtbot.waitSignal(view.said):
        view.write(path)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[3][:2] == ["MK4", "1"]
    assert rows[-1][:2] == ["Warped", "1"]


def test_nothing_in_this_time_says_so(room: Room) -> None:
    room.add("MK4")
    room.wiring.do("statistics")
    view = room.page.statistics
    room.until(lambda: view.figures is not None)
    assert view.body.currentIndex() == 1
    assert not view.export.isEnabled()
    view.choose(90)
    since, until = view.span()
    assert until - since == timedelta(days=90)


def test_a_name_is_no_formula_in_a_table(room: Room, tmp_path: Path) -> None:
    room.add("=cmd")
    path = tmp_path / "prints.csv"
    write_report(room.world.office, now() - timedelta(days=7), now(), path)
    assert "'=cmd" in path.read_text("utf-8-sig")


# ---- slicing ----------------------------------------------------------------


def test_a_slicer_is_chosen_and_its_profile_tried(room: Room, tmp_path: Path) -> None:
    settings = tmp_path / "settings" / "slicing.json"
    room.world.office.slicers = lambda: SlicersOfThisPc(settings)
    room.wiring.do("add")
    form: PrinterForm = room.dialog(PrinterForm)
    field = form.slicing
    field.line.setText("MK4")
    field.try_it.click()
    room.until(lambda: "No slicing profile" in field.answer.text())
    program, plain = Path(sys.executable), tmp_path / "readme.txt"  # any program will do: it is not started
    plain.write_text("no program")
    field.chosen.emit("prusa", str(plain))
    room.until(lambda: "no program" in field.answer.text())
    field.chosen.emit("prusa", str(program))
    room.until(lambda: f"PrusaSlicer: {program}" in field.answer.text())
    assert load_slicing(settings).prusa == str(program)
    (settings.parent / "slicing").mkdir()
    (settings.parent / "slicing" / "MK4.ini").write_text("printer_technology = FFF\n")
    field.try_it.click()
    room.until(lambda: "it makes .gcode files" in field.answer.text())
    form.reject()
