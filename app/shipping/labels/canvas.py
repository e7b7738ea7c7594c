"""A label as pixels of a printer: drawn on in millimetres, text that shrinks, then wraps, and never leaves its box."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from app.i18n import text
from app.shipping.labels.errors import LabelRefusedError
from app.shipping.labels.fonts import bold_fits, font, replaced

INCH_MM = 25.4
SMALLEST_MM = 1.9
"""Height of the smallest text: below, a thermal printer's dots make Chinese unreadable."""

Align = Literal["left", "center", "right"]
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〕…,.;:!?)]}%")
LEADING = 1.24  # of the size from line to line


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    def inside(self, margin: float) -> "Box":
        """The box without a margin on every side."""
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


class Canvas:
    """White paper of an exact size, ``dpi`` dots an inch; grey while it is drawn, black and white when it is printed."""

    def __init__(self, width_mm: float, height_mm: float, dpi: int, mode: Literal["L", "RGB"] = "L") -> None:
        self.width_mm, self.height_mm, self.dpi = width_mm, height_mm, dpi
        self.image = Image.new(mode, (self.px(width_mm), self.px(height_mm)), "white")
        self._draw = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        """Dots of a length."""
        return round(mm * self.dpi / INCH_MM)

    def mm(self, px: float) -> float:
        """Length of so many dots."""
        return px * INCH_MM / self.dpi

    def line(self, x: float, y: float, x2: float, y2: float, width_mm: float = 0.25) -> None:
        """A straight black line."""
        self._draw.line([self.px(v) for v in (x, y, x2, y2)], fill="black", width=max(1, self.px(width_mm)))

    def frame(self, box: Box, width_mm: float = 0.3) -> None:
        """A black frame inside the box."""
        self._draw.rectangle(self._corners(box), outline="black", width=max(1, self.px(width_mm)))

    def fill(self, box: Box) -> None:
        """A black box."""
        self._draw.rectangle(self._corners(box), fill="black")

    def write(
        self,
        words: str,
        box: Box,
        size_mm: float,
        *,
        smallest_mm: float = SMALLEST_MM,
        bold: bool = False,
        align: Align = "left",
        middle: bool = False,
        white: bool = False,
        whole: bool = True,
    ) -> float:
        """Set words into a box at most ``size_mm`` high, smaller and in more lines where they are long.

        Gives the height that was used. ``whole``: raises LabelRefusedError where they do not fit even at the smallest
        size; else the end is cut with "…".
        """
        words = replaced(" ".join(words.split()))
        if not words:
            return 0.0
        bold = bold and bold_fits(words)
        lines, size = self._fit(words, box, size_mm, smallest_mm, bold=bold, whole=whole)
        face, step = font(size, bold=bold), size * LEADING
        height = step * len(lines)
        top = self.px(box.y) + (max(0.0, self.px(box.height) - height) / 2 if middle else 0.0)
        for number, line in enumerate(lines):
            width = face.getlength(line)
            free = self.px(box.width) - width
            x = self.px(box.x) + {"left": 0.0, "center": free / 2, "right": free}[align]
            baseline = top + number * step + size * 1.0
            self._draw.text(
                (round(x), round(baseline)), line, fill="white" if white else "black", font=face, anchor="ls"
            )
        return self.mm(height)

    def paste(self, picture: Image.Image, box: Box) -> None:
        """A picture as large as fits, in the middle of the box."""
        small = picture.convert(self.image.mode)
        small.thumbnail((self.px(box.width), self.px(box.height)), Image.Resampling.LANCZOS)
        at = (
            self.px(box.x) + (self.px(box.width) - small.width) // 2,
            self.px(box.y) + (self.px(box.height) - small.height) // 2,
        )
        self.image.paste(small, at)

    def dots(self, picture: Image.Image, x_px: int, y_px: int) -> None:
        """Put dots where they are told to be, not scaled: bar codes."""
        self.image.paste(picture.convert(self.image.mode), (x_px, y_px))

    def black_and_white(self) -> Image.Image:
        """The dots that a thermal printer burns."""
        return self.image.convert("L").point(lambda value: 255 if value > 127 else 0, mode="1")

    def _corners(self, box: Box) -> list[int]:
        x, y = self.px(box.x), self.px(box.y)
        return [x, y, self.px(box.x + box.width) - 1, self.px(box.y + box.height) - 1]

    def _fit(
        self, words: str, box: Box, size_mm: float, smallest_mm: float, *, bold: bool, whole: bool
    ) -> tuple[list[str], int]:
        wide, high = self.px(box.width), self.px(box.height)
        largest = max(1, min(self.px(size_mm), math.floor(high / LEADING)))
        smallest = min(largest, max(1, math.ceil(smallest_mm * self.dpi / INCH_MM)))
        for size in range(largest, smallest - 1, -1):
            lines = wrapped(words, wide, size, bold=bold)
            if len(lines) * size * LEADING <= high and all(font(size, bold=bold).getlength(x) <= wide for x in lines):
                return lines, size
        if whole:
            raise LabelRefusedError(text("Something is too long for this label: choose a larger one."))
        room = max(1, math.floor(high / (smallest * LEADING)))
        lines = wrapped(words, wide, smallest, bold=bold)[:room]
        return [*lines[:-1], _cut(lines[-1] + "…", wide, smallest, bold=bold)], smallest


def wrapped(words: str, width_px: int, size_px: int, *, bold: bool) -> list[str]:
    """Lines no wider than that: Chinese breaks between any two signs, Latin between words, a long word where it must."""
    face = font(size_px, bold=bold)
    lines, line = [], ""
    for piece in _pieces(words):
        if not line or face.getlength((line + piece).rstrip()) <= width_px:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while face.getlength(line.rstrip()) > width_px and len(line) > 1:  # one word wider than the box
            keep = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or face.getlength(line[:n]) <= width_px)
            lines.append(line[:keep])
            line = line[keep:]
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(words: str) -> Iterator[str]:
    """What must not be broken: words with the blank behind them, single Chinese signs with the stop behind them."""
    piece = ""
    for sign in words:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if piece and sign not in _NEVER_FIRST and (wide or piece[-1] == " " or _is_wide(piece[-1])):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _cut(line: str, width_px: int, size_px: int, *, bold: bool) -> str:
    face = font(size_px, bold=bold)
    while len(line) > 1 and face.getlength(line) > width_px:
        line = line[:-2] + "…"
    return line
