"""Plates at the page: proposed from what waits, shown with their picture, closed, queued."""

from pathlib import Path
from typing import Any

from app.dispatch.records import Plate, PrintJob
from app.gui.dispatch.plate_doings import PlateDoings, ProposeQuestion
from tests.unit.commands.orders.test_plates import PROCESS, made


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
    room.until(lambda: path.read_bytes().startswith(b"%PDF"))


def test_without_anything_that_waits_the_page_says_so(room: Any) -> None:
    room.add("Mimaki")
    room.wiring.do("plates")
    room.page.plates.propose.click()
    room.until(lambda: any("Nothing waits" in sentence for sentence in room.page.messages.sentences))
