"""A workshop of one printer and two PCs, in simulated time: the real book, ledger and pilots, the faulty printer."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.dispatch.job_states import JOB, LIVE
from app.dispatch.leases import LostLeaseError, beat, sign_on
from app.dispatch.ledger import Ledger, newest_attempt
from app.dispatch.pilot import Pilot
from app.dispatch.records import Attempt, Printer, PrintJob
from app.dispatch.spool import spooled
from app.dispatch.uids import fresh_uid
from app.orders.book import Book, BookOfflineError, Reading, Writing
from app.orders.machine import StepRefusedError
from app.security.actor import OWNER, Actor
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.database import make_engine, url_of
from tests.unit.dispatch.faulty_printer import Crash, FaultyPrinter, Machine

BEGAN = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
KEY = bytes(range(32))
CONTENT = b"G28\nG1 X10 Y10 E1\n"


@dataclass
class Time:
    """Seconds since the beginning, the same for the database and all PCs."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds

    def moment(self) -> datetime:
        return BEGAN + timedelta(milliseconds=round(self.seconds * 1000))


class NoTies:
    """Jobs that belong to no order: everything is approved, nothing follows."""

    def is_approved(self, book: Reading, job: PrintJob) -> bool:
        del book, job
        return True

    def follow(
        self, book: Writing, before: PrintJob, after: PrintJob, event: str, reason: str, *, made: Collection[int] = ()
    ) -> None:
        """Nothing follows."""

    def order_of(self, book: Reading, job: PrintJob) -> int:
        del book, job
        return 0


@dataclass
class Running:
    """Implements Presence for PCs that are simulated in this process."""

    machine: str
    mark: str
    alive: set[str]

    def is_dead(self, mark: str) -> bool:
        return mark not in self.alive

    def end(self) -> None:
        self.alive.discard(self.mark)


class CrashingBook:
    """A book whose process may end before a transaction, before its commit, or straight after it."""

    def __init__(self, book: Book, fault: Callable[[str], str]) -> None:
        self._book, self._fault = book, fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writing]:
        fault = self._fault("write")
        if fault == "crash_before":
            raise Crash
        if fault == "offline":
            raise BookOfflineError
        with self._book.writing(actor) as book:
            yield book
            if fault == "crash_inside":
                raise Crash
        if fault == "crash_after":
            raise Crash


@dataclass
class Pc:
    """One PC: its program runs, or not."""

    floor: "Floor"
    number: int
    marks: set[str] = field(default_factory=set)
    generation: int = 0
    pilot: Pilot | None = None

    def step(self) -> None:
        """One step of its program; a crash ends it, and the next step starts it again."""
        floor = self.floor
        try:
            if self.pilot is None:
                self._start()
            assert self.pilot is not None
            self._beat()
            self.pilot.wake()
            self.pilot.step()
        except Crash:
            self.die()
        except (BookOfflineError, LostLeaseError) as error:
            if isinstance(error, LostLeaseError) and self.pilot is not None:
                self.die()  # its program signs on again under another name
        floor.machine.go_on()

    def die(self) -> None:
        """Its program ends at once."""
        self.pilot = None
        self.marks.clear()

    def _start(self) -> None:
        floor = self.floor
        self.generation += 1
        mark = f"{self.number}.{self.generation}"
        self.marks.add(mark)
        book: Any = CrashingBook(floor.books[self.number], floor.fault)
        ledger = Ledger(book, floor.ties)
        holder = sign_on(book, ledger.actor, f"PC-{self.number}", Running(f"m{self.number}", mark, self.marks))
        driver = FaultyPrinter(floor.machine, floor.fault, lambda: floor.meanwhile(self))
        self.pilot = Pilot(
            ledger, floor.printer.id, holder.id, driver,
            lambda job: spooled(floor.assets, floor.folder / f"spool-{self.number}", job), clock=floor.time,
        )  # fmt: skip

    def _beat(self) -> None:
        assert self.pilot is not None
        beat(self.pilot.ledger.book, self.pilot.ledger.actor, self.pilot.holder)


def quick_book(path: Path, anchors: Path, clock: Callable[[], datetime]) -> DatabaseBook:
    """A book that does not wait for the disk: what ends here are simulated processes, not this PC."""
    engine = make_engine(url_of(str(path), path.parent))
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return DatabaseBook(engine, KEY, anchors, clock=clock)


