"""What is said of a single print job: the material of one that waits, and why one failed; and what an order's prints cost."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.commands import print_files, print_queue, quality
from app.commands.queue_file import queue_file
from app.dispatch.records import PrintJob
from app.gui.base.look import Look
from app.gui.dispatch.job_detail import JobDetail
from app.gui.dispatch.material_question import MaterialQuestion, choices
from app.gui.orders.detail import DetailPage
from app.gui.widgets.covers import Covers
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.jobs.progress import silent
from app.orders.record import now
from app.orders.records import Item
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.settings.materials import load_materials
from tests.gui.dispatch.conftest import Room
from tests.unit.commands.orders.print_shop import FDM, PrintShop, forged, sliced
from tests.unit.commands.orders.test_plates import made


def sliced_job(room: Room) -> tuple[PrintShop, Item, PrintJob]:
    """A job that waits, with a file that was sliced for white PLA."""
    shop = PrintShop(room.world)
    item = shop.released()
    file = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
    (job,) = queue_file(shop.office, item.id, forged(file, material_g=100.0))
    room.until(lambda: room.station.job(job.id) is not None)
    return shop, item, job


def shown(room: Room, job: PrintJob) -> JobDetail:
    room.page.go_to_job(job.id)
    detail: JobDetail = room.page.job_detail
    room.until(lambda: room.page.side.currentWidget() is detail and detail.title.text() != "")
    return detail


def told(detail: JobDetail) -> list[str]:
    return [one.text() for one in detail.facts.findChildren(QLabel)]


def test_the_material_of_a_job_that_waits_is_changed(room: Room) -> None:
    _, _, job = sliced_job(room)
    detail = shown(room, job)
    room.until(detail.material.isVisible)
    assert not detail.say_material.isVisible()
    detail.material.click()
    question: MaterialQuestion = room.dialog(MaterialQuestion)
    offered = [question.material.itemData(row) for row in range(question.material.count())]
    assert "pla-black" in offered
    assert "resin-white" not in offered  # it was sliced for filament
    assert question.material.currentData() == "pla-white"
    assert not question.go.isEnabled()
    room.qtbot.keyClick(question.material, Qt.Key.Key_Home)
    while question.material.currentData() != "pla-black":
        room.qtbot.keyClick(question.material, Qt.Key.Key_Down)
    assert question.go.isEnabled()
    question.go.click()
    room.until(lambda: room.now(job).material == "pla-black")
    room.until(lambda: any("Black PLA" in words for words in told(detail)))


def test_a_job_that_waits_is_held_with_a_reason_and_released(room: Room) -> None:
    _, _, job = sliced_job(room)
    detail = shown(room, job)
    room.until(detail.hold.isVisible)
    assert not detail.release.isVisible()
    detail.hold.click()
    question: ReasonQuestion = room.dialog(ReasonQuestion)
    assert not question.go.isEnabled()  # not without a reason
    question.field.setPlainText("wait for the client")
    question.go.click()
    room.until(detail.release.isVisible)
    assert not detail.hold.isVisible()
    assert "Held: wait for the client" in detail.words.text()
    detail.release.click()
    room.until(detail.hold.isVisible)
    assert not detail.release.isVisible()
    assert "Held" not in detail.words.text()


def test_a_job_without_a_material_leads_to_saying_it(room: Room) -> None:
    room.add("K1", process="white-fdm", materials=("pla-white",), width_mm=200, depth_mm=200, height_mm=200)
    job = room.job("planned", suffix=".gcode", process="white-fdm", width_mm=40.0, depth_mm=40.0, height_mm=40.0)
    detail = shown(room, job)
    room.until(detail.say_material.isVisible)
    assert "Nobody has said which material" in detail.words.text()
    detail.say_material.click()
    question: MaterialQuestion = room.dialog(MaterialQuestion)
    assert question.material.currentIndex() == -1
    assert not question.go.isEnabled()
    question.material.setCurrentIndex(question.material.findData("pla-white"))
    question.go.click()
    room.until(lambda: room.now(job).material == "pla-white")
    room.until(lambda: not detail.say_material.isVisible())


def test_a_colour_that_was_not_ordered_is_refused_with_a_sentence(room: Room) -> None:
    shop = PrintShop(room.world)
    item = shop.released(options={"material": "pla-white"})
    file = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
    (job,) = queue_file(shop.office, item.id, file)
    room.until(lambda: room.station.job(job.id) is not None)
    question = room.wiring.jobs.ask_material(job.id)
    assert question is not None
    question.material.setCurrentIndex(question.material.findData("pla-black"))
    question.go.click()
    room.until(lambda: any("“White PLA” was ordered" in words for words in room.page.messages.sentences))
    assert room.now(job).material == "pla-white"


@pytest.mark.parametrize(
    ("fields", "some"),
    [
        ({"suffix": ".gcode", "process": "white-fdm"}, True),
        ({"suffix": ".gcode", "process": "white-fdm", "state": "assigned"}, False),  # it is taken back first
        ({"suffix": ".3mf", "process": "full-color-jetting", "material": "jetting-full-color"}, False),  # the only one
        ({"suffix": ".3mf", "process": "full-color-jetting"}, True),
        ({"suffix": ".pdf"}, False),  # paper is what was ordered
    ],
)
def test_a_material_is_asked_for_where_there_is_a_choice(fields: dict[str, Any], some: bool) -> None:
    job = PrintJob(**{"uid": "o1", "state": "planned", **fields})
    assert bool(choices(job, load_materials())) is some


def test_why_a_print_failed_is_said_and_counted(room: Room) -> None:
    shop, _, job = sliced_job(room)
    detail = shown(room, job)
    assert not detail.cause.isVisible()
    shop.failed(job, shop.printer(FDM, paused=True))
    room.until(detail.cause.isVisible)
    detail.cause.click()
    question: ChoiceQuestion = room.dialog(ChoiceQuestion)
    assert not question.go.isEnabled()
    assert "supports" not in question.choices  # nobody sees them before the piece is cleaned
    assert "stripes" not in question.choices  # it is no sheet of paper
    question.choices["loose"].setFocus()
    room.qtbot.keyClick(question.choices["loose"], Qt.Key.Key_Space)
    room.qtbot.keyClick(question.choices["loose"], Qt.Key.Key_Return)
    room.until(lambda: room.now(job).cause == "loose")
    room.until(lambda: "Came off the plate" in told(detail))
    detail.cause.click()
    again: ChoiceQuestion = room.dialog(ChoiceQuestion)
    assert again.chosen() == "loose"
    again.reject()


def test_what_was_cancelled_before_it_began_has_not_failed(room: Room) -> None:
    never, begun = room.job("cancelled"), room.job("cancelled", started_at=now())
    detail = shown(room, never)
    room.until(detail.again.isVisible)
    assert not detail.cause.isVisible()
    shown(room, begun)
    room.until(detail.cause.isVisible)


def test_who_may_not_print_is_not_offered_either(room: Room) -> None:
    shop, _, job = sliced_job(room)
    detail = shown(room, job)
    room.until(detail.material.isVisible)
    shop.failed(job, shop.printer(FDM, paused=True))
    room.until(detail.cause.isVisible)
    room.world.account("sue", Role.SERVICE)
    room.desk.act_as(room.world.people["sue"])
    room.until(lambda: not detail.cause.isVisible())
    assert not detail.material.isVisible()
    for command in (
        lambda office: quality.set_cause(office, job.id, "loose"),
        lambda office: print_queue.set_material(office, job.id, "pla-black"),
    ):
        with pytest.raises(NotAllowedError):
            command(room.world.as_("sue"))


# ---- what it cost -----------------------------------------------------------


def test_the_page_of_an_order_tells_what_its_prints_cost(room: Room, look: Look) -> None:
    shop, item, job = sliced_job(room)
    page = DetailPage(room.desk, look, Covers())
    room.qtbot.addWidget(page)
    page.show()
    page.show_order(item.order)
    room.until(lambda: bool(page.items.cards()))
    assert not page.costs.words.isVisible()
    shop.failed(job, shop.printer(FDM, cost_per_hour=6.0, paused=True), hours=0.5)
    room.until(page.costs.words.isVisible)
    words = page.costs.words.text()
    assert "¥" in words
    assert "prints that failed" in words
    page.show_order(made(room.world).item.order)
    room.until(lambda: page.view is not None)
    assert not page.costs.words.isVisible()
    page.close()


def test_a_job_of_two_sides_says_so(room: Room) -> None:
    options = {"sides": "two-sided-long-edge"}
    both, one = room.job("planned", suffix=".pdf", options=options), room.job("planned", suffix=".pdf")
    room.until(lambda: room.station.job(one.id) is not None)
    assert "Both sides" in told(shown(room, both))
    room.page.go_to_job(one.id)
    room.until(lambda: "Both sides" not in told(room.page.job_detail))
