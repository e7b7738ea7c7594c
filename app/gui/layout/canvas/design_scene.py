"""One page of a design on the canvas: chosen, dragged, sized, turned, cropped and written on with the pointer and keys."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QPainter, QPainterPath, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsSceneMouseEvent, QGraphicsView

from app.gui.base.look import Look
from app.gui.layout.canvas.crop_mode import CropMode
from app.gui.layout.canvas.cut_mode import CutMode
from app.gui.layout.canvas.drags import Drag, Ground, Live, MoveDrag, SizeDrag, TurnDrag, chosen_in
from app.gui.layout.canvas.grips import cursor_of, frame_of, grip_at, layer_at
from app.gui.layout.canvas.guides import Guides
from app.gui.layout.canvas.keys import design_key
from app.gui.layout.canvas.layer_item import LayerItem, Painted
from app.gui.layout.canvas.overlay import (
    draw_board,
    draw_bounds,
    draw_frame,
    draw_marquee,
    draw_note,
    draw_snaps,
)
from app.gui.layout.canvas.writing import Writing
from app.gui.layout.desk import LayoutDesk
from app.i18n import text
from app.layouts.design.document import AnyLayer, Design, PictureLayer, TextLayer
from app.layouts.editing.changes import layers_of, moved, removed

CLICK_PX = 3.0
WASTE = QColor("#dde2e9")  # what is cut away


class DesignScene(QGraphicsScene):
    """Shows the page that the desk shows.

    live_changed  the design looks different while something is dragged (a Design)
    crop_wanted   a picture layer is to be cropped (its id); "" when that ends
    """

    live_changed = Signal(object)
    crop_wanted = Signal(str)

    def __init__(self, desk: LayoutDesk, look: Look) -> None:
        super().__init__(desk)
        self.desk, self._look = desk, look
        self.items_: dict[str, LayerItem] = {}
        self.live: Live | None = None
        self.scale_px = 4.0
        self.outline: QPainterPath | None = None
        self.guides = Guides(self)
        self.shows_bounds = self.snaps = True
        self.proof: QImage | None = None
        self.proof_box = QRectF()
        self.crop = CropMode(self)
        self.writing = Writing(self)
        self.cut = CutMode(self)
        self._drag: Drag | None = None
        self._press: QPointF | None = None
        self._cutting = False
        self._marquee: QRectF | None = None
        self._alone_if_clicked = ""
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        desk.changed.connect(self.show_design)
        desk.chosen.connect(self.update)
        desk.turned.connect(self._turned)
        look.changed.connect(self.update)

    # ---- what is shown ------------------------------------------------------

    @property
    def design(self) -> Design | None:
        """What is seen: the live design while something is dragged."""
        return self.live.design if self.live is not None else self.desk.design

    @property
    def layers(self) -> tuple[AnyLayer, ...]:
        """Layers that are seen, from the lowest to the highest."""
        design = self.design
        return () if design is None else design.pages[self.desk.page].layers

    @property
    def chosen(self) -> tuple[AnyLayer, ...]:
        """The chosen layers as they are seen."""
        ids = self.desk.selection if self.live is None or self.live.choose is None else self.live.choose
        return tuple(layer for layer in self.layers if layer.id in ids)

    def board(self) -> QRectF:
        """Everything that is printed, mm."""
        design = self.design
        if design is None:
            return QRectF(0, 0, 100, 100)
        b = design.bleed_mm
        return QRectF(0, 0, design.width_mm, design.height_mm).adjusted(-b, -b, b, b)

    def show_design(self) -> None:
        """Show the layers as they are now."""
        layers = self.layers
        names = {layer.id for layer in layers}
        for name in [name for name in self.items_ if name not in names]:
            self.removeItem(self.items_.pop(name))
        for number, layer in enumerate(layers):
            item = self.items_.get(layer.id)
            if item is None:
                item = self.items_[layer.id] = LayerItem(layer)
                self.addItem(item)
            item.setZValue(number)
            item.show_layer(layer)
        self.update()

    def take_painted(self, painted: Mapping[str, Painted]) -> None:
        """New pictures of layers."""
        for name, one in painted.items():
            item = self.items_.get(name)
            if item is not None:
                item.take(one)

    def hide_layer(self, layer: str, *, hidden: bool) -> None:
        """Not show the picture of a layer for a while: something stands in its place."""
        item = self.items_.get(layer)
        if item is not None:
            item.setOpacity(0.0 if hidden or self.proof is not None else 1.0)

    def show_outline(self, outline: QPainterPath | None) -> None:
        """Along what the thing is cut, where that is not its trim box."""
        self.outline = outline
        self.update()

    def show_proof(self, image: QImage | None, box: QRectF | None = None) -> None:
        """The page as it will be printed, over its layers; None: the layers themselves."""
        self.proof, self.proof_box = image, box or QRectF()
        for item in self.items_.values():
            item.setOpacity(1.0 if image is None else 0.0)
        self.update()

    def set_scale(self, scale_px: float) -> None:
        """The view shows so many pixels a millimetre now."""
        self.scale_px = scale_px

    def _turned(self) -> None:
        self.writing.end(keep=True)
        self.crop.end()
        self.live = self._drag = None

    # ---- drawing ------------------------------------------------------------

    def draw_table(self, painter: QPainter) -> None:
        """What lies below the layers."""
        design = self.design
        if design is None:
            return
        background = design.pages[self.desk.page].background
        paper = QColor("#ffffff") if background in {None, "white"} else QColor(background or "")
        draw_board(painter, self.board(), self.scale_px, paper)
        if self.outline is not None and self.desk.page == 0:
            painter.fillRect(self.board(), WASTE)
            painter.setBrush(paper)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPath(self.outline)
        if self.proof is not None:
            painter.drawImage(self.proof_box, self.proof)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802 - Qt's name
        design = self.design
        if design is None:
            return
        tokens = self._look.tokens
        if self.shows_bounds:
            draw_bounds(painter, design, self.outline, tokens)
        self.guides.draw(painter, QRectF(rect))
        if self.crop.active:
            self.crop.draw(painter, self.scale_px, tokens)
            return
        chosen = self.chosen
        if len(chosen) > 1:
            for layer in chosen:
                own = frame_of((layer,))
                if own is not None:
                    draw_frame(painter, own, self.scale_px, tokens, handles=False)
        frame = frame_of(chosen)
        if frame is not None and not self.writing.active:
            draw_frame(painter, frame, self.scale_px, tokens, handles=any(not layer.locked for layer in chosen))
        if self.live is not None:
            draw_snaps(painter, self.live.lines, self.scale_px, self._look)
            if self.live.note and frame is not None:
                below = max(frame.corners(), key=lambda corner: corner.y())
                draw_note(painter, QPointF(frame.x, below.y() + 18 / self.scale_px), self.live.note, self._look)
        if self._marquee is not None:
            draw_marquee(painter, self._marquee, tokens)
        self.cut.draw(painter, self.scale_px, tokens)

    # ---- the pointer --------------------------------------------------------

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        design, at = self.desk.design, event.scenePos()
        if design is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.writing.active:
            if self.writing.holds(at):
                super().mousePressEvent(event)
                return
            self.writing.end(keep=True)
            design = self.desk.design
        assert design is not None
        self._press = at
        if self.crop.active:
            self._drag = self.crop.press(at, self._ground(design))
            if self._drag is None:
                self.crop.end()
            return
        self._cutting = self.cut.press(at)
        if self._cutting or self.guides.press(at):
            return
        frame = frame_of(self.desk.selected)
        grip = None if frame is None else grip_at(frame, at, self.scale_px)
        if frame is not None and grip is not None and any(not layer.locked for layer in self.desk.selected):
            ground = self._ground(design)
            self._drag = TurnDrag(ground, at, frame) if grip == "turn" else SizeDrag(ground, at, grip, frame)  # type: ignore[arg-type]
            return
        self._press_layer(event, at)

    def _press_layer(self, event: QGraphicsSceneMouseEvent, at: QPointF) -> None:
        hit = layer_at(self.desk.layers, at, 2 / self.scale_px)
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._alone_if_clicked = ""
        if hit is None:
            if not adds:
                self.desk.choose(())
            self._marquee = QRectF(at, at)
            return
        if adds:
            self.desk.choose(self.desk.selection ^ {hit.id})
        elif hit.id not in self.desk.selection:
            self.desk.choose({hit.id})
        else:
            self._alone_if_clicked = hit.id
        design = self.desk.design
        if hit.id in self.desk.selection and design is not None:
            self._drag = MoveDrag(self._ground(design), at)

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = event.scenePos()
        if self._press is None:
            self._show_cursor(at)
            super().mouseMoveEvent(event)
            return
        if self._cutting:
            self.cut.move(at)
        elif self.guides.move(at):
            pass
        elif self._marquee is not None:
            self._marquee = QRectF(self._press, at).normalized()
            self.update()
        elif self._drag is not None:
            way = at - self._press
            if self.live is None and max(abs(way.x()), abs(way.y())) * self.scale_px < CLICK_PX:
                return
            self._show_live(self._drag.to(at, event.modifiers()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        drag, live, marquee, cutting = self._drag, self.live, self._marquee, self._cutting
        self._press = self._drag = self.live = self._marquee = None
        self._cutting = False
        if cutting:
            self.cut.release()
        elif self.guides.release():
            pass
        elif marquee is not None:
            design = self.desk.design
            if design is not None and (marquee.width() + marquee.height()) * self.scale_px > CLICK_PX:
                found = chosen_in(design, self.desk.page, marquee)
                adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.desk.choose(found | self.desk.selection if adds else found)
            self.update()
        elif drag is not None and live is not None:
            self.desk.change(drag.title, live.design, drag.merge, choose=live.choose)
            self.show_design()
        elif self._alone_if_clicked:
            self.desk.choose({self._alone_if_clicked})
        else:
            super().mouseReleaseEvent(event)
        self._alone_if_clicked = ""

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self.writing.active and self.writing.holds(event.scenePos()):
            super().mouseDoubleClickEvent(event)
            return
        if self.crop.active:
            self.crop.end()
            return
        if self.cut.double_click(event.scenePos()):
            return
        self.open_layer(layer_at(self.desk.layers, event.scenePos()))

    def open_layer(self, layer: AnyLayer | None) -> None:
        """Write in a text, crop a picture."""
        if isinstance(layer, TextLayer) and not layer.locked:
            self.desk.choose({layer.id})
            self.writing.begin(layer)
        elif isinstance(layer, PictureLayer) and not layer.locked:
            self.desk.choose({layer.id})
            self.crop_wanted.emit(layer.id)

    def takes_wheel(self, event: QWheelEvent, at: QPointF) -> bool:
        """While a picture is cropped the wheel zooms it, not the page."""
        return self.crop.active and self.crop.wheel(event.angleDelta().y() / 120, at)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.writing.end(keep=True)

    # ---- keys ---------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether the canvas wants this key for itself."""
        return self.writing.active or design_key(event) is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if self.writing.active:
            if event.key() == Qt.Key.Key_Escape:
                self.writing.end(keep=True)
                return
            super().keyPressEvent(event)
            return
        meant = design_key(event)
        if meant is None:
            super().keyPressEvent(event)
            return
        event.accept()
        self.do_key(*meant)

    def do_key(self, name: str, dx: float = 0.0, dy: float = 0.0) -> None:
        """Nudge by (dx, dy) mm, delete, choose all, leave what is going on, open what is chosen."""
        desk, design = self.desk, self.desk.design
        if design is None:
            return
        if name == "nudge":
            ids = "".join(sorted(desk.selection))
            desk.change(text("Move"), moved(design, desk.page, desk.selection, dx, dy), f"nudge {ids}")
        elif name == "delete":
            desk.change(text("Delete"), removed(design, desk.page, desk.selection))
        elif name == "all":
            desk.choose(layer.id for layer in desk.layers if not layer.locked and not layer.hidden)
        elif name == "open":
            self.open_layer(desk.single)
        elif self._drag is not None or self._marquee is not None:
            self._press = self._drag = self.live = self._marquee = None
            self.show_design()
        elif self.crop.active:
            self.crop.end()
        else:
            desk.choose(())

    # ---- inside -------------------------------------------------------------

    def _ground(self, design: Design) -> Ground:
        free = layers_of(design, self.desk.page, self.desk.selection)
        ids = frozenset(layer.id for layer in free if not layer.locked) or self.desk.selection
        return Ground(design, self.desk.page, ids, self.scale_px, self.guides.places, self.snaps)

    def _show_live(self, live: Live) -> None:
        self.live = live
        self.show_design()
        self.live_changed.emit(live.design)

    def _show_cursor(self, at: QPointF) -> None:
        view: QGraphicsView = self.views()[0]
        viewport = view.viewport()
        if viewport.cursor().shape() in {Qt.CursorShape.OpenHandCursor, Qt.CursorShape.ClosedHandCursor}:
            return
        frame = frame_of(self.desk.selected)
        grip = None if frame is None or self.crop.active else grip_at(frame, at, self.scale_px)
        guide = self.guides.at(at)
        if frame is not None and grip is not None:
            viewport.setCursor(cursor_of(grip, frame.turn_deg))
        elif guide is not None:
            viewport.setCursor(Qt.CursorShape.SplitHCursor if guide[0] == "x" else Qt.CursorShape.SplitVCursor)
        elif layer_at(self.desk.layers, at) is not None:
            viewport.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            viewport.unsetCursor()
