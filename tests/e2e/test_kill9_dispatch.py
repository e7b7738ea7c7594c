"""Two programs drive one printer, and each is killed again and again: every job is printed exactly once."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.dispatch.ledger import Ledger, newest_attempt
from app.dispatch.records import Attempt, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.e2e.dispatch_child import KEY
from tests.unit.dispatch.workshop_floor import NoTies

ROOT = Path(__file__).parents[2]
JOBS, SECONDS = 6, 150.0


def queue(book: DatabaseBook, folder: Path, kind: str) -> None:
    (folder / "machine" / "files").mkdir(parents=True)
    digest = open_assets(str(folder / "assets"), KEY).put(b"G28\n", sensitive=True).digest
    with book.writing(OWNER) as writing:
        printer = writing.add(Printer(name="Folder", driver="folder", kind=kind))
        for _ in range(JOBS):
            job = writing.add(PrintJob(uid=fresh_uid(1), digest=digest, suffix=".jpg" if kind == "2d" else ".gcode"))
            Ledger(book, NoTies(), OWNER).step(writing, job, "assign", printer=printer.id)


def printed_by(folder: Path) -> list[str]:
    """The printer's own record."""
    runs = folder / "machine" / "runs"
    return [line.split()[0] for line in runs.read_text().splitlines()] if runs.exists() else []


def people_work(book: DatabaseBook, folder: Path) -> None:
    """Somebody takes away what lies on the plate, and says what is true of a job that is unclear."""
    ledger = Ledger(book, NoTies(), OWNER)
    with book.writing(OWNER) as writing:
        printer, now = writing.find(Printer)[0], writing.moment()
        for job in writing.find(PrintJob, state="unknown"):
            attempt = newest_attempt(writing, job)
            if attempt.quiet_at is None or attempt.quiet_at + timedelta(seconds=1) > now:
                continue
            if attempt.uid in printed_by(folder):
                ledger.step(writing, job, "finish")
            else:
                ledger.step(writing, job, "absent", facts={"looked": "person"})
        printer = writing.get(Printer, printer.id)
        if printer.to_be_cleared and not writing.find(PrintJob, state="running", limit=1):
            writing.save(replace(printer, to_be_cleared=False))


def kill_again_and_again(book: DatabaseBook, address: str, folder: Path, seed: int) -> int:
    """Two programs at one printer until all is printed; gives how many lives they had."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.dispatch_child", address, str(folder), name, str(seed + number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, name in enumerate(("pc-1", "pc-2"))
    ]
    end, lives = time.monotonic() + SECONDS, 0
    try:
        while any(program.poll() is None for program in programs) and time.monotonic() < end:
            people_work(book, folder)
            time.sleep(0.05)
    finally:
        for program in programs:
            program.kill()
            said, errors = program.communicate()
            assert not errors, errors[-3000:]
            lives += int(said or 0)
    return lives


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each life is a forked process")
@pytest.mark.parametrize("kind", ["2d", "3d"])
def test_killed_at_any_moment_each_job_is_printed_once(tmp_path: Path, kind: str) -> None:
    address = str(tmp_path / "book.sqlite")
    book = open_book(address, KEY, anchors=tmp_path / "anchors")
    queue(book, tmp_path, kind)
    assert kill_again_and_again(book, address, tmp_path, seed=6) > JOBS
    judge(book, tmp_path)
    book.close()


def judge(book: DatabaseBook, folder: Path) -> None:
    """What the printer's own record says, beside what the ledger says."""
    printed = printed_by(folder)
    with book.reading() as reading:
        jobs = reading.find(PrintJob)
        names = {job.id: {job.uid} | {a.uid for a in reading.find(Attempt, job=job.id)} for job in jobs}
    assert len(jobs) == JOBS
    counts = {job.id: sum(uid in names[job.id] for uid in printed) for job in jobs}
    assert set(counts.values()) <= {0, 1}, "something was printed twice"
    assert [job.state for job in jobs] == ["done"] * JOBS
    assert len(printed) == JOBS
    assert book.verify_chain().good
