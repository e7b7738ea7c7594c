"""Paints a printer's tile: name, state in colour, sign and word, what it prints, how far it is, temperatures and ink."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.dispatch.printer_model import TILE
from app.gui.dispatch.tiles import STATES, Tile, time_words
from app.gui.look import Look, Role
from app.i18n import tr
from app.orders.machine import State

HEIGHT, COMPACT = 118, 60
PICTURE = QSize(64, 48)
_PAD, _LEFT = 10, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_TONES: dict[str, Role] = {"dim": "dim", "accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}
AnyIndex = QModelIndex | QPersistentModelIndex


class TileDelegate(QStyledItemDelegate):
    """``compact``: name, state and bar alone, for the panel below the bench."""

    def __init__(self, look: Look, *, compact: bool = False) -> None:
        super().__init__()
        self._look, self._compact = look, compact
        self._signs: dict[tuple[str, str, int], QPixmap] = {}
        self._pictures: dict[int, QPixmap] = {}
        look.changed.connect(self._signs.clear)

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
        return QSize(option.rect.width(), COMPACT if self._compact else HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tile: Tile | None = index.data(TILE)
        if tile is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect.adjusted(4, 4, -4, -4)
        self._ground(painter, rect, tile, option.state)
        inner = rect.adjusted(_PAD, 8, -_PAD, -8)
        title, small = QFont(option.font), QFont(option.font)
        title.setPixelSize(13)
        title.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(12)
        if self._compact:
            self._paint_compact(painter, inner, tile, title, small)
        else:
            self._paint_whole(painter, inner, tile, title, small)
        painter.restore()

    # ---- pieces -------------------------------------------------------------

    def _ground(self, painter: QPainter, rect: QRect, tile: Tile, state: QStyle.StateFlag) -> None:
        tokens = self._look.tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(QColor(tokens.selected if selected else tokens.hover if over else tokens.raised))
        line = tokens.accent if selected or focus else tokens.line
        if not selected and STATES[tile.state].tone in {"bad", "warn"}:
            line = tokens.bad if STATES[tile.state].tone == "bad" else tokens.warn
        painter.setPen(QPen(QColor(line), 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_whole(self, painter: QPainter, box: QRect, tile: Tile, title: QFont, small: QFont) -> None:
        tokens = self._look.tokens
        first = QRect(box.left(), box.top(), box.width(), 20)
        first.setRight(self._badge(painter, first, STATES[tile.state]) - 8)
        self._name(painter, first, tile, title)
        picture = self._pictures.get(tile.id)
        if picture is not None:
            place = QRect(box.right() - PICTURE.width() + 1, box.top() + 27, PICTURE.width(), PICTURE.height())
            self._picture(painter, place, picture)
            box = box.adjusted(0, 0, -PICTURE.width() - 8, 0)
        line = QRect(box.left(), box.top() + 27, box.width(), 18)
        shown = tile.what or str(tile.words)
        painter.setFont(small)
        self._words(painter, line, shown or str(_idle_words(tile)), tokens.text if shown else tokens.dim)
        below = line.translated(0, 19)
        if tile.share is not None or tile.left_s is not None:
            self._progress(painter, below, tile, small)
        else:
            self._words(painter, below, str(tile.words) if tile.what else _waiting_words(tile), tokens.dim)
        self._words(painter, line.translated(0, 40), "   ".join(tile.facts), tokens.dim)
        if tile.stand_in:
            painter.drawPixmap(
                box.right() - 15, line.translated(0, 41).top(), self._sign("mdi6.flask-outline", "dim", 15)
            )

    def _paint_compact(self, painter: QPainter, box: QRect, tile: Tile, title: QFont, small: QFont) -> None:
        tokens = self._look.tokens
        first = QRect(box.left(), box.top() - 3, box.width(), 18)
        state = STATES[tile.state]
        role = _TONES.get(state.tone, "dim")
        painter.drawPixmap(first.left(), first.top() + 2, self._sign(state.icon, role, 14))
        self._words(painter, first.adjusted(19, 0, 0, 0), tile.name, tokens.text, title)
        line = first.translated(0, 19)
        painter.setFont(small)
        if tile.share is not None:
            self._progress(painter, line, tile, small)
        else:
            self._words(
                painter, line, str(state.title), tokens.dim if role in {"dim", "accent"} else getattr(tokens, role)
            )

    def _name(self, painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
        painter.drawPixmap(place.left(), place.top() + 1, self._sign(tile.icon, "dim", 17))
        self._words(painter, place.adjusted(23, 0, 0, 0), tile.name, self._look.tokens.text, font)

    def _badge(self, painter: QPainter, place: QRect, state: State) -> int:
        """Draws the state at the right end; gives its left edge."""
        tokens = self._look.tokens
        font = QFont(painter.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        word = str(state.title)
        width = QFontMetrics(font).horizontalAdvance(word) + 27
        pill = QRectF(place.right() - width + 1, place.top() + 0.5, width, 19)
        role = _TONES.get(state.tone, "dim")
        wash = {"ok": tokens.ok_wash, "warn": tokens.warn_wash, "bad": tokens.bad_wash, "accent": tokens.selected}
        painter.setPen(QPen(QColor(tokens.line), 1) if role in {"accent", "dim"} else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wash.get(role, tokens.raised)))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        painter.drawPixmap(QPointF(pill.left() + 6, pill.top() + 3), self._sign(state.icon, role, 13))
        painter.setPen(QColor(tokens.text if role == "accent" else getattr(tokens, role)))
        painter.drawText(pill.adjusted(21, 0, -4, 0), _LEFT, word)
        return int(pill.left())

    def _progress(self, painter: QPainter, place: QRect, tile: Tile, font: QFont) -> None:
        tokens = self._look.tokens
        words = f"{tile.share:.0%}" if tile.share is not None else ""
        if tile.left_s is not None:
            left = tr("{time} left", time=str(time_words(tile.left_s)))
            words = f"{words} · {left}" if words else left
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(place, _RIGHT, words)
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

    def _words(self, painter: QPainter, place: QRect, words: str, color: str, font: QFont | None = None) -> None:
        if font is not None:
            painter.setFont(font)
        painter.setPen(QColor(color))
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, cut)

    def _sign(self, icon: str, role: Role, side: int) -> QPixmap:
        key = (icon, role, side)
        made = self._signs.get(key)
        if made is None:
            made = self._signs[key] = self._look.icon(icon or "mdi6.circle-outline", role).pixmap(
                QSize(side, side), 2.0
            )
        return made


def _waiting_words(tile: Tile) -> str:
    return tr("waiting: {n}", n=tile.waiting) if tile.waiting else ""


def _idle_words(tile: Tile) -> str:
    return tr("Nothing is printed") if tile.state == "free" else ""
