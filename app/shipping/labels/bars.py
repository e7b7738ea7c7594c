"""Bar codes and QR codes in whole dots of the printer, wide enough for any scanner, and the way back from pixels."""

import math
from collections.abc import Iterable

import numpy as np
from PIL import Image

from app.i18n import text
from app.shipping.labels.canvas import INCH_MM, Box, Canvas
from app.shipping.labels.errors import LabelRefusedError

NARROWEST_MM = 0.25
"""Width of the narrowest bar: cheap scanners and worn print heads read that."""

_WIDEST_MM = 0.55
_QUIET_MODULES, _QR_QUIET_MODULES = 10, 4


def code128(canvas: Canvas, content: str, box: Box) -> bool:
    """Draw a Code 128 with its quiet zones in the middle of the box, as wide as fits; False where it does not fit."""
    import zxingcpp  # noqa: PLC0415 - only a label asks

    row = np.asarray(
        zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    )[0]
    modules = len(row) + 2 * _QUIET_MODULES
    dots = _dots(canvas, modules, box.width)
    if not dots:
        return False
    bars = np.repeat(row, dots)[None].repeat(canvas.px(box.height), axis=0)
    x = canvas.px(box.x) + (canvas.px(box.width) - bars.shape[1]) // 2
    canvas.dots(Image.fromarray(bars), x, canvas.px(box.y))
    return True


def qr(canvas: Canvas, content: str, box: Box) -> None:
    """Draw a QR code with its quiet zone at the left top of the box, as large as fits. Raises LabelRefusedError."""
    import segno  # noqa: PLC0415 - only a label asks

    try:
        code = segno.make_qr(content, error="m")
    except segno.DataOverflowError:
        raise LabelRefusedError(text("The link of the unboxing card is too long for a label.")) from None
    matrix = np.array([[0 if dark else 255 for dark in line] for line in code.matrix], np.uint8)
    matrix = np.pad(matrix, _QR_QUIET_MODULES, constant_values=255)
    side = min(box.width, box.height)
    dots = _dots(canvas, matrix.shape[0], side, widest_mm=1.2)
    if not dots:
        raise LabelRefusedError(text("The link of the unboxing card is too long for a label."))
    canvas.dots(Image.fromarray(matrix.repeat(dots, 0).repeat(dots, 1)), canvas.px(box.x), canvas.px(box.y))


def narrowest_px(dpi: int) -> int:
    """Dots of the narrowest bar that is allowed."""
    return math.ceil(round(NARROWEST_MM * dpi / INCH_MM, 2))


def readable(image: Image.Image) -> set[tuple[str, str]]:
    """Every code in the picture as (form, content); form is "code128", "qr" or the name of another one."""
    import zxingcpp  # noqa: PLC0415 - only a label asks

    found = zxingcpp.read_barcodes(np.asarray(image.convert("L")), try_invert=False)
    names = {zxingcpp.BarcodeFormat.Code128: "code128", zxingcpp.BarcodeFormat.QRCode: "qr"}
    return {(names.get(one.format, str(one.format)), one.text) for one in found if one.valid}


def prove(image: Image.Image, codes: Iterable[tuple[str, str]]) -> None:
    """See that each code (form, content) can be read from the very dots that are printed. Raises LabelRefusedError."""
    if not set(codes) <= readable(image):
        raise LabelRefusedError(
            text("A code on this label could not be read back; it is not printed. Choose a larger label.")
        )


def _dots(canvas: Canvas, modules: int, width_mm: float, widest_mm: float = _WIDEST_MM) -> int:
    """Dots a module, 0 where even the narrowest does not fit."""
    least, most = narrowest_px(canvas.dpi), max(1, canvas.px(widest_mm))
    dots = min(canvas.px(width_mm) // modules, most)
    return dots if dots >= least else 0
