"""Which stretches of a long list are known, which are in memory, and where each begins in the book. No Qt."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.orders.queue import Cursor, Page, QueueRow

Rows = list[QueueRow | None]


@dataclass
class Part:
    """A page of the list. ``after``: where it begins; ``next``: where the one after it does (None: it is the last)."""

    after: Cursor | None
    count: int
    next: Cursor | None
    fresh: bool = True
    used: int = 0


@dataclass
class Parts:
    """The pages from the top down, without a gap. Rows that are far from what is looked at are forgotten (None)."""

    kept: int = 40
    parts: list[Part] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    _clock: int = 0

    @property
    def end(self) -> Cursor | None:
        """Where the next page begins; None at the end of the list, or before the first answer."""
        return self.parts[-1].next if self.parts else None

    def total(self) -> int:
        """How many rows are known."""
        return self.starts[-1] + self.parts[-1].count if self.parts else 0

    def at(self, row: int) -> int:
        """Number of the page that a row is in."""
        return max(0, bisect_right(self.starts, row) - 1)

    def use(self, number: int) -> None:
        """Somebody looks at this page."""
        self._clock += 1
        self.parts[number].used = self._clock

    def append(self, after: Cursor | None, page: Page) -> None:
        """The list goes on with this page."""
        self.replace(len(self.parts), len(self.parts), after, page)

    def replace(self, first: int, stop: int, after: Cursor | None, page: Page) -> None:
        """Put a page in the place of others; whoever looks at the list looks at this one."""
        self._clock += 1
        self.parts[first:stop] = [Part(after, len(page.rows), page.next, used=self._clock)]
        self._count_again()

    def cut(self, number: int) -> None:
        """Forget this page and all after it."""
        del self.parts[number:]
        self._count_again()

    def age(self) -> None:
        """Something was changed: all that is looked at later is asked for again."""
        for part in self.parts:
            part.fresh = False

    def forget(self, rows: Rows) -> None:
        """Keep the pages in memory that were looked at last."""
        loaded = [n for n, part in enumerate(self.parts) if part.count and rows[self.starts[n]] is not None]
        for number in sorted(loaded, key=lambda n: self.parts[n].used)[: max(0, len(loaded) - self.kept)]:
            start = self.starts[number]
            rows[start : start + self.parts[number].count] = [None] * self.parts[number].count

    def _count_again(self) -> None:
        self.starts, at = [], 0
        for part in self.parts:
            self.starts.append(at)
            at += part.count


@dataclass(frozen=True)
class Change:
    """One step from an old list to a new one. kind: remove or insert ``row``; move ``row`` up to ``to``."""

    kind: str
    row: int
    to: int = 0


MOST_STEPS = 60


def steps_between(old: Sequence[int], new: Sequence[int]) -> list[Change] | None:
    """How to turn one list of ids into another in few steps; None where that takes too many: begin anew then."""
    wanted = set(new)
    steps = [Change("remove", n) for n in range(len(old) - 1, -1, -1) if old[n] not in wanted]
    now = [name for name in old if name in wanted]
    for place, name in enumerate(new):
        if len(steps) > MOST_STEPS:
            return None
        if place < len(now) and now[place] == name:
            continue
        if name in wanted and name in now[place:]:
            source = now.index(name, place)
            steps.append(Change("move", source, place))
            now.insert(place, now.pop(source))
        else:
            steps.append(Change("insert", place))
            now.insert(place, name)
    return steps if len(steps) <= MOST_STEPS else None
