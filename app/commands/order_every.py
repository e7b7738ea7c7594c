"""The same for everything that a question of the queue finds, however much it is: walked in pages, item after item.

A list keeps some thousand rows in memory; whoever chooses all of it chooses the question.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.commands import orders
from app.commands.office import Office, command
from app.commands.queue import allowed, page
from app.i18n import Text, text
from app.jobs.progress import Progress, silent
from app.orders.item_states import ITEM
from app.orders.machine import StepRefusedError
from app.orders.queue import QueueQuery
from app.orders.records import Item
from app.orders.stages import CLOSED, OPEN
from app.security.permissions import Permission

PAGE = 1000
MOST_COUNTED = 10_000_000
_LOOKING = 0.1  # share of the work that walking the list takes


@dataclass(frozen=True)
class Whole:
    """What a question finds: how many items, and the stages that they are in."""

    count: int
    stages: frozenset[str]


@dataclass(frozen=True)
class Refused:
    """An item that was refused, by the number of its order, and why."""

    number: str
    why: Text | str


@dataclass(frozen=True)
class DoneEvery:
    """done: how many; refused: each one that was not."""

    done: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Found:
    """An item of the walk: its id, its order's id and number."""

    item: int
    order: int
    number: str


@command("queue.whole", Permission.ORDERS_SEE)
def whole(office: Office, query: QueueQuery) -> Whole:
    """How much a question finds, and in which stages: for what is offered to do with all of it."""
    asked = allowed(office, query)
    with office.book.reading() as book:
        every = asked.stages or frozenset((*OPEN, *CLOSED) if asked.closed else OPEN)
        there = frozenset(stage for stage in every if book.count(replace(asked, stages=frozenset({stage})), 1))
        return Whole(book.count(asked, MOST_COUNTED), there)


@command("queue.items", Permission.ORDERS_SEE)
def items_of(office: Office, query: QueueQuery, *, progress: Progress | None = None) -> tuple[Found, ...]:
    """All items that a question finds, in its order. Raises Cancelled."""
    progress = progress or silent()
    found: dict[int, Found] = {}
    after = None
    count = whole(office, query).count or 1
    while True:
        progress(min(1.0, len(found) / count), text("Looking at the list: {n}", n=len(found)))
        rows = page(office, query, after, PAGE)
        found.update((row.item, Found(row.item, row.order, row.number)) for row in rows.rows)
        after = rows.next
        if after is None:
            return tuple(found.values())


@command("orders.move_every", Permission.ORDERS_SEE)
def move_every(
    office: Office,
    query: QueueQuery,
    event: str,
    *,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> DoneEvery:
    """One step with every item that the question finds, each on its own: what is refused does not stop the others.

    The items are looked up before the first step is taken: a step may take its item out of the list.
    Raises StepRefusedError (there is no such step), Cancelled; what was done by then stays done.
    """
    if event not in ITEM.event:
        raise StepRefusedError(text("There is no such step."))

    def work(items: Iterable[int], part: Progress) -> orders.Done:
        return orders.move_many(office, Item, items, event, reason=reason, facts=facts, progress=part)

    return _every(office, query, lambda one: one.item, work, progress or silent())


@command("orders.assign_every", Permission.ORDERS_ASSIGN)
def assign_every(
    office: Office, query: QueueQuery, account: int | None, *, progress: Progress | None = None
) -> DoneEvery:
    """Give everything that the question finds to a person, or to nobody (None). Raises Cancelled."""

    def work(items: Iterable[int], part: Progress) -> orders.Done:
        return orders.assign(office, items, account, progress=part)

    return _every(office, query, lambda one: one.item, work, progress or silent())


@command("orders.set_priority_every", Permission.ORDERS_EDIT)
def set_priority_every(
    office: Office, query: QueueQuery, priority: int, *, progress: Progress | None = None
) -> DoneEvery:
    """Set the priority of every order that has an item in the list. Raises StepRefusedError, Cancelled."""

    def work(ids: Iterable[int], part: Progress) -> orders.Done:
        return orders.set_priority(office, ids, priority, progress=part)

    return _every(office, query, lambda one: one.order, work, progress or silent())


def _every(
    office: Office,
    query: QueueQuery,
    key: Callable[[Found], int],
    work: Callable[[Iterable[int], Progress], orders.Done],
    progress: Progress,
) -> DoneEvery:
    numbers = {key(one): one.number for one in items_of(office, query, progress=progress.part(0.0, _LOOKING))}
    done = work(tuple(numbers), progress.part(_LOOKING, 1.0))
    return DoneEvery(len(done.done), tuple(Refused(numbers[one], why) for one, why in done.refused))
