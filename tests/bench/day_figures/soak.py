"""One window all day: models opened, repaired, undone and closed, sheets nested, printers watched. What grows, what is left?

``python -m tests.bench.day_figures.soak [--small] [--trace]``; needs a display. 300 models and 50 sheets in one real window,
beside twelve simulated printers whose eight hours pass in twenty minutes. It is looked at whenever nothing lies on the bench.
What was there after the warm-up (a tenth of the models) is the measure: memory that grew since (of the window, and of its
helper processes), and whatever is left over at the end: threads, timers, widgets, things of OpenGL, files, processes.
``--trace`` says which lines of code hold what has grown; it makes all slower and the figures of memory meaningless.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.jobs.progress import silent
from app.mesh.loading import save
from tests.bench.day_figures.models import broken_figurine

if TYPE_CHECKING:
    from app.bootstrap.workstation import Workstation
    from tests.bench.day_figures.left_over import Held

LONGEST_BLOCK_MS, MOST_GROWTH_PCT = 100.0, 10.0
PATIENCE_S, AT_REST_S, COPIES = 180.0, 0.4, 12
WORK_EVERY_S = 5.0
TAKES = 3  # of stock at each look
SLACK = {"open files": 4, "objects of Python": 4000, "wrappers of Qt": 40, "objects below the window": 40}
"""How many of a kind may come and go; of all others, none: pictures that are kept for lists, answers on their way."""
NAMED = ("thread ", "open file ", "widget ")  # kinds of which each that came or went is worth a line


@dataclass(frozen=True)
class Plan:
    """How much is done. ``warm``: models, ``warm_prints``: ended prints before the measure is taken (statements of the
    order book are kept once they were asked for); ``look_every``: models between two looks.
    """

    models: int
    sheets: int
    seconds: float
    warm: int
    warm_prints: int
    look_every: int


# The warm-up is longer than the list of recent files: each row of it is a button.
FULL, SMALL = Plan(300, 50, 1200.0, 30, 8, 10), Plan(30, 5, 60.0, 14, 1, 2)


class Soak:
    """The hand at the window, and who looks what it holds."""

    def __init__(self, workstation: "Workstation", folder: Path, printers: Any) -> None:
        from tests.bench.day_figures.pulse import Pulse

        self.workstation, self.window, self.folder, self.printers = workstation, workstation.window, folder, printers
        self.heart = Pulse()
        self.looks: list[Held] = []
        self.bugs: list[BaseException] = []
        self.untold: list[str] = []
        self._worked = 0.0
        runner = self.window.workshop.runner
        runner.crashed.connect(self.bugs.append)
        runner.untold.connect(self._untold)

    # ---- the hand -----------------------------------------------------------

    def model(self, number: int) -> None:
        """Open a model, repair it, undo that, close it."""
        with self.beside():
            mesh, suffix = broken_figurine(number)
            path = self.folder / f"figurine {number:03d}{suffix}"
            save(mesh, path, silent())
        bench, actions = self.window.workshop.bench, self.window.actions_.by_id
        self.doing("open")
        self.window.open_file(path)
        self.until(lambda: bench.document is not None and bench.report is not None and self.is_drawn())
        self.doing("repair")
        opened = self.revision()
        actions["model.repair_automatically"].trigger()
        self.until(lambda: self.revision() != opened and self.is_drawn() and not self.busy())
        self.doing("undo")
        actions["edit.undo"].trigger()
        self.until(lambda: self.revision() == opened and self.is_drawn() and not self.busy())
        self.doing("close")
        actions["file.close"].trigger()
        self.until(lambda: bench.document is None and not self.busy())
        path.unlink()

    def sheet(self, number: int) -> None:
        """Lay pictures on the layout bench, nest them, clear the bench."""
        from tests.bench.layout_figures.plates import figure

        path = self.folder / f"charm {number:02d}.png"
        with self.beside():
            figure(path)
        self.doing("layout")
        self.window.actions_.by_id["layout.design"].trigger()
        self.until(lambda: self.window.layouts.there is not None and self.window.layouts.there.made)
        flat = self.window.flat
        flat.open_files([path])
        self.until(lambda: bool(flat.desk.things))
        flat.desk.set_copies(0, COPIES + number % 7)
        self.doing("nest")
        self.window.actions_.by_id["layout.nest"].trigger()
        self.until(lambda: flat.sheets.layout is not None)
        flat.sheets.enough()
        self.until(lambda: not flat.sheets.busy and not self.busy())
        self.doing("clear")
        self.window.actions_.by_id["layout.clear"].trigger()
        self.until(lambda: not flat.desk.things and not self.busy())
        self.window.workplaces.choose("model")
        path.unlink()

    # ---- waiting ------------------------------------------------------------

    @contextmanager
    def beside(self) -> Iterator[None]:
        """What is done in the block makes files for the bench: the time it takes is no pause of the window."""
        from tests.bench.viewport_figures.window import pause

        self.doing("")
        yield
        pause(0.02)  # a beat: what comes next is counted from here

    def doing(self, what: str) -> None:
        """What a pause of the window from now on is due to."""
        self.heart.doing = what

    def busy(self) -> bool:
        """Whether a job that somebody waits for is open."""
        return any(job.open and not job.quiet for job in self.window.workshop.runner.jobs)

    def revision(self) -> str:
        """Of the model on the bench; "" for none."""
        document = self.window.workshop.bench.document
        return "" if document is None else document.revision

    def is_drawn(self) -> bool:
        """Whether the model on the bench is in the picture, and the picture whole."""
        viewport: Any = self.window.bench.viewport
        drawable, document = viewport.drawable(), self.window.workshop.bench.document
        shown = drawable is not None and document is not None and drawable.mesh.revision == document.revision
        return shown and viewport._frames.whole

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window live until this holds, while people work at the printers. Raises TimeoutError."""
        from tests.bench.viewport_figures.window import pause

        end = time.monotonic() + PATIENCE_S
        while not done():
            pause(0.03)
            if self.bugs:
                raise self.bugs[0]
            if time.monotonic() > end:
                print(self.where())
                raise TimeoutError(f"the window did not get there: {self.heart.doing}")
        if time.monotonic() > self._worked + WORK_EVERY_S:
            self._worked = time.monotonic()
            self.workstation.desk.ask(self.printers.work)

    def where(self) -> str:
        """What the window waits for, for whoever looks why it did not get there."""
        viewport: Any = self.window.bench.viewport
        bench, jobs = self.window.workshop.bench, [job for job in self.window.workshop.runner.jobs if job.open]
        drawn = None if viewport.drawable() is None else viewport.drawable().mesh.revision
        return (
            f"on the bench {bench.document and self.revision()}, checked {bench.report is not None}, drawn {drawn}, "
            f"picture whole {viewport._frames.whole}, at work {[str(job.title) for job in jobs]}, failed {self.untold}"
        )

    def _untold(self, job: Any) -> None:
        self.untold.append(f"{job.title}: {job.error}")

    # ---- looking ------------------------------------------------------------

    def look(self) -> "Held":
        """Take stock while nothing is done."""
        from tests.bench.day_figures.left_over import held
        from tests.bench.viewport_figures.window import pause

        self.doing("at rest")
        pause(AT_REST_S)
        self.doing("")  # what looking takes is no pause of the window
        foreign = frozenset({self.printers.process})
        takes = []
        for _ in range(TAKES):  # printers are asked all the time: what is left over is there each time
            takes.append(held(self.window, Path(tempfile.gettempdir()), foreign))
            pause(0.1)
        taken = min(takes, key=lambda one: one.counts["open files"])
        layouts = self.window.layouts.there
        if layouts is not None and layouts.made:  # what can be undone is kept: clearing the bench, for each sheet
            steps = {"wrappers of Qt": taken.counts["wrappers of Qt"] - layouts.desk.stack.count()}
            taken = replace(taken, counts={**taken.counts, **steps})
        self.looks.append(taken)
        return taken


