"""Who else packs a parcel: workstations that touched it a short time ago. Kept in the parcel's facts, pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

HERE = "here"
"""The fact of a parcel that says where it is packed: workstation → [account, time]."""

FRESH = timedelta(minutes=10)
"""Whoever has scanned nothing for so long has gone to something else."""


@dataclass(frozen=True)
class Companion:
    """A workstation at which the parcel is packed too, and the account there (0: nobody logs in there)."""

    station: str
    account: int = 0


def touched(facts: Mapping[str, Any], station: str, account: int, at: datetime) -> dict[str, Any]:
    """The facts after somebody did something with the parcel at this workstation."""
    fresh = {name: mark for name, mark in _marks(facts).items() if _fresh(mark, at)}
    return {**facts, HERE: {**fresh, station: [account, at.isoformat(timespec="seconds")]}}


def left(facts: Mapping[str, Any], station: str) -> dict[str, Any]:
    """The facts after the parcel was put aside at this workstation."""
    rest = {name: mark for name, mark in _marks(facts).items() if name != station}
    return {**{name: fact for name, fact in facts.items() if name != HERE}, **({HERE: rest} if rest else {})}


def company(facts: Mapping[str, Any], station: str, at: datetime) -> tuple[Companion, ...]:
    """Everywhere else where it is packed now."""
    marks = sorted(_marks(facts).items())
    return tuple(Companion(name, int(mark[0])) for name, mark in marks if name != station and _fresh(mark, at))


def is_here(facts: Mapping[str, Any], station: str, at: datetime) -> bool:
    """Whether it is packed at this workstation now."""
    mark = _marks(facts).get(station)
    return mark is not None and _fresh(mark, at)


def _marks(facts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(facts.get(HERE) or {})


def _fresh(mark: Any, at: datetime) -> bool:
    return at - datetime.fromisoformat(str(mark[1])) < FRESH
