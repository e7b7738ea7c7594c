"""QR codes as squares of ink, and whether what was drawn is read again."""

from dataclasses import dataclass
from typing import Literal

from app.i18n import text
from app.layouts.design.document import CodeLayer
from app.layouts.design.faults import Fault
from app.layouts.path import Path, joined, rectangle
from app.layouts.piece import Piece
from app.layouts.raster.image import face_picture

QUIET = 4
"""Empty modules around the code (ISO/IEC 18004)."""
SMALLEST_MM = 0.35
"""Of a module: what a telephone still reads at arm's length, and what ink on card does not close."""
READ_PPI = 400.0


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


def unreadable(piece: Piece, codes: tuple[tuple[Literal["front", "back"], str, str], ...]) -> tuple[Fault, ...]:
    """The codes that are not read from the piece as it is printed; each is (side, id of its layer, its text)."""
    import zxingcpp  # noqa: PLC0415 - only designs with a code need it

    read: dict[str, set[str]] = {}
    for side in dict.fromkeys(side for side, _, _ in codes):
        image = face_picture(piece, side, READ_PPI, bleed=False).convert("L")
        read[side] = {
            found.text
            for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        }
    return tuple(
        Fault(
            "code-unreadable",
            text("The QR code cannot be read as it is printed: make it larger, darker, or free it of what covers it."),
            layer,
        )
        for side, layer, words in codes
        if words not in read[side]
    )
