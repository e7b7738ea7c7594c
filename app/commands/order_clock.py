"""What becomes of orders because time has passed, or because the holidays of a year are known by now.

Each order in a transaction of its own, looked at again inside it: other PCs have a clock too, and may have been faster.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.commands.need_to_know import in_scope, need_order
from app.commands.office import Office, command
from app.commands.order_entry import planning_of
from app.commands.orders import Done, each_alone
from app.commands.steps import Steps, transact
from app.commands.workshop_settings import read_settings
from app.jobs.progress import Progress
from app.orders import due
from app.orders.book import Between, Reading
from app.orders.entering import Planning
from app.orders.item_states import BEFORE_PRODUCTION, IN_PRODUCTION
from app.orders.records import Item, Order
from app.orders.working_days import YearUnknownError
from app.security.permissions import Permission

_NOT_PACKED = (*BEFORE_PRODUCTION, *IN_PRODUCTION, "on_hold")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # before the first order of all


@command("orders.close_finished", Permission.ORDERS_EDIT)
def close_finished(office: Office, most: int = 500, *, progress: Progress | None = None) -> int:
    """Close orders whose warranty is over, those that have waited longest first; gives how many. For a clock."""
    now = office.clock()
    with office.book.reading() as book:
        over = book.find(
            Order, status="accepted", warranty_until=Between(_LONG_AGO, now), order_by="warranty_until", limit=most
        )
        allowed = _in_scope(office, book, (order.id for order in over))
    closed: list[int] = []

    def one(order_id: int) -> None:
        def work(steps: Steps) -> bool:
            order = steps.book.get(Order, order_id)
            need_order(office.actor, Permission.ORDERS_EDIT, steps.book.find(Item, order=order_id))
            if order.status != "accepted" or order.warranty_until is None or order.warranty_until > now:
                return False
            steps.touch(order_id)
            steps.book.note("order.close", f"order:{order_id}", order=order_id)
            return True

        if transact(office, work):
            closed.append(order_id)

    each_alone((order.id for order in over if order.id in allowed), one, progress)
    return len(closed)


@command("orders.unplanned", Permission.ORDERS_EDIT)
def unplanned(office: Office, most: int = 500) -> tuple[int, ...]:
    """Orders whose steps have no due times yet and can have them, because their year is known by now; their ids."""
    with office.book.reading() as book:
        planning = planning_of(read_settings(book))
        waiting: dict[int, list[Item]] = defaultdict(list)
        for item in book.find(Item, state=_NOT_PACKED):
            if due.is_unplanned(item) and in_scope(office.actor, Permission.ORDERS_EDIT, item):
                waiting[item.order].append(item)
        orders = book.get_all(Order, waiting)
    now = office.clock()
    found: list[int] = []
    for order_id in sorted(orders):
        try:
            _plans(orders[order_id], waiting[order_id], planning, now)
        except YearUnknownError:
            continue
        found.append(order_id)
        if len(found) == most:
            break
    return tuple(found)


@command("orders.plan_again", Permission.ORDERS_EDIT)
def plan_again(office: Office, orders: Iterable[int], *, progress: Progress | None = None) -> Done:
    """Plan the items of these orders that have no due times yet. ``done``: orders where there was something to plan.

    Dates that somebody has set by hand stay.
    """
    planned: list[int] = []

    def one(order_id: int) -> None:
        def work(steps: Steps) -> bool:
            order = steps.book.get(Order, order_id)
            items = steps.book.find(Item, order=order_id)
            need_order(office.actor, Permission.ORDERS_EDIT, items)
            wanting = [item for item in items if due.is_unplanned(item)]
            if not wanting:
                return False
            due_at, dues = _plans(order, wanting, planning_of(steps.settings), office.clock())
            if due_at != order.due_at:
                steps.book.save(replace(order, due_at=due_at))
            for item in wanting:
                steps.book.save(due.with_due(replace(item, dues={**dues[item.id], **item.dues})))
            steps.book.note("order.planned", order, order=order_id)
            return True

        if transact(office, work):
            planned.append(order_id)

    refused = each_alone(orders, one, progress).refused
    return Done(tuple(planned), refused)


def _plans(
    order: Order, items: Iterable[Item], planning: Planning, now: datetime
) -> tuple[datetime, Mapping[int, dict[str, Any]]]:
    """When the order is due, and the due times of these items by id. Raises YearUnknownError.

    What is made anew has its time from now on, not from the day that the order came in.
    """
    days, calendar = planning.days, planning.calendar
    due_at = order.due_at or due.promised(order.received_at, days, calendar)
    first_time = due.plan(due_at, order.received_at, days, calendar)
    return due_at, {
        item.id: due.plan_from(now, due.stage_at_work(item), days, calendar) if item.remake_of else first_time
        for item in items
    }


def _in_scope(office: Office, book: Reading, orders: Iterable[int]) -> frozenset[int]:
    """Those of these orders that the actor may work on."""
    items = book.find(Item, order=tuple(orders))
    return frozenset(item.order for item in items if in_scope(office.actor, Permission.ORDERS_EDIT, item))
