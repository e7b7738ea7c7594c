"""The figures of printing, written to a file: a CSV that Excel opens as it is. No order and no buyer is in it."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.commands.office import Office, command
from app.commands.print_costs import of_time
from app.dispatch.defects import defect_title
from app.dispatch.records import Printer
from app.dispatch.statistics import Tally
from app.errors import AppError, WriteRefusedError
from app.i18n import Text, text, tr
from app.safe_write import replace_with
from app.security.permissions import Permission

PRINTER_COLUMNS: tuple[Text, ...] = (
    text("Printer"), text("Printed"), text("Failed"), text("Cancelled"), text("Sent back"), text("Spoiled"),
    text("Good"), text("Hours"), text("Material (g)"), text("Machine (CNY)"), text("Material (CNY)"),
    text("Cost (CNY)"), text("Lost (CNY)"),
)  # fmt: skip
CAUSE_COLUMNS: tuple[Text, ...] = (text("What was wrong"), text("How often"), text("Lost (CNY)"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@command("print_costs.write", Permission.ORDERS_SEE)
def write_report(office: Office, since: datetime, until: datetime, path: Path) -> Path:
    """Write what ended in this time, by printer and by cause. Raises WriteRefusedError, AppError for another suffix."""
    if path.suffix.lower() != ".csv":
        raise AppError(text("Choose a name that ends in .csv."))
    figures = of_time(office, since, until)
    with office.book.reading() as book:
        names = {printer.id: printer.name for printer in book.find(Printer)}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([tr("Beginning"), f"{since.astimezone():%Y-%m-%d}", tr("Up to"), f"{until.astimezone():%Y-%m-%d}"])
    writer.writerow([])
    writer.writerow([str(title) for title in PRINTER_COLUMNS])
    for printer, tally in figures.by_printer.items():
        writer.writerow([_plain(names.get(printer, str(printer))), *_figures(tally)])
    writer.writerow([tr("All together"), *_figures(figures.all)])
    writer.writerow([])
    writer.writerow([str(title) for title in CAUSE_COLUMNS])
    writer.writerows([str(defect_title(one.cause)), one.count, f"{one.lost:.2f}"] for one in figures.by_cause)
    content = out.getvalue().encode("utf-8-sig")
    try:
        replace_with(path, lambda draft: _write(draft, content))
    except OSError as error:
        raise WriteRefusedError(
            text("“{file}” cannot be written here: {reason}.", file=path.name, reason=error.strerror or "?")
        ) from None
    return path


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _figures(tally: Tally) -> Iterator[str | int]:
    cost, good = tally.cost, tally.good_share
    yield from (tally.printed, tally.failed, tally.cancelled, tally.refused, tally.spoiled)
    yield "" if good is None else f"{good:.1%}"
    yield f"{cost.seconds / 3600:.2f}"
    yield f"{cost.grams:.0f}"
    yield from (f"{money:.2f}" for money in (cost.machine, cost.material, cost.total, cost.lost))


def _plain(name: str) -> str:
    """No cell that a table program would take for a formula."""
    return f"'{name}" if name.startswith(_FORMULA) else name
