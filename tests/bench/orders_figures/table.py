"""Tables of figures on standard output."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Times:
    """Milliseconds that something took, again and again, each with what it was."""

    taken: list[tuple[float, str]] = field(default_factory=list)

    def measure(self, what: str, work: Callable[[], T], runs: int = 1) -> T:
        """Do it so many times; gives what it gave last."""
        for _ in range(runs):
            began = time.perf_counter()
            result = work()
            self.taken.append(((time.perf_counter() - began) * 1000, what))
        return result

    @property
    def median(self) -> float:
        """In milliseconds."""
        return round(statistics.median(ms for ms, _ in self.taken), 1)

    @property
    def worst(self) -> tuple[float, str]:
        """In milliseconds, with what it was."""
        ms, what = max(self.taken)
        return round(ms, 1), what

    @property
    def worst_of_medians(self) -> tuple[float, str]:
        """The slowest of all that was asked, each by the median of its runs: without what the machine did meanwhile."""
        by_what: dict[str, list[float]] = {}
        for ms, what in self.taken:
            by_what.setdefault(what, []).append(ms)
        ms, what = max((statistics.median(taken), what) for what, taken in by_what.items())
        return round(ms, 1), what


def show(head: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]) -> None:
    """Print rows below their heads; the first column is words, what is longer than its column runs over."""
    for row in (head, *rows):
        cells = [
            f"{cell!s:<{w}}" if n == 0 or w < 0 else f"{cell!s:>{w}}"
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        print(" ".join(cells).rstrip())
    print(flush=True)
