"""A print is paused and goes on: told once, believed where it is done by hand, and nothing is lost on the way."""

from dataclasses import replace

import pytest

from app.dispatch.records import PrintJob
from app.security.actor import OWNER
from tests.unit.dispatch.test_pilot import drive, once, only_job
from tests.unit.dispatch.workshop_floor import Floor


def want(floor: Floor, wish: str) -> None:
    with floor.books[0].writing(OWNER) as book:
        book.save(replace(book.get(PrintJob, only_job(floor).id), pausing=wish))
    for pc in floor.pcs:
        if pc.pilot is not None:
            pc.pilot.wake()


def running(floor: Floor) -> None:
    floor.add_job()
    drive(floor, 3)
    assert only_job(floor).state == "running"


def told(floor: Floor) -> list[str]:
    with floor.books[0].reading() as book:
        return [
            event.kind
            for event in book.events(subject=f"job:{only_job(floor).id}")
            if "pause" in event.kind or "gone" in event.kind
        ]


def test_it_is_paused_and_goes_on(floor: Floor) -> None:
    running(floor)
    want(floor, "wanted")
    drive(floor, 2)
    assert only_job(floor).pausing == "paused"
    assert floor.machine.rests_since is not None
    floor.time.seconds += 10_000
    drive(floor, 2)
    assert only_job(floor).state == "running"
    want(floor, "go_on")
    drive(floor, 2)
    assert only_job(floor).pausing == ""
    assert floor.machine.rests_since is None
    assert told(floor) == ["job.paused", "job.gone_on"]
    floor.time.seconds += 3700
    drive(floor, 2)
    assert only_job(floor).state == "done"
    floor.check()


@pytest.mark.parametrize(
    "fault", ["offline", "cut_lost", "cut_whole", "error_before", "error_after", "crash_before", "crash_after"]
)
def test_faults_on_the_way_are_overcome(floor: Floor, fault: str) -> None:
    running(floor)
    for call, wish, rests in (("pause", "wanted", True), ("resume", "go_on", False)):
        floor.next_faults = once(call, fault)
        want(floor, wish)
        drive(floor, 4)
        floor.next_faults = lambda _call: "none"
        floor.time.seconds += 200
        drive(floor, 4)
        assert (floor.machine.rests_since is not None) == rests
        assert only_job(floor).pausing == ("paused" if rests else "")


def test_a_printer_that_refuses_is_not_asked_again(floor: Floor) -> None:
    running(floor)
    floor.next_faults = lambda call: "refused" if call == "pause" else "none"
    want(floor, "wanted")
    drive(floor, 5)
    assert only_job(floor).pausing == ""
    assert told(floor) == ["job.not_paused"]
    pilot = floor.pcs[0].pilot
    assert pilot is not None
    assert [call for call, _ in pilot.driver.calls].count("pause") == 1  # type: ignore[attr-defined]


def test_what_is_done_at_the_printer_is_believed(floor: Floor) -> None:
    running(floor)
    floor.machine.rest()
    want(floor, "wanted")
    drive(floor, 2)
    assert told(floor) == ["job.paused"]
    floor.machine.work_on()
    drive(floor, 2)
    assert only_job(floor).pausing == ""
    assert told(floor) == ["job.paused", "job.gone_on"]


def test_a_printer_that_takes_its_time_to_rest_is_not_taken_for_going_on(floor: Floor) -> None:
    running(floor)
    floor.next_faults = once("pause", "lie")
    want(floor, "wanted")
    drive(floor, 3)
    assert only_job(floor).pausing == "paused"
    floor.time.seconds += 200
    drive(floor, 2)
    assert only_job(floor).pausing == "", "after two minutes it is seen that it never paused"


def test_a_wish_ends_with_the_print(floor: Floor) -> None:
    running(floor)
    want(floor, "wanted")
    floor.time.seconds += 3700
    drive(floor, 2)
    job = only_job(floor)
    assert (job.state, job.pausing) == ("done", "")