def growth_pct(values: list[float]) -> float:
    """How much the straight line through these rises from its beginning to its end, in percent."""
    if len(values) < 3:
        return 0.0
    slope, begin = statistics.linear_regression(range(len(values)), values)
    return round(100 * slope * (len(values) - 1) / begin, 1)


def left_over(warm: "Held", end: "Held") -> dict[str, tuple[int, int]]:
    """What there is more of at the end, (before, after), beyond what may come and go."""
    return {
        kind: (warm.counts.get(kind, 0), count)
        for kind, count in end.counts.items()
        if count > warm.counts.get(kind, 0) + SLACK.get(kind, 0)
    }


def run(plan: Plan, folder: Path, seed: int, *, trace: bool, most_s: float) -> dict[str, Any]:
    """Do it all; prints its tables. Raises TimeoutError where the window does not get there."""
    from app.bootstrap.assembling import assemble
    from tests.bench.day_figures.printers import Printers
    from tests.bench.viewport_figures.window import pause, wait_signal

    printers = Printers(folder, seed)
    workstation = assemble()
    window = workstation.window
    window.workshop.preferences.first_start_done = True
    window.resize(1600, 1000)
    window.show()
    window.start([])
    window.bench.viewport.start()
    wait_signal(window.bench.viewport.ready)
    soak = Soak(workstation, folder, printers)
    try:
        soak.until(lambda: workstation.desk.ready and not soak.busy())
        workstation.desk.ask(lambda _office: printers.connect(workstation))
        soak.until(lambda: workstation.floor.drives)
        window.housekeeping.look()  # by itself it begins in the middle: a lane of jobs is made once, and stays
        began, sheets, warm = time.monotonic(), 0, None
        for number in range(plan.models):
            soak.model(number)
            if (number + 1) * plan.sheets // plan.models > sheets:
                soak.sheet(sheets)
                sheets += 1
            if warm is None and number + 1 >= plan.warm and printers.printed() >= plan.warm_prints:
                soak.look()  # what looking itself makes is there at the second look
                warm = soak.look()
                soak.looks.clear()
                soak.heart.begin_anew()
                if trace:
                    tracemalloc.start(12)
                    before = tracemalloc.take_snapshot()
            elif warm is not None and not number % plan.look_every:
                _tell(number, soak.look(), time.monotonic() - began)
            if warm is not None and time.monotonic() - began > most_s:
                break
        soak.doing("printers alone")
        while time.monotonic() < began + min(plan.seconds, most_s):
            pause(0.5)
            soak.until(lambda: True)
        pause(2.0)
        end = soak.look()
        assert warm is not None
        if trace:
            _tell_lines(tracemalloc.take_snapshot().compare_to(before, "traceback"))
        seconds = time.monotonic() - began
    finally:
        soak.heart.stop()
        workstation.close()
        printers.close()
    facts = {"seconds": round(seconds), "prints": printers.printed(), "sheets": sheets, "models": number + 1}
    return _figures(soak, warm, end, facts)


