"""The recovery sheet on a page of paper: for a printer, or as a PDF."""

from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app.gui.base.typefaces import FAMILIES
from app.security.recovery_sheet import HOW, TITLE, WHAT_FOR, Sheet

_MARGIN_MM = 22
_DPI = 300


def draw_sheet(sheet: Sheet, paper: QPagedPaintDevice) -> None:
    """Draw it on one page."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setHtml(_html(sheet))
    paper.setPageMargins(QMarginsF(*[_MARGIN_MM] * 4), QPageLayout.Unit.Millimeter)
    document.print_(paper)


def write_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF of one A4 page."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(_DPI)
    writer.setTitle(str(TITLE))
    draw_sheet(sheet, writer)
    del writer  # ends the file
    buffer.close()
    return bytes(buffer.data().data())


def _html(sheet: Sheet) -> str:
    families = ", ".join(f"'{name}'" for name in FAMILIES)
    code = "<br>".join(escape(line) for line in sheet.code_lines())
    facts = "".join(
        f"<tr><td style='color:#555; padding-right:18px'>{escape(str(title))}</td><td>{escape(value)}</td></tr>"
        for title, value in sheet.facts()
    )
    what = "".join(f"<li>{escape(str(line))}</li>" for line in WHAT_FOR)
    return (
        f"<body style=\"font-family:{families}; font-size:10.5pt; color:#111\"><p style='color:#555'>Statuette 手办工坊</p>"
        f"<h1 style='font-size:19pt'>{escape(str(TITLE))}</h1>"
        f"<p style='font-family:monospace; font-size:14pt; background:#f2f2f2'><br>{code}<br></p>"
        f"<table>{facts}</table><ul>{what}</ul><p>{escape(str(HOW))}</p></body>"
    )
