"""One day at the workshop: lived end to end, its first job clicked through, soaked, and hit by faults.

``day [--small] [PART…]``. Each part (``tests/bench/day_figures``) is measured in a process of its own and prints its tables; it
needs a display. The last line is one JSON object: steps, events_equal, growth_pct, leaks, worst_block_ms, faults,
faults_survived, lost, clicks_first_job, and what else a part gives; null where a part was not measured.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PARTS = {
    "lived": "the day, end to end",
    "clicks": "the first job",
    "soak": "the soak",
    "faults": "faults during the day",
}
GOALS = {
    "steps": "", "events_equal": "true", "growth_pct": "< 10", "leaks": "0", "worst_block_ms": "< 100", "faults": "",
    "faults_survived": "all", "lost": "0", "clicks_first_job": "4",
}  # fmt: skip


def main(words: list[str]) -> int:
    """Measure, print, and return 0; 1 where a part could not be measured, or found something wrong."""
    asked = argparse.ArgumentParser(prog="bench day")
    asked.add_argument("part", nargs="*", choices=[[], *PARTS], help="all of them, unless some are named")
    asked.add_argument("--small", action="store_true", help="less of everything: a try, no figures")
    told = asked.parse_args(words)
    figures: dict[str, Any] = dict.fromkeys(GOALS)
    failed: list[str] = []
    for part in told.part or PARTS:
        print(f"== {part} (load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
        found, good = measure(part, small=told.small)
        figures |= found
        if not good:
            failed.append(part)
        print(flush=True)
    print(f"{'':24}{'measured':>12}{'goal':>8}")
    for key, goal in GOALS.items():
        value = figures[key]
        print(f"{key:24}{'–' if value is None else json.dumps(value):>12}{goal:>8}")
    for part in failed:
        print(f"{PARTS[part]}: it could not be measured, or something is wrong")
    print(json.dumps(figures))
    return 1 if failed else 0


def measure(part: str, *, small: bool) -> tuple[dict[str, Any], bool]:
    """What this part gives, in a new process, and whether all was good; its tables are passed on as they come."""
    found: dict[str, Any] = {}
    command = [sys.executable, "-m", f"tests.bench.day_figures.{part}", *(["--small"] if small else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                found = json.loads(line)
            else:
                print(line, end="", flush=True)
    return found, process.returncode == 0 and bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
