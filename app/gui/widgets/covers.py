"""Cover pictures of rows and cards: asked for once each beside the window, rounded, kept in a bounded memory."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from app.commands import notes
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk

KEPT = 600
SCALE = 2  # sharp on a fine screen too
RADIUS = 6


class Covers(QObject):
    """``made`` says that a picture that was asked for is there now."""

    made = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._desk: OfficeDesk | None = None
        self._kept: OrderedDict[tuple[str, int], QPixmap | None] = OrderedDict()
        self._asked: set[tuple[str, int]] = set()

    def connect_to(self, desk: OfficeDesk) -> None:
        """Ask this desk from now on."""
        self._desk = desk

    def forget(self) -> None:
        """Nothing of what somebody else was shown stays in memory."""
        self._kept.clear()
        self._asked.clear()

    def pixmap(self, digest: str, side: int) -> QPixmap | None:
        """The picture with this side in pixels of the screen, or None while it is made, or where it cannot be shown."""
        if not digest or self._desk is None:
            return None
        key = (digest, side)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            self._desk.ask(
                notes.picture, digest, side * SCALE, then=self._taker(key), failed=self._refuser(key), lane="thread"
            )
        return None

    def _taker(self, key: tuple[str, int]) -> Callable[[bytes], None]:
        def take(content: bytes) -> None:
            if key not in self._asked:
                return  # forgotten meanwhile
            picture = QPixmap()
            picture.loadFromData(content)
            self._keep(key, rounded(picture, key[1]) if not picture.isNull() else None)
            self.made.emit(key[0])

        return take

    def _refuser(self, key: tuple[str, int]) -> Callable[[AppError], None]:
        def refuse(_error: AppError) -> None:
            self._keep(key, None)  # the row keeps the sign of its product; opening the picture says why

        return refuse

    def _keep(self, key: tuple[str, int], picture: QPixmap | None) -> None:
        self._asked.discard(key)
        self._kept[key] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def rounded(picture: QPixmap, side: int, radius: int = RADIUS) -> QPixmap:
    """The middle of a picture as a square with round corners."""
    pixels = side * SCALE
    scaled = picture.scaled(
        pixels, pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, pixels, pixels), radius * SCALE, radius * SCALE)
    painter.setClipPath(path)
    painter.drawPixmap((pixels - scaled.width()) // 2, (pixels - scaled.height()) // 2, scaled)
    painter.end()
    made.setDevicePixelRatio(SCALE)
    return made
