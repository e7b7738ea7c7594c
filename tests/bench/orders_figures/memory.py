"""Memory of the real window with a large order book open, beside an empty book and a window that does nothing.

``python -m tests.bench.orders_figures.memory FOLDER [--small]``
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.orders_figures.books import SIZES, SMALL_SIZES, sqlite_book
from tests.bench.orders_figures.table import show

STEPS = ("opened_mb", "scrolled_mb", "filtered_mb", "orders_opened_mb")


def measured(*words: str) -> dict[str, float]:
    """What a window in a process of its own says of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.orders_figures.window_memory", *words],
        stdout=subprocess.PIPE, text=True, check=True, timeout=600,
    )  # fmt: skip
    result = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(result, dict)
    return result


def main() -> int:
    """Measure, print, and return 0."""
    folder = Path(sys.argv[1])
    orders = max((SMALL_SIZES if "--small" in sys.argv else SIZES).values())
    few = min((SMALL_SIZES if "--small" in sys.argv else SIZES).values())
    plain = measured("plain")
    with tempfile.TemporaryDirectory(prefix="home-", dir=folder) as homes:
        small = measured(sqlite_book(folder, few), str(Path(homes) / "few"))
        large = measured(sqlite_book(folder, orders), str(Path(homes) / "many"))
    rows: list[tuple[object, ...]] = [
        ("a window with nothing in it", plain["plain_mb"], "", "", "", plain["written_mb"])
    ]
    for count, figures in ((few, small), (orders, large)):
        rows.append((f"{count:,} orders", *(figures[step] for step in STEPS), figures["written_mb"]))
    show(("MB", "opened", "scrolled", "filtered", "orders opened", "of it written"), rows, (28, 8, 9, 9, 14, 14))
    print(f"{large['rows']:.0f} rows were scrolled through, {large['rows_in_memory']:.0f} are in memory")
    print(f"from a key to the answer on the screen: {large['key_ms']:.0f} ms, worst {large['key_worst_ms']:.0f} ms; "
          "60 ms of it are the wait for more keys")  # fmt: skip
    told = {
        "memory_mb": max(large[step] for step in STEPS), "memory_written_mb": large["written_mb"],
        "memory_few_mb": max(small[step] for step in STEPS), "memory_plain_mb": plain["plain_mb"],
        "key_to_screen_ms": large["key_ms"], "key_to_screen_worst_ms": large["key_worst_ms"],
    }  # fmt: skip
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
