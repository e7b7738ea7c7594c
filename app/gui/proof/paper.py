"""A page of a PDF that is drawn on in millimetres, with our own fonts inside. Qt's PDF writer does the embedding."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QRawFont,
)

from app.errors import AppError
from app.i18n import text
from app.settings.shipped import FONTS, font_file

FAMILY = "Statuette Sans SC"
UNITS = 100  # of the page a millimetre: 2540 dpi, so that whole numbers of a font's size are fine enough
INK, DIM, LINE, ACCENT = "#1c2028", "#5d6674", "#c9cfd8", "#2f66d0"
END = b"%%EOF"
SMALLEST = 0.72  # of the size that was asked for: smaller, words are cut off instead
Align = Literal["left", "right", "center"]
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@contextlib.contextmanager
def typesetting() -> Iterator[None]:
    """While text can be set: Qt runs (without a screen, unless a window is open), and our fonts are known to it.

    Raises AppError where the fonts are missing.
    """
    application = QGuiApplication.instance() or QGuiApplication(["statuette", "-platform", "offscreen"])
    known = [QFontDatabase.addApplicationFont(str(font_file(weight))) for weight in FONTS]
    try:
        if -1 in known:
            raise AppError(text("The fonts in resources/fonts are missing or damaged: install Statuette again."))
        yield
    finally:
        for number in known:
            QFontDatabase.removeApplicationFont(number)
        del application


class Paper:
    """An A4 page, upright. Lengths in mm from the top left corner; colours as ``#rrggbb``."""

    def __init__(self, path: Path, title: str) -> None:
        """Raises OSError where the file cannot be written. Close it with :meth:`close`."""
        self._path = path
        self._writer = QPdfWriter(str(path))
        self._writer.setResolution(round(UNITS * 25.4))
        self._writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._writer.setTitle(title)
        self._writer.setCreator("Statuette")
        self._painter = QPainter()
        if not self._painter.begin(self._writer):
            raise OSError(f"{path} cannot be written")
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def close(self) -> None:
        """Finish the file. Raises OSError where it could not be written whole: Qt does not tell of a full disk."""
        done = self._painter.end()
        with self._path.open("rb") as file:
            file.seek(-min(len(END) + 2, self._path.stat().st_size), os.SEEK_END)
            if not done or END not in file.read():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def words(
        self,
        words: str,
        box: tuple[float, float, float, float],
        size: float,
        *,
        bold: bool = False,
        color: str = INK,
        align: Align = "left",
        middle: bool = False,
    ) -> float:
        """Set words in a box (x, y, width, height), broken into lines, and return the height that they take.

        ``size`` of the letters in mm; what is too long is set smaller, then cut off with "…".
        """
        x, y, width, height = box
        flags = int(_ALIGN[align] | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        room = QRectF(0, 0, width * UNITS, 1e7)
        font, words = self._fitting(words, width, height, size, bold=bold)
        self._painter.setFont(font)
        self._painter.setPen(QColor(color))  # without a pen Qt measures nothing either
        used = self._painter.boundingRect(room, flags, words).height() / UNITS
        top = y + (height - used) / 2 if middle else y
        self._painter.drawText(_rect(x, top, width, max(used, height) + 1.0), flags, words)
        return float(used)

    def _fitting(self, words: str, width: float, height: float, size: float, *, bold: bool) -> tuple[QFont, str]:
        """The font and as many of the words as fit."""

        def fits(font: QFont, words: str) -> bool:
            used = QFontMetricsF(font, self._writer).boundingRect(
                QRectF(0, 0, width * UNITS, 1e7), int(Qt.TextFlag.TextWordWrap), words
            )
            return used.height() <= (height + 0.2) * UNITS and used.width() <= (width + 0.2) * UNITS

        font = _font(words, size, bold=bold)
        for share in (1.0, 0.9, 0.8, SMALLEST):
            font = _font(words, size * share, bold=bold)
            if fits(font, words):
                return font, words
        shown, cut = 0, len(words)  # so many letters fit, so many do not
        while cut - shown > 1:
            middle = (shown + cut) // 2
            if fits(font, words[:middle].rstrip() + "…"):
                shown = middle
            else:
                cut = middle
        return font, words[:shown].rstrip() + "…"

    def picture(self, pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> None:
        """Draw (H, W, 3) uint8 sRGB, row 0 at the top, stretched to the box."""
        height, width = pixels.shape[:2]
        image = QImage(np.ascontiguousarray(pixels).tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        self._painter.drawImage(_rect(*box), image)

    def line(self, start: tuple[float, float], end: tuple[float, float], color: str = LINE, width: float = 0.2) -> None:
        """A straight line."""
        self._painter.setPen(QPen(QColor(color), width * UNITS))
        self._painter.drawLine(_point(*start), _point(*end))

    def frame(
        self,
        box: tuple[float, float, float, float],
        *,
        line: str | None = LINE,
        fill: str | None = None,
        width: float = 0.2,
        radius: float = 1.6,
    ) -> None:
        """A rounded rectangle."""
        self._painter.setPen(QPen(QColor(line), width * UNITS) if line else Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(_rect(*box), radius * UNITS, radius * UNITS)

    def disc(
        self,
        centre: tuple[float, float],
        diameter: float,
        *,
        line: str = DIM,
        fill: str | None = None,
        width: float = 0.15,
    ) -> None:
        """A circle."""
        self._painter.setPen(QPen(QColor(line), width * UNITS))
        self._painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(_point(*centre), diameter / 2 * UNITS, diameter / 2 * UNITS)

    def watermark(self, words: str, box: tuple[float, float, float, float]) -> None:
        """Words across a box, from corner to corner, that what is below shines through.

        Drawn as outlines: words that somebody looks for or copies are then those of the page.
        """
        x, y, width, height = box
        outline = QPainterPath()
        outline.addText(0, 0, _font(words, 10, bold=True), words)
        bounds = outline.boundingRect()
        if bounds.isEmpty():
            return
        diagonal = (width**2 + height**2) ** 0.5
        scale = min(0.8 * diagonal * UNITS / bounds.width(), 16 * UNITS / bounds.height())
        self._painter.save()
        self._painter.setClipRect(_rect(*box))
        self._painter.translate(_point(x + width / 2, y + height / 2))
        self._painter.rotate(-float(np.degrees(np.arctan2(height, width))))
        self._painter.scale(scale, scale)
        self._painter.translate(-bounds.center())
        self._painter.setOpacity(0.13)
        self._painter.fillPath(outline, QColor(INK))
        self._painter.restore()


def _font(words: str, size: float, *, bold: bool) -> QFont:
    """Bold has the common characters only: a name with a rare one is set in the regular weight as a whole."""
    font = QFont(FAMILY)
    font.setPixelSize(max(1, round(size * UNITS)))
    if bold:
        font.setBold(True)
        raw = QRawFont.fromFont(font)
        if not all(raw.supportsCharacter(ord(sign)) for sign in words if sign.isprintable()):
            font.setBold(False)
    return font


def _rect(x: float, y: float, width: float, height: float) -> QRectF:
    return QRectF(x * UNITS, y * UNITS, width * UNITS, height * UNITS)


def _point(x: float, y: float) -> QPointF:
    return QPointF(x * UNITS, y * UNITS)
