"""The day end to end, as the tests live it: at one workstation, and on PostgreSQL with three processes.

``python -m tests.bench.day_figures.lived [--small]``; ``--small``: at one workstation alone. Each is lived in a process of
its own. Prints how long its steps took; the last line is one JSON object: steps, events_equal, day_s.
"""

import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
DAYS = {"one workstation, SQLite": "one_workstation", "three processes, PostgreSQL": "three_processes"}
LIVE = "--live"


def live(module: str) -> dict[str, Any]:
    """Live one of the days in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="statuette-day-", ignore_cleanup_errors=True) as folder:
        told: dict[str, Any] = importlib.import_module(f"tests.e2e.day.{module}").run_day(Path(folder))
    return told


def main(words: list[str]) -> int:
    """Live, print; 1 where a day did not come to its end, or its records differ."""
    if LIVE in words:
        print(json.dumps(live(words[words.index(LIVE) + 1]), default=str))
        return 0
    told: dict[str, dict[str, Any]] = {}
    for name, module in list(DAYS.items())[: 1 if "--small" in words else None]:
        command = [sys.executable, "-m", "tests.bench.day_figures.lived", LIVE, module]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        *steps, last = done.stdout.splitlines() or [""]
        print("\n".join(steps))
        if done.returncode:
            print(f"{name}: it did not come to its end")
            return 1
        told[name] = json.loads(last)
        print(f"{name}: {told[name]['steps']} steps in {told[name]['seconds']} s", flush=True)
        for difference in told[name].get("differences", ()):
            print(f"   {difference}")
    equal = all(one["events_equal"] for one in told.values())
    steps_, seconds = (sum(one[key] for one in told.values()) for key in ("steps", "seconds"))
    print(json.dumps({"steps": steps_, "events_equal": equal, "day_s": round(seconds, 1)}))
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
