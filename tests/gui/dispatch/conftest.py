"""The dispatch page over a real order book, with a printer behind a real folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.print_floor import PrintFloor
from app.dispatch.records import Attempt, Holder, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.drivers.printers.table import by_id
from app.gui.base.collector import MainThreadCollector
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.dispatch.live import LiveNews
from app.gui.dispatch.naming import Names
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.wiring import DispatchWiring
from app.jobs.runner import Runner
from app.security.actor import OWNER
from app.security.printer_keys import PrinterKeys
from app.settings.process import load_processes
from app.storage.dispatch_presence import FolderPresence
from tests.unit.commands.orders.world import World, on_sqlite, opened

WAIT = 60_000


@dataclass
class Room:
    """A page with all that stands behind it; the fleet begins with ``open``."""

    world: World
    floor: PrintFloor
    desk: OfficeDesk
    page: DispatchPage
    wiring: DispatchWiring
    qtbot: QtBot
    folder: Path

    @property
    def station(self) -> DispatchStation:
        return self.page.station

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT)

    def add(self, name: str = "Mimaki", **fields: Any) -> Printer:
        """A printer behind a folder."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        settings = {"folder": str(folder)}
        with self.world.office.book.writing(OWNER) as book:
            printer = book.add(Printer(**{"name": name, "driver": "hot_folder", "settings": settings, **fields}))
            book.note("printer.new", printer)
        self.until(lambda: self.station.printer(printer.id) is not None)
        return printer

    def job(self, state: str, printer: Printer | None = None, **fields: Any) -> PrintJob:
        """A job that has come so far; at a printer with the try that belongs to it."""
        with self.world.office.book.writing(OWNER) as book:
            job = book.add(
                PrintJob(
                    **{
                        "uid": fresh_uid(1), "state": state, "name": f"SN-{state}", "suffix": ".3mf", "size": 1,
                        "printer": None if printer is None else printer.id, **fields,
                    }
                )
            )  # fmt: skip
            if printer is not None and state not in {"planned", "assigned"}:
                holder = book.add(Holder(station="PC-03"))
                book.add(
                    Attempt(
                        job=job.id, number=1, uid=job.uid, printer=printer.id, phase="starting", holder=holder.id,
                        quiet_at=fields.get("quiet_at", book.moment()),
                    )
                )  # fmt: skip
            book.note("job.new", job)
        self.until(lambda: self.station.job(job.id) is not None)
        return job

    def now(self, job: PrintJob) -> PrintJob:
        found: PrintJob = self.world.get(PrintJob, job.id)
        return found

    def dialog(self, kind: type) -> Any:
        """The dialog of this kind that is open now, or is opened in a moment."""
        found: list[Any] = []

        def there() -> bool:
            found[:] = [d for d in list[Any](self.page.findChildren(kind)) if d.isVisible()]
            return bool(found)

        self.until(there)
        return found[-1]


@pytest.fixture
def room(tmp_path: Path, qapp: QApplication, qtbot: QtBot, look: Look) -> Iterator[Room]:
    # Widgets are taken away on their own thread, whichever thread of a printer makes Python tidy up.
    thread, bugs, collector = MainThread(), list[BaseException](), MainThreadCollector()
    with opened(on_sqlite, tmp_path) as world:
        runner = Runner(thread.post)
        runner.crashed.connect(bugs.append)
        desk = OfficeDesk(world.office, runner, thread.post)
        floor = PrintFloor(
            world.office, by_id, PrinterKeys(tmp_path, world.office.vault),
            lambda: FolderPresence(tmp_path / "running"), tmp_path / "spool",
        )  # fmt: skip
        station = DispatchStation(floor, LiveNews(thread.post), Names(load_processes()))
        page = DispatchPage(look, station)
        wiring = DispatchWiring(
            page, look, runner, show_page=page.show, parent=page
        )  # fmt: skip
        wiring.connect_to(desk)
        station.setParent(page)  # both end on this thread
        qtbot.addWidget(page)
        page.resize(1100, 700)
        with qtbot.waitExposed(page):
            page.show()
        desk.open()
        made = Room(world, floor, desk, page, wiring, qtbot, tmp_path)
        made.until(lambda: station.board is not None)
        yield made
        desk.close()
        floor.close()
        runner.close()
        page.close()
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    collector.close()
    assert not bugs
