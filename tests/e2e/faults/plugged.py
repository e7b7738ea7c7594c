"""A simulated printer behind the real driver, with a plug that can be pulled, and what people do with it at the window."""

import asyncio
import io
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.bootstrap.workstation import Workstation
from app.commands import print_floor
from app.commands.dispatch_ties import ItemTies
from app.dispatch.ledger import Ledger
from app.dispatch.records import Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.security.actor import OWNER
from tests.bench.dispatch_figures.simulated import KEY, Machine, serve
from tests.e2e.faults.conftest import Day

PRINT_S = 600.0
CONTENT = b"G28\nG1 X10 Y10 E1\n"


class Plugged:
    """A simulated printer, and its plug."""

    def __init__(self, port: int) -> None:
        self.port, self.record = port, io.StringIO()
        self.machine = Machine(0, self.record, random.Random(1), 0.0, PRINT_S)

    def pull(self) -> None:
        """It loses its power, and with it all that it knows of the print."""
        self.machine.happens("broken off")
        self.machine.history.clear()
        self.machine.file, self.machine.state, self.machine.off_until = "", "standby", float("inf")

    def plug_in(self) -> None:
        """It starts again, and prints nothing."""
        self.machine.off_until = 0.0

    @property
    def begun(self) -> int:
        """How many prints it has begun, by its own record."""
        return self.record.getvalue().count("begun")


@contextmanager
def plugged_in() -> Iterator[Plugged]:
    """A printer that listens on a port."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    made: list[Plugged] = []
    unplugged = asyncio.Event()

    async def listen() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: serve(reader, writer, [made[0].machine]), "127.0.0.1", 0, limit=1 << 22
        )
        made.append(Plugged(server.sockets[0].getsockname()[1]))
        ready.set()
        async with server:
            await unplugged.wait()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(listen())

    thread = threading.Thread(target=run, name="simulated printer")
    thread.start()
    ready.wait()
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(unplugged.set)
        thread.join()
        loop.close()


def hurry(station: Workstation) -> None:
    """Printers are asked ten times as often as usual: nobody waits for minutes in a test."""
    station.floor.load()
    station.floor.kinds = {name: replace(kind, poll_s=(0.3, 0.3)) for name, kind in station.floor.kinds.items()}


def add_printer(day: Day, port: int) -> Printer:
    """The printer, in the book of the workshop."""
    hurry(day.station)
    wanted = Printer(name="Voron", driver="moonraker", kind="3d", settings={"address": f"http://127.0.0.1:{port}/p/0"})
    made: Printer = day.ask(print_floor.keep_printer, day.station.floor, wanted, {"api_key": KEY})
    return made


def queue(day: Day, printer: Printer) -> PrintJob:
    digest = day.office.assets.put(CONTENT, sensitive=False).digest
    ledger = Ledger(day.office.book, ItemTies(day.office), OWNER)
    with day.office.book.writing(OWNER) as book:
        job = PrintJob(
            uid=fresh_uid(1), digest=digest, content=digest, suffix=".gcode", size=len(CONTENT), name="SN-1",
            estimate_s=PRINT_S,
        )  # fmt: skip
        return ledger.step(book, book.add(job), "assign", printer=printer.id)


def now(day: Day, job: PrintJob) -> PrintJob:
    with day.office.book.reading() as book:
        return book.get(PrintJob, job.id)
