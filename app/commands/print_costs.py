"""What printing has cost, and how well it goes."""

from dataclasses import dataclass
from datetime import datetime

from app.commands.dispatch_ties import contents_of, jobs_of
from app.commands.office import Office, command
from app.dispatch.costs import Cost, cost_of
from app.dispatch.records import Attempt, Printer, PrintJob, Verdict
from app.dispatch.statistics import Statistics, statistics
from app.orders.book import Between, Reading
from app.orders.records import Item
from app.security.permissions import Permission
from app.settings.materials import load_materials


@dataclass(frozen=True)
class JobCost:
    """A job and what it has cost; share: the part of it that is this item's, where it was printed with others."""

    job: PrintJob
    cost: Cost
    share: float = 1.0


@dataclass(frozen=True)
class ItemCost:
    """All that was printed for an item, with what failed. total: CNY, of this item alone; lost: the part that failed."""

    jobs: tuple[JobCost, ...]
    total: float
    lost: float
    seconds: float


@command("print_costs.item", Permission.ORDERS_SEE)
def of_item(office: Office, item_id: int) -> ItemCost:
    """Raises NotFoundError."""
    with office.book.reading() as book:
        return _of(book, book.get(Item, item_id))


@command("print_costs.order", Permission.ORDERS_SEE)
def of_order(office: Office, order_id: int) -> ItemCost:
    """All items of an order together."""
    with office.book.reading() as book:
        parts = [_of(book, item) for item in book.find(Item, order=order_id)]
    return ItemCost(
        tuple(job for part in parts for job in part.jobs),
        sum(part.total for part in parts),
        sum(part.lost for part in parts),
        sum(part.seconds for part in parts),
    )


@command("print_costs.statistics", Permission.ORDERS_SEE)
def of_time(office: Office, since: datetime, until: datetime) -> Statistics:
    """What ended in this time, by printer and by cause."""
    with office.book.reading() as book:
        attempts = book.find(Attempt, ended_at=Between(since, until))
        verdicts = book.find(Verdict, passed=False, at=Between(since, until))
        wanted = {a.job for a in attempts} | {v.job for v in verdicts if v.job is not None}
        jobs = book.get_all(PrintJob, wanted)
        printers = book.find(Printer, order_by="position")
    return statistics(jobs, attempts, verdicts, load_materials(), [p for p in printers if p.active])


def _of(book: Reading, item: Item) -> ItemCost:
    materials = load_materials()
    found = []
    for job in jobs_of(book, item):
        cost = cost_of(job, book.find(Attempt, job=job.id), materials)
        found.append(JobCost(job, cost, 1 / max(len(contents_of(job)), 1)))
    return ItemCost(
        tuple(found),
        sum(one.cost.total * one.share for one in found),
        sum(one.cost.lost * one.share for one in found),
        sum(one.cost.seconds * one.share for one in found),
    )
