"""One piece after another from the rows of a list: the same template, what each order brings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.errors import AppError
from app.i18n import Text, text
from app.layouts.composing.codes import behind_codes, unreadable
from app.layouts.composing.compose import Kept, composed
from app.layouts.composing.shelf import Shelf
from app.layouts.design.document import Template
from app.layouts.design.faults import Fault
from app.layouts.design.filling import fill, missing
from app.layouts.design.titles import title_of
from app.layouts.piece import Piece
from app.settings.shop import PrintShop


@dataclass(frozen=True)
class Row:
    """What one order brings: values of the template's places by their names."""

    id: str
    values: Mapping[str, str] = field(hash=False)
    label: str = ""
    quantity: int = 1
    group: str = ""


@dataclass(frozen=True)
class RowFault:
    """A row of which no piece was made. ``faults``: all that is against it, where it came so far."""

    row: str
    words: Text | str
    faults: tuple[Fault, ...] = ()


def merge(
    template: Template, rows: Iterable[Row], shelf: Shelf, shop: PrintShop, *, check_codes: bool = True
) -> Iterator[Piece | RowFault]:
    """A piece for each row, in their order and one at a time; a row that is wrong does not stop the others.

    check_codes  QR codes are drawn and read again
    """
    kept, pictures = Kept(template.design), behind_codes()
    for row in rows:
        lacking = missing(template, row.values)
        if lacking:
            names = ", ".join(str(title_of(slot.title)) for slot in lacking)
            yield RowFault(row.id, text("This is missing: {names}.", names=names))
            continue
        try:
            made = composed(
                fill(template, row.values),
                {},
                shelf,
                shop,
                id=row.id,
                label=row.label,
                quantity=row.quantity,
                group=row.group,
                kept=kept,
            )
        except AppError as error:
            yield RowFault(row.id, error.sentence)
            continue
        faults = made.faults
        if check_codes and made.codes:
            faults += unreadable(made.piece, made.codes, pictures)
        against = next((fault for fault in faults if fault.blocks), None)
        yield made.piece if against is None else RowFault(row.id, against.words, faults)
