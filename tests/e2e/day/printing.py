"""Dispatch: sliced files to OctoPrint, a plate and sheets to folders, postcards to an IPP printer; then what came of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.dispatch.job_states import LIVE
from app.dispatch.records import Plate, PrintJob
from app.gui.dispatch.clear_question import ClearQuestion
from app.gui.dispatch.plate_doings import ProposeQuestion
from app.gui.dispatch.send_dialog import SendDialog
from app.gui.dispatch.verdict_dialog import VerdictDialog
from app.layouts.preflight.judging import preflight
from app.orders.records import Item
from app.settings.folders import standard_folders
from app.settings.shops import load_shops
from tests.e2e.day.hands import ALT, CONTROL, SHIFT, Key, until
from tests.e2e.day.machines import ACRYLIC, FDM, JETTING
from tests.e2e.day.modelling import show_report
from tests.e2e.day.slicer import sliced
from tests.e2e.day.workshop import Day


def save_and_slice(day: Day, item: Item) -> Path:
    """Save the model on the bench as a file, and slice it with a program of somebody else."""
    model = day.folder / f"{item.serial}-{item.approved[:8]}.stl"
    with day.diary.step(f"save and slice “{item.title}”"):
        day.hands.find(day.get(item))
        day.hands.press(Key.Key_G, CONTROL | SHIFT)
        bench = day.window.workshop.bench
        until(lambda: bench.document is not None and bench.document.item == item.id, "the item is on the bench")
        until(lambda: bench.report is not None and bench.report.revision == item.approved, "it is the approved version")
        show_report(day)
        day.hands.file(model)
        day.hands.click(day.window.docks.report.save)
        until(model.exists, "the file is saved")
        path = model.with_suffix(".gcode")
        path.write_bytes(sliced(model))
    return path


def send(day: Day, item: Item, printer: str, file: Path | None = None) -> PrintJob:
    """Send an item to this printer: a file that was sliced elsewhere, or what the program makes of what was approved."""
    with day.diary.step(f"send “{item.title}” to {printer}"):
        day.hands.find(day.get(item))
        _look_away_from_the_bench(day)
        day.hands.press(Key.Key_P, CONTROL | ALT)
        dialog = day.hands.dialog(SendDialog)
        if file is not None:
            day.hands.click(dialog.sources["file"])
            day.hands.file(file)
            day.hands.click(dialog.file.choose)
        else:
            day.hands.click(dialog.prepare)
        until(dialog.later.isEnabled, "the file is prepared")
        _give(day, dialog.fits, printer)
        day.hands.gone(SendDialog)
        until(lambda: bool(day.all(PrintJob, item=item.id)), "it is queued")
        job = day.all(PrintJob, item=item.id)[-1]
        assert job.printer == day.machines.printers[printer].id
        assert job.content == day.get(item).approved
        day.diary.prints.append((printer, job.uid))
    return job


def plate(day: Day, items: Sequence[Item]) -> PrintJob:
    """Group what is printed in full colour on one plate, close it, queue it, give it to the program of the machine."""
    page = day.window.dispatch.page
    with day.diary.step(f"group {len(items)} figurines on a plate"):
        _show(day, "plates")
        day.hands.click(page.plates.propose)
        question = day.hands.dialog(ProposeQuestion)
        day.hands.pick(question.group, day.window.printing.names.process("full-color-jetting"))
        day.hands.pick(question.printer, JETTING)
        day.hands.click(question.go)
        until(page.plate_detail.close_it.isVisible, "the plate is proposed")
        (made,) = day.all(Plate)
        assert len(made.placements) == len(items)
        until(page.plate_detail.picture.isVisible, "its picture")
    with day.diary.step("close the plate, queue it, give it out"):
        day.hands.click(page.plate_detail.close_it)
        until(page.plate_detail.queue.isVisible, "the plate is closed")
        day.hands.click(page.plate_detail.queue)
        until(lambda: bool(day.all(PrintJob, plate=made.id)), "it is queued")
        (job,) = day.all(PrintJob, plate=made.id)
        give(day, job, JETTING)
        assert {int(item) for item in job.contents} == {item.id for item in items}
    return job


def sheet(day: Day, items: Sequence[Item]) -> PrintJob:
    """Nest flat things on a sheet, make its PDF, have it judged, queue it, give it to the program of the cutter."""
    path, hands = day.folder / "sheet.pdf", day.hands
    with day.diary.step(f"nest {len(items)} orders on a sheet"):
        hands.find(*map(day.get, items))
        hands.command(day.window.actions_.by_id["layout.together"].text())
        until(
            lambda: day.window.layouts.there is not None and len(_flat(day).desk.things) == len(items), "all lie there"
        )
        until(lambda: _flat(day).page.view == "sheet", "the sheet")
        sheets, enough = _flat(day).sheets, _flat(day).sheet_panel.enough
        until(lambda: sheets.layout is not None and (enough.isEnabled() or not sheets.busy), "a first arrangement")
        if enough.isVisible():
            hands.click(enough)
        until(lambda: not sheets.busy and sheets.fresh, "it is arranged")
        assert sum(len(one.placements) for one in sheets.layout.sheets) == sum(item.quantity for item in items)
    with day.diary.step("make the print file of the sheet; the judge accepts it"):
        hands.file(path)
        hands.command(day.window.actions_.by_id["layout.make"].text())
        until(lambda: bool(_flat(day).output.made) and path.exists(), "the print file")
        made = _flat(day).output.made[0]
        assert made.report is not None
        assert made.report.passed, made.report.rules
        shop = load_shops(standard_folders()).find("acrylic-uv")
        report = preflight(path, shop, sheet_mm=(600.0, 400.0))
        assert report.passed, report.rules
        assert report.unjudged == (), "its plates were made and looked at, too"
        assert b"PDF/X-4" in path.read_bytes()
    with day.diary.step(f"queue the sheet, give it to {ACRYLIC}"):
        before = len(day.all(PrintJob))
        hands.click(_print_button(day))
        until(lambda: len(day.all(PrintJob)) > before, "it is queued")
        job = day.all(PrintJob)[-1]
        give(day, job, ACRYLIC)
        assert {int(item) for item in job.contents} == {item.id for item in items}
    return job


def give(day: Day, job: PrintJob, printer: str) -> None:
    """Give a job of the queue to a printer."""
    page = day.window.dispatch.page
    _show(day, "queue")
    until(lambda: page.jobs.line_of(job.id) is not None, "the job is listed")
    _click_job(day, job)
    _give(day, page.job_detail.fits, printer)
    until(lambda: day.get(job).printer == day.machines.printers[printer].id, "the printer has it")
    day.diary.prints.append((printer, job.uid))


def finished(day: Day, jobs: Sequence[PrintJob]) -> None:
    """Wait until all of these are printed; whatever lies on the plate of the FDM printer is taken away after each."""
    cleared: set[int] = set()
    with day.diary.step(f"{len(jobs)} prints are printed"):
        while not all(day.get(job).state == "done" for job in jobs):
            bad = [now for job in jobs if (now := day.get(job)).state in {"failed", "cancelled", "unknown"}]
            assert not bad, [(job.name, job.state, job.told) for job in bad]
            until(lambda: _something_to_do(day, jobs), "a printer has finished")
            if day.get(day.machines.printers[FDM]).to_be_cleared:
                clear_plate(day, FDM)
        assert not cleared
        if day.get(day.machines.printers[FDM]).to_be_cleared:
            clear_plate(day, FDM)
    for job in jobs:
        items = [job.item] if job.item else [int(item) for item in job.contents]
        for item in items:
            day.diary.event(f"item:{item}", "item.produce", "item.produced")


def clear_plate(day: Day, printer: str) -> None:
    """Somebody takes the print away, looks, and says so."""
    record, page = day.machines.printers[printer], day.window.dispatch.page
    _show(day, "printers")
    view = page.wall
    until(lambda: page.printers.number_of(record.id) >= 0, "the printer is on the wall")
    # It is to be cleared from the moment that a print begins: nobody takes that away.
    until(lambda: not any(one.state in LIVE for one in day.all(PrintJob, printer=record.id)), "its print has ended")
    place = view.visualRect(page.printers.index(page.printers.number_of(record.id))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    day.hands.click(page.printer_detail.clear)
    question = day.hands.dialog(ClearQuestion)
    day.hands.press(Key.Key_Space)
    until(question.go.isEnabled, "it was looked at")
    day.hands.press(Key.Key_Return)
    until(lambda: not day.get(record).to_be_cleared, "the plate is clear")


def judge(day: Day, item: Item) -> None:
    """The quality check: it passed."""
    with day.diary.step(f"quality check of “{item.title}”"):
        dialog = _check(day, item)
        for _ in range(max(1, len(dialog.seen.open))):  # what was printed as one has no pieces
            before = len(dialog.seen.open)
            day.hands.press(Key.Key_0)
            until(dialog.go.isEnabled, "it is answered")
            day.hands.press(Key.Key_Return, CONTROL)
            until(lambda before=before: not _open(dialog) or len(dialog.seen.open) < before, "it is written down")  # type: ignore[misc]
            if not _open(dialog):
                break
        until(lambda: day.get(item).state == "ready_to_pack", "it goes to the packing bench")
        day.diary.event(f"item:{item.id}", "item.pass")


def breaks(day: Day, item: Item, words: str) -> Item:
    """It broke: it is made anew. Gives the item that takes its place."""
    with day.diary.step(f"“{item.title}” broke and is made anew"):
        dialog = _check(day, item)
        day.hands.press(Key.Key_1)
        day.hands.click(dialog.next["remake"])
        day.hands.click(dialog.field)
        day.hands.write(words)
        day.hands.press(Key.Key_Return, CONTROL)
        day.hands.gone(VerdictDialog)
        until(lambda: day.get(item).state == "remade", "it is made anew")
        anew = day.item(item.title)
        assert anew.id != item.id
        assert anew.remake_of == item.id
        assert anew.approved == item.approved, "the same model, and the approved proof"
        day.diary.event(f"item:{item.id}", "item.fail", "item.remake")
    return anew


# ---- inside ---------------------------------------------------------------------------------------------------------


def _check(day: Day, item: Item) -> VerdictDialog:
    day.hands.find(day.get(item))
    _look_away_from_the_bench(day)
    day.hands.press(Key.Key_Q, CONTROL | ALT)
    dialog = day.hands.dialog(VerdictDialog)
    assert dialog.seen.item.id == item.id
    return dialog


def _open(dialog: VerdictDialog) -> bool:
    from shiboken6 import isValid

    return isValid(dialog) and dialog.isVisible()


def _look_away_from_the_bench(day: Day) -> None:
    """While the bench is shown, what lies there is meant and not what is chosen in the queue."""
    if day.window.workplaces.workplace == "model":
        item = day.window.docks.orders.queue.list.rows()
        _show(day, "queue")
        assert day.window.docks.orders.queue.list.rows() == item


def _show(day: Day, view: str) -> None:
    page = day.window.dispatch.page
    keys = {"printers": (Key.Key_F7,), "queue": (Key.Key_F7, SHIFT), "plates": (Key.Key_F7, CONTROL)}
    day.hands.press(*keys[view])
    until(lambda: page.isVisible() and page.view == view, f"the page of {view}")


def _click_job(day: Day, job: PrintJob) -> None:
    page = day.window.dispatch.page
    view = page.queue
    place = page.jobs.index(page.jobs.number_of(job.id))
    view.scrollTo(place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(place).center())
    until(lambda: view.current() is not None and view.current().row.job.id == job.id, "the job is chosen")


def _give(day: Day, fits: Any, printer: str) -> None:
    words = f"Give the job to {printer}"
    found: list[QPushButton] = []

    def there() -> bool:
        found[:] = [b for b in fits.findChildren(QPushButton) if b.accessibleName() == words and b.isVisible()]
        return bool(found)

    until(there, words)
    day.hands.click(found[0])


def _something_to_do(day: Day, jobs: Sequence[PrintJob]) -> bool:
    states = {day.get(job).state for job in jobs}
    bad = states & {"failed", "cancelled", "unknown"}
    return states == {"done"} or bool(bad) or day.get(day.machines.printers[FDM]).to_be_cleared


def _flat(day: Day) -> Any:
    return day.window.layouts.there


def _print_button(day: Day) -> Any:
    from PySide6.QtWidgets import QToolButton

    panel = _flat(day).output_panel
    found: list[Any] = []

    def there() -> bool:
        found[:] = [b for b in panel.findChildren(QToolButton) if b.toolTip() == "Print it" and b.isVisible()]
        return bool(found)

    until(there, "the button that prints the sheet")
    return found[0]
