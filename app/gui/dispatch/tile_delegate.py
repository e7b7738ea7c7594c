"""Paints a printer's tile: name, state in colour, sign and word, what it prints, how far it is, temperatures and ink."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.gui.base.look import Look
from app.gui.dispatch.painting import RIGHT, TONES, AnyIndex, StateDelegate, flags
from app.gui.dispatch.printer_model import TILE
from app.gui.dispatch.tiles import STATES, Tile, time_words
from app.gui.widgets.zoomed import zoomed
from app.i18n import tr

HEIGHT, COMPACT = 118, 60
PICTURE = QSize(64, 48)
_PAD = 10


class TileDelegate(StateDelegate):
    """``compact``: name, state and bar alone, for the panel below the bench."""

    def __init__(self, look: Look, *, compact: bool = False) -> None:
        super().__init__(look)
        self._compact = compact
        self._pictures: dict[int, QPixmap] = {}

    def take_picture(self, printer: int, picture: bytes | None) -> None:
        """The newest picture of a printer's plate, JPEG or PNG; none is kept where it cannot be read."""
        image = QImage.fromData(picture) if picture else QImage()
        if image.isNull():
            self._pictures.pop(printer, None)
            return
        self._pictures[printer] = QPixmap.fromImage(
            image.scaled(
                PICTURE * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
        )

    def sizeHint(self, option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(option.rect.width(), round((COMPACT if self._compact else HEIGHT) * self.look.text_factor))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tile: Tile | None = index.data(TILE)
        if tile is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = zoomed(painter, option.rect.adjusted(4, 4, -4, -4), self.look.text_factor)
        self._ground(painter, rect, tile, option.state)
        inner = rect.adjusted(_PAD, 8, -_PAD, -8)
        title, small = self.font(option.font, 13, QFont.Weight.DemiBold), self.font(option.font, 12)
        if self._compact:
            self._paint_compact(painter, inner, tile, title, small)
        else:
            self._paint_whole(painter, inner, tile, title, small)
        painter.restore()

    # ---- pieces -------------------------------------------------------------

    def _ground(self, painter: QPainter, rect: QRect, tile: Tile, state: QStyle.StateFlag) -> None:
        tokens = self.look.tokens
        selected, over, focus = flags(state)
        line = tokens.accent if selected or focus else tokens.line
        tone = STATES[tile.state].tone
        if not selected and tone in {"bad", "warn"}:
            line = tokens.bad if tone == "bad" else tokens.warn
        self.ground(painter, rect, tokens.selected if selected else tokens.hover if over else tokens.raised, line)

    def _paint_whole(self, painter: QPainter, box: QRect, tile: Tile, title: QFont, small: QFont) -> None:
        tokens = self.look.tokens
        first = QRect(box.left(), box.top(), box.width(), 20)
        first.setRight(self.badge(painter, first, STATES[tile.state]) - 8)
        self._name(painter, first, tile, title)
        picture = self._pictures.get(tile.id)
        if picture is not None:
            place = QRect(box.right() - PICTURE.width() + 1, box.top() + 27, PICTURE.width(), PICTURE.height())
            self._picture(painter, place, picture)
            box = box.adjusted(0, 0, -PICTURE.width() - 8, 0)
        line = QRect(box.left(), box.top() + 27, box.width(), 18)
        shown = tile.what or str(tile.words)
        painter.setFont(small)
        self.words(painter, line, shown or str(_idle_words(tile)), tokens.text if shown else tokens.dim, small)
        below = line.translated(0, 19)
        if tile.share is not None or tile.left_s is not None:
            self._progress(painter, below, tile, small)
        else:
            self.words(painter, below, str(tile.words) if tile.what else _waiting_words(tile), tokens.dim, small)
        self.words(painter, line.translated(0, 40), "   ".join(tile.facts), tokens.dim, small)
        if tile.stand_in:
            painter.drawPixmap(
                box.right() - 15, line.translated(0, 41).top(), self.sign("mdi6.flask-outline", "dim", 15)
            )

    def _paint_compact(self, painter: QPainter, box: QRect, tile: Tile, title: QFont, small: QFont) -> None:
        tokens = self.look.tokens
        first = QRect(box.left(), box.top() - 3, box.width(), 18)
        state = STATES[tile.state]
        role = TONES.get(state.tone, "dim")
        painter.drawPixmap(first.left(), first.top() + 2, self.sign(state.icon, role, 14))
        self.words(painter, first.adjusted(19, 0, 0, 0), tile.name, tokens.text, title)
        line = first.translated(0, 19)
        painter.setFont(small)
        if tile.share is not None:
            self._progress(painter, line, tile, small)
        else:
            self.words(
                painter,
                line,
                str(state.title),
                tokens.dim if role in {"dim", "accent"} else getattr(tokens, role),
                small,
            )

    def _name(self, painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
        painter.drawPixmap(place.left(), place.top() + 1, self.sign(tile.icon, "dim", 17))
        self.words(painter, place.adjusted(23, 0, 0, 0), tile.name, self.look.tokens.text, font)

    def _progress(self, painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
        tokens = self.look.tokens
        words = f"{tile.share:.0%}" if tile.share is not None else ""
        if tile.left_s is not None:
            left = tr("{time} left", time=str(time_words(tile.left_s)))
            words = f"{words} · {left}" if words else left
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(place, RIGHT, words)
        wide = place.width() - QFontMetrics(font).horizontalAdvance(words) - 10
        if wide > 20 and tile.share is not None:
            bar = QRectF(place.left(), place.center().y() - 2.5, wide, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.line))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(QColor(tokens.accent))
            bar.setWidth(max(6.0, bar.width() * min(1.0, tile.share)))
            painter.drawRoundedRect(bar, 3, 3)

    def _picture(self, painter: QPainter, place: QRect, picture: QPixmap) -> None:
        painter.save()
        painter.setClipRect(place)
        across, down = picture.width() // 2, picture.height() // 2
        painter.drawPixmap(
            QRect(
                place.center().x() - across // 2, place.center().y() - down // 2, across, down
            ),
            picture,
        )  # fmt: skip
        painter.restore()


def _waiting_words(tile: Tile) -> str:
    return tr("waiting: {n}", n=tile.waiting) if tile.waiting else ""


def _idle_words(tile: Tile) -> str:
    return tr("Nothing is printed") if tile.state == "free" else ""
