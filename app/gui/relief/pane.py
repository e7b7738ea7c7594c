"""The picture of a solid that is not made yet, lit from the upper left or from behind."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.base.look import Look

EDGE = 26  # pixels around the picture
NIGHT = ("#08090b", "#14161b")  # behind what is lit from behind: a lamp is looked at in the dark


class ReliefPane(QWidget):
    """Shows (H, W, 4) uint8 sRGB with straight alpha, as large as it fits; words in its place while there is none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image: QImage | None = None
        self._dark = self._old = False
        self._words = ""
        self.setMinimumSize(380, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(520, 480)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def words(self) -> str:
        """What is said in place of a picture."""
        return self._words

    def show_pixels(self, pixels: NDArray[np.uint8], *, dark: bool) -> None:
        """Show this. ``dark``: in the dark, as what is lit from behind."""
        height, width = pixels.shape[:2]
        data = np.ascontiguousarray(pixels).tobytes()
        self._image = QImage(data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self._words, self._dark, self._old = "", dark, False
        self.update()

    def show_old(self) -> None:
        """Another one is on its way: what is shown is not true any more."""
        self._old = True
        self.update()

    def say(self, words: str) -> None:
        """Show no picture, but say this."""
        self._image, self._words, self._dark = None, words, False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        tokens = self._look.tokens
        ground = QLinearGradient(0, 0, 0, self.height())
        top, bottom = NIGHT if self._dark else (tokens.viewport_top, tokens.viewport_bottom)
        ground.setColorAt(0, QColor(top))
        ground.setColorAt(1, QColor(bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), 8, 8)
        if self._image is None:
            painter.setPen(QColor(tokens.dim))
            box = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._words)
            return
        width, height = self._image.width(), self._image.height()
        scale = min((self.width() - 2 * EDGE) / width, (self.height() - 2 * EDGE) / height)
        shown = QRectF(0, 0, width * scale, height * scale)
        shown.moveCenter(QRectF(self.rect()).center())
        painter.setOpacity(0.55 if self._old else 1.0)
        painter.drawImage(shown, self._image)
