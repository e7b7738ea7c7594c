"""One workstation of the floor, as a program of its own: all its pilots, over the order book, until it is killed or told to end.

usage: workstation.py SETTINGS.json        {folder, pc, kinds: how files are tampered with, share, seed, poll}
"""

import json
import logging
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.dispatch import fleet
from app.dispatch.driver import PrintFile
from app.dispatch.fleet import Fleet
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Printer, PrintJob
from app.dispatch.spool import spooled
from app.drivers.printers.table import by_id
from app.storage.asset_store import open_assets
from tests.peers.printers.driving import FAST, Presence, book_of
from tests.unit.dispatch.workshop_floor import NoTies


def run(settings: dict[str, Any]) -> None:
    """Drive all printers that nobody else drives, until SIGTERM."""
    logging.basicConfig(level=logging.WARNING)
    folder, pc = Path(settings["folder"]), settings["pc"]
    secrets: dict[str, dict[str, str]] = settings["secrets"]
    chance, share = random.Random(settings["seed"]), float(settings["share"])
    book, assets = book_of(folder, pc), open_assets(str(folder / "assets"), bytes(32))
    ledger, presence = Ledger(book, NoTies()), Presence(folder / f"presence-{pc}")
    tampered = (folder / f"tampered-{pc}").open("a")
    # its signs of life keep pace with the clock of the book
    fleet.BEAT_SECONDS, fleet.AGAIN_SECONDS = 0.5, 0.2

    @contextmanager
    def spool(job: PrintJob) -> Iterator[PrintFile]:
        with spooled(assets, folder / f"spool-{pc}", job) as file:
            if chance.random() < share / 2:
                tampered.write(f"{job.uid}\n")
                tampered.flush()
                with file.path.open("ab") as changed:
                    changed.write(b"; more\n")
            yield file

    def make(printer: Printer, holder: int, tell: Callable[[News], None], stopped: Callable[[], bool]) -> Pilot:
        kind = by_id()[printer.driver]
        driver = kind.make(kind.form.model_validate(dict(printer.settings)), secrets[str(printer.id)])
        return Pilot(
            ledger, printer.id, holder, driver, spool, (0.5, 0.25), tell, stopped, lambda: time.monotonic() * FAST
        )

    crew, end = Fleet(ledger, pc, presence, make, _hear), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    crew.start()
    end.wait()
    crew.close()
    book.close()


def _hear(news: News) -> None:
    """Nobody looks at tiles here."""


if __name__ == "__main__":
    run(json.loads(Path(sys.argv[1]).read_text()))
