"""The table of faults: each fault in each call, alone, and what becomes of the job. Judged by what the machine printed."""

from collections.abc import Callable
from typing import cast

import pytest

from app.dispatch.driver import Status
from app.dispatch.ledger import newest_attempt
from app.dispatch.pilot import News
from app.dispatch.records import Attempt, PrintJob
from tests.unit.dispatch.faulty_printer import FAULTS, LOOKS, FaultyPrinter
from tests.unit.dispatch.workshop_floor import Floor


def once(call: str, *faults: str) -> Callable[[str], str]:
    """These faults in the first calls of this name, nothing else."""
    left = list(faults)
    return lambda name: left.pop(0) if name == call and left else "none"


def only_job(floor: Floor) -> PrintJob:
    (job,) = floor.jobs()
    return job


def attempt_of(floor: Floor) -> Attempt:
    with floor.books[0].reading() as book:
        return newest_attempt(book, only_job(floor))


def drive(floor: Floor, steps: int = 3, pc: int = 0) -> None:
    for _ in range(steps):
        floor.pcs[pc].step()


def test_all_goes_well(floor: Floor) -> None:
    floor.add_job()
    drive(floor, 3)
    assert only_job(floor).state == "running"
    assert attempt_of(floor).phase == "started"
    floor.time.seconds += 3700
    drive(floor, 1)
    job = only_job(floor)
    assert (job.state, job.attempt) == ("done", 1)
    floor.check()


def test_a_printer_that_tells_all_at_once_is_not_asked_twice(floor: Floor) -> None:
    floor.add_job()
    drive(floor, 3)
    pilot, news = floor.pcs[0].pilot, list[News]()
    assert pilot is not None
    driver, pilot.tell = cast("FaultyPrinter", pilot.driver), news.append
    drive(floor, 2)
    assert {call for call, _ in driver.calls[-4:]} == {"status", "find"}
    driver.tells_all = True
    drive(floor, 1)  # learns it
    driver.calls.clear()
    floor.time.seconds += 1800
    drive(floor, 2)
    assert [call for call, _ in driver.calls] == ["find", "find"]
    assert (news[-1].status, news[-1].progress) == (driver.status(), pytest.approx(0.5, abs=0.05))
    driver.calls.clear()
    floor.next_faults = once("find", "offline")
    drive(floor, 2)  # one that is silent is asked for both again
    assert [call for call, _ in driver.calls] == ["find", "status", "find"]
    floor.time.seconds += 1900
    drive(floor, 2)
    assert only_job(floor).state == "done"
    assert news[-1].status == Status("idle")
    floor.check()