def _figures(soak: Soak, warm: "Held", end: "Held", facts: dict[str, int]) -> dict[str, Any]:
    kept = [warm, *soak.looks]
    grown = {name: growth_pct([getattr(look, name) for look in kept]) for name in ("window_mb", "helpers_mb")}
    left = left_over(warm, end)
    busy = {what: round(1000 * worst, 1) for what, worst in soak.heart.busy.items() if what}
    blocks = {what: round(1000 * worst, 1) for what, worst in soak.heart.worst.items() if what}
    print(f"\n{'':32}{'after warm-up':>14}{'at the end':>12}{'more':>10}")
    rows: dict[str, tuple[float, float]] = {
        "window, MB": (warm.window_mb, end.window_mb),
        "helpers, MB": (warm.helpers_mb, end.helpers_mb),
    }
    rows |= {kind: (warm.counts.get(kind, 0), count) for kind, count in end.counts.items()}
    for kind, (before, after) in rows.items():
        print(f"{kind:32}{before:>14g}{after:>12g}{after - before:>+10g}{'   LEFT OVER' if kind in left else ''}")
    more = {kind: count - warm.types.get(kind, 0) for kind, count in end.types.items()}
    for kind, count in sorted(more.items(), key=lambda one: -one[1])[:25]:
        if count > 2:
            print(f"   {count:>+6} {kind}")
    for kind, count in sorted(more.items()):
        if count and kind.startswith(NAMED):
            print(f"   {count:>+6} {kind}")
    print(
        "longest pause of the window while, ms: " + ", ".join(f"{what} {ms:g}" for what, ms in sorted(blocks.items()))
    )
    print("   of that at work itself, ms: " + ", ".join(f"{what} {ms:g}" for what, ms in sorted(busy.items())))
    for pause in soak.heart.longest:
        print(
            f"   {pause.at:6.0f} s  {1000 * pause.clock:4.0f} ms, {1000 * pause.work:3.0f} of them at work, "
            f"{1000 * pause.queued:3.0f} while others had the processor, {1000 * pause.stolen:3.0f} while other machines had, "
            f"{1000 * pause.beside:3.0f} of its other threads: {pause.doing}"
        )
    for words in soak.untold[:10]:
        print(f"failed: {words}")
    print(
        f"{facts['models']} models, {facts['sheets']} sheets, {facts['prints']} prints in {facts['seconds']} s",
        flush=True,
    )
    return {
        "growth_pct": max(grown.values()), "growth_window_pct": grown["window_mb"], "growth_helpers_pct": grown["helpers_mb"],
        "leaks": len(left), "left_over": {kind: after - before for kind, (before, after) in left.items()},
        "worst_block_ms": max(blocks.values()), "blocks_ms": blocks,
        "worst_busy_ms": max(busy.values()), "busy_ms": busy, "soak_failed": len(soak.untold),
        "soak_models": facts["models"], "soak_sheets": facts["sheets"], "soak_prints": facts["prints"],
        "soak_s": facts["seconds"],
    }  # fmt: skip


