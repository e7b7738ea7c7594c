"""Faults during the day: the tests of tests/e2e/faults are run, and what they were and what was lost is counted.

``python -m tests.bench.day_figures.faults [--small]``; ``--small``: without the kills. Needs a display, and root for a small
disk. The last line is one JSON object: faults, faults_survived, lost.
"""

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
TESTS, KILLS = "tests/e2e/faults", "test_killed_at_any_moment.py"


@dataclass(frozen=True)
class Fared:
    """How a test ended. ``faults``: how many it was; ``lost``: what was confirmed and is gone (None: it does not say)."""

    name: str
    faults: int
    lost: int | None
    good: bool
    seconds: float


def read(report: Path) -> list[Fared]:
    """What pytest wrote of a run; tests that were skipped are left out."""
    found = []
    for case in ET.parse(report).getroot().iter("testcase"):
        if case.find("skipped") is not None:
            continue
        said = {one.get("name"): one.get("value") or "" for one in case.iter("property")}
        good = case.find("failure") is None and case.find("error") is None
        name = f"{case.get('classname', '').rpartition('.')[2].removeprefix('test_')}: {case.get('name')}"
        lost = int(said["lost"]) if "lost" in said else None
        found.append(Fared(name, int(said.get("faults", 1)), lost, good, float(case.get("time", 0))))
    return found


def main(words: list[str]) -> int:
    """Run, count, print; 1 where a fault was not survived."""
    with tempfile.TemporaryDirectory(prefix="statuette-faults-") as folder:
        report = Path(folder) / "faults.xml"
        command = [sys.executable, "-m", "pytest", "-q", TESTS, "-p", "no:cacheprovider"]
        command += ["--junitxml", str(report), "-o", "junit_family=xunit1"]  # the family that takes what a test says
        if "--small" in words:
            command += ["--ignore", f"{TESTS}/{KILLS}"]
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if not report.exists():
            print(done.stdout[-3000:])
            return 1
        fared = read(report)
    if done.returncode:
        print(done.stdout[-6000:])
    print(f"{'':64}{'faults':>8}{'lost':>6}{'s':>8}")
    for one in fared:
        lost = "?" if one.lost is None else one.lost
        print(f"{one.name[:62]:64}{one.faults:>8}{lost:>6}{one.seconds:>8.1f}{'' if one.good else '   NOT SURVIVED'}")
    faults, survived = sum(one.faults for one in fared), sum(one.faults for one in fared if one.good)
    print(json.dumps({"faults": faults, "faults_survived": survived, "lost": sum(one.lost or 0 for one in fared)}))
    return 0 if fared and survived == faults else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
