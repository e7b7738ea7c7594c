"""Things of several orders on one sheet, as the layout bench makes it, without the bench."""

from collections.abc import Sequence
from dataclasses import replace

from app.commands.layout_designs import composition_of
from app.commands.layout_print import SheetFile, design_shelf, piece_of
from app.commands.office import Office
from app.jobs.progress import silent
from app.layouts.making.job import STANDARD_TIME
from app.layouts.making.make import Wishes, make
from app.layouts.sheet import SheetSize
from app.orders.records import Item
from app.settings.shop import PrintShop


def make_sheet(office: Office, items: Sequence[Item], shop: PrintShop, sheet: SheetSize, seconds: float) -> SheetFile:
    """Every copy of what these items are now."""
    with design_shelf(office) as (folder, shelf):
        pieces = [
            replace(
                piece_of(composition_of(office, item.revision), shop, shelf, item),
                quantity=item.quantity,
                group=item.finish,
            )
            for item in items
        ]
        wishes = Wishes(shop, items[0].serial, STANDARD_TIME, sheet, seconds=seconds)
        made = make(pieces, wishes, folder / "sheet.pdf", silent())
        return SheetFile(
            made.files[0].read_bytes(),
            {item.id: item.revision for item in items},
            sheet,
            made,
            wishes.title,
            {item.id: item.quantity for item in items},
        )
