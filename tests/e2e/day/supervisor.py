"""The client's supervisor: looks at everything while it happens, and can change nothing of it.

python -m tests.e2e.day.supervisor RECORD          (see ``colleague``)
"""

from collections.abc import Callable
from typing import Any

from app.commands import accounts, audit, item_work, orders, packing, print_files, quality, shipping
from app.commands.queue import page
from app.orders.queue import QueueQuery
from app.orders.records import Item, Order
from app.security.permissions import NotAllowedError
from app.shipping.records import Parcel
from tests.e2e.day.colleague import Colleague, at_this_pc


def look(here: Colleague) -> None:
    """Once over all that there is."""
    rows = page(here.office, QueueQuery(closed=True)).rows
    seen = [orders.open_order(here.office, order.id) for order in here.all(Order)]
    told = {"rows": len(rows), "orders": len(seen), "accepted": sum(view.order.status == "accepted" for view in seen)}
    if told != here.last:
        here.last = told
        here.write(**told)


def at_the_end(here: Colleague) -> None:
    """The chain is whole; nothing that changes something is allowed."""
    here.write(chain=audit.verify(here.office).good)
    here.write(refused=sorted(name for name, attempt in attempts(here).items() if _refused(attempt)))
    here.write(tried=sorted(attempts(here)))


def attempts(here: Colleague) -> dict[str, Callable[[], Any]]:
    """Things that people of the workshop do all day."""
    office, item, order = here.office, here.all(Item)[0], here.all(Order)[0]
    parcel = here.all(Parcel)[0]
    return {
        "make anew": lambda: orders.remake(office, item.id, cause="print", reason="so", version=None),
        "give a new version": lambda: item_work.file_revision(office, item.id, None),  # type: ignore[arg-type]
        "make urgent": lambda: orders.set_priority(office, [order.id], 2),
        "send to print": lambda: print_files.from_model(office, item.id, ".3mf", None),  # type: ignore[arg-type]
        "judge": lambda: quality.judge(office, item.id, passed=True),
        "scan": lambda: packing.scan(office, parcel.id, item.serial),
        "give a waybill": lambda: shipping.set_waybill(office, parcel.id, "SF1234567890999", "sf"),
        "list accounts": lambda: accounts.accounts(office),
    }


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except NotAllowedError:
        return True
    return False


def _watch(here: Colleague) -> None:
    here.work(lambda: look(here))
    at_the_end(here)


if __name__ == "__main__":
    at_this_pc(_watch)
