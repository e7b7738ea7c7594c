"""What printing has cost, and how well it goes."""

from dataclasses import dataclass
from datetime import datetime

from app.commands.dispatch_ties import all_jobs_of, contents_of
from app.commands.office import Office, command
from app.dispatch.costs import cost_of
from app.dispatch.records import Attempt, Printer, PrintJob, Verdict
from app.dispatch.statistics import Statistics, statistics
from app.orders.book import Between, Reading
from app.orders.records import Item
from app.security.permissions import Permission
from app.settings.materials import load_materials


@dataclass(frozen=True)
class OrderCost:
    """All that was printed for an order, with what failed. total, lost: CNY; lost: the part that failed."""

    total: float = 0.0
    lost: float = 0.0
    seconds: float = 0.0


@command("print_costs.order", Permission.PRODUCE)
def of_order(office: Office, order_id: int) -> OrderCost:
    """What printing has cost for all items of an order so far. Of a plate, an item bears as much as each of the others."""
    total, lost, seconds = 0.0, 0.0, 0.0
    materials = load_materials()
    with office.book.reading() as book:
        for item in book.find(Item, order=order_id):
            for job in all_jobs_of(book, item):
                cost = cost_of(job, book.find(Attempt, job=job.id), materials, _good_copies(book, job))
                share = 1 / max(len(contents_of(job)), 1)
                total, lost, seconds = (
                    total + cost.total * share,
                    lost + cost.lost * share,
                    seconds + cost.seconds * share,
                )
    return OrderCost(total, lost, seconds)


@command("print_costs.statistics", Permission.ORDERS_SEE)
def of_time(office: Office, since: datetime, until: datetime) -> Statistics:
    """What ended in this time, by printer and by cause."""
    with office.book.reading() as book:
        attempts = book.find(Attempt, ended_at=Between(since, until))
        verdicts = book.find(Verdict, passed=False, at=Between(since, until))
        wanted = {a.job for a in attempts} | {v.job for v in verdicts if v.job is not None}
        jobs = book.get_all(PrintJob, wanted)
        made = {job.id: _good_copies(book, job) for job in jobs.values()}
        printers = book.find(Printer, order_by="position")
    return statistics(jobs, attempts, verdicts, load_materials(), [p for p in printers if p.active], made=made)


def _good_copies(book: Reading, job: PrintJob) -> int:
    """How many of the copies of a job are good although it failed or was cancelled, as was told then."""
    if job.copies <= 1 or job.state not in {"failed", "cancelled"}:
        return 0
    ended = book.events(subject=f"job:{job.id}", kinds=("job.fail", "job.cancel"), limit=1, newest_first=True)
    return len(ended[0].facts.get("made", ())) if ended else 0
