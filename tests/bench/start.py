"""How long until somebody can work: inspection of figurines, the window's start, and whether it ever stands still.

Prints tables (ours beside the peers on the same input in the same run; times are medians) and a last line of JSON:
inspect_100k_s, inspect_100k_mb, inspect_1m_s, window_s, model_100k_s, worst_block_ms
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import trimesh

from app.jobs.progress import silent
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.loading import load

ROOT = Path(__file__).parent.parent.parent
FIGURINES = ROOT.parent / "shared" / "corpus" / "figurines"
RUNS = 3


def main() -> int:
    """Measure, print, and return 0."""
    with tempfile.TemporaryDirectory(prefix="statuette-bench-") as folder:
        large = largest_figurine(Path(folder))
        million = subdivided_to(large, 1_000_000, Path(folder) / "million.ply")
        print(f"figurine: {large.name}")
        inspect_100k = [inspect(large) for _ in range(RUNS)]
        inspect_1m = inspect(million)
        print_crossings(large)
        window = [
            drive_window(large, Path(folder) / f"home{n}", *(() if n < RUNS else ("work",))) for n in range(RUNS + 1)
        ]
    figures = {
        "inspect_100k_s": statistics.median(run["seconds"] for run in inspect_100k),
        "inspect_100k_mb": round(max(run["peak_mb"] for run in inspect_100k)),
        "inspect_1m_s": inspect_1m["seconds"],
        "window_s": round(statistics.median(run["window_s"] for run in window[1:]), 3),
        "model_100k_s": round(statistics.median(run["model_s"] for run in window[1:]), 3),
        "worst_block_ms": window[-1]["worst_block_ms"],
    }
    print(f"\n{'':34}{'measured':>10}{'goal':>10}")
    for row, value, goal in (
        (f"inspect {inspect_100k[0]['faces']:,} faces, s of work", figures["inspect_100k_s"], "2"),
        ("   whole command, s", round(statistics.median(run["wall_s"] for run in inspect_100k), 2), ""),
        ("   peak memory, MB", figures["inspect_100k_mb"], "1000"),
        (f"inspect {inspect_1m['faces']:,} faces, s of work", figures["inspect_1m_s"], "15"),
        ("   peak memory, MB", round(inspect_1m["peak_mb"]), ""),
        ("start to a visible window, s", figures["window_s"], "1.5"),
        ("start to the model on the screen, s", figures["model_100k_s"], "4"),
        ("longest block of the window, ms", figures["worst_block_ms"], "100"),
    ):
        print(f"{row:34}{value:>10}{goal:>10}")
    print(json.dumps(figures))
    return 0


def largest_figurine(folder: Path) -> Path:
    """The largest figurine of the corpus, or the sample of about twice its size where there is no corpus."""
    if FIGURINES.is_dir():
        return FIGURINES / "DetailGen3D--579584fb-8d1c-4312-a3f0-f7a81bd16493.glb"
    path = folder / "cat.glb"
    subprocess.run([sys.executable, "-m", "app", "sample", "cat", str(path)], cwd=ROOT, check=True)
    return path


def subdivided_to(path: Path, faces: int, out: Path) -> Path:
    """The mesh of a file with its longest edges halved until it has this many faces."""
    mesh = load(path, silent()).mesh
    fine = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    while len(fine.faces) < faces:
        missing = (faces - len(fine.faces)) // 3 + 1
        chosen = None if missing >= len(fine.faces) else np.argsort(-fine.area_faces, kind="stable")[:missing]
        fine = trimesh.Trimesh(*trimesh.remesh.subdivide(fine.vertices, fine.faces, chosen), process=False)
        if chosen is not None:
            break
    fine.export(out)
    return out


def inspect(path: Path) -> dict[str, Any]:
    """Run ``statuette inspect`` and watch the memory of the whole family of processes."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "inspect", str(path), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(member.memory_info().rss for member in family))
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.02)
    wall = time.perf_counter() - began
    assert process.stdout is not None
    report = json.loads(process.stdout.read())
    return {"seconds": report["seconds"], "faces": report["faces"], "wall_s": wall, "peak_mb": peak / 1e6}


def print_crossings(path: Path) -> None:
    """Our search for crossing faces beside MeshLib's and Open3D's."""
    mesh = load(path, silent()).mesh
    intersecting_pairs(mesh.vertices, mesh.faces, silent())
    rows = [("Statuette", *timed(lambda: len(intersecting_pairs(mesh.vertices, mesh.faces, silent()))))]
    try:
        from meshlib import mrmeshnumpy, mrmeshpy
    except ImportError:
        print("MeshLib is not installed (dev.py bench installs the peers)")
    else:
        part = mrmeshpy.MeshPart(mrmeshnumpy.meshFromFacesVerts(mesh.faces, mesh.vertices.astype(np.float32)))
        rows.append(("MeshLib", *timed(lambda: len(mrmeshpy.findSelfCollidingTriangles(part)))))
    print(f"\n{'crossing faces':20}{'pairs':>10}{'seconds':>10}")
    for name, seconds, pairs in rows:
        print(f"{name:20}{pairs:>10}{seconds:>10.3f}")


def timed(work: Callable[[], int], runs: int = RUNS) -> tuple[float, int]:
    """Median seconds of some runs, and the last result."""
    seconds, result = [], 0
    for _ in range(runs):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


def drive_window(model: Path, home: Path, *steps: str) -> dict[str, Any]:
    """Start the real window in a new process with this model; see ``drive_window.py`` for what it measures."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.drive_window", str(began), str(model), str(home), *steps],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the window did not come up:\n{done.stderr[-3000:]}")
    result = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(result, dict)
    return result


if __name__ == "__main__":
    sys.exit(main())
