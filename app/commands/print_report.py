"""The figures of printing, written to a file: a CSV that Excel opens as it is. No order and no buyer is in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.commands.office import Office, command
from app.commands.print_costs import of_time
from app.commands.table_files import csv_bytes, write_file
from app.dispatch.defects import defect_title
from app.dispatch.records import Printer
from app.dispatch.statistics import Tally
from app.errors import AppError
from app.i18n import Text, text, tr
from app.security.permissions import Permission

PRINTER_COLUMNS: tuple[Text, ...] = (
    text("Printer"), text("Printed"), text("Failed"), text("Cancelled"), text("Sent back"), text("Spoiled"),
    text("Good"), text("Hours"), text("Material (g)"), text("Machine (CNY)"), text("Material (CNY)"),
    text("Cost (CNY)"), text("Lost (CNY)"),
)  # fmt: skip
CAUSE_COLUMNS: tuple[Text, ...] = (text("What was wrong"), text("How often"), text("Lost (CNY)"))


@command("print_costs.write", Permission.ORDERS_SEE)
def write_report(office: Office, since: datetime, until: datetime, path: Path) -> Path:
    """Write what ended in this time, by printer and by cause. Raises WriteRefusedError, AppError for another suffix."""
    if path.suffix.lower() != ".csv":
        raise AppError(text("Choose a name that ends in .csv."))
    figures = of_time(office, since, until)
    with office.book.reading() as book:
        names = {printer.id: printer.name for printer in book.find(Printer)}
    rows: list[Sequence[object]] = [
        [tr("Beginning"), f"{since.astimezone():%Y-%m-%d}", tr("Up to"), f"{until.astimezone():%Y-%m-%d}"],
        [],
        list(map(str, PRINTER_COLUMNS)),
        *([names.get(printer, str(printer)), *_figures(tally)] for printer, tally in figures.by_printer.items()),
        [tr("All together"), *_figures(figures.all)],
        [],
        list(map(str, CAUSE_COLUMNS)),
        *([str(defect_title(one.cause)), one.count, f"{one.lost:.2f}"] for one in figures.by_cause),
    ]
    write_file(path, csv_bytes(rows))
    return path


def _figures(tally: Tally) -> Iterator[str | int]:
    cost, good = tally.cost, tally.good_share
    yield from (tally.printed, tally.failed, tally.cancelled, tally.refused, tally.spoiled)
    yield "" if good is None else f"{good:.1%}"
    yield f"{cost.seconds / 3600:.2f}"
    yield f"{cost.grams:.0f}"
    yield from (f"{money:.2f}" for money in (cost.machine, cost.material, cost.total, cost.lost))
