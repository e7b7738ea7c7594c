"""What watching printers costs: 200 simulated ones (in another process), half of them printing, asked as often as in a workshop.

``python -m tests.bench.dispatch_figures.polling FOLDER [--small]``. The real fleet, pilots and driver on the real book; the
processor time is that of this process alone.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.dispatch.fleet import Fleet
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Printer, PrintJob
from app.dispatch.spool import spooled
from app.dispatch.uids import fresh_uid
from app.drivers.printers.moonraker import KIND
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from tests.bench.dispatch_figures.floor import simulated_place, some_gcode
from tests.bench.dispatch_figures.simulated import KEY
from tests.peers.printers import programs
from tests.peers.printers.driving import Presence
from tests.peers.printers.programs import Program
from tests.unit.dispatch.workshop_floor import KEY as BOOK_KEY
from tests.unit.dispatch.workshop_floor import NoTies

ROOT = Path(__file__).parents[3]
PRINTERS, SECONDS, SMALL_PRINTERS, SMALL_SECONDS = 200, 60.0, 20, 12.0
PRINT_S = 36_000.0


class Watch:
    """The workshop: its book, printers, jobs and fleet."""

    def __init__(self, folder: Path, port: int, printers: int) -> None:
        self.book = DatabaseBook(make_engine(url_of(str(folder / "book.sqlite"), folder)), BOOK_KEY, folder / "pc")
        self.book.prepare()
        self._assets, self._spool = open_assets(str(folder / "assets"), bytes(32)), folder / "spool"
        self.heard, self._lock = 0, threading.Lock()
        self.ledger = Ledger(self.book, NoTies(), OWNER)
        content = some_gcode(50_000)
        digest = self._assets.put(content, sensitive=False).digest
        with self.book.writing(OWNER) as book:
            for n in range(printers):
                place = simulated_place(port, n)
                printer = book.add(Printer(name=f"P{n}", driver=place.driver, settings=dict(place.settings)))
                if n % 2:
                    job = PrintJob(
                        uid=fresh_uid(1),
                        digest=digest,
                        content=digest,
                        suffix=".gcode",
                        size=len(content),
                        estimate_s=PRINT_S,
                    )
                    self.ledger.step(book, book.add(job), "assign", printer=printer.id)
        self.fleet = Fleet(Ledger(self.book, NoTies()), "pc", Presence(folder / "presence"), self._make, self._hear)

    def _make(self, printer: Printer, holder: int, tell: Callable[[News], None], stopped: Callable[[], bool]) -> Pilot:
        driver = KIND.make(KIND.form.model_validate(dict(printer.settings)), {"api_key": KEY})
        ledger = Ledger(self.book, NoTies())
        return Pilot(
            ledger,
            printer.id,
            holder,
            driver,
            lambda job: spooled(self._assets, self._spool, job),
            KIND.poll_s,
            tell,
            stopped,
        )

    def _hear(self, _news: News) -> None:
        with self._lock:
            self.heard += 1

    def printing(self) -> int:
        """How many printers print."""
        with self.book.reading() as book:
            return len(book.find(PrintJob, state="running"))


def run(folder: Path, printers: int, seconds: float) -> dict[str, Any]:
    """Measure; prints its table."""
    port = programs.free_port()
    record = folder / "machines"
    arguments = [
        "-m",
        "tests.bench.dispatch_figures.simulated",
        str(port),
        str(printers),
        str(record),
        "1",
        "0",
        str(PRINT_S),
    ]
    server = Program([sys.executable, *arguments], folder / "machines.log", cwd=ROOT)
    watch = None
    try:
        server.wait(lambda: programs.listens(port), 20, "the simulated printers")
        watch = Watch(folder, port, printers)
        remove = watch.book.watch(watch.fleet.changed, lambda _online: None)
        watch.fleet.start()
        programs.wait(lambda: watch.printing() == printers // 2, 180, "half of them print", 1.0)
        time.sleep(3.0)  # what the starts have left to do
        used, began, heard = time.process_time(), time.monotonic(), watch.heard
        time.sleep(seconds)
        share = (time.process_time() - used) / (time.monotonic() - began)
        told = (watch.heard - heard) / seconds
        remove()
        watch.fleet.close()
    finally:
        server.stop()
        if watch is not None:
            watch.book.close()
    calls = printers / 2 / KIND.poll_s[0] + printers / 2 / KIND.poll_s[1]
    print(
        f"{printers} printers, {printers // 2} of them printing, asked {calls:.0f} times a second in all "
        f"({KIND.poll_s[0]:g} s idle, {KIND.poll_s[1]:g} s printing): {share:.1%} of one core (goal 10 %), "
        f"{told:.0f} news a second; load of the machine {os.getloadavg()[0]:.1f}"
    )
    return {"poll_cpu": round(share, 4), "poll_printers": printers, "poll_calls_s": round(calls, 1)}


def main() -> int:
    """Measure, print."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory(prefix="polling-", dir=sys.argv[1], ignore_cleanup_errors=True) as folder:
        figures = run(Path(folder), SMALL_PRINTERS if small else PRINTERS, SMALL_SECONDS if small else SECONDS)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
