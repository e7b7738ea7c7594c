"""A bundle of 10,000 orders, with a cover for each and without: how long, how much memory, how soon it can be stopped.

``python -m tests.bench.orders_figures.importing FOLDER [--small]``; each import in a process of its own:
``… importing --one ADDRESS HOME BUNDLE STOP_AT`` (a share from 0 to 1, more than 1: never).
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from app.commands.intake.files import import_file
from app.errors import Cancelled
from app.i18n import Text
from app.jobs.progress import Progress
from app.orders.records import Contact, Creation, Item, Order
from tests.bench.orders_figures.books import postgres
from tests.bench.orders_figures.bundles import order as bundle_order
from tests.bench.orders_figures.bundles import write_bundle
from tests.bench.orders_figures.place import office_at
from tests.bench.orders_figures.table import show

ORDERS, SMALL_ORDERS = 10_000, 600
STOP_AT = 0.35
NEVER = 2.0


def one(address: str, home: Path, bundle: Path, stop_at: float) -> dict[str, Any]:
    """Import, and say how it went. ``stop_s``: from the wish to stop until it has stopped."""
    office = office_at(address, home)
    reports: list[float] = []
    asked: list[float] = []

    def cancelled() -> bool:
        reports.append(time.perf_counter())
        return bool(asked)

    def told(done: float, _words: Text | None) -> None:
        if done >= stop_at and not asked:
            asked.append(time.perf_counter())

    before = psutil.Process().memory_info().rss
    began, created, stopped = time.perf_counter(), 0, 0.0
    try:
        with suppress(Cancelled):
            created = import_file(office, bundle, progress=Progress(told, cancelled)).created
        took, peak = time.perf_counter() - began, _peak_bytes()
        if asked:
            stopped = time.perf_counter() - asked[0]
        there, halves = whole_orders(office)
        chain = office.book.verify_chain()
    finally:
        office.book.close()
    moments = [began, *reports, began + took]
    return {
        "seconds": took, "created": created, "there": there, "halves": halves, "good": chain.good, "stop_s": stopped,
        "silent_s": max(after - at for at, after in pairwise(moments)),
        "reports": len(reports), "before_mb": before / 1e6, "peak_mb": peak / 1e6,
    }  # fmt: skip


def whole_orders(office: Any) -> tuple[int, int]:
    """How many orders are in the book, and how many of them lack something."""
    with office.book.reading() as book:
        orders = book.find(Order)
        items: dict[int, int] = {}
        for item in book.find(Item):
            items[item.order] = items.get(item.order, 0) + 1
        contacts = {contact.order for contact in book.find(Contact)}
        covers = {creation.order: creation.cover for creation in book.find(Creation)}
    halves = sum(
        items.get(one.id) != len(bundle_order(one.key, with_cover=False)["items"]) or one.id not in contacts
        or one.id not in covers or (bool(covers[one.id]) and not office.assets.has(covers[one.id]))
        for one in orders
    )  # fmt: skip
    return len(orders), halves


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def in_process(address: str, home: Path, bundle: Path, stop_at: float = NEVER) -> dict[str, Any]:
    """One import in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.orders_figures.importing", "--one", address, str(home), str(bundle), str(stop_at)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    result = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(result, dict)
    return result


def main() -> int:
    """Measure, print; 1 where an order came in by half or twice."""
    if sys.argv[1] == "--one":
        print(json.dumps(one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), float(sys.argv[5]))))
        return 0
    count = SMALL_ORDERS if "--small" in sys.argv else ORDERS
    keys = [f"K{n:06}" for n in range(count)]
    taken: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="import-", dir=sys.argv[1]) as name, postgres(Path(sys.argv[1])) as server:
        folder = Path(name)
        bundles = {
            "no covers": write_bundle(folder / "plain.json", keys, covers=False),
            "a cover each": write_bundle(folder / "covers.zip", keys, covers=True),
        }
        for database in ("SQLite", *(("PostgreSQL",) if server else ())):
            for kind, bundle in bundles.items():
                home = Path(tempfile.mkdtemp(dir=folder))
                address = str(home / "orders.sqlite")
                if server is not None and database == "PostgreSQL":
                    address = server.make_database(home.name)
                taken[f"{database}, {kind}"] = in_process(address, home, bundle)
                wrong += wrong_with(f"{database}, {kind}", count, taken[f"{database}, {kind}"])
                if server is not None and database == "PostgreSQL":
                    server.drop_database(home.name)
        stopped, rest, again = stopped_in_between(folder, bundles["a cover each"])
    wrong += wrong_with("stopped in between", stopped["there"], stopped)
    wrong += wrong_with("the rest of it", count, rest)
    if stopped["there"] + rest["created"] != count or again["created"] or again["there"] != count:
        wrong.append(f"after a stop: {stopped['there']}, then {rest['created']}, then {again['created']} came in")
    report(count, taken, stopped)
    for problem in wrong:
        print(problem)
    slowest = max(result["seconds"] for result in taken.values())
    print(json.dumps({
        "import_10k_s": round(slowest, 1), "import_peak_mb": round(max(result["peak_mb"] for result in taken.values())),
        "import_stop_s": round(stopped["stop_s"], 2), "import_silent_s": round(max(r["silent_s"] for r in taken.values()), 2),
    }))  # fmt: skip
    return 1 if wrong else 0


def stopped_in_between(folder: Path, bundle: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Stop an import, import the same bundle again, and once more."""
    home = Path(tempfile.mkdtemp(dir=folder))
    address = str(home / "orders.sqlite")
    return (
        in_process(address, home, bundle, STOP_AT),
        in_process(address, home, bundle),
        in_process(address, home, bundle),
    )


def wrong_with(what: str, expected: int, result: dict[str, Any]) -> list[str]:
    """What is wrong after an import, as sentences."""
    found = [f"{what}: {result['halves']} orders came in by half"] if result["halves"] else []
    found += [] if result["there"] == expected else [f"{what}: {result['there']} of {expected} orders are there"]
    return found if result["good"] else [*found, f"{what}: the chain is broken"]


def report(count: int, taken: dict[str, dict[str, Any]], stopped: dict[str, Any]) -> None:
    """The table."""
    rows = [
        (
            what,
            f"{r['seconds']:.1f}",
            "< 60",
            round(r["before_mb"]),
            round(r["peak_mb"]),
            r["reports"],
            f"{r['silent_s']:.2f}",
        )
        for what, r in taken.items()
    ]
    show(
        (f"{count:,} orders", "seconds", "goal", "MB before", "MB peak", "reports", "longest silent, s"),
        rows,
        (26, 8, 6, 10, 8, 8, 17),
    )
    print(f"stopped at {STOP_AT:.0%}: {stopped['there']} orders are in, {stopped['halves']} of them by half, "
          f"{stopped['stop_s']:.2f} s after the wish")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
