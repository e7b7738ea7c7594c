"""The dispatch page as people use it: printers, queue, keys, and what is written into the book."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt

from app.commands import dispatch
from app.dispatch.driver import Status
from app.dispatch.pilot import News
from app.dispatch.records import Printer
from app.gui.dispatch.clear_question import ClearQuestion
from app.gui.dispatch.job_model import MIME
from app.gui.dispatch.printer_form import PrinterForm
from app.gui.dispatch.resolve_dialog import ResolveDialog
from app.gui.widgets.basics import widgets_in
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.orders.people import Account
from app.security.actor import Actor
from app.security.roles import Role


def printers(room: Any) -> list[Printer]:
    found: list[Printer] = room.world.find(Printer)
    return found


def test_without_printers_the_page_leads_to_the_first_one(room: Any) -> None:
    assert room.page.body.currentIndex() == 0
    assert room.page.empty_find.isVisible()
    room.page.empty_add.click()
    form: PrinterForm = room.dialog(PrinterForm)
    form.kind.setCurrentIndex(form.kind.findData("hot_folder"))
    folder = room.folder / "hot"
    folder.mkdir()
    assert form.fields is not None
    form.fields.show_values({"folder": str(folder)})
    form.try_it.click()
    room.until(lambda: "hot" in form.answer.text())
    assert form.name.text() == "hot"
    form.save.click()
    room.until(lambda: len(printers(room)) == 1)
    room.until(lambda: room.page.body.currentIndex() == 1)
    assert [tile.name for tile in room.page.printers.tiles.values()] == ["hot"]
    room.until(lambda: room.page.printers.tile(0).state == "free")
    assert room.floor.drives


def test_a_form_that_is_not_right_stays_open_and_says_why(room: Any) -> None:
    room.wiring.do("add")
    form: PrinterForm = room.dialog(PrinterForm)
    form.kind.setCurrentIndex(form.kind.findData("hot_folder"))
    form.save.click()
    assert "name" in form.answer.text()
    form.name.setText("Mimaki")
    assert form.fields is not None
    form.fields.show_values({"folder": "not whole"})
    form.save.click()
    room.until(lambda: "whole path" in form.answer.text())
    assert form.isVisible()
    assert printers(room) == []


def test_a_protocol_that_was_tried_on_a_stand_in_alone_says_so(room: Any) -> None:
    room.wiring.do("add")
    form: PrinterForm = room.dialog(PrinterForm)
    form.kind.setCurrentIndex(form.kind.findData("moonraker"))
    assert not form.stand_in.isVisible()
    form.kind.setCurrentIndex(form.kind.findData("sdcp"))
    assert form.stand_in.isVisible()
    assert "stand-in" in form.kind.currentText()


def test_a_key_stays_where_nothing_is_typed(room: Any) -> None:
    room.wiring.do("add")
    form: PrinterForm = room.dialog(PrinterForm)
    form.kind.setCurrentIndex(form.kind.findData("moonraker"))
    form.name.setText("K1")
    assert form.fields is not None
    form.fields.show_values({"address": "http://127.0.0.1:9"})
    form.fields.keys["api_key"].line.setText("k1-secret")
    form.save.click()
    room.until(lambda: len(printers(room)) == 1)
    kept = printers(room)[0]
    assert room.floor.keys.get(kept.id, kept.settings) == {"api_key": "k1-secret"}
    room.until(lambda: room.station.printer(kept.id) is not None)
    room.wiring.printers.change_printer(kept.id)
    again: PrinterForm = room.dialog(PrinterForm)
    again.name.setText("K1 left")
    again.save.click()
    room.until(lambda: printers(room)[0].name == "K1 left")
    kept = printers(room)[0]
    assert room.floor.keys.get(kept.id, kept.settings) == {"api_key": "k1-secret"}


def test_a_tile_follows_what_is_seen_and_only_its_row_is_painted(room: Any) -> None:
    first, second = room.add("A", position=1), room.add("B", position=2)
    told: list[int] = []
    room.page.printers.dataChanged.connect(lambda top, _bottom: told.append(top.row()))
    room.floor.close()  # nobody else tells anything from here on
    room.station.live.forget()
    for share in (0.1, 0.2, 0.3):
        room.station.live.take(News(second.id, Status("printing", progress=share), None, share))
    with room.qtbot.waitSignal(room.station.live.arrived, timeout=60_000) as arrived:
        pass
    assert arrived.args == [frozenset({second.id})]
    assert told == [1]
    assert room.page.printers.tiles[second.id].state == "foreign"
    assert room.page.printers.number_of(first.id) == 0


def test_a_plate_is_clear_only_after_somebody_has_looked(room: Any) -> None:
    printer = room.add("K1", to_be_cleared=True)
    room.page.go_to_printer(printer.id)
    room.until(room.page.printer_detail.clear.isVisible)
    room.qtbot.keyClick(room.page.wall, Qt.Key.Key_Return)
    question: ClearQuestion = room.dialog(ClearQuestion)
    assert not question.go.isEnabled()
    question.looked.setChecked(True)
    question.go.click()
    room.until(lambda: not printers(room)[0].to_be_cleared)


def test_a_printer_gets_no_more_jobs_and_then_again(room: Any) -> None:
    printer = room.add("K1")
    room.page.go_to_printer(printer.id)
    room.wiring.do("pause")
    question: ReasonQuestion = room.dialog(ReasonQuestion)
    question.field.setPlainText("nozzle is worn")
    question.go.click()
    room.until(lambda: printers(room)[0].paused)
    room.until(room.page.printer_detail.resume.isVisible)
    room.page.printer_detail.resume.click()
    room.until(lambda: not printers(room)[0].paused)


def test_keys_alone_move_a_job_and_cancel_it(room: Any) -> None:
    first, second = room.job("planned", name="SN-1"), room.job("planned", name="SN-2")
    room.wiring.do("queue")
    room.page.go_to_job(second.id)
    room.qtbot.keyClick(room.page.queue, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    room.until(lambda: room.now(second).place < room.now(first).place)
    room.until(lambda: room.page.jobs.number_of(second.id) == 0)
    assert room.page.queue.current().row.job.id == second.id
    room.qtbot.keyClick(room.page.queue, Qt.Key.Key_Delete)
    question: ChoiceQuestion = room.dialog(ChoiceQuestion)
    question.go.click()
    room.until(lambda: room.now(second).state == "cancelled")
    room.until(room.page.job_detail.again.isVisible)
    room.page.job_detail.again.click()
    room.until(lambda: any(row.job.retry_of == second.id for row in room.station.board.jobs))


def test_a_job_is_dropped_before_another_one(room: Any) -> None:
    first, second = room.job("planned", name="SN-1"), room.job("planned", name="SN-2")
    room.page.go_to_job(first.id)
    model = room.page.jobs
    data: QMimeData = model.mimeData([model.index(model.number_of(second.id))])
    assert data.hasFormat(MIME)
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    room.until(lambda: model.number_of(second.id) == 0 and model.number_of(first.id) == 1)
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, QModelIndex())
    room.until(lambda: model.number_of(second.id) == 1)
    assert room.page.queue.viewport().rect().contains(QPoint(1, 1))


def test_a_job_shows_which_printers_take_it_and_is_given_to_one(room: Any) -> None:
    fits = room.add("Fits", kind="3d", width_mm=200, depth_mm=200, height_mm=200, materials=("pla-white",))
    room.add("Black", kind="3d", width_mm=200, depth_mm=200, height_mm=200, materials=("pla-black",), paused=True)
    job = room.job("planned", material="pla-white", width_mm=50.0, depth_mm=50.0, height_mm=50.0)
    room.page.go_to_job(job.id)
    detail = room.page.job_detail
    room.until(lambda: detail.fits.rows.count() == 2)
    rows = widgets_in(detail.fits.rows)[:2]
    words = [[label.text() for label in row.findChildren(type(detail.words))] for row in rows]
    assert "Fits" in words[0]
    assert any("another colour is never taken" in word for word in words[1])
    with room.qtbot.waitSignal(detail.given) as given:
        rows[0].findChild(type(detail.stop)).click()
    assert given.args == [job.id, fits.id]
    assert rows[1].findChild(type(detail.stop)) is None
    room.until(lambda: room.now(job).printer == fits.id)


@pytest.mark.parametrize(
    ("answer", "words", "state"),
    [("printed", "", "done"), ("not_printed", "", "assigned"), ("failed", "half there", "failed")],
)
def test_somebody_decides_what_became_of_a_job(room: Any, answer: str, words: str, state: str) -> None:
    printer = room.add("K1", paused=True)  # so that nothing is sent again while the test looks
    job = room.job("unknown", printer)
    assert room.page.unclear.isVisible()
    room.page.decide.click()
    dialog: ResolveDialog = room.dialog(ResolveDialog)
    assert not dialog.go.isEnabled()
    dialog.choices[answer].setChecked(True)
    assert dialog.go.isEnabled() is (answer != "failed")
    dialog.field.setText(words)
    dialog.go.click()
    room.until(lambda: room.now(job).state == state)
    room.until(lambda: not room.page.unclear.isVisible())


def test_of_several_copies_somebody_says_how_many_are_good(room: Any) -> None:
    printer = room.add("RIP", paused=True)
    single, job = room.job("unknown", printer), room.job("unknown", printer, copies=3)
    room.wiring.jobs.decide(single.id)
    dialog: ResolveDialog = room.dialog(ResolveDialog)
    assert not dialog.good.isVisible()
    dialog.reject()
    room.wiring.jobs.decide(job.id)
    room.until(lambda: room.dialog(ResolveDialog).unclear.row.job.id == job.id)
    dialog = room.dialog(ResolveDialog)
    assert dialog.good.isVisible()
    dialog.good.box.setValue(2)
    assert dialog.chosen() == "failed"
    dialog.field.setText("the third is askew")
    dialog.go.click()
    room.until(lambda: room.now(job).state == "failed")
    events = dispatch.story(room.world.office, job.id).events
    assert [event.facts["made"] for event in events if event.kind == "job.fail"] == [[1, 2]]


def test_nothing_is_sent_again_while_another_workstation_may_still_send(room: Any) -> None:
    printer = room.add("K1", paused=True)
    job = room.job("unknown", printer, name="SN-1")
    with room.world.office.book.writing(room.desk.actor) as book:
        from app.dispatch.records import Attempt

        book.save(replace(book.find(Attempt, job=job.id)[0], quiet_at=None))
    room.wiring.jobs.decide(job.id)
    dialog: ResolveDialog = room.dialog(ResolveDialog)
    dialog.choices["not_printed"].setChecked(True)
    dialog.field.setText("the PC burnt down")
    dialog.go.click()
    room.until(dialog.station_gone.isVisible)
    assert "PC-03" in dialog.problem.text()
    assert room.now(job).state == "unknown"
    dialog.station_gone.click()
    room.until(lambda: "Wait" in dialog.problem.text())
    assert dialog.isVisible()


def test_who_only_looks_gets_no_buttons(room: Any) -> None:
    printer = room.add("K1", to_be_cleared=True)
    room.job("unknown", printer)
    account = Account(login="watch", name="Watch", roles=(Role.AUDITOR.value,))
    room.desk.act_as(Actor(account.id, account.name, frozenset({Role.AUDITOR})))
    room.page.go_to_printer(printer.id)
    detail = room.page.printer_detail
    room.until(lambda: detail.title.text() == "K1")
    for widget in (detail.clear, detail.decide, detail.pause, detail.change, room.page.add, room.page.unclear):
        assert not widget.isVisible()


def test_nobody_sees_anything_after_a_log_out(room: Any) -> None:
    room.add("K1")
    room.desk.act_as(Actor(0, "", frozenset()))
    room.until(lambda: not room.page.printers.tiles)


def test_a_filter_shows_what_needs_somebody(room: Any) -> None:
    room.add("A")
    room.add("B", to_be_cleared=True)
    room.page.needs.setChecked(True)
    assert [room.page.printers.tile(n).name for n in range(room.page.printers.rowCount())] == ["B"]
    room.page.needs.setChecked(False)
    room.page.field.setText("a")
    room.until(lambda: room.page.printers.rowCount() >= 1)


def test_everything_that_can_be_pressed_says_what_it_does(room: Any) -> None:
    printer = room.add("K1")
    room.page.go_to_printer(printer.id)
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    silent = [
        w.text() if isinstance(w, QAbstractButton) else w.objectName()
        for w in (*room.page.findChildren(QAbstractButton), *room.page.findChildren(QLineEdit))
        if not w.toolTip() and not isinstance(w.parent(), QLineEdit) and w.objectName() != "qt_spinbox_lineedit"
    ]
    assert silent == []


def test_what_waits_is_given_out_and_what_fits_nowhere_says_why(room: Any) -> None:
    size = {"width_mm": 50.0, "depth_mm": 50.0, "height_mm": 50.0}
    printer = room.add("K1", width_mm=200, depth_mm=200, height_mm=200, materials=("pla-white",), paused=True)
    fits = room.job("planned", name="SN-1", material="pla-white", **size)
    held = room.job("planned", name="SN-2", material="pla-black", **size)
    room.wiring.do("queue")
    room.until(lambda: "No printer takes it. K1" in str(room.page.jobs.line_of(held.id).why))
    assert "another colour is never taken" in str(room.page.jobs.line_of(held.id).why)
    assert "Black PLA" in str(room.page.jobs.line_of(held.id).why)
    room.page.give.click()
    room.until(lambda: room.now(fits).printer == printer.id)
    room.until(lambda: bool(room.page.messages.sentences))
    assert "fits no printer" in room.page.messages.sentences[0]
    assert room.now(held).printer is None


def test_a_print_is_paused_and_goes_on_from_its_detail(room: Any) -> None:
    """The printer is not there: what is tried is that the wish is written down, and how it is shown meanwhile."""
    address = {"address": "http://127.0.0.1:9"}
    printer = room.add("MK4", driver="moonraker", settings=address)
    job = room.job("running", printer)
    folder = room.job("running", room.add("Mimaki", queues=True))
    detail = room.page.job_detail
    room.page.go_to_job(folder.id)
    room.until(lambda: detail.title.text() != "")
    assert not detail.pause.isVisible(), "a folder cannot be paused"
    room.page.go_to_job(job.id)
    room.until(detail.pause.isVisible)
    assert not detail.go_on.isVisible()
    detail.pause.click()
    room.until(lambda: room.now(job).pausing == "wanted")
    room.until(lambda: not detail.pause.isEnabled())
    with room.world.office.book.writing(room.desk.actor) as book:  # as whoever drives the printer writes it
        book.note("job.paused", book.save(replace(room.now(job), pausing="paused")))
    room.until(detail.go_on.isVisible)
    assert room.page.jobs.line_of(job.id) is not None
    assert "paused" in room.page.queue.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    room.wiring.do("queue")
    room.wiring.do("go_on")
    room.until(lambda: room.now(job).pausing == "go_on")
    room.until(lambda: not detail.go_on.isEnabled())
