"""The window with 200 printers that are simulated in this process: does it stand still, and what does watching them cost?

``dispatch_window [PRINTERS] [SECONDS]`` (needs a display; under Linux, Xvfb). The real window, book, fleet and pilots poll
the printers at the protocol's natural rate (10 s idle, 3 s printing) while the dispatch page is shown. Prints a table and,
as its last line, one JSON object: printers, printing, window_block_ms, poll_cpu (share of one core), use_block_ms.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

PRINTERS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
HOME = tempfile.TemporaryDirectory(prefix="statuette-bench-", ignore_cleanup_errors=True)
os.environ["STATUETTE_HOME"] = HOME.name

from pydantic import BaseModel, Field  # noqa: E402 - after the folder is set
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402

from app.bootstrap.assembling import assemble  # noqa: E402
from app.bootstrap.workstation import Workstation  # noqa: E402
from app.dispatch.driver import Capabilities, DriverKind, Handed, PrintFile, Probe, Status, Trace  # noqa: E402
from app.dispatch.records import Attempt, Holder, Printer, PrintJob  # noqa: E402
from app.dispatch.uids import fresh_uid  # noqa: E402
from app.i18n import text  # noqa: E402
from app.jobs.progress import Progress  # noqa: E402
from app.security.actor import OWNER  # noqa: E402
from tests.bench.heart import Heart  # noqa: E402

WAITING = 500
PRINT_S = 1800.0
SETTLE_S = 12.0
PATIENCE_S = 120.0
USE_S = 6.0


class SimulatedSettings(BaseModel):
    """A printer that prints ``uid`` since the beginning of the measurement; "" for none."""

    number: int = Field(ge=0)
    uid: str = ""


class SimulatedPrinter:
    """Implements ``Driver`` without a machine: progress follows the clock."""

    began = time.monotonic()

    def __init__(self, settings: SimulatedSettings) -> None:
        self._settings = settings

    def _share(self) -> float:
        return ((time.monotonic() - self.began) / PRINT_S + self._settings.number / (3 * PRINTERS)) % 1.0

    def probe(self) -> Probe:
        return Probe("Simulated")

    def capabilities(self) -> Capabilities:
        return Capabilities((".gcode",))

    def status(self) -> Status:
        heat = {"hotend": (214.0 + self._settings.number % 3, 215.0), "bed": (60.0, 60.0)}
        if not self._settings.uid:
            return Status("idle", temperatures=heat)
        share = self._share()
        return Status("printing", self._settings.uid, progress=share, left_s=PRINT_S * (1 - share), temperatures=heat)

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        progress(1.0)
        return Handed(file.uid)

    def start(self, file: PrintFile, handed: Handed) -> Handed:  # noqa: ARG002 - nothing is sent here
        return handed

    def find(self, uid: str, native: str = "") -> Trace:  # noqa: ARG002 - as the contract has it
        return Trace("running", progress=self._share()) if uid == self._settings.uid else Trace("absent")

    def cancel(self, uid: str, native: str = "") -> None:
        """Nobody cancels here."""

    def snapshot(self) -> bytes | None:
        return None

    def close(self) -> None:
        """Nothing is held open."""


KIND = DriverKind(
    id="simulated", title=text("Simulated"), icon="mdi6.printer-3d", kind="3d", form=SimulatedSettings,
    make=lambda settings, _secrets: SimulatedPrinter(settings), poll_s=(10.0, 3.0), stand_in=True,  # type: ignore[arg-type]
)  # fmt: skip


def pause(seconds: float) -> None:
    """Let the window live this long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


def wait(done: Callable[[], bool]) -> None:
    """Let the window live until this holds. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        pause(0.05)
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")


def fill(workstation: Workstation) -> int:
    """Printers of which every other one prints, and jobs that wait; gives how many print."""
    printing = 0
    with workstation.desk.office.book.writing(OWNER) as book:
        before = book.add(Holder(station="PC-00", ended_at=book.moment()))
        for number in range(PRINTERS):
            uid = fresh_uid(1) if number % 2 else ""
            printer = book.add(
                Printer(
                    name=f"Printer {number + 1:03d}", driver=KIND.id, settings={"number": number, "uid": uid}, position=number,
                    materials=("pla-white",), width_mm=220, depth_mm=220, height_mm=250, paused=not uid, pause_reason="bench",
                )
            )  # fmt: skip
            if uid:
                printing += 1
                job = book.add(job_of(number, "running", uid, printer))
                moment = book.moment()
                book.add(
                    Attempt(
                        job=job.id, number=1, uid=uid, printer=printer.id, phase="started", holder=before.id, quiet_at=moment
                    )
                )  # fmt: skip
        for number in range(WAITING):
            last = book.add(job_of(number, "planned", fresh_uid(1), None))
        book.note("job.new", last)
    return printing


def job_of(number: int, state: str, uid: str, printer: Printer | None) -> PrintJob:
    """A job of white PLA."""
    return PrintJob(
        uid=uid, state=state, printer=None if printer is None else printer.id, name=f"SN-{number:06d}", suffix=".gcode",
        size=4_000_000, process="white_fdm", material="pla-white", width_mm=60, depth_mm=60, height_mm=120,
        estimate_s=PRINT_S,
    )  # fmt: skip


def cpu_s() -> float:
    """Seconds of processor that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def use(workstation: Workstation) -> None:
    """Scroll, choose and switch as somebody does who looks for something."""
    window = workstation.window
    page = window.dispatch.page
    end, number = time.monotonic() + USE_S, 0
    while time.monotonic() < end:
        number += 7
        board = page.station.board
        assert board is not None
        if number % 3:
            page.go_to_printer(board.printers[number % len(board.printers)].id)
        else:
            page.go_to_job(board.jobs[number % len(board.jobs)].job.id)
        pause(0.2)


def main() -> int:
    """Measure and print."""
    workstation = assemble()
    window, floor = workstation.window, workstation.floor
    kinds: Mapping[str, DriverKind] = {KIND.id: KIND}
    floor.kinds = kinds
    window.resize(1600, 1000)
    window.show()
    window.workshop.preferences.first_start_done = True  # nobody is here for the assistant
    window.start([])
    wait(lambda: workstation.desk.ready)
    printing = fill(workstation)
    window.printing.look_again()
    window.dispatch.do("printers")
    wait(lambda: floor.drives)
    wait(lambda: all(tile.state in {"printing", "paused"} for tile in window.dispatch.page.printers.tiles.values()))
    pause(SETTLE_S)
    heart, used, began = Heart(), cpu_s(), time.monotonic()
    pause(SECONDS)
    block, share = heart.stop(), (cpu_s() - used) / (time.monotonic() - began)
    heart = Heart()
    use(workstation)
    use_block = heart.stop()
    workstation.close()
    figures = {
        "printers": PRINTERS, "printing": printing, "window_block_ms": block, "poll_cpu": round(share, 4),
        "use_block_ms": use_block,
    }  # fmt: skip
    print(f"{'':48}{'measured':>10}{'goal':>8}")
    for row, value, goal in (
        (f"{PRINTERS} printers, {printing} of them printing: longest block, ms", block, "100"),
        ("   processor, share of one core", round(share, 3), "0.10"),
        ("   longest block while somebody uses the page, ms", use_block, "100"),
    ):
        print(f"{row:48}{value:>10}{goal:>8}")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
