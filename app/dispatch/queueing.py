"""In which order jobs are printed, and which printer gets which.

Urgent ones first, then as people have put them by hand, then by the day on which they are due; within a day the same
material together, so that it is changed as seldom as can be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from app.dispatch.job_states import LIVE
from app.dispatch.matching import Fitting
from app.dispatch.records import PrintJob

HELD = "held"
"""Key in a job's options: why it is held."""

USUAL_S = 3 * 3600.0
CHANGE_S = 15 * 60.0
_NEVER = date.max


def turn(job: PrintJob) -> tuple[Any, ...]:
    """Sorts jobs that wait."""
    return (-job.priority, job.place, *by_itself(job))


def by_itself(job: PrintJob) -> tuple[Any, ...]:
    """Sorts jobs of one priority that nobody has moved: due day, material, due time, age."""
    due = job.due_at
    day = _NEVER if due is None else due.date()
    return (day, job.material, due is None, due or job.created_at, job.created_at, job.id)


def place_for(job: PrintJob, waiting: Iterable[PrintJob]) -> float:
    """The place of a job that is new among those that wait: where its due day puts it, whatever was moved by hand.

    A job that shares a place with others stands there by its due day.
    """
    others = sorted((other for other in waiting if other.priority == job.priority), key=turn)
    own = by_itself(job)
    later = next((other for other in others if by_itself(other) > own), None)
    if later is not None:
        return later.place
    return others[-1].place if others else 0.0


@dataclass(frozen=True)
class Turn:
    """One job on one printer. ``begins``: seconds from now, as well as it can be foreseen; ``change``: material first."""

    job: PrintJob
    printer: int
    begins_s: float
    change: bool


def share_out(fitting: Fitting, busy: Iterable[PrintJob] = ()) -> list[Turn]:
    """Give each job of the fitting, in its turn, to the fitting printer that can begin it first.

    ``busy``: jobs that have a printer already. A printer that prints this material now is taken before another that would
    have to change it, where that costs less than the change. What fits nowhere is left out.
    """
    free = np.zeros(len(fitting.printers))
    loaded: list[str] = [""] * len(fitting.printers)
    place = {printer.id: n for n, printer in enumerate(fitting.printers)}
    for job in sorted(busy, key=lambda j: (j.state not in LIVE, turn(j))):
        at = place.get(job.printer or 0)
        if at is not None:
            free[at] += duration_s(job)
            loaded[at] = job.material
    allowed, now = fitting.may_wait(), fitting.fits_now()
    stands = np.array(loaded, dtype=object)
    turns: list[Turn] = []
    for row in sorted(range(len(fitting.jobs)), key=lambda r: turn(fitting.jobs[r])):
        if not allowed[row].any():
            continue
        job = fitting.jobs[row]
        change = (stands != job.material) & (stands != "")
        costs = free + np.where(change, CHANGE_S, 0.0) + np.where(now[row], 0.0, USUAL_S)
        at = int(np.argmin(np.where(allowed[row], costs, np.inf)))
        begins = float(free[at] + (CHANGE_S if change[at] else 0.0))
        turns.append(Turn(job, fitting.printers[at].id, begins, bool(change[at])))
        free[at] = begins + duration_s(job)
        stands[at] = job.material
    return turns


def duration_s(job: PrintJob) -> float:
    """How long it will take: as it was sliced, or what is usual."""
    return job.estimate_s * max(1, job.copies) if job.estimate_s > 0 else USUAL_S


def late(turns: Sequence[Turn], now: datetime) -> list[Turn]:
    """Those that will not be printed by the time they are due."""
    return [
        t
        for t in turns
        if t.job.due_at is not None and now + timedelta(seconds=t.begins_s + duration_s(t.job)) > t.job.due_at
    ]
