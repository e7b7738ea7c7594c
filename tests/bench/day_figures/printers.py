"""The printers of the soak: simulated ones behind the real driver, at a clock that runs faster than ours."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from app.commands import dispatch_printers, print_floor
from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office
from app.dispatch.ledger import Ledger
from app.dispatch.records import Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.security.actor import OWNER
from tests.bench.dispatch_figures.floor import simulated_place, some_gcode
from tests.peers.printers import programs
from tests.peers.printers.programs import Program

if TYPE_CHECKING:
    from app.bootstrap.workstation import Workstation

ROOT = Path(__file__).parents[3]
FASTER = 24.0
"""Eight hours of the printers pass in twenty minutes."""
PRINTERS = 12
PRINT_S = 45 * 60.0
FILE_BYTES = 150_000


class Printers:
    """A program that plays the printers, and people who bring jobs and clear plates.

    A print takes 45 minutes of the printers' time, and they are asked as often in it as the protocol wants.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._port, self._record = programs.free_port(), folder / "machines"
        self._record.touch()
        self._server = Program(
            [
                sys.executable, "-m", "tests.bench.dispatch_figures.simulated", str(self._port), str(PRINTERS),
                str(self._record), str(seed), "0", str(PRINT_S / FASTER),
            ],
            folder / "machines.log", cwd=ROOT,
        )  # fmt: skip
        self._server.wait(lambda: programs.listens(self._port), 20, "the simulated printers")
        self.process = _child_with(str(self._record))
        psutil.Process(self.process).nice(
            19
        )  # they are machines of their own: at a workshop they take nothing of this PC
        self._ids: tuple[int, ...] = ()

    def connect(self, workstation: "Workstation") -> None:
        """Let the program drive them, each with its first job."""
        floor, office = workstation.floor, workstation.desk.office.acting(OWNER)
        floor.load()
        floor.kinds = faster(floor.kinds)
        made = []
        for number in range(PRINTERS):
            place = simulated_place(self._port, number)
            wanted = Printer(
                name=f"Printer {number + 1:02d}", driver=place.driver, kind=place.kind, settings=dict(place.settings)
            )
            made.append(print_floor.keep_printer(office, floor, wanted, dict(place.secrets)).id)
        self._ids = tuple(made)
        self.work(office)

    def work(self, office: Office) -> None:
        """What people do now and then: clear the plates that are full, and give the next job to whom has none."""
        with office.book.reading() as book:
            full = [printer.id for printer in book.find(Printer) if printer.to_be_cleared]
            busy = {job.printer for job in book.find(PrintJob, state=("assigned", "sending", "accepted", "running"))}
        for printer in full:
            if printer not in busy:
                dispatch_printers.cleared(office, printer)
        for printer in self._ids:
            if printer not in busy:
                self._queue(office, printer)

    def printed(self) -> int:
        """How many prints have ended well, by the printers' own record."""
        return sum(line.split("\t")[1] == "done" for line in self._record.read_text().splitlines())

    def close(self) -> None:
        """End the program."""
        self._server.stop()

    def _queue(self, office: Office, printer: int) -> None:
        content = some_gcode(FILE_BYTES)
        digest = office.assets.put(content, sensitive=False).digest
        ledger = Ledger(office.book, ItemTies(office), OWNER)
        with office.book.writing(OWNER) as book:
            job = PrintJob(
                uid=fresh_uid(1), digest=digest, content=digest, suffix=".gcode", size=len(content), estimate_s=PRINT_S
            )
            ledger.step(book, book.add(job), "assign", printer=printer)


def faster(kinds: Mapping[str, "print_floor.DriverKind"]) -> dict[str, "print_floor.DriverKind"]:
    """The same protocols, asked as often as the printers' clock wants."""
    return {
        name: replace(kind, poll_s=(kind.poll_s[0] / FASTER, kind.poll_s[1] / FASTER)) for name, kind in kinds.items()
    }


def _child_with(argument: str) -> int:
    """The process id of our child that was started with this."""
    for child in psutil.Process(os.getpid()).children():
        if argument in child.cmdline():
            return int(child.pid)
    raise LookupError(argument)
