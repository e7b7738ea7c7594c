"""Figures that are measured in processes of their own, printed as one table and one line of JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SECONDS = 1200


@dataclass(frozen=True)
class Row:
    """A line of the table: ``goal`` as the issue sets it."""

    key: str
    words: str
    goal: str = ""


def run(package: str, figures: Mapping[str, Sequence[Row]], names: Sequence[str]) -> int:
    """Measure the files of a package (``names``, or all), print, and return 0; 1 where a figure could not be measured."""
    found: dict[str, Any] = {}
    failed: list[str] = []
    for name in names or list(figures):
        print(f"== {name} (load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
        measured = measure(f"{package}.{name}")
        if measured is None:
            failed.append(name)
        else:
            found |= measured
    print(f"\n{'':58}{'measured':>10}{'goal':>14}")
    for name in names or list(figures):
        for row in figures[name]:
            value = found.get(row.key)
            print(f"{row.words:58}{'–' if value is None else f'{value:g}':>10}{row.goal:>14}")
    for name in failed:
        print(f"{name} could not be measured")
    print(json.dumps(found))
    return 1 if failed else 0


def measure(module: str) -> dict[str, Any] | None:
    """What this file gives, in a new process; None where it fails (its words go to standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=False
    )
    *tables, last = done.stdout.splitlines() or [""]
    if tables:
        print("\n".join(tables), flush=True)
    if done.returncode:
        return None
    result = json.loads(last)
    assert isinstance(result, dict)
    return result
