"""What printing costs: hours of the machine and material, of what failed as well. CNY, seconds, grams."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.dispatch.records import Attempt, PrintJob
from app.settings.materials import Material

_WHOLE = ("finish",)
_BADLY = ("fail", "cancel")


@dataclass(frozen=True)
class Cost:
    """machine, material: CNY; lost: the part of both that went into what failed or was cancelled."""

    machine: float = 0.0
    material: float = 0.0
    lost: float = 0.0
    seconds: float = 0.0
    grams: float = 0.0

    @property
    def total(self) -> float:
        """CNY."""
        return self.machine + self.material

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.machine + other.machine, self.material + other.material, self.lost + other.lost,
            self.seconds + other.seconds, self.grams + other.grams,
        )  # fmt: skip


def cost_of(job: PrintJob, attempts: Iterable[Attempt], materials: Mapping[str, Material], made: int = 0) -> Cost:
    """What a job has cost so far, all its tries together; ``made``: see :func:`attempt_cost`."""
    total = Cost()
    for attempt in attempts:
        if attempt.job == job.id:
            total += attempt_cost(job, attempt, materials.get(job.material), made)
    return total


def attempt_cost(job: PrintJob, attempt: Attempt, material: Material | None, made: int = 0) -> Cost:
    """What one try has cost. A print that was broken off has used material as long as it ran.

    made    so many of its copies are good although it failed or was cancelled: what went into them is not lost
    """
    good = _good_share(job, attempt, made)
    share = max(used_share(job, attempt), good)
    grams = job.material_g * job.copies * share
    spent = 0.0 if material is None else material.price_of(grams)
    lost = 0.0 if attempt.outcome in {*_WHOLE, ""} else (attempt.cost + spent) * (1 - (good / share if good else 0.0))
    return Cost(attempt.cost, spent, lost, attempt.seconds, grams)


def used_share(job: PrintJob, attempt: Attempt) -> float:
    """How much of its material a try has used, from 0 to 1: by its time; all of it where nobody knows better."""
    if attempt.outcome in _WHOLE:
        return 1.0
    if attempt.seconds <= 0:
        return 0.0
    whole = job.estimate_s * max(1, job.copies)
    return min(attempt.seconds / whole, 1.0) if whole > 0 else 1.0


def _good_share(job: PrintJob, attempt: Attempt, made: int) -> float:
    """The good copies as a share of all of them, of a try that did not end well; a job ends so only once."""
    return min(made / job.copies, 1.0) if made > 0 and attempt.outcome in _BADLY else 0.0


def total(costs: Iterable[Cost]) -> Cost:
    """All of them together."""
    return sum(costs, Cost())
