"""One printer in a real book, driven by the real ledger, pilot and driver; in this process, or by programs that may be killed.

The clock of the book and of the pilots goes faster than ours, so that what takes minutes in a workshop takes seconds here.
"""

import multiprocessing
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.dispatch.job_states import LIVE
from app.dispatch.leases import LATE, beat, sign_on
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Attempt, Printer, PrintJob
from app.dispatch.spool import spooled
from app.dispatch.uids import fresh_uid
from app.drivers.printers.table import by_id
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from tests.peers.printers import programs
from tests.peers.printers.driving import FAST, Presence, book_of, run
from tests.peers.printers.peer import Length, Peer
from tests.unit.dispatch.workshop_floor import NoTies

SETTLED_S = LATE.total_seconds() / FAST + 1.5
"""A job that is unclear for so long, in our seconds, stays so until a person looks."""
_PROGRAMS = multiprocessing.get_context("forkserver")
_PROGRAMS.set_forkserver_preload(["tests.peers.printers.driving"])


@dataclass(frozen=True)
class Ended:
    """What became of a job: its state in our ledger, and how often the printer's own records say that it was begun."""

    state: str
    begun: int


@dataclass
class Workshop:
    """One printer, its book, and its jobs. ``port``: where the drivers believe the printer to be, None for its own."""

    folder: Path
    template: Path
    peer: Peer
    port: int | None = None
    secrets: dict[str, str] | None = None
    tamper: bool = False
    troubles: list[str] = field(default_factory=list)
    _pilot: Pilot | None = None
    _since: dict[int, tuple[str, float]] = field(default_factory=dict)
    _running: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        shutil.copy(self.template, self.folder / "book.sqlite")
        self.book = book_of(self.folder, "office")
        self.assets = open_assets(str(self.folder / "assets"), bytes(32))
        with self.book.writing(OWNER) as book:
            self.printer = book.add(Printer(name="Made up", driver=self.peer.driver, kind=self.peer.kind))

    def close(self) -> None:
        for process in self._running:
            if process.is_alive():
                process.kill()
            process.join(10)
        if self._pilot is not None:
            self._pilot.driver.close()
        self.book.close()

    # ---- people -------------------------------------------------------------

    def add_job(self, length: Length = "short", size: int = 0) -> PrintJob:
        """Queue another file for the printer."""
        ledger = Ledger(self.book, NoTies(), OWNER)
        content = self.peer.content(length, size)
        digest = self.assets.put(content, sensitive=False).digest
        with self.book.writing(OWNER) as book:
            job = PrintJob(
                uid=fresh_uid(1), digest=digest, content=digest, suffix=self.peer.suffix, size=len(content),
                estimate_s=3600.0, options=dict(self.peer.options),
            )  # fmt: skip
            return ledger.step(book, book.add(job), "assign", printer=self.printer.id)

    def want_stop(self) -> None:
        """Somebody cancels what may be at the printer."""
        with self.book.writing(OWNER) as book:
            for job in book.find(PrintJob, state=LIVE):
                book.save(replace(job, stop_wanted=True))

    def clear_plate(self) -> None:
        """A person takes away what lies there; a running print is left alone."""
        with self.book.reading() as reading:
            wanted = reading.get(Printer, self.printer.id).to_be_cleared
            wanted = wanted and not reading.find(PrintJob, state="running", limit=1)
        if wanted and self.peer.idle():
            with self.book.writing(OWNER) as book:
                book.save(replace(book.get(Printer, self.printer.id), to_be_cleared=False))

    # ---- a pilot in this process --------------------------------------------

    def drive(self, until: Callable[[], bool], seconds: float, what: str) -> None:
        """Let a pilot work until this holds. Raises TimeoutError with what it was told."""
        pilot = self._pilot = self._pilot or self._new_pilot()

        def step() -> bool:
            self._tick()
            beat(self.book, pilot.ledger.actor, pilot.holder)
            pilot.wake()
            pilot.step()
            return until()

        try:
            programs.wait(step, seconds, what, 0.05)
        except TimeoutError:
            raise TimeoutError(f"{what}: {[job.state for job in self.jobs()]}, {self.troubles[-3:]}") from None

    def drive_on(self, seconds: float) -> None:
        """Let a pilot work for a while in which nothing may happen."""
        end = time.monotonic() + seconds
        self.drive(lambda: time.monotonic() > end, seconds + 60, "a while")

    def drive_to_end(self, seconds: float = 90.0) -> Ended:
        """Let a pilot work until all jobs have ended; gives what became of the last one."""
        self.drive(self.is_over, seconds, "all jobs end")
        return self.ended()[-1]

    def again(self, *, port: int | None = None, secrets: dict[str, str] | None = None) -> None:
        """The settings of the printer were changed: another pilot takes over."""
        assert self._pilot is not None
        self._pilot.driver.close()
        self.port, self.secrets = port, secrets
        self._pilot.driver = self._driver()

    def _driver(self) -> Any:
        kind = by_id()[self.peer.driver]
        form = kind.form.model_validate(self.peer.settings(self.port))
        return kind.make(form, self.peer.secrets if self.secrets is None else self.secrets)

    def _new_pilot(self) -> Pilot:
        ledger = Ledger(self.book, NoTies())
        holder = sign_on(self.book, ledger.actor, "here", Presence(self.folder / "presence-here"))
        return Pilot(
            ledger, self.printer.id, holder.id, self._driver(), self._spool, poll_s=(0.1, 0.1), tell=self._hear,
            clock=lambda: time.monotonic() * FAST,
        )  # fmt: skip

    @contextmanager
    def _spool(self, job: PrintJob) -> Iterator[Any]:
        with spooled(self.assets, self.folder / "spool", job) as file:
            if self.tamper:
                with file.path.open("ab") as changed:
                    changed.write(b"; more\n")
            yield file

    def _hear(self, news: News) -> None:
        if news.trouble:
            self.troubles.append(str(news.trouble))

    def _tick(self) -> None:
        self.peer.go_on()
        self.clear_plate()

    # ---- programs that drive it ---------------------------------------------

    def start(self, pc: str, moment: str = "") -> Any:
        """Start a program on this PC that drives the printer, and kills itself at this moment."""
        settings = {
            "folder": str(self.folder), "printer": self.printer.id, "driver": self.peer.driver,
            "settings": self.peer.settings(self.port), "secrets": self.peer.secrets, "pc": pc, "moment": moment,
        }  # fmt: skip
        process = _PROGRAMS.Process(target=run, args=(settings,), daemon=True)
        process.start()
        self._running.append(process)
        return process

    def wait_killed(self, process: Any) -> None:
        """Wait until it has killed itself."""

        def dead() -> bool:
            self._tick()
            return not process.is_alive()

        programs.wait(dead, 60, "it kills itself")
        assert process.exitcode == -signal.SIGKILL, f"{process.exitcode}: {self.words()}"

    def wait_over(self, seconds: float) -> list[Ended]:
        """Wait until the programs have brought all jobs to an end."""

        def over() -> bool:
            self._tick()
            return self.is_over()

        try:
            programs.wait(over, seconds, "all jobs end", 0.2)
        except TimeoutError:
            raise TimeoutError(f"all jobs end: {[job.state for job in self.jobs()]}, {self.words()}") from None
        return self.ended()

    def words(self) -> str:
        """The end of what the programs said."""
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in sorted(self.folder.glob("*.log")))

    # ---- judging ------------------------------------------------------------

    def jobs(self) -> list[PrintJob]:
        with self.book.reading() as book:
            return book.find(PrintJob, order_by="id")

    def state(self) -> str:
        """Of the newest job."""
        return self.jobs()[-1].state

    def told(self) -> list[str]:
        """What the book says became of the jobs, in words."""
        return [job.told for job in self.jobs()]

    def is_over(self) -> bool:
        """Whether every job has ended, or is unclear for good, and the printer prints nothing any more."""
        over, now = True, time.monotonic()
        for job in self.jobs():
            state, since = self._since.setdefault(job.id, (job.state, now))
            if state != job.state:
                self._since[job.id] = job.state, now
                over = False
            elif job.state == "unknown":
                over = over and now - since > SETTLED_S
            else:
                over = over and job.state in {"done", "failed", "cancelled"}
        return over and self.peer.idle()

    def ended(self) -> list[Ended]:
        """What became of each job, in the order in which they were queued. Raises AssertionError where it cannot be true."""
        names: dict[int, set[str]] = {job.id: {job.uid} for job in self.jobs()}
        with self.book.reading() as book:
            for attempt in book.find(Attempt):
                names[attempt.job].add(attempt.uid)
        tokens = {job.id: self.peer.token_of(self.assets.get(job.digest)) for job in self.jobs()}
        found = [Ended(job.state, self.peer.begun_under(names[job.id], tokens[job.id])) for job in self.jobs()]
        for one in found:
            assert one.begun <= 1, f"printed {one.begun} times: {one.state}"
            assert one.state != "done" or one.begun == 1, "done, and was never printed"
            assert one.state not in {"planned", "assigned", "sending"} or one.begun == 0, f"printed, and {one.state}"
        return found


def make_template(folder: Path) -> Path:
    """A book with its tables, to be copied."""
    book = book_of(folder, "template")
    book.prepare()
    book.close()
    return folder / "book.sqlite"
