"""Icons by their qtawesome name ("mdi6.auto-fix"), drawn in the colour of the theme at the moment they are painted.

qtawesome's own loader takes half a second of start-up (all of its fonts, qtpy); we read the one font that we use.
"""

import importlib.util
import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

_PREFIX = "mdi6."
_FONT = "materialdesignicons6-webfont-"


class IconFont:
    """Material Design Icons as qtawesome ships them."""

    @cached_property
    def _files(self) -> Path:
        package = importlib.util.find_spec("qtawesome")
        if package is None or package.origin is None:
            raise RuntimeError("qtawesome is not installed: it brings the icon font")
        return Path(package.origin).parent / "fonts"

    @cached_property
    def family(self) -> str:
        """The font's family, loaded into this application."""
        file = next(self._files.glob(f"{_FONT}[0-9]*.ttf"))
        number = QFontDatabase.addApplicationFont(str(file))
        families = QFontDatabase.applicationFontFamilies(number)
        if not families:
            raise RuntimeError(f"the icon font cannot be loaded: {file.name}")
        return families[0]

    @cached_property
    def _letters(self) -> dict[str, str]:
        file = next(self._files.glob(f"{_FONT}charmap-*.json"))
        letters: dict[str, str] = json.loads(file.read_text("utf-8"))
        return letters

    def letter(self, name: str) -> str:
        """The character that draws this icon. Raises KeyError."""
        return chr(int(self._letters[name.removeprefix(_PREFIX)], 16))


class PaintedEngine(QIconEngine):
    """An icon that is painted anew for every size; its kinds say how, in ``paint``."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():
            return pixmap  # asked for by a widget that is not laid out yet
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


class GlyphEngine(PaintedEngine):
    """Paints one glyph; asks for its colour each time, so that a change of theme needs a repaint and nothing else."""

    def __init__(self, font: IconFont, name: str, color: Callable[[QIcon.Mode, QIcon.State], str]) -> None:
        super().__init__()
        self._font, self._name, self._color = font, name, color
        self._letter = font.letter(name)

    def clone(self) -> QIconEngine:
        return GlyphEngine(self._font, self._name, self._color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(self._font.family)
        font.setPixelSize(max(1, min(rect.width(), rect.height())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(QColor(self._color(mode, state)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.restore()
