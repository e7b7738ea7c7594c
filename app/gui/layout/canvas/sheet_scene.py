"""A sheet on the canvas: pieces as pictures that are dragged, turned and kept in place."""

from math import atan2, cos, degrees, hypot, radians, sin

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPainterPath, QPixmap, QTransform, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.layout.canvas.keys import design_key
from app.gui.layout.canvas.overlay import CUT, draw_board, hair
from app.gui.layout.canvas.sprites import Sprites
from app.layouts.sheet import Placement, Sheet

REST_MS = 160
"""After the last movement of the hand the pieces are drawn sharp again, so many at a time that nothing has to wait."""
SLICE, SLICE_MS = 20, 5


class PieceItem(QGraphicsItem):
    """One copy of a piece. Its picture and its outline are shared by all copies."""

    def __init__(self, number: int, placement: Placement, outline: QPainterPath, look: Look, sprites: Sprites) -> None:
        super().__init__()
        self.number, self.placement = number, placement
        self._outline, self._look, self._sprites = outline, look, sprites
        self._pixmap = QPixmap()
        self._area = QRectF()
        self._box = outline.boundingRect().adjusted(-0.6, -0.6, 0.6, 0.6)
        self.locked = self.crowded = self.sharp = False
        self.label = ""
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable)
        self.put(placement)

    def put(self, placement: Placement) -> None:
        """It lies there."""
        self.placement = placement
        self.setPos(placement.x_mm, placement.y_mm)
        self.setRotation(placement.turn_deg)

    def take(self, pixmap: QPixmap, area: QRectF) -> None:
        """How it looks; ``area``: where the pixels lie, mm from its origin."""
        self.prepareGeometryChange()
        self._pixmap, self._area = pixmap, area
        self._box = self._outline.boundingRect().united(area).adjusted(-0.6, -0.6, 0.6, 0.6)
        self.update()

    def now(self) -> Placement:
        """Where it lies now."""
        at = self.pos()
        return Placement(
            self.placement.piece, self.placement.copy, round(at.x(), 4), round(at.y(), 4), self.rotation() % 360
        )

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        return self._box

    def shape(self) -> QPainterPath:
        filled = QPainterPath(self._outline)
        filled.setFillRule(Qt.FillRule.WindingFill)  # the hole belongs to it: it is taken there too
        return filled

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if self.sharp or not self._sprites.moving or not self._paint_sprite(painter):
            self._draw(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tokens = self._look.tokens
        if self.crowded:
            painter.setPen(hair(tokens.bad, 3.0))
            painter.drawPath(self._outline)
        if self.isSelected():
            painter.setPen(hair(tokens.accent, 2.4))
            painter.drawPath(self._outline)
        if self.locked:
            self._draw_lock(painter)

    def _paint_sprite(self, painter: QPainter) -> bool:
        at = painter.deviceTransform()
        sprite = self._sprites.of(self.placement.piece, hypot(at.m11(), at.m12()), self._box, self._draw)
        if sprite is not None:
            pixmap, area = sprite
            # smoothing the empty border of a pixmap takes twice as long as its pixels
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.drawPixmap(area, pixmap, QRectF(pixmap.rect()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return sprite is not None

    def _draw(self, painter: QPainter) -> None:
        if self._pixmap.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#dfe4ec"))
            painter.drawPath(self._outline)
        else:
            painter.drawPixmap(self._area, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(hair(CUT, 1.2))
        painter.drawPath(self._outline)

    def _draw_lock(self, painter: QPainter) -> None:
        at = painter.transform().map(self._outline.boundingRect().center())
        painter.save()
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.tokens.fill))
        painter.drawEllipse(at, 10, 10)
        box = QRectF(at.x() - 7, at.y() - 7, 14, 14).toRect()
        self._look.icon("mdi6.lock", "on_fill").paint(painter, box)
        painter.restore()


class SheetScene(QGraphicsScene):
    """Shows one sheet.

    placed  pieces lie elsewhere now: (number, Placement) of each
    opened  the piece of this number is to be edited
    rested  nothing moves any more: what was drawn fast is drawn sharp
    """

    placed = Signal(object)
    opened = Signal(int)
    rested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.items_: list[PieceItem] = []
        self._sheet: Sheet | None = None
        self._pictures: dict[int, tuple[QPixmap, QRectF]] = {}
        self._outlines: dict[int, QPainterPath] = {}
        self._labels: dict[int, str] = {}
        self._turning: tuple[QPointF, float, dict[PieceItem, Placement]] | None = None
        self.scale_px = 2.0
        self.sprites = Sprites()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._settle)
        self._settled = 0
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)  # a few hundred that are dragged all the time
        look.changed.connect(self.update)

    # ---- what is shown ------------------------------------------------------

    def board(self) -> QRectF:
        """The sheet, mm."""
        sheet = self._sheet
        return QRectF(0, 0, 420, 297) if sheet is None else QRectF(0, 0, sheet.size.width_mm, sheet.height_mm)

    def set_scale(self, scale_px: float) -> None:
        """The view shows so many pixels a millimetre now."""
        self.scale_px = scale_px

    def forget_pieces(self) -> None:
        """The pieces are others."""
        self._pictures.clear()
        self._outlines.clear()
        self.sprites.forget()

    def know_piece(self, piece: int, outline: QPainterPath, label: str) -> None:
        """The outline (mm from its origin) and the label of a piece."""
        self._outlines[piece], self._labels[piece] = outline, label
        self.sprites.forget(piece)

    def take_picture(self, piece: int, image: QImage, area: QRectF) -> None:
        """How a piece looks."""
        self._pictures[piece] = (QPixmap.fromImage(image), area)
        self.sprites.forget(piece)
        for item in self.items_:
            if item.placement.piece == piece:
                item.take(*self._pictures[piece])

    def show_sheet(
        self, sheet: Sheet | None, locked: frozenset[tuple[int, int]], crowded: frozenset[int] = frozenset()
    ) -> None:
        """Show this one. ``locked``: (piece, copy); ``crowded``: numbers of placements that lie too near."""
        chosen = {(i.placement.piece, i.placement.copy) for i in self.items_ if i.isSelected()}
        self._sheet = sheet
        placements = () if sheet is None else sheet.placements
        while len(self.items_) > len(placements):
            self.removeItem(self.items_.pop())
        for number, placement in enumerate(placements):
            if number < len(self.items_) and self.items_[number].placement.piece != placement.piece:
                for item in self.items_[number:]:
                    self.removeItem(item)
                del self.items_[number:]
            if number == len(self.items_):
                item = PieceItem(number, placement, self._outlines[placement.piece], self._look, self.sprites)
                item.setToolTip(self._labels.get(placement.piece, ""))
                if placement.piece in self._pictures:
                    item.take(*self._pictures[placement.piece])
                self.items_.append(item)
                self.addItem(item)
            item = self.items_[number]
            item.put(placement)
            item.locked = (placement.piece, placement.copy) in locked
            item.crowded = number in crowded
            item.setSelected((placement.piece, placement.copy) in chosen)
        self.stir()
        self.update()

    @property
    def chosen(self) -> list[PieceItem]:
        """The chosen pieces."""
        chosen = [item for item in self.selectedItems() if isinstance(item, PieceItem)]
        return sorted(chosen, key=lambda item: item.number)

    def turn(self, by: float) -> None:
        """Turn what is chosen clockwise about the middle of each."""
        moved = []
        for item in self.chosen:
            middle = item.mapToScene(item.shape().boundingRect().center())
            moved.append((item.number, _turned(item.now(), middle, by)))
        if moved:
            self.placed.emit(moved)

    # ---- drawing ------------------------------------------------------------

    def stir(self) -> None:
        """The hand moves the sheet or something on it: pieces are drawn fast until it rests."""
        self.sprites.moving = True
        for item in self.items_[: self._settled]:
            item.sharp = False
        self._settled = 0
        self._rest.start(REST_MS)

    def _settle(self) -> None:
        for item in self.items_[self._settled : self._settled + SLICE]:
            item.sharp = True
            item.update()
        self._settled += SLICE
        if self._settled < len(self.items_):
            self._rest.start(SLICE_MS)
            return
        self.sprites.moving = False
        for item in self.items_:
            item.sharp = False
        self._settled = 0
        self.rested.emit()

    def draw_table(self, painter: QPainter) -> None:
        """What lies below the pieces: the sheet, and its margins."""
        self.sprites.begin()
        sheet = self._sheet
        if sheet is None:
            return
        draw_board(painter, self.board(), self.scale_px, QColor("#f7f8fa"))
        left, top, right, bottom = sheet.size.margin_mm
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(hair("#b8c0cc", 1.0, Qt.PenStyle.DashLine))
        painter.drawRect(self.board().adjusted(left, top, -right, -bottom))

    def drawForeground(self, painter: QPainter, _rect: object) -> None:  # noqa: N802 - Qt's name
        """The handle that turns what is chosen alone."""
        handle = self._handle()
        if handle is None or self._turning is not None:
            return
        middle, at = handle
        painter.setPen(hair(self._look.tokens.accent, 1.4))
        painter.drawLine(middle, at)
        painter.setBrush(QColor("#ffffff"))
        radius = 5 / self.scale_px
        painter.drawEllipse(at, radius, radius)
        font = QFont(painter.font())
        painter.setFont(font)

    # ---- pointer and keys ---------------------------------------------------

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        handle = self._handle()
        if handle is not None and event.button() == Qt.MouseButton.LeftButton:
            way = event.scenePos() - handle[1]
            if max(abs(way.x()), abs(way.y())) * self.scale_px <= 9:
                start = event.scenePos() - handle[0]
                angle = degrees(atan2(start.y(), start.x()))
                self._turning = (handle[0], angle, {item: item.now() for item in self.chosen})
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._turning is None:
            if self.mouseGrabberItem() is not None:
                self.stir()
            super().mouseMoveEvent(event)
            return
        self.stir()
        middle, start, before = self._turning
        way = event.scenePos() - middle
        by = degrees(atan2(way.y(), way.x())) - start
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by = round(by / 15) * 15
        for item, placement in before.items():
            there = _turned(placement, middle, by)
            item.setPos(there.x_mm, there.y_mm)
            item.setRotation(there.turn_deg)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        turning, self._turning = self._turning, None
        if turning is None:
            super().mouseReleaseEvent(event)
        moved = [(item.number, item.now()) for item in self.items_ if _elsewhere(item.placement, item.now())]
        if moved:
            self.placed.emit(moved)
        self.update()

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        item = self.itemAt(event.scenePos(), QTransform())
        if isinstance(item, PieceItem):
            self.opened.emit(item.placement.piece)

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether the canvas wants this key for itself."""
        return design_key(event) is not None

    def takes_wheel(self, event: QWheelEvent, _at: QPointF) -> bool:
        """Alt and the wheel turn what is chosen by a degree at a time."""
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier or not self.chosen:
            return False
        notches = (event.angleDelta().x() or event.angleDelta().y()) / 120
        self.turn(notches)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        meant = design_key(event)
        if meant is None:
            super().keyPressEvent(event)
            return
        name, dx, dy = meant
        if name == "nudge":
            moved = [(item.number, _shifted(item.now(), dx, dy)) for item in self.chosen]
            if moved:
                self.placed.emit(moved)
        elif name == "all":
            for item in self.items_:
                item.setSelected(True)
        elif name == "open" and len(self.chosen) == 1:
            self.opened.emit(self.chosen[0].placement.piece)
        elif name == "leave":
            self.clearSelection()
        event.accept()

    def _handle(self) -> tuple[QPointF, QPointF] | None:
        chosen = self.chosen
        if not chosen:
            return None
        box = QRectF()
        for item in chosen:
            box = box.united(item.mapToScene(item.shape()).boundingRect())
        return (box.center(), QPointF(box.center().x(), box.top() - 22 / self.scale_px))


def _turned(placement: Placement, middle: QPointF, by: float) -> Placement:
    """Turned about a place of the sheet."""
    dx, dy = placement.x_mm - middle.x(), placement.y_mm - middle.y()
    c, s = cos(radians(by)), sin(radians(by))
    x, y = middle.x() + c * dx - s * dy, middle.y() + s * dx + c * dy
    return Placement(placement.piece, placement.copy, round(x, 4), round(y, 4), (placement.turn_deg + by) % 360)


def _shifted(placement: Placement, dx: float, dy: float) -> Placement:
    return Placement(
        placement.piece,
        placement.copy,
        round(placement.x_mm + dx, 4),
        round(placement.y_mm + dy, 4),
        placement.turn_deg,
    )


def _elsewhere(one: Placement, other: Placement) -> bool:
    turn = abs((one.turn_deg - other.turn_deg + 180) % 360 - 180)
    return abs(one.x_mm - other.x_mm) + abs(one.y_mm - other.y_mm) > 0.001 or turn > 0.001
