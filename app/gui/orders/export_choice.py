"""Asks for the file that what is chosen is written to, writes it beside the window, and says so."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.commands.order_export import Written, export_items
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.doing import Teller
from app.i18n import plural, text, tr

SUFFIXES = {".xlsx": text("Excel table (*.xlsx)"), ".csv": text("CSV table (*.csv)")}


def ask_export_file(parent: QWidget, folder: str) -> Path | None:
    """Where to write, with a suffix that is known; None where nothing was chosen."""
    name = tr("orders")
    proposed = str(Path(folder or Path.home()) / f"{name}-{datetime.now().astimezone():%Y-%m-%d}.xlsx")
    filters = {str(words): suffix for suffix, words in SUFFIXES.items()}
    name, chosen = QFileDialog.getSaveFileName(parent, tr("Export what is chosen"), proposed, ";;".join(filters))
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() in SUFFIXES else path.with_name(path.name + filters.get(chosen, ".xlsx"))


def export_items_to(desk: OfficeDesk, items: tuple[int, ...], path: Path, teller: Teller) -> None:
    """Write these items (ids) to the file."""

    def written(done: Written) -> None:
        name = done.path.name
        words = plural("{n} item was written to {file}.", "{n} items were written to {file}.", done.rows, file=name)
        teller.say(words, "ok")

    desk.ask(
        export_items, items, path,
        then=written, failed=lambda error: teller.say(error.sentence, "bad"), lane="thread",
        title=text("Write {file}", file=path.name), writes=path.name,
    )  # fmt: skip
