"""The threads of a program: every printer gets its pilot, news of the book wakes them, good-bye is said at the end."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.commands import dispatch, dispatch_printers
from app.commands.dispatch import JobDraft
from app.commands.dispatch_ties import ItemTies
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch import fleet as fleet_module
from app.dispatch.fleet import Fleet
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Holder, Lease, Printer, PrintJob
from app.dispatch.spool import clear_spool, spooled
from app.errors import AppError
from app.orders.book import Changed
from app.security.actor import PROGRAM
from tests.unit.commands.orders.test_dispatch import TO_PRINT
from tests.unit.commands.orders.world import World, on_sqlite, opened
from tests.unit.dispatch.faulty_printer import FaultyPrinter, Machine
from tests.unit.dispatch.workshop_floor import Running, Time

WAIT = 30.0


class Watched:
    """Collects news, and lets a test wait for what it wants to see in the book."""

    def __init__(self, world: World) -> None:
        self.world, self.news, self._changed = world, list[News](), threading.Condition()
        self._stop = world.office.book.watch(self.saw, lambda _online: None)
        self.fleet: Fleet | None = None

    def saw(self, change: Changed) -> None:
        if self.fleet is not None:
            self.fleet.changed(change)
        with self._changed:
            self._changed.notify_all()

    def tell(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, WAIT), "it did not happen"

    def close(self) -> None:
        self._stop()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(on_sqlite, tmp_path) as made:
        yield made


@pytest.fixture
def watched(world: World) -> Iterator[Watched]:
    made = Watched(world)
    yield made
    if made.fleet is not None:
        made.fleet.close()
    made.close()


def begin(
    watched: Watched,
    folder: Path,
    machine: Machine,
    mark: str = "1",
    fault: Callable[[str], str] = lambda _call: "none",
) -> Fleet:
    """The fleet of a program that cannot speak to printers of other kinds."""
    office = watched.world.office.acting(PROGRAM)
    ledger = Ledger(office.book, ItemTies(office))

    def make(printer: Printer, holder: int, tell: Callable[[News], None], stopped: Callable[[], bool]) -> Pilot:
        if printer.driver != "faulty":
            raise AppError("this PC cannot speak to it")
        driver = FaultyPrinter(machine, fault)
        return Pilot(
            ledger, printer.id, holder, driver, lambda job: spooled(office.assets, folder / "spool", job), (0.05, 0.05), tell,
            stopped,
        )  # fmt: skip

    watched.fleet = Fleet(ledger, office.station, Running("m", mark, {mark}), make, watched.tell)
    watched.fleet.start()
    return watched.fleet


def add_printer(world: World, **fields: Any) -> Printer:
    printer = Printer(**{"name": "Resin 1", "driver": "faulty", "settings": {"address": "here"}, **fields})
    return dispatch_printers.save_printer(world.office, printer)


def state(world: World, job: PrintJob) -> str:
    return str(world.get(PrintJob, job.id).state)


def test_a_job_is_printed_without_anybody_asking_again(watched: Watched, tmp_path: Path) -> None:
    world, time = watched.world, Time()
    machine = Machine(time)
    fleet = begin(watched, tmp_path, machine)
    printer = add_printer(world)
    item = world.walk(world.items(world.order())[0], *TO_PRINT)
    draft = JobDraft(suffix=".gcode", content=item.approved, estimate_s=3600.0)
    (job,) = queue_file(world.office, item.id, MadeFile(b"G28", draft), printer.id)
    watched.until(lambda: state(world, job) == "running")
    assert any(news.printer == printer.id and news.progress is not None for news in watched.news)
    time.seconds += 3700
    watched.until(lambda: state(world, job) == "done")
    fleet.close()
    with world.office.book.reading() as book:
        assert [holder.ended_at is not None for holder in book.find(Holder)] == [True]
        lease = book.one(Lease, printer=printer.id)
    assert lease is not None
    assert len(machine.runs) == 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("printer ")]


def test_what_this_pc_cannot_speak_to_is_told_and_the_others_go_on(watched: Watched, tmp_path: Path) -> None:
    world = watched.world
    unknown = add_printer(world, driver="from a newer program")
    good = add_printer(world)
    begin(watched, tmp_path, Machine(Time()))

    watched.until(lambda: any(news.printer == good.id and news.status is not None for news in watched.news))
    assert "this PC cannot speak to it" in {news.trouble for news in watched.news if news.printer == unknown.id}


def test_a_printer_that_keeps_one_waiting_keeps_no_other(watched: Watched, tmp_path: Path) -> None:
    world, time, answers = watched.world, Time(), threading.Event()
    silent, good = add_printer(world), add_printer(world)
    asked = threading.Event()

    def fault(call: str) -> str:
        if call == "status" and threading.current_thread().name == f"printer {silent.id}":
            asked.set()
            answers.wait(WAIT)
        return "none"

    begin(watched, tmp_path, Machine(time), fault=fault)
    try:
        assert asked.wait(WAIT)
        item = world.walk(world.items(world.order())[0], *TO_PRINT)
        draft = JobDraft(suffix=".gcode", content=item.approved, estimate_s=3600.0)
        (job,) = queue_file(world.office, item.id, MadeFile(b"G28", draft), good.id)
        watched.until(lambda: state(world, job) == "running")
        time.seconds += 3700
        watched.until(lambda: state(world, job) == "done")
        assert not any(news.printer == silent.id and news.status is not None for news in watched.news)
    finally:
        answers.set()


def test_whoever_was_signed_off_by_mistake_signs_on_again(watched: Watched, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(fleet_module, "BEAT_SECONDS", 0.05)
    world = watched.world
    printer = add_printer(world)
    begin(watched, tmp_path, Machine(Time()))

    def holders() -> list[Holder]:
        return world.find(Holder)

    def holder_of_printer() -> int | None:
        found = world.find(Lease, printer=printer.id)
        return found[0].holder if found else None

    watched.until(lambda: holder_of_printer() is not None)
    first = holder_of_printer()
    dispatch.station_is_gone(world.office, holders()[0].id, "by mistake")
    watched.until(lambda: holder_of_printer() not in {None, first})
    assert len(holders()) == 2


def test_a_retired_printer_loses_its_pilot(watched: Watched, tmp_path: Path) -> None:
    world = watched.world
    printer = add_printer(world)
    begin(watched, tmp_path, Machine(Time()))
    watched.until(lambda: any(t.name == f"printer {printer.id}" for t in threading.enumerate()))
    dispatch_printers.retire_printer(world.office, printer.id)
    watched.until(lambda: not any(t.name == f"printer {printer.id}" for t in threading.enumerate()))


def test_what_a_killed_program_was_sending_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "j1.gcode").write_text("G28")
    clear_spool(tmp_path / "spool")
    clear_spool(tmp_path / "never made")
    assert list((tmp_path / "spool").iterdir()) == []
