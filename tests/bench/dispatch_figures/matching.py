"""The decision which of 5,000 waiting jobs goes to which of 200 printers, with every reason why not.

``python -m tests.bench.dispatch_figures.matching FOLDER [--small]``
"""

import json
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from app.dispatch.matching import Known, Misfit, match
from app.dispatch.queueing import share_out
from app.dispatch.records import Printer, PrintJob
from tests.bench.orders_figures.table import show

JOBS, PRINTERS, RUNS = 5000, 200, 5
WAYS = (
    ("fdm-white", ("pla-white", "pla-black", "petg-grey"), ".gcode"),
    ("resin-white", ("resin-white", "resin-grey"), ".ctb"),
    ("full-colour-jetting", ("jet-colour",), ".3mf"),
    ("full-colour-powder", ("powder-colour",), ".3mf"),
)


def workshop(jobs: int, printers: int, seed: int = 1) -> tuple[list[PrintJob], list[Printer], Known]:
    """A mixed workshop; some printers are paused, full, due for maintenance or offline."""
    chance, now = random.Random(seed), datetime(2026, 11, 30, tzinfo=UTC)
    made = []
    for n in range(printers):
        process, materials, _ = WAYS[n % len(WAYS)]
        made.append(
            Printer(
                id=n + 1, name=f"P{n}", driver="moonraker", process=process, materials=(chance.choice(materials),),
                width_mm=chance.choice([180.0, 250.0, 350.0]), depth_mm=chance.choice([180.0, 250.0, 350.0]),
                height_mm=chance.choice([180.0, 300.0]), nozzle_mm=chance.choice([0.4, 0.6]), paused=chance.random() < 0.05,
                to_be_cleared=chance.random() < 0.2, service_every_s=360_000.0, printed_s=chance.uniform(0, 380_000.0),
            )
        )  # fmt: skip
    queue = []
    for n in range(jobs):
        process, materials, suffix = chance.choice(WAYS)
        queue.append(
            PrintJob(
                id=n + 1, uid=f"j{n}", state="planned", process=process, material=chance.choice(materials), suffix=suffix,
                width_mm=chance.uniform(40, 260), depth_mm=chance.uniform(40, 260), height_mm=chance.uniform(60, 200),
                estimate_s=chance.uniform(1800, 40_000), due_at=now + timedelta(hours=chance.uniform(-24, 400)),
                priority=chance.choice([0, 0, 0, 1]), created_at=now,
            )
        )  # fmt: skip
    activity: dict[int, Any] = {printer.id: chance.choice(["idle", "idle", "printing", "offline"]) for printer in made}
    suffixes = {printer.id: (WAYS[n % len(WAYS)][2],) for n, printer in enumerate(made)}
    return queue, made, Known(suffixes, activity)


def main() -> int:
    """Measure, print."""
    jobs, printers, known = workshop(*((500, 20) if "--small" in sys.argv else (JOBS, PRINTERS)))
    matched, shared = [], []
    for _ in range(RUNS):
        began = time.perf_counter()
        fitting = match(jobs, printers, known)
        matched.append(time.perf_counter() - began)
        turns = share_out(fitting)
        shared.append(time.perf_counter() - began)
    began = time.perf_counter()
    explained = sum(bool(fitting.why(job, printer)) for job in range(50) for printer in range(len(printers)))
    words_s = (time.perf_counter() - began) / (50 * len(printers))
    pairs = fitting.misfits.size
    swapped = [
        (turn.job.material, turn.printer)
        for turn in turns
        if turn.job.material not in next(p for p in printers if p.id == turn.printer).materials
    ]
    counts = {reason.name: int(((fitting.misfits & int(reason)) != 0).sum()) for reason in Misfit}
    show(
        ("why a job does not go to a printer", "pairs", "share"),
        [(name, count, f"{count / pairs:.0%}") for name, count in counts.items() if count],
        (36, 9, 6),
    )
    figures = {
        "match_s": round(statistics.median(shared), 3), "match_only_s": round(statistics.median(matched), 3),
        "match_jobs": len(jobs), "match_printers": len(printers), "match_turns": len(turns), "colours_swapped": len(swapped),
    }  # fmt: skip
    print(
        f"{len(jobs)} jobs × {len(printers)} printers = {pairs} pairs: decided in {figures['match_only_s']} s, shared out in "
        f"{figures['match_s']} s in all (goal 1 s); {len(turns)} jobs have a turn; one explanation takes "
        f"{words_s * 1e6:.0f} µs ({explained} of 50 × {len(printers)} needed one); colours swapped {len(swapped)} (goal 0)"
    )
    print(json.dumps(figures))
    return 1 if swapped else 0


if __name__ == "__main__":
    sys.exit(main())
