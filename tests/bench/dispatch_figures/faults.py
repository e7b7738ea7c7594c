"""Jobs through the fault table, with random faults: on simulated printers that keep their own records, and on real servers.

``python -m tests.bench.dispatch_figures.faults FOLDER [--small] [--no-real] [--seed N]``. Two workstations drive all printers;
one of them is killed (-9) again and again. Judged from the records of the printers. Ends at the latest after ``MOST_S``.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from app.dispatch.job_states import JOB
from app.dispatch.records import PrintJob
from tests.bench.dispatch_figures.floor import Floor, Records, simulated_place, some_gcode, write_settings
from tests.bench.dispatch_figures.real_share import RealPrinter, real_printers
from tests.bench.orders_figures.table import show
from tests.peers.printers import programs
from tests.peers.printers.programs import Program

ROOT = Path(__file__).parents[3]
JOBS, PRINTERS, SMALL_JOBS, SMALL_PRINTERS = 1000, 40, 80, 10
REAL_SHARE = 0.04
FAULT_SHARE, PRINT_S, STOP_SHARE, KILL_EVERY_S = 0.12, 0.3, 0.02, 5.0
MOST_S = 600.0
TELL_EVERY_S = 15.0
FILE_BYTES = 150_000


class Workstations:
    """The programs that drive; they are killed and started again."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self._floor, self._seed, self.kills = floor, seed, 0
        self._running: dict[str, Program] = {}
        self._started = 0
        for pc in ("pc-1", "pc-2"):
            self._start(pc)

    def _start(self, pc: str) -> None:
        self._started += 1
        settings = write_settings(
            self._floor.folder / f"{pc}.json", folder=str(self._floor.folder), pc=pc, secrets=self._floor.keys(),
            share=FAULT_SHARE, seed=self._seed + self._started,
        )  # fmt: skip
        arguments = [sys.executable, "-m", "tests.bench.dispatch_figures.workstation", str(settings)]
        self._running[pc] = Program(arguments, self._floor.folder / f"{pc}.log", cwd=ROOT)

    def kill(self, pc: str) -> None:
        """As kill -9, and started again."""
        self._running[pc].stop(signal.SIGKILL)
        self.kills += 1
        self._start(pc)

    def see(self) -> None:
        """Raises RuntimeError where one has ended by itself."""
        for pc, program in self._running.items():
            if not program.alive:
                raise RuntimeError(f"{pc} ended: {program.words()}")

    def end(self) -> None:
        """Tell them to end, in order."""
        for program in self._running.values():
            program.stop(signal.SIGTERM)


def drive(
    floor: Floor, records: Records, real: list[RealPrinter], chance: random.Random, seed: int
) -> tuple[int, float]:
    """Let them work until every job has ended; gives kills and seconds."""
    began, kill_at, told_at = time.monotonic(), KILL_EVERY_S, 0.0
    workstations = Workstations(floor, seed)
    try:
        while True:
            time.sleep(0.25)
            workstations.see()
            records.update()
            passed = time.monotonic() - began
            jobs = floor.look()
            still = [job for job in jobs if JOB.state[job.state].open]
            if not still or passed > MOST_S:
                return workstations.kills, passed
            if passed > told_at:
                states = Counter(job.state for job in jobs)
                print(f"{passed:4.0f} s: " + ", ".join(f"{n} {state}" for state, n in states.most_common()), flush=True)
                told_at = passed + TELL_EVERY_S
            floor.people_work(jobs)
            for printer in real:
                printer.disturb(chance)
            if passed > kill_at and any(job.state not in {"assigned", "unknown"} for job in still):
                workstations.kill(chance.choice(["pc-1", "pc-2"]))
                kill_at = passed + KILL_EVERY_S * chance.uniform(0.5, 1.5)
            _stop_some(floor, still, chance, len(jobs))
    finally:
        workstations.end()


def _stop_some(floor: Floor, still: list[PrintJob], chance: random.Random, count: int) -> None:
    if len(floor.stops) < count * STOP_SHARE and chance.random() < 0.2:
        going = [job for job in still if job.state in {"sending", "maybe_sent", "accepted", "running"}]
        if going:
            floor.stop(chance.choice(going))


