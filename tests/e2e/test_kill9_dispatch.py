"""Two programs drive one printer, and each is killed again and again: every job is printed exactly once."""

import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.dispatch.ledger import Ledger
from app.dispatch.records import Attempt, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.security.actor import OWNER
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.opening import open_book
from tests.e2e.dispatch_child import KEY
from tests.unit.dispatch.workshop_floor import NoTies

ROOT = Path(__file__).parents[2]
JOBS, KILLS, SECONDS = 12, 14, 120.0


def begin(address: str, folder: Path, name: str) -> "subprocess.Popen[bytes]":
    with (folder / f"errors-{name}").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.dispatch_child", address, str(folder), name],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip


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


def open_jobs(book: DatabaseBook) -> list[PrintJob]:
    with book.reading() as reading:
        return [job for job in reading.find(PrintJob) if job.state not in {"done", "unknown"}]


def kill_again_and_again(book: DatabaseBook, address: str, folder: Path, seed: int) -> None:
    chance, kills = random.Random(seed), 0
    running = {name: begin(address, folder, name) for name in ("pc-1", "pc-2")}
    end = time.monotonic() + SECONDS
    try:
        while open_jobs(book) and time.monotonic() < end:
            clear_plate(book)
            if kills < KILLS:
                name = chance.choice(("pc-1", "pc-2"))
                child = running[name]
                assert child.stdout is not None
                child.stdout.readline()  # it has signed on
                for _ in range(chance.randint(0, 6)):
                    child.stdout.read(1)
                time.sleep(chance.uniform(0.0, 0.03))  # a random place inside a step: not a wait for anything
                child.kill()
                child.wait()
                child.stdout.close()
                running[name] = begin(address, folder, name)
                kills += 1
            else:
                time.sleep(0.05)
    finally:
        for child in running.values():
            child.kill()
            child.communicate()
    errors = "".join((folder / f"errors-{name}").read_text() for name in running)
    assert "Traceback" not in errors, errors[-3000:]


def clear_plate(book: DatabaseBook) -> None:
    """A person takes away what lies there, as soon as nothing is being printed."""
    with book.writing(OWNER) as writing:
        printer = writing.find(Printer)[0]
        if printer.to_be_cleared and not writing.find(PrintJob, state="running", limit=1):
            writing.save(replace(printer, to_be_cleared=False))


@pytest.mark.parametrize("kind", ["2d", "3d"])
def test_killed_at_any_moment_each_job_is_printed_once(tmp_path: Path, kind: str) -> None:
    address = str(tmp_path / "book.sqlite")
    book = open_book(address, KEY, anchors=tmp_path / "anchors")
    queue(book, tmp_path, kind)
    kill_again_and_again(book, address, tmp_path, seed=6)
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
    assert [job.state for job in jobs if job.state not in {"done", "unknown"}] == []
    assert all(counts[job.id] == 1 for job in jobs if job.state == "done")
    assert sum(counts.values()) == len(printed)
    assert sum(job.state == "done" for job in jobs) >= JOBS - 2
    assert book.verify_chain().good