def _tell(number: int, look: "Held", seconds: float) -> None:
    kept = {
        kind: look.counts[kind] for kind in ("threads of the system", "widgets", "wrappers of Qt", "objects of Python")
    }
    print(
        f"{seconds:5.0f} s, {number + 1:3} models: window {look.window_mb:.0f} MB, helpers {look.helpers_mb:.0f} MB, "
        + ", ".join(f"{count} {kind}" for kind, count in kept.items()), flush=True,
    )  # fmt: skip


def _tell_lines(differences: list[tracemalloc.StatisticDiff]) -> None:
    for one in differences[:15]:
        print(f"{one.size_diff / 1e3:+9.0f} kB in {one.count_diff:+} pieces, made at")
        print("\n".join(f"      {line}" for line in one.traceback.format(limit=6, most_recent_first=True)))


def main(words: list[str]) -> int:
    """Run and print; 1 where something grew, was left over, or stood still for too long."""
    asked = argparse.ArgumentParser(prog="day soak")
    asked.add_argument("--small", action="store_true")
    asked.add_argument("--trace", action="store_true")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--most", type=float, default=float("inf"), metavar="S", help="end after so many seconds")
    told = asked.parse_args(words)
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for made in ("home", "temporary"):
            (folder / made).mkdir()
        os.environ |= {"STATUETTE_HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary")}
        tempfile.tempdir = str(folder / "temporary")
        figures = run(SMALL if told.small else FULL, folder, told.seed, trace=told.trace, most_s=told.most)
    print(json.dumps(figures))
    grew = figures["growth_pct"] > MOST_GROWTH_PCT
    bad = figures["leaks"] or figures["soak_failed"] or grew or figures["worst_block_ms"] > LONGEST_BLOCK_MS
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
