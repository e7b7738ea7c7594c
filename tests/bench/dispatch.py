"""How dispatch bears up: jobs through the fault table, the decision who prints what, watching 200 printers, packing plates.

``dispatch [--small] [PART…]``. Each part (``tests/bench/dispatch_figures``, and what stands beside this file) is measured in a
process of its own and prints its tables. The last line is one JSON object: jobs, printed_once, duplicates, lost, unknown,
match_s, poll_cpu, plate_utilisation, plate_box_utilisation, and what else a part gives.
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
    "faults": "tests.bench.dispatch_figures.faults",
    "matching": "tests.bench.dispatch_figures.matching",
    "polling": "tests.bench.dispatch_figures.polling",
    "plates": "tests.bench.plate_packing",
    "window": "tests.bench.dispatch_window",
}
"""What a part is called, and the module that measures it: in a folder; the window needs a display, and keeps to itself."""

SMALL_WINDOW = ["20", "10"]


def main(words: list[str]) -> int:
    """Measure, print, and return 0; 1 where a part could not be measured, or found something wrong."""
    asked = argparse.ArgumentParser(prog="bench dispatch")
    asked.add_argument("part", nargs="*", choices=[[], *PARTS], help="all of them, unless some are named")
    asked.add_argument("--small", action="store_true", help="fewer jobs and printers: a try, no figures")
    told = asked.parse_args(words)
    figures: dict[str, Any] = {}
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="statuette-dispatch-", ignore_cleanup_errors=True) as folder:
        for part in told.part or PARTS:
            print(f"== {part} (load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
            found, good = measure(PARTS[part], Path(folder), small=told.small)
            figures |= found
            if not good:
                failed.append(part)
            print(flush=True)
    for part in failed:
        print(f"{part} could not be measured, or found something wrong")
    print(json.dumps(figures))
    return 1 if failed else 0


def measure(module: str, folder: Path, *, small: bool) -> tuple[dict[str, Any], bool]:
    """What this module gives, in a new process, and whether all was good; its tables are passed on as they come."""
    found: dict[str, Any] = {}
    words = [str(folder), *(["--small"] if small else [])]
    if module == PARTS["window"]:
        words = SMALL_WINDOW if small else []
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                found = json.loads(line)
                if module == PARTS["window"]:
                    found = {f"window_{key.removeprefix('window_')}": figure for key, figure in found.items()}
            else:
                print(line, end="", flush=True)
    return found, process.returncode == 0 and bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
