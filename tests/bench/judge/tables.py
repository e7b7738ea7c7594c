"""What the benchmark prints."""

import statistics
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.bench.judge.trial import Trial
from tests.bench.judge.verdicts import E_STEP

NAME = 46
LISTED = 8  # faces named where searches disagree


@dataclass
class Case:
    """One file: our trial, the peers', and how the searches for crossing faces compare on it."""

    name: str
    faces: int
    ours: Trial
    peers: dict[str, Trial] = field(default_factory=dict)
    crossings: dict[str, Any] | None = None


def header(peers: list[str]) -> str:
    columns = "".join(f"{tool:>14}" for tool in peers)
    return (
        f"{'':{NAME}}{'faces':>8} {'ours':>9}{'CPU s':>7}{'MB':>6}{'miss %':>8}{'stray %':>8}{'p99 %':>7}{'ΔE00':>6}"
        f"{columns}\n"
        "P printable, F faithful, then seconds of work; distances are shares of the diagonal"
    )


def row(case: Case) -> str:
    ours, said = case.ours, case.ours.verdict
    shares = f"{100 * said['missing']:8.2f}{100 * said['strays']:8.2f}{100 * said['p99']:7.3f}" if said else " " * 23
    delta = f"{ours.colors['mean']:6.2f}" if ours.colors else f"{'-':>6}"
    columns = "".join(f"{mark(trial):>14}" for trial in case.peers.values())
    figures = f"{mark(ours):>9}{ours.cpu_s:7.1f}{ours.peak_mb:6.0f}{shares}{delta}"
    return f"{case.name[: NAME - 1]:{NAME}}{case.faces:>8} {figures}{columns}"


def mark(trial: Trial) -> str:
    if trial.failure:
        return f"x {trial.seconds:.2f}" if len(trial.failure) > 13 else trial.failure
    letters = ("P" if trial.printable else "-") + ("F" if trial.verdict["faithful"] else "-")
    return f"{letters} {trial.seconds:.2f}"


def totals(trials: list[Trial]) -> dict[str, Any]:
    """Shares and the median time of a tool. ``faithful`` is printable and faithful."""
    return {
        "printable": round(sum(t.printable for t in trials) / len(trials), 4),
        "faithful": round(sum(t.good for t in trials) / len(trials), 4),
        "median_s": round(statistics.median(t.seconds for t in trials), 3),
        "p90_s": round(float(np.quantile([t.seconds for t in trials], 0.9)), 3),
        "worst_s": round(max(t.seconds for t in trials), 3),
    }


def print_totals(tools: dict[str, list[Trial]]) -> None:
    print(f"\n{'tool':16}{'printable':>10}{'and faithful':>14}{'median s':>10}{'p90 s':>9}{'worst s':>9}")
    for name, trials in tools.items():
        t = totals(trials)
        print(
            f"{name:16}{t['printable']:>10.1%}{t['faithful']:>14.1%}{t['median_s']:>10.2f}{t['p90_s']:>9.2f}{t['worst_s']:>9.2f}"
        )


def print_misses(cases: list[Case]) -> None:
    missed = [case for case in cases if not case.ours.good]
    print(f"\nOur misses: {len(missed)} of {len(cases)}")
    for case in missed:
        steps = ", ".join(step["id"] for step in case.ours.said.get("steps", []))
        print(f"  {case.name}: {case.ours.reason}" + (f"   [{steps}]" if steps else ""))
    claims = [(case.name, claim) for case in cases for claim in case.ours.broken_claims]
    print(f"\nClaims of ours that the judge does not share: {len(claims)}")
    for name, claim in claims:
        print(f"  {name}: {claim}")
    second = [c for c in cases if c.ours.printable and c.ours.verdict.get("second_opinion")]
    print(f"\nPrintable for the judge, but PyMeshLab flags faces: {len(second)}")
    for case in second:
        print(f"  {case.name}: {case.ours.verdict['second_opinion']} faces")


def print_colors(cases: list[Case]) -> dict[str, float | int | None]:
    """ΔE00 over all pixels of all coloured files, each file weighing the same."""
    colored = [(case.name, case.ours.colors) for case in cases if case.ours.colors]
    if not colored:
        print("\nNo file has colours.")
        return {"colored_files": 0, "delta_e_mean": None, "delta_e_p95": None}
    share = np.mean([colors["histogram"] for _, colors in colored], axis=0)
    p95 = float((np.searchsorted(np.cumsum(share), 0.95) + 1) * E_STEP)
    mean = float(np.mean([colors["mean"] for _, colors in colored]))
    print(f"\nColours of {len(colored)} files from 14 directions: ΔE00 mean {mean:.3f}, 95th percentile {p95:.2f}")
    for name, colors in colored:
        if colors["mean"] > 2 or colors["p95"] > 6:
            print(f"  over 2 or 6: {name}: mean {colors['mean']:.2f}, p95 {colors['p95']:.2f}")
    return {"colored_files": len(colored), "delta_e_mean": round(mean, 4), "delta_e_p95": round(p95, 3)}


def print_crossings(cases: list[Case]) -> float | None:
    """Our search beside MeshLib's; the median ratio of the times."""
    heard = [(case.name, case.crossings) for case in cases if case.crossings]
    if not heard:
        return None
    ratios = [told["seconds"]["ours"] / told["seconds"]["meshlib"] for _, told in heard]
    ratio = statistics.median(ratios)
    apart = [(name, told) for name, told in heard if told["only_ours"] or told["only_meshlib"]]
    print(
        f"\nSearch for crossing faces on {len(heard)} inputs: {ratio:.2f} times MeshLib's time in the median, "
        f"{max(ratios):.2f} at most; {len(heard) - len(apart)} with the same faces"
    )
    for name, told in apart:
        ours, theirs = told["only_ours"], told["only_meshlib"]
        counts = told["faces"]
        print(
            f"  {name}: ours {counts['ours']}, MeshLib {counts['meshlib']}, PyMeshLab {counts['pymeshlab']}; only ours "
            f"{len(ours)} {ours[:LISTED]}, of which PyMeshLab flags {told['pymeshlab_with_ours']}; only MeshLib "
            f"{len(theirs)} {theirs[:LISTED]}, of which PyMeshLab flags {told['pymeshlab_with_meshlib']}"
        )
    return round(ratio, 3)
