"""The ledger, its pilots and a real printer: killed at each moment, and two workstations for one printer. Printed once."""

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.dispatch.ledger import Ledger
from app.dispatch.records import Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from tests.peers.printers import programs
from tests.peers.printers.moonraker_server import MoonrakerServer
from tests.peers.printers.pilot_program import book_of
from tests.peers.printers.print_files import gcode
from tests.peers.printers.programs import Program
from tests.unit.dispatch.workshop_floor import NoTies

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "printers" / "pilot_program.py"
FAST = 30.0
CONTENT = gcode(2, 400_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoonrakerServer]:
    server = MoonrakerServer(tmp_path_factory.mktemp("moonraker"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    book = book_of(folder, "template", 1.0)
    book.prepare()
    book.close()
    return folder / "book.sqlite"


class Workshop:
    """One printer in a book, with jobs; programs that drive it."""

    def __init__(self, folder: Path, template: Path, server: MoonrakerServer) -> None:
        self.folder, self._server = folder, server
        shutil.copy(template, folder / "book.sqlite")
        self.book = book_of(folder, "office", FAST)
        self._digest = open_assets(str(folder / "assets"), bytes(32)).put(CONTENT, sensitive=False).digest
        with self.book.writing(OWNER) as book:
            self.printer = book.add(Printer(name="Made up", driver="moonraker", kind="3d"))
        self._running: list[Program] = []

    def add_job(self) -> PrintJob:
        ledger = Ledger(self.book, NoTies(), OWNER)
        with self.book.writing(OWNER) as book:
            job = PrintJob(
                uid=fresh_uid(1), digest=self._digest, content=self._digest, suffix=".gcode", size=len(CONTENT),
                estimate_s=60.0,
            )  # fmt: skip
            return ledger.step(book, book.add(job), "assign", printer=self.printer.id)

    def start(self, pc: str, moment: str = "") -> Program:
        settings = {
            "folder": str(self.folder), "printer": self.printer.id, "address": self._server.address,
            "key": self._server.key, "pc": pc, "moment": moment, "fast": FAST,
        }  # fmt: skip
        path = self.folder / f"{pc}-{len(self._running)}.json"
        path.write_text(json.dumps(settings))
        env = {"PYTHONPATH": str(ROOT)}
        program = Program([sys.executable, str(PROGRAM), str(path)], self.folder / f"{pc}.log", env, ROOT)
        self._running.append(program)
        return program

    def jobs(self) -> list[PrintJob]:
        with self.book.reading() as book:
            return book.find(PrintJob)

    def clear_plate(self) -> None:
        """A person takes away what lies there."""
        with self.book.writing(OWNER) as book:
            printer = book.get(Printer, self.printer.id)
            if printer.to_be_cleared and not book.find(PrintJob, state="running", limit=1):
                book.save(replace(printer, to_be_cleared=False))

    def until_all_ended(self, seconds: float) -> None:
        def ended() -> bool:
            self.clear_plate()
            return all(job.state in {"done", "failed", "cancelled"} for job in self.jobs())

        programs.wait(ended, seconds, "all jobs end", 0.3)

    def close(self) -> None:
        for program in self._running:
            program.stop(signal.SIGKILL)
        self.book.close()


@pytest.fixture
def workshop(tmp_path: Path, template: Path, server: MoonrakerServer) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path, template, server)
    yield workshop
    workshop.close()


def _names_at_the_printer(server: MoonrakerServer) -> list[str]:
    return [str(job["filename"]) for job in server.ask("/server/history/list?limit=500")["result"]["jobs"]]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("in_upload", "sending"),
        ("after_upload", "sending"),
        ("before_start", "accepted"),
        ("after_start", "accepted"),
        ("while_printing", "running"),
    ],
)
def test_killed(workshop: Workshop, server: MoonrakerServer, moment: str, state: str) -> None:
    before = len(_names_at_the_printer(server))
    workshop.add_job()
    first = workshop.start("pc-1", moment)
    programs.wait(lambda: not first.alive, 30, "it kills itself")
    assert workshop.jobs()[0].state == state, first.words()
    workshop.start("pc-1")
    workshop.until_all_ended(60)
    (job,) = workshop.jobs()
    printed = len(_names_at_the_printer(server)) - before
    assert (job.state, printed) == ("done", 1)


def test_two_workstations_for_one_printer(workshop: Workshop, server: MoonrakerServer) -> None:
    before = len(_names_at_the_printer(server))
    for _ in range(3):
        workshop.add_job()
    two = [workshop.start("pc-1"), workshop.start("pc-2")]
    workshop.until_all_ended(90)
    assert [job.state for job in workshop.jobs()] == ["done"] * 3
    assert len(_names_at_the_printer(server)) - before == 3
    for program in two:
        programs.wait(lambda one=program: not one.alive, 30, "it ends by itself")
        assert "Traceback" not in program.words()


def test_one_workstation_is_killed_and_the_other_goes_on(workshop: Workshop, server: MoonrakerServer) -> None:
    before = len(_names_at_the_printer(server))
    workshop.add_job()
    workshop.add_job()
    first = workshop.start("pc-1", "while_printing")
    programs.wait(lambda: not first.alive, 30, "it kills itself")
    workshop.start("pc-2")
    workshop.until_all_ended(90)
    assert [job.state for job in workshop.jobs()] == ["done"] * 2
    assert len(_names_at_the_printer(server)) - before == 2
