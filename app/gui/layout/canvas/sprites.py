"""Pieces as pixels, shared by all copies, for the time that the sheet moves: drawn in steps of the zoom, scaled a little.

To scale pixels takes a tenth of the time of smoothing an outline. At rest pieces are drawn themselves.
"""

from collections.abc import Callable
from math import ceil, log2
from time import perf_counter

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

STEPS = 2  # sizes from one to the double of it
LARGEST_PX = 1024  # larger ones are few on the screen, and drawn themselves
SLICE_S = 0.012  # of one picture of the canvas, for making new ones
MOST_BYTES = 96_000_000

Sprite = tuple[QPixmap, QRectF]
"""Pixels, and where they lie (mm from the origin of the piece)."""


class Sprites:
    """``moving`` while they are wanted."""

    def __init__(self) -> None:
        self.moving = False
        self.made = 0
        self._kept: dict[int, dict[int, Sprite]] = {}
        self._bytes = 0
        self._spent = 0.0

    def forget(self, piece: int | None = None) -> None:
        """This piece looks otherwise now; None: all do."""
        if piece is None:
            self._kept.clear()
        else:
            self._kept.pop(piece, None)
        self._bytes = sum(_bytes(one) for sizes in self._kept.values() for one in sizes.values())

    def begin(self) -> None:
        """The canvas is drawn anew."""
        self._spent = 0.0

    def of(self, piece: int, scale_px: float, box: QRectF, draw: Callable[[QPainter], None]) -> Sprite | None:
        """A piece at this scale (pixels of the screen a millimetre) or a little larger.

        Where there is no time left to make it, one of another size; None where it is too large or there is none.
        ``box``: where it draws, in mm; ``draw`` draws it in mm.
        """
        step = ceil(STEPS * log2(scale_px))
        level: float = 2 ** (step / STEPS)
        width, height = ceil(box.width() * level), ceil(box.height() * level)
        if max(width, height) > LARGEST_PX or min(width, height) < 1:
            return None
        sizes = self._kept.setdefault(piece, {})
        if step not in sizes:
            if self._spent > SLICE_S:
                return sizes[min(sizes, key=lambda other: abs(other - step))] if sizes else None
            began = perf_counter()
            self._make_room(width * height * 4)
            sizes = self._kept.setdefault(piece, {})
            sizes[step] = _made(width, height, level, box, draw)
            self._bytes += width * height * 4
            self.made += 1
            self._spent += perf_counter() - began
        return sizes[step]

    def _make_room(self, more: int) -> None:
        if self._bytes + more > MOST_BYTES:
            self.forget()


def _made(width: int, height: int, level: float, box: QRectF, draw: Callable[[QPainter], None]) -> Sprite:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(level, level)
    painter.translate(-box.topLeft())
    draw(painter)
    painter.end()
    return pixmap, QRectF(box.left(), box.top(), width / level, height / level)


def _bytes(sprite: Sprite) -> int:
    return sprite[0].width() * sprite[0].height() * 4
