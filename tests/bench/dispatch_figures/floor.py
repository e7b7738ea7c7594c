"""The workshop of the figures: a book with printers and jobs, people who do what people do, and what became of every job."""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.dispatch.conclusions import Rules
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.leases import LATE
from app.dispatch.ledger import Ledger, newest_attempt
from app.dispatch.records import Attempt, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.orders.machine import StepRefusedError
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from tests.bench.dispatch_figures.simulated import KEY
from tests.peers.printers.driving import FAST, book_of
from tests.unit.dispatch.workshop_floor import NoTies

PATIENCE_S = (LATE.total_seconds() + Rules().show_s) / FAST + 1.0
"""How long people leave it to the program to find out what became of a job, in our seconds."""
Sight = Callable[[set[str], str], tuple[int, str]]
"""What somebody sees who looks at a machine: (names of a job, what its file shows) → how often it was begun, and how that
ended: "" while it prints, done, broken off, cancelled, or unseen where the machine has no record of the end."""


@dataclass
class Bench:
    """A printer on the floor. ``idle``: whether it prints nothing; ``sees``: what its own records say of a job."""

    record: Printer
    sees: Sight
    idle: Callable[[], bool]
    secrets: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where a printer is, and what it speaks."""

    driver: str
    kind: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


@dataclass
class Verdicts:
    """What became of all jobs, by the records of the printers."""

    jobs: int = 0
    printed_once: int = 0
    duplicates: int = 0
    lost: int = 0
    failed: int = 0
    cancelled: int = 0
    wrong: list[str] = field(default_factory=list)


class Floor:
    """All of it. ``asked``: jobs that were reported as unclear, so that a person had to look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = book_of(folder, "office")
        self.book.prepare()
        self.assets = open_assets(str(folder / "assets"), bytes(32))
        self.ledger = Ledger(self.book, NoTies(), OWNER)
        self.benches: dict[int, Bench] = {}
        self.asked: set[int] = set()
        self.stops: set[int] = set()
        self._tokens: dict[int, str] = {}
        self._unclear_since: dict[int, float] = {}
        self._names: dict[int, set[str]] = {}

    def add_printer(self, place: Place, sees: Sight, idle: Callable[[], bool]) -> int:
        """A printer; gives its id."""
        with self.book.writing(OWNER) as book:
            printer = Printer(name="Made up", driver=place.driver, kind=place.kind, settings=dict(place.settings))
            record = book.add(printer)
        self.benches[record.id] = Bench(record, sees, idle, place.secrets)
        return record.id

    def add_jobs(self, wanted: list[tuple[int, bytes, str, dict[str, Any], str]]) -> None:
        """(printer, content, suffix, options, what the file shows) of each."""
        with self.book.writing(OWNER) as book:
            for printer, content, suffix, options, token in wanted:
                digest = self.assets.put(content, sensitive=False).digest
                job = PrintJob(
                    uid=fresh_uid(1), digest=digest, content=digest, suffix=suffix, size=len(content), estimate_s=3600.0,
                    options=options,
                )  # fmt: skip
                job = self.ledger.step(book, book.add(job), "assign", printer=printer)
                self._tokens[job.id] = token

    def keys(self) -> dict[str, dict[str, str]]:
        """What each printer wants to be asked with."""
        return {str(id_): dict(bench.secrets) for id_, bench in self.benches.items()}

    # ---- people -------------------------------------------------------------

    def look(self) -> list[PrintJob]:
        """All jobs; names that they have had at printers are remembered."""
        with self.book.reading() as book:
            jobs = book.find(PrintJob)
            self._names = {job.id: {job.uid} for job in jobs}
            for attempt in book.find(Attempt):
                self._names[attempt.job].add(attempt.uid)
        return jobs

    def seen(self, job: PrintJob) -> tuple[int, str]:
        """What the records of its printer say of it."""
        assert job.printer is not None
        return self.benches[job.printer].sees(self._names[job.id], self._tokens[job.id])

    def people_work(self, jobs: list[PrintJob]) -> None:
        """Plates are cleared; jobs that stay unclear are looked at, and it is said what is true."""
        with self.book.reading() as book:
            full = [printer for printer in book.find(Printer) if printer.to_be_cleared]
        busy = {job.printer for job in jobs if job.state == "running"}
        for printer in full:
            if printer.id not in busy and self.benches[printer.id].idle():
                with self.book.writing(OWNER) as book:
                    now = book.get(Printer, printer.id)
                    if not book.find(PrintJob, state="running", printer=printer.id, limit=1):
                        book.save(replace(now, to_be_cleared=False))
        for job in jobs:
            rounds = self._unclear_since[job.id] = (
                self._unclear_since.get(job.id, 0) + 1 if job.state == "unknown" else 0
            )
            if rounds > 8:
                self.asked.add(job.id)
                self._decide(job)

    def _decide(self, job: PrintJob) -> None:
        """A person goes to the printer and says what is true there."""
        begun, ended = self.seen(job)
        if begun and not ended:
            return
        with self.book.writing(OWNER) as book:
            now = book.get(PrintJob, job.id)
            if now.state != "unknown":
                return
            attempt = newest_attempt(book, now)
            if not begun:
                if attempt.quiet_at is None or attempt.quiet_at > book.moment():
                    return  # the command refuses that: something may still be on its way
                self.ledger.step(book, now, "absent", facts={"looked": "person"})
            elif ended == "done":
                self.ledger.step(book, now, "finish")
            else:
                self.ledger.step(book, now, "fail", reason="it broke off")

    def stop(self, job: PrintJob) -> None:
        """Somebody cancels this."""
        self.stops.add(job.id)
        with self.book.writing(OWNER) as book:
            now = book.get(PrintJob, job.id)
            try:
                if now.state in {"planned", "assigned"}:
                    self.ledger.step(book, now, "cancel")
                elif now.state in LIVE:
                    book.save(replace(now, stop_wanted=True))
            except StepRefusedError:
                self.stops.discard(job.id)

    # ---- judging ------------------------------------------------------------

    def judge(self) -> Verdicts:
        """By the records of the printers, not by ours."""
        verdicts = Verdicts()
        for job in self.look():
            begun, ended = self.seen(job)
            verdicts.jobs += 1
            verdicts.duplicates += begun > 1
            verdicts.failed += job.state == "failed"
            verdicts.cancelled += job.state == "cancelled"
            is_lost = JOB.state[job.state].open or (
                job.state == "done" and (begun == 0 or ended in {"broken off", "cancelled"})
            )
            verdicts.lost += is_lost
            verdicts.printed_once += begun == 1 and job.state == "done" and not is_lost
            if begun > 1 or is_lost:
                verdicts.wrong.append(f"job {job.id}: {job.state}, begun {begun} times, {ended or 'printing'}")
        return verdicts

    def strangers(self, names: set[str]) -> set[str]:
        """Of these names at printers, those that no job of ours has ever had."""
        return names - set().union(*self._names.values())

    def close(self) -> None:
        self.book.close()


