"""A program that drives one real printer from the ledger, and may be killed at a given moment: it kills itself, as -9 does."""

import itertools
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from app.dispatch.driver import Capabilities, Driver, Handed, PrintFile, Probe, Status, Trace
from app.dispatch.leases import LostLeaseError, beat, sign_on
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import Pilot
from app.dispatch.records import PrintJob
from app.dispatch.spool import spooled
from app.drivers.printers import ipp
from app.drivers.printers.table import by_id
from app.jobs.progress import Progress
from app.orders.record import now
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from app.storage.dispatch_presence import FolderPresence as Presence
from tests.unit.dispatch.workshop_floor import KEY, NoTies

__all__ = ["FAST", "MOMENTS", "Presence", "book_of", "run"]

FAST = 30.0
"""How many times faster than ours the clock of the book goes."""
_BEGAN = datetime.fromisoformat("2026-11-30T00:00:00+00:00")
MOMENTS = ("in_upload", "after_upload", "before_start", "after_start", "while_printing")


class Mortal:
    """A driver in a program that ends at a moment."""

    def __init__(self, driver: Driver, moment: str) -> None:
        self._driver, self._moment = driver, moment

    def _is_it(self, moment: str) -> None:
        if self._moment == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def probe(self) -> Probe:
        return self._driver.probe()

    def capabilities(self) -> Capabilities:
        return self._driver.capabilities()

    def status(self) -> Status:
        return self._driver.status()

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        turns = itertools.count()

        def third_piece() -> bool:
            if next(turns) == 2:
                self._is_it("in_upload")
            return False

        handed = self._driver.upload(file, Progress(cancelled=third_piece) if self._moment else progress)
        self._is_it("after_upload")
        return handed

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        self._is_it("before_start")
        started = self._driver.start(file, handed)
        self._is_it("after_start")
        return started

    def find(self, uid: str, native: str = "") -> Trace:
        trace = self._driver.find(uid, native)
        if trace.found == "running":
            self._is_it("while_printing")
        return trace

    def cancel(self, uid: str, native: str = "") -> None:
        self._driver.cancel(uid, native)

    def snapshot(self) -> bytes | None:
        return self._driver.snapshot()

    def close(self) -> None:
        self._driver.close()


def book_of(folder: Path, pc: str) -> DatabaseBook:
    """The book, with a clock that goes faster than ours, the same for all programs."""

    def clock() -> datetime:
        moment = now()
        return moment + (moment - _BEGAN) * (FAST - 1)

    return DatabaseBook(make_engine(url_of(str(folder / "book.sqlite"), folder)), KEY, folder / pc, clock=clock)


def run(settings: dict[str, Any]) -> None:
    """Drive until nothing is open any more. settings: folder, printer, driver, settings, secrets, pc, moment."""
    folder, pc = Path(settings["folder"]), settings["pc"]
    log = os.open(folder / f"{pc}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno() if hasattr(sys.stdout, "fileno") else 1)
    os.dup2(log, 2)
    ipp.ORPHAN_S /= FAST
    book = book_of(folder, pc)
    ledger, assets = Ledger(book, NoTies()), open_assets(str(folder / "assets"), bytes(32))
    presence = Presence(folder / f"presence-{pc}")
    holder = sign_on(book, ledger.actor, pc, presence)
    kind = by_id()[settings["driver"]]
    driver = Mortal(kind.make(kind.form.model_validate(settings["settings"]), settings["secrets"]), settings["moment"])
    pilot = Pilot(
        ledger, settings["printer"], holder.id, driver, lambda job: spooled(assets, folder / f"spool-{pc}", job),
        poll_s=(0.1, 0.1), clock=lambda: time.monotonic() * FAST,
    )  # fmt: skip
    while True:
        try:
            beat(book, ledger.actor, holder.id)
            pilot.wake()
            pause = pilot.step()
        except LostLeaseError:
            holder = sign_on(book, ledger.actor, pc, presence)
            pilot.holder = holder.id
            continue
        with book.reading() as reading:
            if not reading.find(
                PrintJob, state=("assigned", "sending", "maybe_sent", "accepted", "running", "unknown"), limit=1
            ):
                break
        time.sleep(min(pause, 0.1))
    driver.close()
    book.close()
    presence.end()