@pytest.mark.parametrize("call", ["upload", "start"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_sending_and_starting(floor: Floor, call: str, fault: str) -> None:
    floor.add_job()
    floor.next_faults = once(call, fault)
    drive(floor, 3)
    floor.next_faults = lambda _call: "none"
    floor.check()
    floor.come_to_rest()
    job = only_job(floor)
    # Where nobody can know what became of it a person has looked; nothing was printed twice, and nothing is lost.
    assert job.state == "done"
    assert len(floor.machine.runs) == 1


@pytest.mark.parametrize("call", ["find", "status"])
@pytest.mark.parametrize("fault", [fault for fault in LOOKS if fault != "none"])
@pytest.mark.parametrize("after", [0, 2])
def test_each_fault_of_looking(floor: Floor, call: str, fault: str, after: int) -> None:
    floor.add_job()
    floor.next_faults = once(call, *["none"] * after, fault, fault)
    drive(floor, 4)
    floor.check()
    floor.come_to_rest()
    assert only_job(floor).state == "done"
    assert len(floor.machine.runs) == 1


@pytest.mark.parametrize("fault", ["crash_inside", "crash_after", "offline"])
@pytest.mark.parametrize("at", range(11))
def test_the_program_ends_at_each_writing(floor: Floor, fault: str, at: int) -> None:
    floor.add_job()
    floor.next_faults = once("write", *["none"] * at, fault)
    drive(floor, 5)
    floor.check()
    floor.come_to_rest()
    assert only_job(floor).state == "done"
    assert len(floor.machine.runs) == 1


@pytest.mark.parametrize("call", ["upload", "start"])
@pytest.mark.parametrize("second", ["none", "crash_after", "crash_late", "cut_whole", "cut_late", "cut_half", "lie"])
def test_what_comes_late_after_another_pc_has_taken_over(floor: Floor, call: str, second: str) -> None:
    """The first PC hangs in a call until the second has taken over, and works then; the second has a fault as well."""
    floor.add_job()
    left = {call: ["meanwhile", second, second]}
    floor.next_faults = lambda name: left[name].pop(0) if left.get(name) else "none"
    drive(floor, 4)
    drive(floor, 2, pc=1)
    drive(floor, 2)
    floor.check()
    floor.come_to_rest()
    assert len(floor.machine.runs) == 1


def test_it_is_not_sent_while_the_former_pc_may_still_send_it(floor: Floor) -> None:
    floor.add_job()
    floor.next_faults = once("upload", "crash_before")
    drive(floor, 1)  # dies; its PC stays off, so nobody proves it
    floor.next_faults = lambda _call: "none"
    floor.time.seconds += 3600
    drive(floor, 5, pc=1)
    floor.clear_plate()
    drive(floor, 5, pc=1)
    job = only_job(floor)
    assert (job.state, job.attempt) == ("unknown", 1)
    assert floor.machine.runs == []
    drive(floor, 1)  # the first PC is switched on again, and proves that the program is dead
    floor.time.seconds += 130
    if floor.machine.starts_itself:
        return  # whether it was printed meanwhile is for a person to say
    drive(floor, 3, pc=1)
    floor.clear_plate()
    drive(floor, 3, pc=1)
    assert only_job(floor).attempt == 2


def test_two_pcs_never_drive_it_at_once(floor: Floor) -> None:
    floor.add_job()
    for _ in range(3):
        drive(floor, 1, pc=0)
        drive(floor, 1, pc=1)
    (first, second) = (pc.pilot for pc in floor.pcs)
    assert first is not None
    assert second is not None
    assert [call for call, _ in second.driver.calls] == []  # type: ignore[attr-defined]
    assert "upload" in [call for call, _ in first.driver.calls]  # type: ignore[attr-defined]


def test_the_plate_is_cleared_by_a_person_before_the_next(floor: Floor) -> None:
    floor.add_job()
    floor.add_job()
    drive(floor, 3)
    floor.time.seconds += 3700
    drive(floor, 4)
    waiting = [job for job in floor.jobs() if job.state == "assigned"]
    if floor.machine.starts_itself:
        assert waiting == []
        return
    assert len(waiting) == 1
    floor.clear_plate()
    drive(floor, 3)
    assert len(floor.machine.runs) == 2


def test_a_printer_that_is_gone_for_long_makes_its_job_unclear_until_it_is_back(floor: Floor) -> None:
    floor.add_job()
    drive(floor, 3)
    floor.machine.on = False
    drive(floor, 1)
    assert only_job(floor).state == "running"
    floor.time.seconds += 700
    drive(floor, 1)
    assert only_job(floor).state == "unknown"
    floor.machine.on = True
    drive(floor, 1)
    assert only_job(floor).state == "running"


def test_a_printer_that_forgot_what_it_printed_is_not_believed(floor: Floor) -> None:
    floor.add_job()
    drive(floor, 3)
    floor.time.seconds += 3700
    floor.machine.go_on()
    floor.machine.forget()
    drive(floor, 10)
    assert only_job(floor).state == "unknown"
    assert len(floor.machine.runs) == 1


def test_refusals_are_repeated_ever_more_slowly(floor: Floor) -> None:
    floor.add_job()
    floor.next_faults = lambda call: "refused" if call == "upload" else "none"
    for _ in range(200):
        drive(floor, 1)
        floor.time.seconds += 5
    attempts = only_job(floor).attempt
    assert 4 <= attempts <= 10
    floor.check()


def test_what_a_printer_refuses_lets_others_pass(floor: Floor) -> None:
    floor.add_job()
    floor.next_faults = lambda call: "refused" if call == "upload" else "none"
    drive(floor, 1)
    floor.add_job()
    floor.next_faults = lambda _call: "none"
    floor.time.seconds += 30
    drive(floor, 3)
    refused, other = floor.jobs()
    assert refused.state == "assigned"
    assert other.state not in {"planned", "assigned"}
    floor.check()


def test_waiting_for_a_clear_plate_writes_nothing(floor: Floor) -> None:
    floor.add_job()
    floor.next_faults = once("upload", "crash_after")
    drive(floor, 1)
    floor.next_faults = lambda _call: "none"
    drive(floor, 3)
    if floor.machine.starts_itself:
        assert only_job(floor).state == "running"
        return
    waiting = only_job(floor)
    assert waiting.state == "accepted"
    written: list[str] = []
    floor.next_faults = lambda call: written.append(call) or "none"  # type: ignore[func-returns-value]
    drive(floor, 3)
    assert written.count("write") == 3  # signs of life
    assert only_job(floor).version == waiting.version
    floor.clear_plate()
    drive(floor, 2)
    assert only_job(floor).state == "running"


@pytest.mark.parametrize("fault", ["error_before", "error_after"])
def test_a_driver_that_fails_while_it_stops_a_print_does_not_end_the_watch(floor: Floor, fault: str) -> None:
    floor.add_job()
    drive(floor, 3)
    assert only_job(floor).state == "running"
    floor.next_faults = once("cancel", fault)
    floor.want_stop(only_job(floor))
    drive(floor, 4)
    assert only_job(floor).state == "cancelled"
    floor.check()
