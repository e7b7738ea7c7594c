"""How the order book bears up: answers from large books, memory of the window, many workstations, kill -9, a large import.

``orders [--small] [--keep FOLDER] [PART…]``. Each part (``tests/bench/orders_figures``) is measured in a process of its own and
prints its tables; filled books are made once for all parts, and stay in FOLDER where one is given. The last line is one
JSON object: page_ms, filter_ms, open_ms (each {sqlite: {1k, 10k, 100k}, postgresql: {…}}), memory_mb, lost_updates,
illegal_states, kill9_runs, kill9_lost, seen_elsewhere_s, import_10k_s, and what else a part gives.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent

PARTS = {
    "queries": "queries",
    "memory": "memory",
    "workstations": "workstations",
    "kill": "kill",
    "import": "importing",
}
"""What a part is called, and the file that measures it."""


def main(words: list[str]) -> int:
    """Measure, print, and return 0; 1 where a part could not be measured, or found something wrong."""
    asked = argparse.ArgumentParser(prog="bench orders")
    asked.add_argument("part", nargs="*", choices=[[], *PARTS], help="all of them, unless some are named")
    asked.add_argument("--small", action="store_true", help="smaller books and fewer runs: a try, no figures")
    asked.add_argument("--keep", type=Path, help="folder in which the filled books stay for another run")
    told = asked.parse_args(words)
    figures: dict[str, Any] = {}
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="statuette-orders-", ignore_cleanup_errors=True) as temporary:
        folder = told.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for part in told.part or PARTS:
            print(f"== {part} (load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
            measured = measure(PARTS[part], folder, small=told.small)
            if measured is None:
                failed.append(part)
            else:
                figures |= measured
    for part in failed:
        print(f"{part} could not be measured, or found something wrong")
    print(json.dumps(figures))
    return 1 if failed else 0


def measure(name: str, folder: Path, *, small: bool) -> dict[str, Any] | None:
    """What this file gives, in a new process; its tables are passed on as they come. None where it fails."""
    line = ""
    with subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.orders_figures.{name}", str(folder), *(["--small"] if small else [])],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                print(line, end="", flush=True)
    if process.returncode:
        return None
    result = json.loads(line)
    assert isinstance(result, dict)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
