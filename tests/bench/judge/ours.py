"""Our side in a child: the command line's own ``main``, called again and again in a warm process."""

import contextlib
import io
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from app import cli
from app.jobs.progress import silent
from app.mesh.checks import ALL
from app.mesh.inspection import Inspection
from app.mesh.kernels.warm import warm
from app.mesh.loading import load, save
from app.mesh.repair import repair_automatically
from app.settings.process import find_process


def get_ready() -> None:
    """Compile what is not compiled yet, and import what a repair imports."""
    warm()
    with tempfile.TemporaryDirectory(prefix="statuette-bench-") as folder:
        broken, out = Path(folder) / "broken.off", str(Path(folder) / "out.3mf")
        broken.write_text("OFF\n4 3 0\n0 0 0\n20 0 0\n0 20 0\n0 0 20\n3 0 2 1\n3 0 1 3\n3 1 2 3\n", encoding="ascii")
        command("repair", str(broken), out, "--json")
        command("repair", str(broken), out, "--json", "--mode", "rebuild")


def command(*words: str) -> tuple[int, str]:
    """Exit status and standard output of ``statuette WORDS``."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = cli.main(list(words), cli.Given(_no_picture, _no_book, _no_book, _no_book))
    return status, out.getvalue()


def repair(file: str, out: str, height_mm: float, process: str | None) -> dict[str, Any]:
    """What ``statuette repair IN OUT --json`` says, and its exit status."""
    words = ["repair", file, out, "--json", "--height-mm", str(height_mm), *(["--process", process] if process else [])]
    began = time.perf_counter()
    status, said = command(*words)
    return {"status": status, "said": json.loads(said), "command_s": time.perf_counter() - began}


def repair_unsized(file: str, out: str, height_mm: float, process: str | None) -> dict[str, Any]:
    """The same for a model whose height nobody has chosen: sheets keep a thin body, as no wall can be asked for."""
    began = time.perf_counter()
    mesh = load(Path(file), silent()).mesh.scaled_to_height(height_mm)
    result = repair_automatically(mesh, find_process(process), None)
    save(result.mesh, Path(out), silent())
    return {"status": 0, "said": result.to_json(), "command_s": time.perf_counter() - began}


def prepare(file: str, out: str, height_mm: float) -> dict[str, Any]:
    """Write the input as every tool gets it (welded, scaled, in mm, +Z up) to a NumPy archive."""
    loaded = load(Path(file), silent())
    mesh = loaded.mesh.scaled_to_height(height_mm)
    np.savez(out, vertices=mesh.vertices, faces=mesh.faces)
    return {"faces": len(mesh.faces), "color": mesh.color}


def inspect_shares(file: str, height_mm: float, process: str | None) -> dict[str, float]:
    """Seconds of each check on a file; what checks share falls to the first that asks for it."""
    mesh = load(Path(file), silent()).mesh.scaled_to_height(height_mm)
    inspection = Inspection(mesh, find_process(process), height_mm, silent())
    seconds = {}
    for check in ALL:
        began = time.perf_counter()
        check.finding(inspection)
        seconds[check.id] = time.perf_counter() - began
    return seconds


def _no_picture(*_: object) -> dict[str, Any]:
    raise RuntimeError("the benchmark draws nothing through the command line")


def _no_book() -> Any:
    raise RuntimeError("the benchmark has no order book")