class Floor:
    """Everything. ``fault``: what goes wrong in a call of this name; ``make``: opens the book of a PC."""

    def __init__(
        self, folder: Path, make: Callable[[Path, str, Callable[[], datetime]], DatabaseBook], *, starts_itself: bool
    ) -> None:
        self.folder = folder
        self.time = Time()
        self.books = [make(folder, pc, self.time.moment) for pc in ("pc-0", "pc-1")]
        self.assets = open_assets(str(folder / "assets"), bytes(32))
        self.digest = self.assets.put(CONTENT, sensitive=False).digest
        assert self.digest == hashlib.sha256(CONTENT).hexdigest()
        self.machine = Machine(self.time, starts_itself=starts_itself)
        self.ties = NoTies()
        self.next_faults: Callable[[str], str] = lambda _call: "none"
        with self.books[0].writing(OWNER) as book:
            kind = "2d" if starts_itself else "3d"
            self.printer = book.add(Printer(name="Made up", driver="faulty", kind=kind))
        self.pcs = [Pc(self, number) for number in range(2)]
        self.said_not_printed: dict[int, int] = {}
        self._deep = False

    def fault(self, call: str) -> str:
        return self.next_faults(call)

    def meanwhile(self, pc: Pc) -> None:
        """A call of this PC takes so long that the others take over."""
        if self._deep:
            return
        self._deep = True
        try:
            for _ in range(4):
                self.time.seconds += 70
                for other in self.pcs:
                    if other is not pc:
                        other.step()
        finally:
            self._deep = False

    # ---- people -------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        """A person's."""
        return Ledger(self.books[0], self.ties, OWNER)

    def jobs(self) -> list[PrintJob]:
        with self.books[0].reading() as book:
            return book.find(PrintJob)

    def add_job(self, estimate_s: float = 3600.0) -> PrintJob:
        with self.books[0].writing(OWNER) as book:
            job = PrintJob(
                uid=fresh_uid(1), digest=self.digest, content=self.digest, size=len(CONTENT),
                suffix=".jpg" if self.machine.starts_itself else ".gcode",
                estimate_s=estimate_s, created_at=self.time.moment(),
            )  # fmt: skip
            return self.ledger.step(book, book.add(job), "assign", printer=self.printer.id)

    def clear_plate(self) -> None:
        """A person looks, and takes away what lies there; a running print is left alone."""
        if self.machine.current is not None:
            return
        with self.books[0].writing(OWNER) as book:
            printer = book.get(Printer, self.printer.id)
            if printer.to_be_cleared:
                book.save(replace(printer, to_be_cleared=False))

    def want_stop(self, job: PrintJob) -> None:
        with self.books[0].writing(OWNER) as book:
            now = book.get(PrintJob, job.id)
            if now.state in {"planned", "assigned"}:
                self.ledger.step(book, now, "cancel")
            elif now.state in LIVE:
                book.save(replace(now, stop_wanted=True))

    def decide(self, job: PrintJob) -> None:
        """A person goes to the printer and says what is true there."""
        self.machine.go_on()
        with self.books[0].writing(OWNER) as book:
            now = book.get(PrintJob, job.id)
            if now.state != "unknown":
                return
            attempt = newest_attempt(book, now)
            run = next((r for r in self.machine.runs if r.uid == attempt.uid), None)
            if run is not None and run.ended is None:
                return
            try:
                if run is None:
                    if attempt.quiet_at is None or attempt.quiet_at > book.moment():
                        return  # the command refuses that
                    self.ledger.step(book, now, "absent", facts={"looked": "person"})
                    self.said_not_printed[now.id] = self.said_not_printed.get(now.id, 0) + 1
                elif run.outcome == "finished_ok":
                    self.ledger.step(book, now, "finish")
                else:
                    self.ledger.step(book, now, "fail", reason="it broke off")
            except StepRefusedError as error:
                raise AssertionError(str(error)) from error

    # ---- what must be true --------------------------------------------------

    def uids_of(self) -> dict[int, set[str]]:
        """Every name that a job has ever had at a printer."""
        with self.books[0].reading() as book:
            names: dict[int, set[str]] = {job.id: {job.uid} for job in book.find(PrintJob)}
            for attempt in book.find(Attempt):
                names[attempt.job].add(attempt.uid)
        return names

    def check(self) -> None:
        """No job was printed twice; what the ledger says has ended is what the machine did."""
        names = self.uids_of()
        known = set().union(*names.values()) if names else set()
        assert {run.uid for run in self.machine.runs} <= known, "something was printed that the ledger does not know"
        for job in self.jobs():
            runs = [run for run in self.machine.runs if run.uid in names[job.id]]
            assert len(runs) <= 1, f"printed {len(runs)} times: {job.state}"
            outcome = runs[0].outcome if runs else ""
            if job.state == "done":
                assert outcome == "finished_ok"
            elif job.state == "failed":
                assert outcome in {"finished_bad", "cancelled"}
            elif job.state in {"planned", "assigned"}:
                assert not runs, f"{job.state}, and was printed"
            elif job.state == "cancelled":
                assert not runs or outcome in {"cancelled", "finished_bad"}

    def come_to_rest(self) -> None:
        """Nothing goes wrong any more, people do their work: every job comes to an end."""
        self.next_faults = lambda _call: "none"
        self.machine.on = True
        for _ in range(150):
            open_jobs = [job for job in self.jobs() if JOB.state[job.state].open]
            if not open_jobs:
                return self.check()
            for pc in self.pcs:
                pc.step()
            for job in open_jobs:
                self.decide(job)
            self.clear_plate()
            self.time.seconds += 400
        self.check()
        raise AssertionError(f"lost: {[(job.state, job.attempt) for job in open_jobs]}")

    def close(self) -> None:
        for book in self.books:
            book.close()
