"""Our repair beside its peers on folders of meshes, judged by code that is not ours (see ``tests/bench/judge``).

    dev.py bench repair [FOLDER…] [--height-mm 150] [--unsized] [--process ID] [--peers a,b|all|none] [--limit N] [--no-inspect]

Every mesh goes through our real command line (``statuette repair IN OUT.3mf --json``), called in a warm child, so that
imports and compilation are no mesh's time; "seconds" is the work without opening and saving, the last JSON also has the
whole command. Peers get the same mesh, opened and welded by us, in children of their own with the same limits. Results
are judged as 32-bit files hold them.

printable  trimesh: watertight, consistently wound, volume above 0; manifold3d: NoError; MeshLib: no crossing face
faithful   see ``tests/bench/judge/surface.py``; in the totals it means printable and faithful
colours    ΔE00 (CIEDE2000) between unlit pictures from 14 directions, over the pixels where both show something

Last line: JSON with files, printable, faithful, median_s, worst_s, self_intersection_ratio, delta_e_mean, delta_e_p95,
peers {name: {printable, faithful, median_s, …}} and more.
"""

import argparse
import json
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.mesh.io import FORMATS
from app.settings.process import find_process
from tests.bench import start
from tests.bench.judge import tables
from tests.bench.judge.peers import PEERS
from tests.bench.judge.tables import Case
from tests.bench.judge.trial import Court
from tests.bench.judge.worker import Worker

CORPUS = start.ROOT.parent / "shared" / "corpus"
OUR_LIMIT_S, PEER_LIMIT_S, JUDGE_LIMIT_S = 300.0, 120.0, 300.0
LIMIT_MB = 6000.0
THICKNESS = "wall_thickness"


def main(words: list[str] | None = None) -> int:
    """Measure, print, and return 0; 2 where there is nothing to measure."""
    asked = _arguments(words)
    files = _files(asked.folders, asked.limit)
    if not files:
        print(f"There are no meshes in {', '.join(str(folder) for folder in asked.folders)}.", file=sys.stderr)
        return 2
    names = _peers(asked.peers)
    process = find_process(asked.process)
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="statuette-bench-") as folder:

        def child(module: str, seconds: float) -> Worker:
            return stack.enter_context(Worker(f"tests.bench.judge.{module}", seconds, LIMIT_MB))

        court = Court(
            child("ours", OUR_LIMIT_S),
            child("verdicts", JUDGE_LIMIT_S),
            {name: child("repairers", PEER_LIMIT_S) for name in names},
            asked.height_mm,
            asked.process,
            process.fragment_mm3,
            process.fragment_area_share,
            asked.unsized,
        )
        cases, unreadable = _run(court, files, Path(folder))
        inspection = {} if asked.no_inspect else _inspect(court, Path(folder))
    if not cases:
        print("None of the files could be opened.", file=sys.stderr)
        return 2
    _print_result(cases, unreadable, names, inspection)
    return 0


def _run(court: Court, files: list[Path], folder: Path) -> tuple[list[Case], dict[str, str]]:
    cases, unreadable = [], {}
    print(tables.header(list(court.peers)), flush=True)
    for number, file in enumerate(files):
        given, result = folder / f"{number}.npz", folder / f"{number}.3mf"  # the judge knows an input by its name
        told = court.prepare(file, given)
        if "error" in told:
            unreadable[file.name] = told["error"]
            continue
        case = Case(file.name, told["faces"], court.try_ours(file, given, result))
        case.peers = {name: court.try_peer(name, given, folder / "peer.npz") for name in court.peers}
        case.crossings = court.crossings(given)
        cases.append(case)
        print(tables.row(case), flush=True)
        given.unlink()
        result.unlink(missing_ok=True)
    return cases, unreadable


