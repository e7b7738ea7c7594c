"""Print jobs of items, driven by a real pilot at a made-up printer: what people do, and what the items do with it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands import dispatch, dispatch_pause, dispatch_printers, print_queue
from app.commands.dispatch import JobDraft
from app.commands.dispatch_ties import ItemTies
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch.leases import sign_on
from app.dispatch.ledger import Ledger, newest_attempt
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Attempt, Piece, Printer, PrintJob
from app.dispatch.spool import spooled
from app.errors import AppError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.actor import PROGRAM
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.new_content import revise
from tests.unit.commands.orders.world import TO_APPROVED, World, digest
from tests.unit.dispatch.faulty_printer import FaultyPrinter, Machine
from tests.unit.dispatch.workshop_floor import Running, Time

GCODE = b"G28\nG1 X10\n"
TO_PRINT = (*TO_APPROVED, "preflight", "queue")


@dataclass
class Room:
    """The workshop with one printer and the pilot that drives it."""

    world: World
    folder: Path
    time: Time = field(default_factory=Time)
    faults: dict[str, list[str]] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer = dispatch_printers.save_printer(self.world.office, Printer(name="Resin 1", driver="faulty"))
        self.machine = Machine(self.time)
        office = self.world.office.acting(PROGRAM)
        self.holder = sign_on(office.book, PROGRAM, "PC-01", Running("m", "1", {"1"}))
        driver = FaultyPrinter(self.machine, lambda call: self.faults[call].pop(0) if self.faults.get(call) else "none")
        self.pilot = Pilot(
            Ledger(office.book, ItemTies(office)), self.printer.id, self.holder.id, driver,
            lambda job: spooled(office.assets, self.folder / "spool", job), tell=self.news.append, clock=self.time,
        )  # fmt: skip

    def drive(self, steps: int = 4, seconds: float = 5.0) -> None:
        for _ in range(steps):
            self.pilot.wake()
            self.pilot.step()
            self.time.seconds += seconds
            self.machine.go_on()

    def clear(self) -> None:
        dispatch_printers.cleared(self.world.office, self.printer.id)

    def queued(self, quantity: int = 1, **fields: Any) -> Item:
        draft = ItemDraft(product="figurine", finish="color", height_mm=120, creation="c1", quantity=quantity)
        return self.world.walk(self.world.items(self.world.order(draft, **fields))[0], *TO_PRINT)

    def enqueue(self, item: Item, unit: int = 1, content: str = "") -> PrintJob:
        draft = JobDraft(suffix=".gcode", content=content or item.approved, estimate_s=3600.0)
        (job,) = queue_file(self.world.office, item.id, MadeFile(GCODE, draft), self.printer.id, (unit,))
        return job

    def job(self, job: PrintJob) -> PrintJob:
        found: PrintJob = self.world.get(PrintJob, job.id)
        return found

    def attempts(self, job: PrintJob) -> list[Attempt]:
        return self.world.find(Attempt, job=job.id, order_by="number")

    def state(self, item: Item) -> str:
        return self.world.item(item).state


@pytest.fixture
def room(world: World, tmp_path: Path) -> Room:
    return Room(world, tmp_path)


def test_from_released_to_printed(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    assert (job.state, job.name, room.state(item)) == ("assigned", item.serial, "queued")
    room.drive(2)
    assert room.job(job).state == "running"
    assert room.state(item) == "producing"
    assert room.world.item(item).begun_at is not None
    assert [run.uid for run in room.machine.runs] == [job.uid]
    room.drive(2, seconds=3600)
    done = room.job(job)
    assert (done.state, room.state(item)) == ("done", "finishing")
    assert done.ended_at is not None
    assert [(a.outcome, a.number) for a in room.attempts(job)] == [("finish", 1)]
    printer = room.world.get(Printer, room.printer.id)
    assert printer.claim is None
    assert printer.to_be_cleared
    assert list((room.folder / "spool").iterdir()) == []
    kinds = [event.kind for event in room.world.events(subject=f"job:{job.id}")]
    assert kinds == ["job.new", "job.assign", "job.send", "job.sent", "job.stored", "job.run", "job.finish"]
    assert room.world.kinds(item.order).count("job.finish") == 1
    assert room.world.office.book.verify_chain().good


def test_the_intent_is_in_the_book_before_the_printer_is_asked(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    job = room.enqueue(room.queued())
    seen: list[tuple[str, str, bool]] = []
    driver = room.pilot.driver
    for call in ("upload", "start"):
        asked = getattr(driver, call)

        def look(*args: Any, call: str = call, asked: Any = asked) -> Any:
            now = room.job(job)
            with room.world.office.book.reading() as book:
                attempt = newest_attempt(book, now)
            seen.append((call, attempt.phase, attempt.quiet_at is None))
            return asked(*args)

        monkeypatch.setattr(driver, call, look)
    room.drive(2)
    assert seen == [("upload", "uploading", True), ("start", "starting", True)]


def test_nothing_that_is_not_approved_gets_into_the_queue(room: Room) -> None:
    item = room.queued()
    with pytest.raises(StepRefusedError, match="not what the buyer approved"):
        room.enqueue(item, content=digest("another version"))
    early = room.world.items(room.world.order())[0]
    with pytest.raises(StepRefusedError, match="not ready"):
        room.enqueue(early, content=digest("x"))
    with pytest.raises(AppError, match="empty"):
        queue_file(room.world.office, item.id, MadeFile(b"", JobDraft(suffix=".gcode", content=item.approved)))
    assert room.world.find(PrintJob) == []
    assert [link for link in room.world.find(FileLink) if link.kind == "print_file"] == []


def test_what_changes_while_it_waits_is_not_printed_and_blocks_nobody(room: Room) -> None:
    first, second = room.queued(), room.queued()
    changed, other = room.enqueue(first), room.enqueue(second)
    revise(room.world.office, first.id, digest("new version"))
    room.drive(3)
    assert room.job(changed).state == "assigned"
    assert [run.uid for run in room.machine.runs] == [other.uid]
    assert any("approved" in str(news.trouble) for news in room.news)


def test_once_sending_has_begun_the_item_stays_as_it_is(room: Room) -> None:
    item = room.queued()
    room.enqueue(item)
    room.drive(1)
    with pytest.raises(StepRefusedError, match="Production has begun"):
        revise(room.world.office, item.id, digest("new version"))


def test_a_refusal_gives_the_item_back_and_it_can_still_be_cancelled(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.faults = {"upload": ["refused"]}
    room.drive(1)
    after = room.job(job)
    assert (after.state, after.attempt, room.state(item)) == ("assigned", 2, "queued")
    assert after.uid != job.uid
    assert room.world.item(item).begun_at is None
    dispatch.stop(room.world.office, job.id)
    room.world.step(item, "cancel", reason="not wanted any more")
    assert room.state(item) == "cancelled"


def test_a_failed_print_is_printed_again_by_another_job(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.drive(2)
    room.machine.end("finished_bad")
    room.drive(1)
    assert (room.job(job).state, room.state(item)) == ("failed", "queued")
    again = dispatch.retry(room.world.office, job.id, room.printer.id)
    assert (again.retry_of, again.attempt, again.digest) == (job.id, 2, job.digest)
    assert again.uid != job.uid
    with pytest.raises(StepRefusedError, match="already"):
        dispatch.retry(room.world.office, job.id)
    room.drive(2)
    assert room.job(again).state == "assigned"  # the broken one still lies there
    room.clear()
    room.drive(2)
    room.drive(2, seconds=3600)
    assert (room.job(again).state, room.state(item)) == ("done", "finishing")
    with pytest.raises(StepRefusedError, match="Only what has failed"):
        dispatch.retry(room.world.office, again.id)


def test_several_of_one_item_are_printed_when_the_last_one_is(room: Room) -> None:
    item = room.queued(quantity=2)
    first, second = room.enqueue(item, 1), room.enqueue(item, 2)
    room.drive(2)
    room.drive(2, seconds=3600)
    assert (room.job(first).state, room.state(item)) == ("done", "producing")
    room.clear()
    room.drive(2)
    room.drive(2, seconds=3600)
    assert (room.job(second).state, room.state(item)) == ("done", "finishing")


def test_no_more_is_printed_than_was_ordered(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    with pytest.raises(StepRefusedError, match="waits to be printed"):  # a double click
        room.enqueue(item)
    dispatch.stop(room.world.office, job.id)
    again = room.enqueue(item)
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):
        dispatch.retry(room.world.office, job.id)
    room.drive(2)
    room.drive(2, seconds=3600)
    assert room.job(again).state == "done"
    room.world.step(item, "spoil", reason="it fell down", cause="print")
    room.world.step(item, "requeue")
    assert room.enqueue(item).state == "assigned"  # what broke is printed again


def test_a_running_print_is_stopped_at_the_printer(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.drive(2)
    assert dispatch.stop(room.world.office, job.id).state == "running"
    room.drive(2)
    assert room.machine.runs[0].outcome == "cancelled"
    assert (room.job(job).state, room.state(item)) == ("cancelled", "queued")
    with pytest.raises(StepRefusedError):
        dispatch.stop(room.world.office, job.id)


def test_a_lost_answer_is_resolved_by_looking(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.faults = {"start": ["cut_whole"]}
    room.drive(2)
    assert room.job(job).state == "unknown"
    assert room.state(item) == "producing"
    room.drive(1)
    assert room.job(job).state == "running"
    assert len(room.machine.runs) == 1


def test_a_person_decides_where_nobody_can_tell(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.drive(2)
    room.machine.end("finished_ok")
    room.machine.forget()
    room.drive(2)
    assert room.job(job).state == "unknown"
    with pytest.raises(StepRefusedError, match="Say why"):
        dispatch.decide(room.world.office, job.id, "failed")
    assert dispatch.decide(room.world.office, job.id, "printed").state == "done"
    assert room.state(item) == "finishing"
    with pytest.raises(StepRefusedError, match="not at a printer"):
        dispatch.decide(room.world.office, job.id, "not_printed")


def test_nobody_says_not_printed_while_it_may_still_be_on_its_way(room: Room) -> None:
    item = room.queued()
    job = room.enqueue(item)
    room.faults = {"upload": ["cut_whole"], "find": ["none", "offline", "offline", "offline"]}
    room.drive(1)
    with pytest.raises(StepRefusedError, match="two minutes"):
        dispatch.decide(room.world.office, job.id, "not_printed")
    with room.world.office.book.writing(PROGRAM) as book:  # two minutes later
        attempt = book.get(Attempt, room.attempts(job)[0].id)
        assert attempt.quiet_at is not None
        book.save(replace(attempt, quiet_at=attempt.quiet_at - timedelta(minutes=3)))
    after = dispatch.decide(room.world.office, job.id, "not_printed")
    assert (after.state, after.attempt, room.state(item)) == ("assigned", 2, "queued")


def test_while_another_pc_may_be_sending_it_its_word_is_waited_for(room: Room) -> None:
    job = room.enqueue(room.queued())
    room.drive(0)
    from app.dispatch.leases import take

    grip = take(room.world.office.book, PROGRAM, room.printer.id, room.holder.id)
    assert grip is not None
    room.pilot.ledger.begin(grip, job.id)
    with pytest.raises(StepRefusedError, match="PC-01 may still be sending it"):
        dispatch.decide(room.world.office, job.id, "not_printed")
    with pytest.raises(StepRefusedError, match="Say why"):
        dispatch.station_is_gone(room.world.office, room.holder.id, " ")
    dispatch.station_is_gone(room.world.office, room.holder.id, "stolen")
    assert room.attempts(job)[0].quiet_at is not None


def test_people_decide_what_is_next(room: Room) -> None:
    jobs = [room.enqueue(room.queued(due_at=room.world.at + timedelta(days=days))) for days in (30, 20, 10)]

    def order() -> list[int]:
        return [jobs.index(next(j for j in jobs if j.id == job.id)) for job in dispatch.queue(room.world.office).jobs]

    assert order() == [2, 1, 0]
    dispatch.reorder(room.world.office, jobs[0].id, jobs[1].id)
    assert order() == [2, 0, 1]
    dispatch.reorder(room.world.office, jobs[2].id, None)
    assert order() == [0, 1, 2]
    dispatch.prioritise(room.world.office, jobs[1].id, 2)
    assert order() == [1, 0, 2]
    dispatch.reorder(room.world.office, jobs[2].id, jobs[1].id)
    assert order() == [2, 1, 0]
    room.drive(2)
    assert [run.uid for run in room.machine.runs] == [jobs[2].uid]
    with pytest.raises(StepRefusedError, match="still waits"):
        dispatch.reorder(room.world.office, jobs[2].id, None)
    with pytest.raises(AppError, match="priority"):
        dispatch.prioritise(room.world.office, jobs[1].id, 7)


def test_a_paused_printer_gets_nothing(room: Room) -> None:
    job = room.enqueue(room.queued())
    with pytest.raises(StepRefusedError, match="Say why"):
        dispatch_printers.pause(room.world.office, room.printer.id, "")
    dispatch_printers.pause(room.world.office, room.printer.id, "nozzle is worn")
    room.drive(3)
    assert room.job(job).state == "assigned"
    assert room.machine.files == set()
    dispatch_printers.resume(room.world.office, room.printer.id)
    room.drive(2)
    assert room.job(job).state == "running"
    with pytest.raises(StepRefusedError, match="It is printing"):
        dispatch_printers.cleared(room.world.office, room.printer.id)
    with pytest.raises(StepRefusedError, match="still has jobs"):
        dispatch_printers.retire_printer(room.world.office, room.printer.id)


def test_a_form_changes_nothing_that_the_ledger_keeps(room: Room) -> None:
    room.enqueue(room.queued())
    room.drive(2)
    there = room.world.get(Printer, room.printer.id)
    saved = dispatch_printers.save_printer(
        room.world.office, replace(there, name="Resin A", claim=None, to_be_cleared=False, paused=True)
    )
    assert (saved.name, saved.claim, saved.to_be_cleared, saved.paused) == ("Resin A", there.claim, True, False)
    with pytest.raises(AppError, match="name"):
        dispatch_printers.save_printer(room.world.office, Printer(name=" ", driver="faulty"))
    with pytest.raises(StepRefusedError, match="when it is done"):
        dispatch_printers.save_printer(room.world.office, replace(saved, driver="other"))


def test_maintenance_counts_printed_hours(room: Room) -> None:
    room.enqueue(room.queued())
    room.drive(2)
    room.drive(2, seconds=3600)
    done = dispatch_printers.serviced(room.world.office, room.printer.id, "film changed")
    printer = room.world.get(Printer, room.printer.id)
    assert printer.serviced_at_s == printer.printed_s == done.printed_s


def test_a_plate_prints_things_of_several_orders(room: Room) -> None:
    one, two = room.queued(), room.queued()
    with room.world.office.book.writing(PROGRAM) as book:
        kept = room.world.office.assets.put(GCODE, sensitive=True)
        job = PrintJob(
            uid="jplate-1-0000", digest=kept.digest, suffix=".gcode", size=len(GCODE),
            contents={str(i.id): i.approved for i in (one, two)}, material="jetting",
        )  # fmt: skip
        job = book.add(job)
        for item in (one, two):
            book.add(Piece(item=item.id, order=item.order, job=job.id, state="placed"))
    print_queue.give(room.world.office, job.id, room.printer.id)
    room.drive(2)
    assert [room.state(item) for item in (one, two)] == ["producing", "producing"]
    assert {piece.state for piece in room.world.find(Piece)} == {"printing"}
    room.drive(2, seconds=3600)
    assert [room.state(item) for item in (one, two)] == ["finishing", "finishing"]
    assert {piece.state for piece in room.world.find(Piece)} == {"printed"}


def test_a_plate_with_one_thing_that_is_not_approved_is_not_sent(room: Room) -> None:
    one, two = room.queued(), room.queued()
    with room.world.office.book.writing(PROGRAM) as book:
        kept = room.world.office.assets.put(GCODE, sensitive=True)
        contents = {str(one.id): one.approved, str(two.id): digest("another version")}
        job = book.add(
            PrintJob(uid="jplate-1-0001", digest=kept.digest, suffix=".gcode", contents=contents, material="jetting")
        )
    print_queue.give(room.world.office, job.id, room.printer.id)
    room.drive(3)
    assert room.machine.files == set()
    assert [room.state(item) for item in (one, two)] == ["queued", "queued"]


def test_a_damaged_file_is_not_sent(room: Room) -> None:
    job = room.enqueue(room.queued())
    room.world.office.assets.remove(job.digest)
    room.drive(2)
    assert room.job(job).state == "assigned"
    assert room.machine.files == set()
    assert any("missing" in str(news.trouble) for news in room.news)


def test_a_restored_book_does_not_print_again_what_it_has_forgotten(room: Room) -> None:
    job = room.enqueue(room.queued())
    room.drive(2)
    room.drive(1, seconds=3600)
    with room.world.office.book.writing(PROGRAM) as book:  # as it was before it was sent
        for attempt in book.find(Attempt):
            book.remove(attempt)
        book.save(replace(book.get(PrintJob, job.id), state="assigned", native="", started_at=None))
        book.save(replace(book.get(Printer, room.printer.id), claim=None, to_be_cleared=False))
        item = book.get(Item, job.item or 0)
        book.save(replace(item, state="queued", stage="queued"))
    room.drive(3)
    assert len(room.machine.runs) == 1
    assert room.job(job).state == "done"


def test_who_may_print(room: Room) -> None:
    room.world.account("ann", Role.SERVICE)
    item = room.queued()
    with pytest.raises(NotAllowedError):
        queue_file(room.world.as_("ann"), item.id, MadeFile(GCODE, JobDraft(suffix=".gcode", content=item.approved)))
    story = dispatch.story(room.world.as_("ann"), room.enqueue(item).id)
    assert [event.kind for event in story.events] == ["job.new", "job.assign"]


def test_a_print_is_paused_and_goes_on_as_it_is_wanted(room: Room) -> None:
    job, office = room.enqueue(room.queued()), room.world.office
    with pytest.raises(StepRefusedError, match="being printed"):
        dispatch_pause.pause(office, job.id)
    room.drive(3)
    assert dispatch_pause.pause(office, job.id).pausing == "wanted"
    room.drive(2)
    assert room.job(job).pausing == "paused"
    assert dispatch_pause.pause(office, job.id) == room.job(job), "once is enough"
    dispatch_pause.go_on(office, job.id)
    room.drive(2)
    assert room.job(job).pausing == ""
    kinds = [event.kind for event in dispatch.story(office, job.id).events if event.kind.startswith("job.")]
    assert kinds[-4:] == ["job.pause", "job.paused", "job.go_on", "job.gone_on"]
    dispatch_pause.pause(office, job.id)
    dispatch.stop(office, job.id)
    with pytest.raises(StepRefusedError, match="being cancelled"):
        dispatch_pause.go_on(office, job.id)
    room.drive(3)
    assert (room.job(job).state, room.job(job).pausing) == ("cancelled", "")
