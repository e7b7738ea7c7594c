"""What came of an import, line by line."""

from dataclasses import dataclass, field

from app.i18n import Text, text


@dataclass(frozen=True)
class Problem:
    """What is wrong with one order. ``where``: its line or key; ``what``: what is wrong and what to do, never a value.

    lines  of a table, that belong to it
    """

    where: Text
    what: Text
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        return str(text("{where}: {what}", where=self.where, what=self.what))


@dataclass(frozen=True)
class IntakeResult:
    """Numbers, problems, and what was dropped.

    created   orders that are new in the book
    known     orders that were there already, as they came
    changed   orders that are there already, but came differently: not taken over; each is a problem as well
    refused   orders that did not come in; each has its problems
    dropped   names of the fields that are not kept
    again     the whole file has come in before
    orders    ids of the new orders
    """

    created: int = 0
    known: int = 0
    changed: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    dropped: tuple[str, ...] = ()
    again: bool = False
    orders: tuple[int, ...] = field(default=(), repr=False)

    @property
    def good(self) -> bool:
        """Everything that came is in the book."""
        return not self.refused and not self.changed
