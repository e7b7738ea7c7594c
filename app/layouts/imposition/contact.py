"""Contact sheets: many small pictures in rows and columns, each with its name below it."""

from dataclasses import dataclass
from math import ceil

from app.errors import AppError
from app.i18n import text
from app.layouts.imposition.regions import Region
from app.layouts.sheet import SheetSize

LEAST_MM = 5.0


@dataclass(frozen=True)
class ContactCell:
    """Where one picture and its caption go, mm."""

    picture: Region
    caption: Region


def contact_sheets(
    count: int, size: SheetSize, columns: int, rows: int, *, gap_mm: float = 4.0, caption_mm: float = 5.0
) -> list[list[ContactCell]]:
    """Cells of so many pictures, sheet by sheet, row by row; on a roll ``rows`` rows make a sheet as tall as its cells are wide.

    Raises AppError where cells would be too small to show anything.
    """
    left, top, right, bottom = size.margin_mm
    width = (size.width_mm - left - right - (columns - 1) * gap_mm) / columns
    usable = size.height_mm - top - bottom - (rows - 1) * gap_mm
    height = usable / rows if size.height_mm else width + caption_mm
    if width < LEAST_MM or height - caption_mm < LEAST_MM:
        raise AppError(text("So many pictures are too small on this sheet; take fewer rows or columns."))
    cells = []
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * (width + gap_mm), top + row * (height + gap_mm)
            picture = Region(x, y, width, height - caption_mm)
            cells.append(ContactCell(picture, Region(x, y + height - caption_mm, width, caption_mm)))
    each = columns * rows
    return [cells[: min(each, count - sheet * each)] for sheet in range(ceil(count / each))]
