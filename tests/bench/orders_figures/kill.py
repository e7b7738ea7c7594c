"""kill -9 in the middle of intake, steps, files and backups, and a look at what is there after it.

``python -m tests.bench.orders_figures.kill FOLDER [--small]``
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from app.commands.intake.files import import_file
from tests.bench.orders_figures.aftermath import Aftermath
from tests.bench.orders_figures.bundles import write_bundle
from tests.bench.orders_figures.place import office_at
from tests.bench.orders_figures.table import show
from tests.bench.orders_figures.victims import VICTIMS, Killed, Killer

KILLS, SMALL_KILLS = 200, 16


def run(home: Path, kills: int, seed: int = 1) -> tuple[list[Killed], list[str]]:
    """So many kills in turn over all kinds of work, on one book with its files; gives what was confirmed, and the faults."""
    office = office_at(str(home / "orders.sqlite"), home)
    import_file(office, write_bundle(home / "first.zip", [f"first-{n}" for n in range(30)], covers=True))
    office.book.close()
    killer, aftermath, killed = Killer(seed), Aftermath(home), []
    kinds = list(VICTIMS)
    for n in range(kills):
        killed.append(killer.kill_one(kinds[n % len(kinds)], home, seed * 100_000 + n))
        aftermath.look(killed[-1])
    return killed, aftermath.faults


def main() -> int:
    """Kill, look, print; 1 where anything was lost."""
    kills = SMALL_KILLS if "--small" in sys.argv else KILLS
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kill-", dir=sys.argv[1]) as folder:
        killed, faults = run(Path(folder), kills, seed=time.time_ns() % 10_000)
        office = office_at(str(Path(folder) / "orders.sqlite"), Path(folder))
        chain = office.book.verify_chain()
        office.book.close()
    runs, confirmed = Counter(one.kind for one in killed), Counter[str]()
    for one in killed:
        confirmed[one.kind] += len(one.confirmed)
    show(("killed in the middle of", "kills", "confirmed before"),
         [(kind, runs[kind], confirmed[kind]) for kind in VICTIMS], (24, 6, 17))  # fmt: skip
    print(f"lost, halved or broken: {len(faults)} (goal 0); {chain.links} links hold: {'yes' if chain.good else 'no'}; "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    for fault, count in Counter(faults).most_common(10):
        print(f"{count} × {fault}")
    print(
        json.dumps({"kill9_runs": len(killed), "kill9_lost": len(faults), "kill9_confirmed": sum(confirmed.values())})
    )
    return 1 if faults or not chain.good else 0


if __name__ == "__main__":
    sys.exit(main())
