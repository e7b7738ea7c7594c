"""Plates at the page: proposed from what waits, pieces put on and taken off, closed, queued, and pieces that are bad."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from app.commands import plates, plates_print, print_queue
from app.dispatch.records import Piece, Plate, Printer, PrintJob, Verdict
from app.gui.dispatch.add_question import AddQuestion
from app.gui.dispatch.plate_detail import PlateDetail
from app.gui.dispatch.plate_doings import PlateDoings, ProposeQuestion
from app.gui.widgets.question import ChoiceQuestion, Question
from app.orders.draft import ItemDraft
from app.orders.records import Item
from app.security.actor import NOBODY
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.gui.dispatch.conftest import Room
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.test_plates import PROCESS, made
from tests.unit.commands.orders.world import TO_APPROVED


def plate_of(room: Any) -> Plate:
    found: list[Plate] = room.world.find(Plate)
    return found[0]


def test_a_plate_is_proposed_looked_at_closed_and_queued(room: Any) -> None:
    room.add("Mimaki", process=PROCESS, width_mm=100, depth_mm=100, height_mm=100)
    made(room.world, title="Cat")
    made(room.world, title="Dog")
    room.wiring.do("plates")
    assert room.page.plates.empty.isVisible()
    room.page.plates.propose.click()
    question: ProposeQuestion = room.dialog(ProposeQuestion)
    assert "2" in question.group.currentText()
    question.go.click()
    detail = room.page.plate_detail
    room.until(detail.close_it.isVisible)
    assert len(plate_of(room).placements) == 2
    room.until(detail.picture.isVisible)
    detail.close_it.click()
    room.until(detail.queue.isVisible)
    assert plate_of(room).state == "closed"
    detail.queue.click()
    room.until(lambda: len(room.world.find(PrintJob)) == 1)
    room.until(lambda: room.page.view == "queue")
    job = room.world.find(PrintJob)[0]
    room.until(lambda: room.page.jobs.line_of(job.id) is not None)
    assert "2 items" in room.page.jobs.data(room.page.jobs.index(0))


def test_the_picking_list_is_written_where_it_is_wanted(room: Any, tmp_path: Path) -> None:
    room.add("Mimaki", process=PROCESS, width_mm=100, depth_mm=100, height_mm=100)
    made(room.world)
    room.wiring.do("plates")
    room.page.plates.propose.click()
    room.dialog(ProposeQuestion).go.click()
    room.until(room.page.plate_detail.close_it.isVisible)
    path = tmp_path / "list.pdf"
    doings: PlateDoings = room.wiring.plates
    doings._ask_path = lambda _parent, _name: path
    doings.do("paper", plate_of(room).id)
    room.until(path.exists)
    written = path.read_bytes()
    assert written.startswith(b"%PDF")
    assert written.rstrip().endswith(b"%%EOF"), "it is there as a whole, or not at all"


def test_without_anything_that_waits_the_page_says_so(room: Any) -> None:
    room.add("Mimaki")
    room.wiring.do("plates")
    room.page.plates.propose.click()
    room.until(lambda: any("Nothing waits" in sentence for sentence in room.page.messages.sentences))


# ---- single pieces ----------------------------------------------------------


def proposed(room: Room, **printer: Any) -> PlateDetail:
    """A plate with all that waits, at a printer of 100 mm."""
    room.add("Mimaki", process=PROCESS, width_mm=100, depth_mm=100, height_mm=100, **printer)
    room.wiring.do("plates")
    room.page.plates.propose.click()
    room.dialog(ProposeQuestion).go.click()
    detail: PlateDetail = room.page.plate_detail
    room.until(detail.close_it.isVisible)
    return detail


def piece(room: Room, item: Item) -> Piece:
    (found,) = room.world.find(Piece, item=item.id)
    return found


def click_on(room: Room, rows: QListWidget, row: int) -> None:
    place = rows.visualItemRect(rows.item(row)).center()
    room.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_pieces_are_put_on_an_open_plate_and_it_is_packed_again(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    room.page.pieces.add.click()
    room.until(lambda: any("Nothing waits that is printed with" in words for words in room.page.messages.sentences))
    dog, owl = made(room.world, title="Dog"), made(room.world, title="Owl", days=3)
    white = room.world.order(ItemDraft(product="figurine", finish="white", height_mm=80, creation="c1"))
    room.world.walk(room.world.items(white)[0], *TO_APPROVED, "preflight", "queue")
    room.page.pieces.add.click()
    question: AddQuestion = room.dialog(AddQuestion)
    assert not question.go.isEnabled()
    words = [question.list.item(row).text() for row in range(question.list.count())]
    assert [line.split("\n")[0] for line in words] == ["Owl", "Dog"]  # in their turn, and nothing of another process
    assert dog.item.serial in words[1]
    assert "due" in words[1]
    click_on(room, question.list, 1)
    assert question.list.ticked() == [(dog.item.id, 1)]
    click_on(room, question.list, 1)
    assert question.list.ticked() == []
    room.qtbot.keyClick(question.list, Qt.Key.Key_Up)
    room.qtbot.keyClick(question.list, Qt.Key.Key_Space)
    click_on(room, question.list, 1)
    assert "2" in question.chosen.text()
    room.qtbot.keyClick(question.list, Qt.Key.Key_Return)
    room.until(detail.pack_now.isVisible)
    assert [piece(room, one.item).plate for one in (owl, dog)] == [plate_of(room).id] * 2
    assert "2 pieces have no place" in detail.notice_words.text()
    assert not detail.close_it.isEnabled()
    assert "no place" in detail.close_it.toolTip()
    assert not detail.repack.isVisible()
    room.until(lambda: "3 pieces" in room.page.plates.list.item(0).text())
    detail.pack_now.click()
    room.until(detail.close_it.isEnabled)
    assert not detail.notice.isVisible()
    assert not detail.pack_now.isVisible()
    assert len(plate_of(room).placements) == 3


def test_what_finds_no_room_is_said_and_taken_off_by_keys(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    big = made(room.world, (95.0, 95.0, 95.0), title="Whale")
    room.page.pieces.add.click()
    question: AddQuestion = room.dialog(AddQuestion)
    click_on(room, question.list, 0)
    question.go.click()
    room.until(detail.pack_now.isVisible)
    detail.pack_now.click()
    room.until(lambda: any("finds no room" in words for words in room.page.messages.sentences))
    assert plate_of(room).name in room.page.messages.sentences[0]
    without = [row for row in range(2) if "no place yet" in room.page.pieces.list.item(row).text()]
    assert len(without) == 1  # whichever: a plate is packed by what is due, then as full as it can be
    assert not room.page.pieces.remove.isEnabled()
    click_on(room, room.page.pieces.list, without[0])
    gone = room.page.pieces.list.current_piece()
    assert gone is not None
    assert room.page.pieces.remove.isEnabled()
    room.qtbot.keyClick(room.page.pieces.list, Qt.Key.Key_Delete)
    room.until(lambda: room.page.pieces.list.count() == 1)
    assert piece(room, gone.item).state == "waiting"
    room.until(detail.close_it.isEnabled)
    room.qtbot.keyClick(room.page.pieces.list, Qt.Key.Key_Delete)  # what has come to its place is chosen now
    room.until(detail.add_now.isVisible)
    assert "Nothing is on this plate" in detail.notice_words.text()
    assert room.page.messages.sentences[1:] == []  # an empty plate has a picture too
    assert not detail.close_it.isVisible()
    assert {piece(room, one).plate for one in (gone.item, big.item)} == {None}


def test_a_piece_leads_to_its_order_and_to_what_can_be_done_with_it(room: Room) -> None:
    cat = made(room.world, title="Cat")
    proposed(room)
    click_on(room, room.page.pieces.list, 0)
    names = [action.text() for action in room.page.pieces.list.menu().actions()]
    assert names == ["Take it off the plate", "Open its order"]
    with room.qtbot.waitSignal(room.wiring.order_wanted) as wanted:
        room.qtbot.keyClick(room.page.pieces.list, Qt.Key.Key_Return)
    assert wanted.args == [cat.item.order]
    room.page.pieces.list.menu().actions()[0].trigger()
    room.until(lambda: piece(room, cat.item).state == "waiting")


def on_the_printer(room: Room, *events: str) -> tuple[PlateDetail, PrintJob]:
    """The plate is closed, queued and has come so far."""
    detail = proposed(room, paused=True)
    detail.close_it.click()
    room.until(detail.queue.isVisible)
    detail.queue.click()
    room.until(lambda: room.page.view == "queue")
    (job,) = room.world.find(PrintJob)
    room.wiring.do("plates")
    room.until(detail.job.isVisible)
    assert detail.reopen.isVisible()  # its job that waits would be cancelled
    print_queue.give(room.world.office, job.id, room.world.find(Printer)[0].id)
    return detail, PrintShop(room.world).step(job, *events)


def test_a_bad_piece_waits_again_and_the_others_go_on(room: Room) -> None:
    cat, dog = made(room.world, title="Cat"), made(room.world, title="Dog")
    detail, job = on_the_printer(room, "send", "run")
    room.until(room.page.pieces.bad.isVisible)
    assert not room.page.pieces.bad.isEnabled()
    assert not room.page.pieces.remove.isVisible()
    assert not detail.reopen.isVisible()
    row = next(row for row in range(2) if "Dog" in room.page.pieces.list.item(row).text())
    click_on(room, room.page.pieces.list, row)
    room.qtbot.keyClick(room.page.pieces.list, Qt.Key.Key_Delete)
    question: ChoiceQuestion = room.dialog(ChoiceQuestion)
    assert not question.go.isEnabled()
    assert "loose" in question.choices
    assert "paint" not in question.choices  # nothing is painted on a plate
    question.choices["loose"].click()
    room.qtbot.keyClicks(question.field, "came off at the foot")
    room.qtbot.keyClick(question.field, Qt.Key.Key_Return)
    room.until(lambda: piece(room, dog.item).state == "waiting")
    (verdict,) = room.world.find(Verdict)
    assert (verdict.piece, verdict.cause, verdict.words) == (piece(room, dog.item).id, "loose", "came off at the foot")
    assert piece(room, cat.item).state == "printing"
    room.until(lambda: room.page.pieces.list.count() == 1)
    assert not detail.notice.isVisible()  # it is at the printer: nothing is opened now
    room.until(lambda: any("“Dog” waits for a plate again" in words for words in room.page.messages.sentences))
    PrintShop(room.world).step(job, "finish")
    room.until(lambda: "Print finished" in room.page.pieces.list.item(0).text())
    assert room.world.item(cat.item).state == "finishing"


def test_a_plate_that_failed_and_lost_a_piece_is_opened_again(room: Room) -> None:
    made(room.world, title="Cat")
    made(room.world, title="Dog")
    detail, _ = on_the_printer(room, "send", "run", "fail")
    room.until(lambda: detail.queue.isVisible() and detail.reopen.isVisible() and not detail.job.isVisible())
    click_on(room, room.page.pieces.list, 0)
    room.page.pieces.bad.click()
    question: ChoiceQuestion = room.dialog(ChoiceQuestion)
    question.choices["warped"].click()
    question.go.click()
    room.until(detail.reopen_now.isVisible)
    assert "1 piece has left this plate" in detail.notice_words.text()
    assert not detail.queue.isVisible()
    detail.reopen_now.click()
    room.until(detail.close_it.isVisible)
    assert plate_of(room).state == "open"
    assert room.page.pieces.list.count() == 1


def test_a_plate_is_given_up_after_a_question_and_an_empty_one_at_once(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    detail.dissolve.click()
    question: Question = room.dialog(Question)
    question.go.click()
    room.until(lambda: room.page.plates.list.count() == 0 and not detail.isVisible())
    room.page.plates.propose.click()
    room.dialog(ProposeQuestion).go.click()
    room.until(detail.close_it.isVisible)
    click_on(room, room.page.pieces.list, 0)
    room.page.pieces.remove.click()
    room.until(detail.add_now.isVisible)
    detail.dissolve.click()
    room.until(lambda: room.page.plates.list.count() == 0)
    assert any("was given up" in words for words in room.page.messages.sentences)


def test_a_plate_that_was_given_up_at_another_pc_is_shown_as_that(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    plates.dissolve(room.world.office, detail.plate)
    late = plates.view(room.world.office, detail.plate)
    detail.show_view(late, produces=True)
    assert not detail.dissolve.isVisible()
    room.until(lambda: room.page.plates.list.count() == 0 and not detail.isVisible())
    room.page.show_plate(late)  # asked for while it was chosen
    assert not detail.isVisible()


def test_who_may_not_print_sees_no_plates_and_presses_nothing(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    room.world.account("sue", Role.SERVICE)
    room.desk.act_as(room.world.people["sue"])
    room.until(lambda: room.page.plates.list.count() == 0)
    room.until(lambda: not detail.isVisible())
    assert not room.page.plates.propose.isVisible()
    for command in (
        lambda office: plates.add_units(office, 1, [(1, 1)]),
        lambda office: plates.remove_piece(office, 1, 1),
        lambda office: plates_print.piece_failed(office, 1, "loose"),
    ):
        with pytest.raises(NotAllowedError):
            command(room.world.as_("sue"))


def test_everything_of_a_plate_says_what_it_does(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    made(room.world, title="Dog")
    room.page.pieces.add.click()
    question: AddQuestion = room.dialog(AddQuestion)
    for root in (detail, room.page.pieces, question):
        for button in root.findChildren(QPushButton):
            assert button.toolTip()
        for rows in root.findChildren(QListWidget):
            assert rows.accessibleName()
            assert rows.toolTip()
    question.reject()


def test_a_late_answer_leaves_the_plate_that_is_chosen_meanwhile(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    first = detail.plate
    made(room.world, title="Dog")
    room.page.plates.propose.click()
    room.dialog(ProposeQuestion).go.click()
    room.until(lambda: detail.plate != first and detail.close_it.isVisible())
    second = detail.plate
    room.page.plates.choose(first)
    room.until(lambda: detail.plate == first)
    doings: PlateDoings = room.wiring.plates
    shown: list[object] = []
    show = doings._show
    monkeypatch.setattr(doings, "_show", lambda *values, **named: (show(*values, **named), shown.append(values)))
    doings.do("repack", first)
    room.page.plates.choose(second)
    room.until(lambda: bool(shown))
    assert room.page.plates.current() == second
    room.until(lambda: detail.plate == second)
    title = room.page.pieces.list.item(0).text()
    assert "Dog" in title, "the next Delete would take a piece off the other plate"


def test_plates_are_read_again_when_the_page_is_shown(room: Room) -> None:
    made(room.world, title="Cat")
    detail = proposed(room)
    room.page.hide()
    with room.qtbot.waitSignal(room.station.changed):
        plates.dissolve(room.world.office, detail.plate)
    assert room.page.plates.list.count() == 1, "nobody looks"
    room.page.show()
    room.until(lambda: room.page.plates.list.count() == 0)


def test_no_plate_is_left_for_the_next_person_while_another_page_is_shown(room: Room) -> None:
    made(room.world, title="Cat")
    proposed(room)
    room.world.account("sue", Role.SERVICE)
    room.page.hide()
    room.desk.act_as(room.world.people["sue"])
    room.until(lambda: room.page.plates.list.count() == 0)
    assert room.page.pieces.list.count() == 0


def test_an_answer_about_plates_is_shown_to_nobody_else(room: Room) -> None:
    made(room.world, title="Cat")
    proposed(room)
    room.wiring.plates.load()
    room.desk.act_as(NOBODY)
    after: list[object] = []
    room.desk.ask(lambda _office: None, then=after.append)  # one after the other: the answers have come by then
    room.until(lambda: bool(after))
    assert room.page.plates.list.count() == 0


def test_delete_held_or_pressed_twice_takes_one_piece_off(room: Room) -> None:
    made(room.world, title="Cat")
    made(room.world, title="Dog")
    proposed(room)
    pieces = room.page.pieces.list
    click_on(room, pieces, 0)
    room.qtbot.keyClick(pieces, Qt.Key.Key_Delete)
    assert not room.page.pieces.remove.isEnabled()
    room.qtbot.keyClick(pieces, Qt.Key.Key_Delete)  # the first is on its way
    room.until(lambda: pieces.count() == 1)
    assert room.page.pieces.remove.isEnabled()
    with room.qtbot.assertNotEmitted(pieces.wanted):
        held = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", autorep=True)
        QApplication.sendEvent(pieces, held)
    assert room.page.messages.sentences == []
    room.qtbot.keyClick(pieces, Qt.Key.Key_Delete)
    room.until(lambda: pieces.count() == 0)
