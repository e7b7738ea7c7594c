"""A program that drives one printer and is killed at a random line, again and again: run by test_kill9_dispatch.

    python -m tests.e2e.dispatch_child BOOK FOLDER NAME SEED

Each life is a process of its own (forked, so that nothing has to be imported again) that kills itself with SIGKILL when it
has executed so many lines of ``app.dispatch``, of the book's writing and of the printer below. It ends by itself when there
is nothing more to print. The printer is a folder (``machine``): what it has begun to print is appended to a file, and stays
whatever dies. Nothing can arrive late there, so the waits that real networks need are short.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import FrameType

from app.dispatch import leases
from app.dispatch import ledger as ledger_module
from app.dispatch.conclusions import Rules
from app.dispatch.driver import Capabilities, Handed, PrintFile, Probe, RefusedError, Status, Trace
from app.dispatch.job_states import JOB
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import Pilot
from app.dispatch.records import Printer, PrintJob
from app.dispatch.spool import spooled
from app.jobs.progress import Progress
from app.orders.book import BookOfflineError
from app.security.actor import PROGRAM
from app.storage.asset_store import open_assets
from app.storage.dispatch_presence import FolderPresence
from app.storage.opening import open_book
from tests.unit.dispatch.workshop_floor import NoTies

KEY = bytes(range(32))
PRINT_SECONDS = 0.05
MOST_LINES = 1500
WHERE = ("/app/storage/writing.py", "/app/storage/book.py", "/tests/e2e/dispatch_child.py")


class FolderPrinter:
    """Implements Driver. A print lasts a moment, by the time stamp of its line."""

    def __init__(self, folder: Path, *, starts_itself: bool) -> None:
        self._files, self._runs, self._starts_itself = folder / "files", folder / "runs", starts_itself

    def runs(self) -> list[tuple[str, float]]:
        lines = self._runs.read_text().splitlines() if self._runs.exists() else []
        return [(uid, float(began)) for uid, began in (line.split() for line in lines)]

    def _begin(self, uid: str) -> None:
        with self._runs.open("a") as file:
            file.write(f"{uid} {time.time()}\n")

    def _busy(self) -> bool:
        runs = self.runs()
        return bool(runs) and time.time() - runs[-1][1] < PRINT_SECONDS

    def probe(self) -> Probe:
        return Probe("Folder")

    def capabilities(self) -> Capabilities:
        return Capabilities((".gcode",), starts_itself=self._starts_itself)

    def status(self) -> Status:
        return Status("printing" if self._busy() else "idle")

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        if self._busy():
            raise RefusedError("busy")
        progress(0.0)
        draft = self._files / f"{file.uid}.part.{os.getpid()}"
        draft.write_bytes(file.path.read_bytes())
        draft.rename(self._files / file.uid)
        if self._starts_itself:
            self._begin(file.uid)
        return Handed()

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        del handed
        if self._busy():
            raise RefusedError("busy")
        self._begin(file.uid)
        return Handed(running=True)

    def find(self, uid: str, native: str = "") -> Trace:
        del native
        for name, began in self.runs():
            if name == uid:
                return Trace("running" if time.time() - began < PRINT_SECONDS else "finished_ok")
        return Trace("stored" if (self._files / uid).exists() and not self._starts_itself else "absent")

    def cancel(self, uid: str, native: str = "") -> None:
        raise RefusedError(f"cannot stop {uid}{native}")

    def snapshot(self) -> bytes | None:
        return None

    def close(self) -> None:
        """Nothing is open."""


def dies_after(lines: int) -> None:
    """Kill this process when it has executed so many lines that matter here."""
    left = [lines]

    def count(frame: FrameType, event: str, _arg: object) -> object:
        if event == "line":
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return (
            count if frame.f_code.co_filename.endswith(WHERE) or "/app/dispatch/" in frame.f_code.co_filename else None
        )

    sys.settrace(count)  # type: ignore[arg-type]


def life(address: str, folder: Path, name: str, lines: int) -> None:
    """Drive until there is nothing more to print, or until it is killed."""
    leases.LATE = ledger_module.LATE = timedelta(seconds=0.2)
    leases.LEASE_SECONDS = 1.0
    book = open_book(address, KEY, anchors=folder / f"anchors-{name}")
    assets = open_assets(str(folder / "assets"), KEY)
    presence = FolderPresence(folder / f"presence-{name}")
    with book.reading() as reading:
        printer = reading.find(Printer)[0]
    ledger = Ledger(book, NoTies(), rules=Rules(show_s=0.3, unseen_s=600.0))
    dies_after(lines)
    while True:
        try:
            holder = leases.sign_on(book, PROGRAM, name, presence)
            pilot = Pilot(
                ledger, printer.id, holder.id, FolderPrinter(folder / "machine", starts_itself=printer.kind == "2d"),
                lambda job: spooled(assets, folder / f"spool-{name}", job), (0.02, 0.02),
            )  # fmt: skip
            while True:
                leases.beat(book, PROGRAM, holder.id)
                pilot.wake()
                time.sleep(min(pilot.step(), 0.02))
                with book.reading() as reading:
                    if all(not JOB.state[job.state].open for job in reading.find(PrintJob)):
                        return
        except (leases.LostLeaseError, BookOfflineError):
            time.sleep(0.05)


def main(address: str, folder: Path, name: str, seed: int) -> None:
    """One life after the other; says at its end how many there were."""
    chance, lives = random.Random(seed), 0
    while True:
        lives += 1
        lines = chance.randint(1, MOST_LINES)
        child = os.fork()
        if child == 0:
            life(address, folder, name, lines)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.stdout.write(f"{lives}\n")
            sys.exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
