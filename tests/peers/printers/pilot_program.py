"""A program that drives one real printer from the ledger, and may be killed at a given moment: it kills itself, as -9 does.

usage: pilot_program.py SETTINGS.json      {folder, printer, address, key, pc, moment, fast}
moment: "" or in_upload, after_upload, before_start, after_start, while_printing
fast: how many times faster than ours the clock of the book goes
"""

import itertools
import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from app.dispatch.driver import Handed, PrintFile, Trace
from app.dispatch.leases import LostLeaseError, beat, sign_on
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import Pilot
from app.dispatch.records import PrintJob
from app.dispatch.spool import spooled
from app.drivers.printers.moonraker import MoonrakerPrinter, MoonrakerSettings
from app.jobs.progress import Progress
from app.orders.record import now
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from app.storage.dispatch_presence import FolderPresence
from tests.unit.dispatch.workshop_floor import KEY, NoTies


def die() -> None:
    """As after kill -9: nothing is closed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal(MoonrakerPrinter):
    """The real driver, in a program that ends at a moment."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(MoonrakerSettings(address=settings["address"]), {"api_key": settings["key"]})
        self._moment = settings["moment"]

    def _is_it(self, moment: str) -> None:
        if self._moment == moment:
            die()

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        turns = itertools.count()

        def in_the_middle() -> bool:
            if next(turns) == 3:
                self._is_it("in_upload")
            return False

        handed = super().upload(file, Progress(cancelled=in_the_middle) if self._moment else progress)
        self._is_it("after_upload")
        return handed

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        self._is_it("before_start")
        started = super().start(file, handed)
        self._is_it("after_start")
        return started

    def find(self, uid: str, native: str = "") -> Trace:
        trace = super().find(uid, native)
        if trace.found == "running":
            self._is_it("while_printing")
        return trace


def book_of(folder: Path, pc: str, fast: float) -> DatabaseBook:
    """The book, with a clock that goes faster than ours."""
    began = now()

    def clock() -> datetime:
        return began + (now() - began) * fast

    return DatabaseBook(make_engine(url_of(str(folder / "book.sqlite"), folder)), KEY, folder / pc, clock=clock)


def run(settings: dict[str, Any]) -> None:
    """Drive until nothing is open any more."""
    folder, fast = Path(settings["folder"]), float(settings["fast"])
    book = book_of(folder, settings["pc"], fast)
    ledger = Ledger(book, NoTies())
    assets = open_assets(str(folder / "assets"), bytes(32))
    presence = FolderPresence(folder / f"presence-{settings['pc']}")
    holder = sign_on(book, ledger.actor, settings["pc"], presence)
    pilot = Pilot(
        ledger, settings["printer"], holder.id, Mortal(settings),
        lambda job: spooled(assets, folder / f"spool-{settings['pc']}", job),
        poll_s=(0.2, 0.2), clock=lambda: time.monotonic() * fast,
    )  # fmt: skip
    while True:
        try:
            beat(book, ledger.actor, holder.id)
            pilot.wake()
            pause = pilot.step()
        except LostLeaseError:
            holder = sign_on(book, ledger.actor, settings["pc"], presence)
            pilot.holder = holder.id
            continue
        with book.reading() as reading:
            if not any(
                job.state in {"assigned", "sending", "maybe_sent", "accepted", "running", "unknown"}
                for job in reading.find(PrintJob)
            ):
                break
        time.sleep(min(pause, 0.2))
    pilot.driver.close()
    book.close()
    presence.end()


if __name__ == "__main__":
    run(json.loads(Path(sys.argv[1]).read_text()))