class Records:
    """The records of simulated printers: lines that they write, read as they come."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0
        self.begun: Counter[str] = Counter()
        self.ended: dict[str, str] = {}
        self.faults: Counter[str] = Counter()
        self.at_work: dict[int, str] = {}

    def update(self) -> None:
        """Read what is new."""
        with self._path.open() as lines:
            lines.seek(self._read)
            for line in iter(lines.readline, ""):
                if not line.endswith("\n"):
                    return
                self._read = lines.tell()
                self._take(*line.rstrip("\n").split("\t"))

    def _take(self, machine: str, what: str, uid: str) -> None:
        if what.startswith("fault: "):
            self.faults[what.removeprefix("fault: ")] += 1
        elif what == "begun":
            self.begun[uid] += 1
            self.at_work[int(machine)] = uid
        else:
            self.ended[uid] = what
            self.at_work.pop(int(machine), None)

    def sees(self, names: set[str], _token: str) -> tuple[int, str]:
        """As ``Sight``."""
        begun = sum(self.begun[name] for name in names)
        return begun, next((self.ended[name] for name in names if name in self.ended), "")


def simulated_place(port: int, number: int) -> Place:
    """Of a simulated printer."""
    return Place("moonraker", "3d", {"address": f"http://127.0.0.1:{port}/p/{number}"}, {"api_key": KEY})


def some_gcode(size: int) -> bytes:
    """A file to print, another one with each call."""
    head = f"; {secrets.token_hex(8)}\nG28\nG1 X10 Y10 E1\n".encode()
    return head + b"; filler\n" * (size // 9)


def write_settings(path: Path, **settings: Any) -> Path:
    """What a workstation is told."""
    path.write_text(json.dumps(settings))
    return path
