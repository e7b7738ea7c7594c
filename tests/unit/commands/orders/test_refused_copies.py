"""Three photos through the folder of a program that refuses one: three come out in the end, wherever our program is killed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands import dispatch, print_costs, print_files, print_queue
from app.commands.dispatch_ties import ItemTies
from app.commands.queue_file import queue_file
from app.dispatch.job_states import JOB
from app.dispatch.leases import beat, sign_on
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import Pilot
from app.dispatch.records import Printer, PrintJob
from app.dispatch.spool import spooled
from app.jobs.progress import silent
from app.orders.book import Book
from app.orders.records import Item
from app.security.actor import PROGRAM
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.test_copies import RIP, released_photo
from tests.unit.commands.orders.world import World, opened
from tests.unit.dispatch.workshop_floor import Running, Time, quick_book
from tests.unit.drivers.printers.hot_folders import Hot
from tests.unit.drivers.printers.killing import killing


class Killed(BaseException):
    """The program ends here: nothing is tidied up."""


@dataclass
class Room:
    """The printer behind the folder, an item of three copies with its job, and the program that drives the printer."""

    world: World
    folder: Path
    time: Time
    alive: set[str] = field(default_factory=set)
    generation: int = 0

    def __post_init__(self) -> None:
        self.hot, self.shop = Hot.made(self.folder / "hot"), PrintShop(self.world)
        self.printer: Printer = self.shop.printer(RIP, cost_per_hour=6.0)
        self.photo: Item = released_photo(self.shop)
        (self.job,) = queue_file(
            self.world.office, self.photo.id, print_files.from_layout(self.world.office, self.photo.id)
        )
        self.give(self.job)
        self.start()

    def give(self, job: PrintJob) -> None:
        print_queue.give(self.world.office, job.id, self.printer.id)

    def start(self) -> None:
        """The program of this PC, after it was killed."""
        self.alive.clear()
        self.generation += 1
        self.alive.add(str(self.generation))
        office = self.world.office.acting(PROGRAM)
        self.holder = sign_on(office.book, PROGRAM, "PC-01", Running("m", str(self.generation), self.alive)).id
        self.pilot = Pilot(
            Ledger(office.book, ItemTies(office)), self.printer.id, self.holder, self.hot.driver(),
            lambda job: spooled(office.assets, self.folder / "spool", job), clock=self.time,
        )  # fmt: skip

    def step(self) -> None:
        beat(self.world.office.book, PROGRAM, self.holder)
        self.pilot.wake()
        self.pilot.step()
        self.time.seconds += 40

    def drive(self, job: PrintJob) -> PrintJob:
        """Until it has ended; the program behind the folder prints one at a time."""
        for _ in range(30):
            self.step()
            self.hot.take(most=1)
            now = self.shop.job(job)
            if not JOB.state[now.state].open:
                return now
        raise AssertionError(f"it did not end: {now.state}")


def _rooms(tmp_path: Path) -> Iterator[Room]:
    """One after another, each new."""
    for number in range(100):
        folder, time = tmp_path / str(number), Time()
        folder.mkdir()

        def book(at: Path, key: bytes, time: Time = time) -> Book:
            del key
            return quick_book(at / "book.db", at / "anchors", time.moment)

        with opened(book, folder) as world:
            yield Room(world, folder, time)


def assert_a_third_is_lost(room: Room) -> None:
    """Of what three copies have cost, of which one is not good."""
    office = room.world.office
    cost = print_costs.of_order(office, room.photo.order)
    assert cost.total > 0
    assert cost.lost == pytest.approx(cost.total / 3)
    with office.book.reading() as book:
        now = book.moment()
    told = print_costs.of_time(office, now - timedelta(days=1), now + timedelta(days=1))
    assert told.all.cost.lost == pytest.approx(cost.lost)
    assert sum(cause.lost for cause in told.by_cause) == pytest.approx(cost.lost)


def test_wherever_we_are_killed_only_what_was_refused_is_printed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, room in enumerate(_rooms(tmp_path)):
        with monkeypatch.context() as patched:
            steps = killing(patched, at, Killed)
            try:
                room.step()
            except Killed:
                pass
            else:
                assert next(steps) <= at, "it was tried everywhere"
                break
        room.hot.take("Error", most=1)
        room.start()
        job = room.drive(room.job)
        if not room.hot.moved("Error"):  # nothing had been shown yet: it went well at the second try
            assert (job.state, len(room.hot.moved())) == ("done", 3)
            continue
        assert (job.state, job.told) == ("failed", "2 of 3 copies were printed; the program refused 1.")
        assert_a_third_is_lost(room)
        again = dispatch.retry(room.world.office, job.id)
        assert again.copies == 1
        room.give(again)
        assert room.drive(again).state == "done"
        assert len(room.hot.moved()) == 3
        assert room.hot.hidden() == []
        assert room.shop.state(room.photo) == "finishing"
    assert at > 8


def test_where_only_errors_are_told_a_person_is_asked(tmp_path: Path) -> None:
    room = next(_rooms(tmp_path))
    room.pilot.driver = room.hot.driver(done="")
    for _ in range(2):
        room.step()
    room.hot.take("Error", most=1)
    room.hot.take()
    for _ in range(3):
        room.step()
    job = room.shop.job(room.job)
    assert job.state == "unknown"
    assert "refused 1 of 3" in dispatch.story(room.world.office, job.id).events[-1].reason
    dispatch.decide(room.world.office, job.id, "failed", reason="I have looked", made=2)
    assert dispatch.retry(room.world.office, job.id).copies == 1
    assert_a_third_is_lost(room)


def test_what_still_lies_there_when_somebody_says_that_it_failed_is_not_printed_as_well(tmp_path: Path) -> None:
    room = next(_rooms(tmp_path))
    for _ in range(2):
        room.step()
    room.hot.take(most=1)
    dispatch.decide(room.world.office, room.job.id, "failed", reason="the printer is broken", made=1)
    again = dispatch.retry(room.world.office, room.job.id)
    room.step()
    assert room.hot.lying() == []
    room.give(again)
    assert room.drive(again).state == "done"
    assert len(room.hot.moved()) == 3


def test_a_job_that_the_book_has_forgotten_is_not_handed_over_again(tmp_path: Path) -> None:
    """As after a backup: of what the folder shows of it some may have been printed."""
    room = next(_rooms(tmp_path))
    driver = room.pilot.driver = room.hot.driver(done="")
    with spooled(room.world.office.assets, room.folder / "spool", room.job) as file:
        driver.upload(file, silent())
    room.hot.take("Error", most=1)
    room.hot.take()
    for _ in range(3):
        room.step()
    assert room.shop.job(room.job).state == "unknown"
    assert room.hot.lying() == []
