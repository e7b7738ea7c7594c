"""QR codes as squares of ink, and whether what was drawn is read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.i18n import text
from app.layouts.design.document import CodeLayer
from app.layouts.design.faults import Fault
from app.layouts.path import Path, joined, rectangle
from app.layouts.piece import Piece
from app.layouts.raster.image import draw, side_of
from app.layouts.raster.resample import CACHE_BYTES, Resampled
from app.layouts.units import MM_PER_INCH

QUIET = 4
"""Empty modules around the code (ISO/IEC 18004)."""
SMALLEST_MM = 0.35
"""Of a module: what a telephone still reads at arm's length, and what ink on card does not close."""
READ_PPI = 300.0
BEHIND_PX = 800
"""Pixels of a side of pictures behind a code, at most."""
AROUND_MM = 2.0


@dataclass(frozen=True)
class PlacedCode:
    """A code on a side of a piece. ``box_mm``: left, top, width, height of what it covers, from the piece's corner."""

    side: Literal["front", "back"]
    layer: str
    text: str
    box_mm: tuple[float, float, float, float]


@dataclass(frozen=True)
class Code:
    """A code from the top left of its square.

    side_mm    of the square with its quiet zone
    module_mm  of one of its squares
    """

    path: Path
    side_mm: float
    module_mm: float


def code(layer: CodeLayer, words: str) -> tuple[Code | None, Fault | None]:
    """The code of a text as large as the layer's box lets it be, and what is against it."""
    import segno  # noqa: PLC0415 - only designs with a code need it

    side = min(layer.width_mm, layer.height_mm)
    try:
        made = segno.make(words, error=layer.level.lower(), micro=False, boost_error=True)
    except (segno.DataOverflowError, ValueError):
        return None, Fault("code-text", text("This text is too long for a QR code: use a shorter link."), layer.id)
    rows = tuple(made.matrix)
    module = side / (len(rows) + 2 * QUIET)
    found = Code(joined(_runs(rows, module)), side, module)
    if module < SMALLEST_MM:
        needed = SMALLEST_MM * (len(rows) + 2 * QUIET)
        words_of = text(
            "The QR code is too small to be read: make it at least {mm} mm wide, or use a shorter link.",
            mm=f"{needed + 0.05:.1f}",
        )
        return found, Fault("code-small", words_of, layer.id)
    return found, None


def _runs(rows: tuple[bytearray, ...], module: float) -> list[Path]:
    """Dark modules that touch in a row as one rectangle each."""
    found = []
    for number, row in enumerate(rows):
        begin = None
        for place, dark in enumerate([*row, 0]):
            if dark and begin is None:
                begin = place
            elif not dark and begin is not None:
                left, top = (begin + QUIET) * module, (number + QUIET) * module
                found.append(rectangle(left, top, (place - begin) * module, module))
                begin = None
    return found


def behind_codes() -> Resampled:
    """Pictures for ``unreadable``: what lies behind a code may be coarse, the code itself is drawn sharp."""
    return Resampled(CACHE_BYTES, longest=BEHIND_PX)


def unreadable(piece: Piece, codes: Iterable[PlacedCode], pictures: Resampled | None = None) -> tuple[Fault, ...]:
    """The codes that are not read from the piece as it is printed. ``pictures``: what was drawn for other pieces."""
    import zxingcpp  # noqa: PLC0415 - only designs with a code need it

    pictures = pictures or behind_codes()
    found = []
    for placed in codes:
        left, top, width, height = placed.box_mm
        scale = READ_PPI / MM_PER_INCH
        size = (round((width + 2 * AROUND_MM) * scale), round((height + 2 * AROUND_MM) * scale))
        place = (scale, 0.0, 0.0, scale, (AROUND_MM - left) * scale, (AROUND_MM - top) * scale)
        seen = draw(side_of(piece, placed.side).marks, size, place, pictures=pictures).convert("L")
        read = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        if placed.text not in {code.text for code in read}:
            words = text(
                "The QR code cannot be read as it is printed: make it larger or darker, or free what covers it."
            )
            found.append(Fault("code-unreadable", words, placed.layer))
    return tuple(found)
