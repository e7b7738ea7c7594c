"""From dots to paper: the printer of the system, page by page in its exact size, or a file."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError, WriteRefusedError
from app.i18n import text, tr
from app.safe_write import write_chunks
from app.shipping.labels.pages import Printed

TO_FILE = ""
"""As a printer: save it as a file."""


class PrintRefusedError(AppError):
    """The printer does not take it."""


def printers() -> tuple[str, ...]:
    """Names of the printers of this PC, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != usual, name)))


def print_on(name: str, printed: Printed) -> None:
    """Send it to a printer of the system. Raises PrintRefusedError."""
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise PrintRefusedError(text("The printer “{name}” is not there any more; choose another one.", name=name))
    paint(QPrinter(info, QPrinter.PrinterMode.HighResolution), printed)


def paint(printer: QPrinter, printed: Printed) -> None:
    """Put each page onto paper of its size, dots in their own measure, no margins. Raises PrintRefusedError."""
    size = QPageSize(QSizeF(printed.width_mm, printed.height_mm), QPageSize.Unit.Millimeter)
    printer.setFullPage(True)
    printer.setPageSize(size)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(printed.name)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintRefusedError(text("The printer does not take the label; look whether it is on and has paper."))
    try:
        for number, page in enumerate(printed.pages):
            if number and not printer.newPage():
                raise PrintRefusedError(
                    text("The printer does not take the label; look whether it is on and has paper.")
                )
            scale = printer.resolution() / 25.4
            image = QImage.fromData(page)
            painter.drawImage(
                painter.viewport().adjusted(
                    0, 0,
                    round(printed.width_mm * scale) - painter.viewport().width(),
                    round(printed.height_mm * scale) - painter.viewport().height(),
                ),
                image,
            )  # fmt: skip
    finally:
        painter.end()


def ask_path(parent: QWidget, name: str) -> Path | None:
    """The window of the system that asks where a PDF is to be saved."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save for printing"), f"{name}.pdf", "PDF (*.pdf);;PNG (*.png)")
    return Path(chosen) if chosen else None


def save(path: Path, printed: Printed) -> list[Path]:
    """Write a PDF, or one PNG a page; whole or not at all. Raises WriteRefusedError."""
    if path.suffix.lower() == ".png":
        count = len(printed.pages)
        files = {
            path if count == 1 else path.with_stem(f"{path.stem}-{n}"): page for n, page in enumerate(printed.pages, 1)
        }
    else:
        files = {path.with_suffix(".pdf"): printed.pdf}
    try:
        for target, content in files.items():
            write_chunks(target, [content])
    except OSError:
        raise WriteRefusedError(text("The file cannot be written there; choose another folder.")) from None
    return list(files)
