"""The print dialog of the system for a job that lies in a tray: its picture or its pages at true size, on paper of their size.

Lengths in mm. What is printed is the file that was queued, or nothing.
"""

import contextlib
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.commands.print_dialog import AT_THE_TRAY
from app.commands.print_sides import LONG, SHORT
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError
from app.i18n import text

TRAY = "print_dialog"
"""Id of the kind of printer whose jobs are printed here."""
FOLDERS = "hot_folder"
"""How the ids of the kinds begin that are a folder of a program, which seldom says that it has printed."""
_INCH_MM, _POINTS = 25.4, 72
_PDFIUM = threading.Lock()
_LEAST_DRAWN_DPI, _MOST_DRAWN_DPI = 300.0, 600.0
"""At which a page of a PDF is drawn: what printers can show, and what fits into memory."""
_DUPLEX = {LONG: QPrinter.DuplexMode.DuplexLongSide, SHORT: QPrinter.DuplexMode.DuplexShortSide}
_USUAL_DPI, _LEAST_DPI, _MOST_DPI = 300.0, 100.0, 2400.0


class NotPrintedError(AppError):
    """Nothing went to the printer; the sentence says why."""


@dataclass(frozen=True)
class TruePicture:
    """What is printed and how large it is on paper, in mm. ``draw`` gives a page as it is to be at so many dots an inch."""

    draw: Callable[[int, float], QImage]
    width_mm: float
    height_mm: float
    pages: int = 1


def lying_at(printer: Printer | None, job: PrintJob) -> Path | None:
    """Where the file of a job lies on this PC; None where it is not printed by the dialog, or does not lie there any more."""
    if printer is None or printer.driver != TRAY or job.state not in AT_THE_TRAY:
        return None
    path = Path(str(printer.settings.get("folder", ""))) / (job.native or f"{job.uid}{job.suffix}")
    return path if path.is_file() else None


def read_picture(path: Path, job: PrintJob) -> TruePicture:
    """The picture in its true size: that of the order, else by the file's own dots an inch, else 300 dots an inch.

    A PDF has the size that it says itself. Raises NotPrintedError where the file is not the one that was queued, or is no
    picture and no PDF with pages of one size.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise NotPrintedError(text("The file does not lie in the tray any more; look what became of it.")) from None
    if hashlib.sha256(content).hexdigest() != job.digest:
        raise NotPrintedError(text("The print file was changed after it had been queued; queue it again."))
    if content.startswith(b"%PDF-"):
        return _pages_of(content)
    image = QImage.fromData(content)
    if image.isNull():
        raise NotPrintedError(text("This file cannot be shown as a picture; print it with another program."))

    def draw(_page: int, _dpi: float) -> QImage:
        return image

    media = job.options.get("media_mm")
    if isinstance(media, list | tuple) and len(media) == 2 and all(float(length) > 0 for length in media):
        width, height = float(media[0]), float(media[1])
        if (width > height) != (image.width() > image.height()) and width != height:
            width, height = height, width  # the same paper, turned as the picture is
        return TruePicture(draw, width, height)
    return TruePicture(
        draw, image.width() * _dot_mm(image.dotsPerMeterX()), image.height() * _dot_mm(image.dotsPerMeterY())
    )


def _pages_of(content: bytes) -> TruePicture:
    """Drawn by PDFium, which takes one thread at a time."""
    import pypdfium2  # noqa: PLC0415 - only a PDF asks

    try:
        with _PDFIUM, contextlib.closing(pypdfium2.PdfDocument(content)) as document:
            sizes = {(round(w, 1), round(h, 1)) for w, h in map(document.get_page_size, range(len(document)))}
            count = len(document)
    except pypdfium2.PdfiumError:
        raise NotPrintedError(text("This PDF cannot be read; print it with another program.")) from None
    if len(sizes) != 1:
        raise NotPrintedError(text("The pages of this PDF have different sizes; print it with another program."))

    def draw(page: int, dpi: float) -> QImage:
        with _PDFIUM, contextlib.closing(pypdfium2.PdfDocument(content)) as document:
            drawn = document[page].render(scale=dpi / _POINTS).to_pil().convert("RGB")
        return QImage(drawn.tobytes(), drawn.width, drawn.height, 3 * drawn.width, QImage.Format.Format_RGB888).copy()

    width, height = next(iter(sizes))
    return TruePicture(draw, width / _POINTS * _INCH_MM, height / _POINTS * _INCH_MM, count)


def _dot_mm(dots_per_meter: int) -> float:
    dpi = dots_per_meter * _INCH_MM / 1000
    # Files that say nothing are read as those of a screen.
    return _INCH_MM / (dpi if _LEAST_DPI <= dpi <= _MOST_DPI else _USUAL_DPI)


def prepare(printer: QPrinter, picture: TruePicture, job: PrintJob) -> None:
    """Set the paper, no margins, its sides, and as many copies as were ordered, before the dialog is shown."""
    upright = QSizeF(*sorted((picture.width_mm, picture.height_mm)))
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Millimeter))
    wide = picture.width_mm > picture.height_mm
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setCopyCount(job.copies)
    printer.setDuplex(_DUPLEX.get(str(job.options.get("sides", "")), QPrinter.DuplexMode.DuplexNone))
    printer.setDocName(job.uid)  # the queue of a printer is read by others: no name of anybody


def need_room(printer: QPrinter, picture: TruePicture) -> None:
    """Raises NotPrintedError where the picture is larger than the chosen paper."""
    page = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    spare = 0.6  # printers name papers by whole millimetres or points
    if picture.width_mm > page.width() + spare or picture.height_mm > page.height() + spare:
        raise NotPrintedError(
            text(
                "The picture is {width} × {height} mm and does not fit on the chosen paper; choose a larger one.",
                width=f"{picture.width_mm:.0f}", height=f"{picture.height_mm:.0f}",
            )
        )  # fmt: skip


def paint(printer: QPrinter, picture: TruePicture) -> None:
    """Draw the picture, or each page, in its size in the middle of the paper. Raises NotPrintedError, also where it is larger."""
    need_room(printer, picture)
    page = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    dots = printer.resolution() / _INCH_MM
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise NotPrintedError(text("The printer does not take it; look whether it is on and has paper."))
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # else Qt makes a poor JPEG of it
        left, top = (page.width() - picture.width_mm) / 2, (page.height() - picture.height_mm) / 2
        place = QRectF(left * dots, top * dots, picture.width_mm * dots, picture.height_mm * dots)
        dpi = min(max(float(printer.resolution()), _LEAST_DRAWN_DPI), _MOST_DRAWN_DPI)
        for number in range(picture.pages):
            if number and not printer.newPage():
                raise NotPrintedError(text("The printer does not take it; look whether it is on and has paper."))
            painter.drawImage(place, picture.draw(number, dpi))
    finally:
        if not painter.end():
            raise NotPrintedError(text("The printer does not take it; look whether it is on and has paper."))
