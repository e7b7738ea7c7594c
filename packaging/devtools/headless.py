"""The main job without a window: inspect, repair, save print-ready, with a picture to show for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devtools.console import ROOT, environment, say, warn
from devtools.venv import PYTHON

OUT = ROOT / "out"


def main_job(files: list[str]) -> int:
    """Repair these files, or a sample figurine, into the folder ``out``."""
    say("There is no display here (DISPLAY and WAYLAND_DISPLAY are not set): doing the main job without the window.")
    OUT.mkdir(exist_ok=True)
    if not files:
        sample = OUT / "sample-cat.glb"
        if _app("sample", "cat", sample):
            return 1
        files = [str(sample)]
    worst = 0
    for file in files:
        worst = max(worst, _one(Path(file).absolute()))
    say(f"\nEverything is in {OUT}")
    return worst


def _one(file: Path) -> int:
    """What happens is said by the program itself, on standard error; its JSON is kept as the reports."""
    name = file.stem
    printed, proof = OUT / f"{name}-print-ready.3mf", OUT / f"{name}-proof.png"
    say(f"\n── inspect {file.name}")
    if _app("inspect", file, "--json", report=OUT / f"{name}-inspect.json") > 1:
        return 2
    say(f"\n── repair → {printed.name}")
    repaired = _app("repair", file, printed, "--json", report=OUT / f"{name}-repair.json")
    if repaired > 1:
        return repaired
    say(f"\n── proof → {proof.name}")
    return max(repaired, _app("render", printed, proof))


def _app(*words: str | Path, report: Path | None = None) -> int:
    done = subprocess.run(
        [PYTHON, "-m", "app", *map(str, words)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode > 1:
        warn(f"`statuette {words[0]}` ended with status {done.returncode}.")
    elif report is not None:
        report.write_text(done.stdout, "utf-8")
    return done.returncode
