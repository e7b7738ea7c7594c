"""When each step of an item is due, counted back from the day it is promised for; pure functions.

A clock stands still while an item waits for somebody outside (client, buyer, rights): then what is due moves on by as long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.i18n import Text, text
from app.orders import stages
from app.orders.records import Item
from app.orders.working_days import CHINA, WorkingDays

STEPS: dict[str, Text] = {
    "model": text("Modelling"),
    "confirm": text("The buyer's answer"),
    "print": text("Release for printing"),
    "produce": text("Printing and finishing"),
    "pack": text("Packing"),
    "ship": text("Shipping"),
}
"""What an item goes through, in this order; the workshop's settings say how many working days each may take."""

PAUSES = frozenset({"client", "customer", "rights"})
"""Reasons of a hold for which the clock stands still; the workshop answers for its material and machines."""

_IN_EVERY_PLAN = ("pack", "ship")

_STEP_OF: dict[str, str] = {
    **dict.fromkeys(stages.TO_MODEL, "model"),
    **dict.fromkeys(stages.TO_CONFIRM, "confirm"),
    **dict.fromkeys(stages.TO_PRINT, "print"),
    **dict.fromkeys(stages.IN_PRODUCTION, "produce"),
    "ready_to_pack": "pack",
    "packed": "ship",
    **dict.fromkeys(stages.TO_SHIP, "ship"),
}


def step_of(stage: str) -> str | None:
    """The step that an item of this stage is in; None where nothing is due from the workshop any more."""
    return _STEP_OF.get(stage)


def promised(received: datetime, days: Mapping[str, float], calendar: WorkingDays) -> datetime:
    """The due time of an order that came without one. Raises YearUnknownError."""
    return calendar.add(received, sum(days[step] for step in STEPS))


def plan(
    due: datetime, received: datetime, days: Mapping[str, float], calendar: WorkingDays, first: str = "model"
) -> dict[str, str]:
    """Due time of each step from ``first`` on, as ``Item.dues`` keeps them; ``due`` is when it has to be shipped.

    Each step ends so many working days before the next one ends. An order that is too short for that shares what time
    there is in the same proportions. What is promised for a day off has to be done when the working day before it ends:
    nothing is due later than it would be for a later promise. Raises YearUnknownError.
    """
    done = calendar.last_worked(due)
    names = list(STEPS)[list(STEPS).index(first) :]
    takes = [days[name] for name in names]
    ends = _ends(done, takes, calendar)
    if calendar.add(ends[0], -takes[0]) < received:
        there_is, whole = max(_working_time(received, done, calendar), 0.0), sum(takes)
        squeezed = _ends(done, [part * there_is / whole for part in takes], calendar)
        ends = [max(end.replace(second=0, microsecond=0), min(received, due)) for end in squeezed]
    return write_dues(dict(zip(names, [*ends[:-1], due], strict=True)))


def plan_from(now: datetime, stage: str, days: Mapping[str, float], calendar: WorkingDays) -> dict[str, str]:
    """Due time of each step that is to come for an item of this stage that begins now. Raises YearUnknownError."""
    first = step_of(stage) or "model"
    ahead = list(STEPS)[list(STEPS).index(first) :]
    return plan(calendar.add(now, sum(days[name] for name in ahead)), now, days, calendar, first)


def _ends(due: datetime, takes: Sequence[float], calendar: WorkingDays) -> list[datetime]:
    ends = [due]
    for part in reversed(takes[1:]):
        ends.append(calendar.add(ends[-1], -part))
    ends.reverse()
    return ends


def _working_time(start: datetime, end: datetime, calendar: WorkingDays) -> float:
    """Working days from one moment to another, with parts of a day."""
    first, last = start.astimezone(CHINA), end.astimezone(CHINA)
    hours = (last.hour - first.hour) / 24 + (last.minute - first.minute) / 1440
    return calendar.between(first.date(), last.date()) + hours


def read_dues(item: Item) -> dict[str, datetime]:
    """Due times of the steps of an item."""
    return {step: datetime.fromisoformat(when) for step, when in item.dues.items()}


def write_dues(dues: Mapping[str, datetime]) -> dict[str, Any]:
    """As the book keeps them, to the second."""
    return {step: when.isoformat(timespec="seconds") for step, when in dues.items()}


def stands_still(item: Item) -> bool:
    """Whether the clock of this item stands still: it waits for somebody outside."""
    return item.state == "on_hold" and item.hold_reason in PAUSES


def with_due(item: Item) -> Item:
    """The item with the due time of the step that it is in; where that has none, of the next one that has."""
    known = read_dues(item)
    ahead = () if stands_still(item) else steps_ahead(item)
    return replace(item, due_at=next((known[name] for name in ahead if name in known), None))


def steps_ahead(item: Item) -> tuple[str, ...]:
    """The step that an item is in, or was held in, and those after it; none where nothing is due any more."""
    step = step_of(stage_at_work(item))
    return () if step is None else tuple(list(STEPS)[list(STEPS).index(step) :])


def stage_at_work(item: Item) -> str:
    """The stage of an item; of one that is on hold, that in which it was held."""
    return item.held_from if item.state == "on_hold" else item.stage


def is_unplanned(item: Item) -> bool:
    """Whether its steps have no due times yet: the holidays of their year were unknown when it came in.

    Every plan has the last steps; by hand one date alone is set, and what was promised is that of shipping alone.
    """
    return any(name not in item.dues for name in steps_ahead(item) if name in _IN_EVERY_PLAN)


def moved(item: Item, by: timedelta) -> Item:
    """The item with what is still to come due so much later: from the step it was held in on."""
    names = list(STEPS)
    now_in = step_of(item.held_from) or names[0]
    ahead = names[names.index(now_in) :]
    dues = {step: when + by if step in ahead else when for step, when in read_dues(item).items()}
    return replace(item, dues=write_dues(dues))
