"""How well printing goes: by printer, and by what was wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.dispatch.costs import Cost, attempt_cost
from app.dispatch.records import Attempt, Printer, PrintJob, Verdict
from app.settings.materials import Material


@dataclass(frozen=True)
class Tally:
    """What became of the tries at one printer (or of one cause).

    refused   sent back before anything was printed; spoiled: printed to the end, failed the quality check
    """

    printed: int = 0
    failed: int = 0
    cancelled: int = 0
    refused: int = 0
    spoiled: int = 0
    cost: Cost = field(default_factory=Cost)

    @property
    def good_share(self) -> float | None:
        """Of what was begun, the share that was printed and passed; None where nothing was."""
        begun = self.printed + self.failed
        return None if not begun else max(self.printed - self.spoiled, 0) / begun


@dataclass(frozen=True)
class CauseCount:
    """A cause, how often it was given, and what it has cost (CNY)."""

    cause: str
    count: int
    lost: float


@dataclass(frozen=True)
class Statistics:
    """by_printer: printer id → tally. by_cause: the most frequent first."""

    by_printer: Mapping[int, Tally]
    by_cause: tuple[CauseCount, ...]
    all: Tally


_OUTCOME = {"finish": "printed", "fail": "failed", "cancel": "cancelled", "refused": "refused", "absent": "refused"}


def statistics(
    jobs: Mapping[int, PrintJob], attempts: Iterable[Attempt], verdicts: Iterable[Verdict],
    materials: Mapping[str, Material], printers: Iterable[Printer] = (),
    *, made: Mapping[int, int] = MappingProxyType({}),
) -> Statistics:  # fmt: skip
    """Count tries that have ended, and verdicts. A thing that fails its check counts against the printer that made it.

    made    by job: how many of its copies are good although it failed or was cancelled
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    costs: dict[int, Cost] = defaultdict(Cost)
    causes: Counter[str] = Counter()
    lost: dict[str, float] = defaultdict(float)
    made_by: dict[int, int] = {}
    finished: set[int] = set()
    each: dict[int, float] = {}  # by job: what one of its good pieces has cost
    for attempt in attempts:
        job = jobs.get(attempt.job)
        if job is None or attempt.outcome not in _OUTCOME:
            continue
        good = made.get(job.id, 0)
        cost = attempt_cost(job, attempt, materials.get(job.material), good)
        counts[attempt.printer][_OUTCOME[attempt.outcome]] += 1
        costs[attempt.printer] += cost
        if attempt.outcome == "finish":
            finished.add(job.id)
            made_by[job.id], each[job.id] = attempt.printer, cost.total / max(len(job.contents), job.copies, 1)
            continue
        if good and attempt.outcome in {"fail", "cancel"}:
            made_by[job.id], each[job.id] = attempt.printer, (cost.total - cost.lost) / good
        if attempt.outcome == "fail" or (
            attempt.outcome == "cancel" and job.cause
        ):  # somebody stopped it, and said why
            causes[job.cause] += 1
            lost[job.cause] += cost.lost
    for verdict in verdicts:
        if verdict.passed:
            continue
        causes[verdict.cause] += 1
        maker = made_by.get(verdict.job or 0)
        if verdict.job is None or maker is None:
            continue
        spoiled = Cost(lost=each[verdict.job])
        counts[maker]["spoiled"] += verdict.job in finished  # another one counts as failed already
        costs[maker] += spoiled
        lost[verdict.cause] += spoiled.lost
    tallies = {p.id: _tally(counts[p.id], costs[p.id]) for p in printers}
    tallies |= {printer: _tally(counts[printer], costs[printer]) for printer in list(counts)}
    return Statistics(
        tallies,
        tuple(CauseCount(cause, n, lost[cause]) for cause, n in sorted(causes.items(), key=lambda c: (-c[1], c[0]))),
        _tally(sum(counts.values(), Counter()), sum(costs.values(), Cost())),
    )


def _tally(counted: Mapping[str, int], cost: Cost) -> Tally:
    return Tally(
        counted.get("printed", 0), counted.get("failed", 0), counted.get("cancelled", 0), counted.get("refused", 0),
        counted.get("spoiled", 0), cost,
    )  # fmt: skip