def run(folder: Path, *, jobs: int, printers: int, with_real: bool, seed: int) -> dict[str, Any]:
    """Measure; prints its tables."""
    chance = random.Random(seed)
    floor, port = Floor(folder), programs.free_port()
    record = folder / "machines"
    record.touch()
    records = Records(record)
    server = Program(
        [
            sys.executable, "-m", "tests.bench.dispatch_figures.simulated", str(port), str(printers), str(record),
            str(seed), str(FAULT_SHARE), str(PRINT_S),
        ],
        folder / "machines.log", cwd=ROOT,
    )  # fmt: skip
    real = real_printers(folder) if with_real else []
    try:
        server.wait(lambda: programs.listens(port), 20, "the simulated printers")
        wanted: list[tuple[int, bytes, str, dict[str, Any], str]] = []
        for printer in real:
            id_ = floor.add_printer(printer.place(), printer.sees, printer.peer.idle)
            wanted += [(id_, *printer.job()) for _ in range(printer.jobs_of(round(jobs * REAL_SHARE)))]
        on_real = len(wanted)
        ids = [
            floor.add_printer(simulated_place(port, n), records.sees, lambda n=n: n not in records.at_work)  # type: ignore[misc]
            for n in range(printers)
        ]
        for n in range(jobs - on_real):
            wanted.append((ids[n % printers], some_gcode(FILE_BYTES), ".gcode", {}, ""))
        floor.add_jobs(wanted)
        kills, seconds = drive(floor, records, real, chance, seed)
        records.update()
        return _report(floor, records, real, {"kills": kills, "seconds": round(seconds), "on_real": on_real})
    finally:
        server.stop()
        for printer in real:
            printer.close()
        floor.close()


def _report(floor: Floor, records: Records, real: list[RealPrinter], facts: dict[str, int]) -> dict[str, Any]:
    verdicts = floor.judge()
    strangers = floor.strangers({uid for uid in records.begun if not uid.startswith("somebody")})
    tampered = sum(len(path.read_text().splitlines()) for path in floor.folder.glob("tampered-*"))
    faults = records.faults + sum((printer.faults for printer in real), Counter[str]())
    faults["our program was killed (-9)"] = facts["kills"]
    faults["file changed after queueing"] = tampered
    faults["cancelled by a person"] = len(floor.stops)
    show(("what went wrong", "times"), sorted(faults.items(), key=lambda f: -f[1]), (34, 6))
    show(
        ("printed on", "jobs"),
        [("simulated printers", verdicts.jobs - facts["on_real"]), *((p.name, p.queued) for p in real)],
        (34, 6),
    )  # fmt: skip
    print(
        f"{verdicts.jobs} jobs in {facts['seconds']} s: printed exactly once and done {verdicts.printed_once}, failed "
        f"{verdicts.failed}, cancelled {verdicts.cancelled}; {len(floor.asked)} were unclear until a person looked; "
        f"duplicates {verdicts.duplicates} (goal 0), lost {verdicts.lost} (goal 0), strangers {len(strangers)}"
    )
    for wrong in verdicts.wrong[:20]:
        print(f"WRONG {wrong}")
    chain = floor.book.verify_chain()
    print(f"{chain.links} links of the audit chain hold: {'yes' if chain.good else 'no'}", flush=True)
    return {
        "jobs": verdicts.jobs, "printed_once": verdicts.printed_once, "duplicates": verdicts.duplicates + len(strangers),
        "lost": verdicts.lost, "unknown": len(floor.asked), "failed": verdicts.failed, "cancelled": verdicts.cancelled,
        "kills": facts["kills"], "faults": sum(faults.values()), "on_real_servers": facts["on_real"], "fault_s": facts["seconds"],
        "chain_good": chain.good,
    }  # fmt: skip


def main(words: list[str]) -> int:
    """Run, print; 1 where anything was printed twice or lost."""
    asked = argparse.ArgumentParser(prog="dispatch faults")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--small", action="store_true")
    asked.add_argument("--no-real", action="store_true")
    asked.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    told = asked.parse_args(words)
    print(f"seed {told.seed}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    jobs, printers = (SMALL_JOBS, SMALL_PRINTERS) if told.small else (JOBS, PRINTERS)
    with tempfile.TemporaryDirectory(prefix="faults-", dir=told.folder, ignore_cleanup_errors=True) as folder:
        figures = run(Path(folder), jobs=jobs, printers=printers, with_real=not told.no_real, seed=told.seed)
    print(json.dumps(figures))
    return 1 if figures["duplicates"] or figures["lost"] or not figures["chain_good"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