def _print_result(cases: list[Case], unreadable: dict[str, str], peers: list[str], inspection: dict[str, Any]) -> None:
    ours = [case.ours for case in cases]
    of_peers = {name: [case.peers[name] for case in cases] for name in peers}
    tables.print_totals({"ours": ours, **of_peers})
    tables.print_misses(cases)
    print(f"\nNot opened: {len(unreadable)}")
    for name, error in unreadable.items():
        print(f"  {name}: {error}")
    colors = tables.print_colors(cases)
    ratio = tables.print_crossings(cases)
    totals = tables.totals(ours)
    slower = [
        case.name
        for case in cases
        if "alpha_wrap" in case.peers and case.ours.seconds > case.peers["alpha_wrap"].seconds
    ]
    figures = {
        "files": len(cases),
        **totals,
        "self_intersection_ratio": ratio,
        **colors,
        "peers": {name: tables.totals(trials) for name, trials in of_peers.items()},
        "median_command_s": round(statistics.median(trial.wall_s for trial in ours), 3),
        "median_cpu_s": round(statistics.median(trial.cpu_s for trial in ours), 3),
        "worst_mb": round(max(trial.peak_mb for trial in ours)),
        "slower_than_alpha_wrap": len(slower),
        "false_claims": sum(claim.startswith("FALSE") for trial in ours for claim in trial.broken_claims),
        "unreadable": len(unreadable),
        **inspection,
    }
    print(json.dumps(figures))


def _inspect(court: Court, folder: Path) -> dict[str, Any]:
    """The full report on about 100,000 and 1,000,000 faces: whole command, work, and what the wall thickness takes."""
    large = start.largest_figurine(folder)
    million = start.subdivided_to(large, 1_000_000, folder / "million.ply")
    figures: dict[str, Any] = {}
    print(f"\n{'full report':24}{'faces':>10}{'work s':>9}{'command s':>11}{'MB':>7}{'wall thickness':>16}")
    for name, path in (("100k", large), ("1m", million)):
        run = start.inspect(path)
        told = court.ours.call("inspect_shares", file=str(path), height_mm=court.height_mm, process=court.process)
        checks = told.get("answer", {})
        share = checks[THICKNESS] / sum(checks.values()) if THICKNESS in checks else None
        figures |= {f"inspect_{name}_s": run["seconds"], f"inspect_{name}_thickness_share": share and round(share, 3)}
        print(
            f"{path.name[:23]:24}{run['faces']:>10,}{run['seconds']:>9.2f}{run['wall_s']:>11.2f}{run['peak_mb']:>7.0f}"
            f"{'-' if share is None else f'{share:.0%}':>16}"
        )
    return figures


def _files(folders: list[Path], limit: int | None) -> list[Path]:
    """Meshes of the folders and of folders in them; with a limit, that many spread evenly over the list."""
    suffixes = {suffix for kind in FORMATS if kind.reads for suffix in kind.suffixes}
    found = sorted({f for folder in folders for f in folder.rglob("*") if f.suffix.lower() in suffixes})
    if limit is None or limit >= len(found):
        return found
    return [found[k * len(found) // limit] for k in range(limit)]


def _peers(asked: str) -> list[str]:
    names = {"all": list(PEERS), "none": []}.get(asked, asked.split(","))
    strange = [name for name in names if name not in PEERS]
    if strange:
        raise SystemExit(f"There is no peer {', '.join(strange)}; choose from: {', '.join(PEERS)}, all, none.")
    return names


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench repair", description="Our repair beside its peers.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--height-mm", type=float, default=150.0)
    parser.add_argument(
        "--unsized", action="store_true", help="as if nobody had chosen the height: sheets get no wall of the process"
    )
    parser.add_argument("--process")
    parser.add_argument("--peers", default="all", help=f"all, none, or some of {','.join(PEERS)}")
    parser.add_argument("--limit", type=int, help="only so many files, spread evenly over the list")
    parser.add_argument("--no-inspect", action="store_true", help="leave out the times of the full report")
    asked = parser.parse_args(words)
    asked.folders = asked.folders or [CORPUS / "figurines", CORPUS / "broken"]
    return asked


if __name__ == "__main__":
    sys.exit(main())
