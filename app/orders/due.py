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
from app.orders.working_days import WorkingDays

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
    there is in the same proportions. Raises YearUnknownError.
    """
    names = list(STEPS)[list(STEPS).index(first) :]
    ends = [due]
    for name in reversed(names[1:]):
        ends.append(calendar.add(ends[-1], -days[name]))
    ends.reverse()
    if calendar.add(ends[0], -days[names[0]]) < received:
        ends = _shared(due, received, [days[name] for name in names])
    return write_dues(dict(zip(names, ends, strict=True)))


def _shared(due: datetime, received: datetime, days: Sequence[float]) -> list[datetime]:
    whole, span, passed, ends = sum(days), max(due - received, timedelta(0)), 0.0, []
    for part in days:
        passed += part
        ends.append(due - span * ((whole - passed) / whole if whole else 0))
    return ends


def read_dues(item: Item) -> dict[str, datetime]:
    """Due times of the steps of an item."""
    return {step: datetime.fromisoformat(when) for step, when in item.dues.items()}


def write_dues(dues: Mapping[str, datetime]) -> dict[str, Any]:
    """As the book keeps them, to the second."""
    return {step: when.isoformat(timespec="seconds") for step, when in dues.items()}


def with_due(item: Item) -> Item:
    """The item with the due time of the step that it is in."""
    where = item.held_from if item.state == "on_hold" else item.stage
    stands_still = item.state == "on_hold" and item.hold_reason in PAUSES
    step = None if stands_still else step_of(where)
    return replace(item, due_at=None if step is None else read_dues(item).get(step))


def moved(item: Item, by: timedelta) -> Item:
    """The item with what is still to come due so much later: from the step it was held in on."""
    names = list(STEPS)
    now_in = step_of(item.held_from) or names[0]
    ahead = names[names.index(now_in) :]
    dues = {step: when + by if step in ahead else when for step, when in read_dues(item).items()}
    return replace(item, dues=write_dues(dues))
