"""The strip packer sparrow (Gardeyn and Wauters 2025) and the squeeze behind it: runs in a process of its own.

Its bad input ends the process it runs in, and it cannot be broken off: the parent ends the process (layout2d §2.3).
Better and better strips are written into a folder as they are found, so that whoever waits has the best one at any moment.
"""

import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.imposition.squeeze import Floats, squeeze
from app.layouts.path import Points

if TYPE_CHECKING:
    import spyrrow

EXPLORING, COMPRESSING = 0.58, 0.3
"""Shares of the time; what is left is for the squeeze and for starting the process."""
START_SECONDS, SQUEEZE_SECONDS = 0.7, 2.0
SETTLE_SECONDS, SETTLE_EACH = 2.0, 0.05
"""At most, and for each piece: so long a tight layout is looked for where any would do: the rest of a sheet is used again."""
LOOK_SECONDS, WRITE_SECONDS = 0.05, 0.4
_SUFFIX = ".strip.json"


@dataclass(frozen=True, eq=False)
class Kind:
    """Pieces of one outline.

    outline   (N, 2) mm, true; grown: (M, 2) with half the gap around it
    count     how many
    turns     degrees that it may lie in; None: any
    """

    outline: Points
    grown: Points
    count: int
    turns: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class Strip:
    """What is asked for: all of them in a strip of this height, as short as can be, or not longer than ``target`` mm."""

    kinds: tuple[Kind, ...]
    height: float
    gap: float
    seconds: float
    target: float = 0.0
    seed: int = 1


@dataclass(frozen=True)
class Lying:
    """One piece: turned clockwise by so many degrees about the origin of its outline, then moved; mm in the strip."""

    kind: int
    x: float
    y: float
    turn_deg: float


def newest(folder: Path) -> tuple[Lying, ...] | None:
    """The best strip that was written so far."""
    files = sorted(folder.glob("*" + _SUFFIX))
    if not files:
        return None
    return tuple(Lying(int(kind), x, y, turn) for kind, x, y, turn in json.loads(files[-1].read_text("utf-8")))


@dataclass
class _Found:
    """The shortest strip, and those written before."""

    folder: Path
    number: int = 0
    length: float = float("inf")
    items: tuple[Lying, ...] = ()
    written: float = field(default=float("-inf"))

    def write(self, items: Sequence[Lying]) -> None:
        draft = self.folder / "draft"
        draft.write_text(json.dumps([(one.kind, one.x, one.y, one.turn_deg) for one in items]), "utf-8")
        draft.replace(self.folder / f"{self.number:06}{_SUFFIX}")
        self.number += 1
        self.written = time.monotonic()


def solve(strip: Strip, folder: str, *, progress: Progress) -> None:
    """Write better and better strips into the folder until the time is up or the target is reached.

    Runs in a child process. Raises AppError where the engine takes none of the outlines.
    """
    import spyrrow  # noqa: PLC0415 - only in the child

    begun = time.monotonic()
    seconds = max(strip.seconds - START_SECONDS, 1.0)
    found = _Found(Path(folder))
    items = [
        spyrrow.Item(str(index), [(float(x), float(y)) for x, y in kind.grown], kind.count, _turns(kind))
        for index, kind in enumerate(strip.kinds)
    ]
    config = spyrrow.StripPackingConfig(
        early_termination=False, total_computation_time=None, num_workers=os.cpu_count() or 1, seed=strip.seed,
        exploration_time=max(round(EXPLORING * seconds), 1), compression_time=max(round(COMPRESSING * seconds), 1),
    )  # fmt: skip
    feasible = [spyrrow.ReportType.ExplFeas, spyrrow.ReportType.CmprFeas, spyrrow.ReportType.Final]  # not hashable
    reports, solved = spyrrow.ProgressQueue(), list[BaseException | None]()

    def work() -> None:
        try:
            spyrrow.StripPackingInstance("strip", strip.height + strip.gap, items).solve(config, reports)
            solved.append(None)
        except BaseException as error:  # noqa: BLE001 - the engine's own errors are no Exceptions
            solved.append(error)

    threading.Thread(target=work, name="strip packer", daemon=True).start()
    end = begun + max(seconds, 2.0)
    settled = min(end, begun + min(SETTLE_SECONDS, SETTLE_EACH * sum(kind.count for kind in strip.kinds)))
    while not solved and time.monotonic() < (end if found.length > strip.target else settled):
        time.sleep(LOOK_SECONDS)
        progress(min((time.monotonic() - begun) / seconds, 1.0))
        for kind, solution in reports.drain():
            if kind in feasible:
                _keep(found, solution, strip.gap)
        if found.items and (found.number == 0 or time.monotonic() - found.written > WRITE_SECONDS):
            found.write(found.items)
    for kind, solution in reports.drain():
        if kind in feasible:
            _keep(found, solution, strip.gap)
    if not found.items:
        raise AppError(text("No way was found to nest these outlines; draw them again, or take a larger sheet.")) from (
            solved[0] if solved else None
        )
    _finish(found, strip)


def _turns(kind: Kind) -> list[float] | None:
    return None if kind.turns is None else [float(turn) for turn in kind.turns]


def _keep(found: _Found, solution: "spyrrow.StripPackingSolution", gap: float) -> None:
    length = float(solution.width) - gap
    if length < found.length and len(solution.placed_items):
        found.length = length
        found.items = tuple(
            Lying(int(item.id), item.translation[0] - gap / 2, item.translation[1] - gap / 2, float(item.rotation))
            for item in solution.placed_items
        )


def _finish(found: _Found, strip: Strip) -> None:
    """What was found last, then squeezed; turns that are not free stay as they are."""
    found.write(found.items)
    outlines = [strip.kinds[one.kind].outline for one in found.items]
    poses: Floats = np.array([(one.x, one.y, np.radians(one.turn_deg)) for one in found.items])
    fixed_turns = np.array([strip.kinds[one.kind].turns is not None for one in found.items])
    end = time.monotonic() + SQUEEZE_SECONDS
    squeezed = squeeze(outlines, poses, strip.height, strip.gap, end, turning=~fixed_turns)
    found.write(
        [
            Lying(one.kind, float(x), float(y), one.turn_deg if still else float(np.degrees(angle)))
            for one, (x, y, angle), still in zip(found.items, squeezed, fixed_turns, strict=True)
        ]
    )
