"""Text written right on the canvas, with the input method of the system."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsTextItem

from app.gui.base.typefaces import FAMILIES
from app.gui.layout.canvas.stage import Stage
from app.i18n import text
from app.layouts.design.document import TextLayer
from app.layouts.design.filling import PLACE
from app.layouts.editing.changes import set_values

_PIXELS = 100.0  # height of a capital letter of the item, which is then scaled to millimetres
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
LONGEST = 2000


class Writing:
    """The field that is written in, if any."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        self._item: QGraphicsTextItem | None = None
        self._paper: QGraphicsRectItem | None = None
        self._layer = self._slot = ""

    @property
    def active(self) -> bool:
        """Whether something is written."""
        return self._item is not None

    @property
    def item(self) -> QGraphicsTextItem | None:
        """The field itself."""
        return self._item

    def holds(self, at: QPointF) -> bool:
        """Whether a place of the page (mm) is inside of the field."""
        return self._item is not None and self._item.contains(self._item.mapFromScene(at))

    def begin(self, layer: TextLayer) -> None:
        """Write in this layer; what is in it is marked, so that typing replaces it.

        Where the layer is a place of the template, what is written fills the place.
        """
        self.end(keep=True)
        thing = self._scene.desk.thing
        alone = PLACE.fullmatch(layer.text.strip())
        self._slot = alone[1] if alone is not None and thing is not None and thing.template is not None else ""
        words = thing.shown.get(self._slot, "") if thing is not None and self._slot else layer.text
        scale = layer.size_mm / _PIXELS
        item = QGraphicsTextItem()
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(100)
        font.setPixelSize(max(1, round(100 * _PIXELS / max(1.0, QFontMetricsF(font).capHeight()))))
        font.setBold(layer.weight == "bold")
        item.setFont(font)
        item.setPlainText(words)
        option = QTextOption(_ALIGN[layer.align])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        item.document().setDefaultTextOption(option)
        item.document().setDocumentMargin(0)
        item.setTextWidth(layer.width_mm / scale)
        color = QColor("#101216" if layer.color == "black" else "#ffffff" if layer.color == "white" else layer.color)
        item.setDefaultTextColor(color)
        cursor = QTextCursor(item.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLineHeight(
            100 * layer.line / 1.4, 1
        )  # proportional: the metrics of the screen font have their own gap
        cursor.mergeBlockFormat(block)
        cursor.mergeCharFormat(QTextCharFormat())
        item.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        item.setTransformOriginPoint(0, 0)
        top = self._top(item, layer, scale)
        x, y = layer.x_mm + layer.width_mm / 2, layer.y_mm + layer.height_mm / 2
        paper = QGraphicsRectItem(QRectF(-layer.width_mm / 2, -layer.height_mm / 2, layer.width_mm, layer.height_mm))
        light = color.lightnessF() < 0.6
        paper.setBrush(QColor(255, 255, 255, 235) if light else QColor(30, 33, 39, 235))
        paper.setPen(Qt.PenStyle.NoPen)
        paper.setPos(x, y)
        paper.setRotation(layer.turn_deg)
        paper.setZValue(1e6)
        item.setParentItem(paper)
        item.setPos(-layer.width_mm / 2, -layer.height_mm / 2 + top)
        item.setScale(scale)
        self._scene.addItem(paper)
        self._scene.hide_layer(layer.id, hidden=True)
        self._item, self._paper, self._layer = item, paper, layer.id
        item.setFocus(Qt.FocusReason.MouseFocusReason)
        item.setTextCursor(cursor)
        self._scene.update()

    def end(self, *, keep: bool) -> None:
        """Stop writing; ``keep``: what was written goes into the design."""
        item, paper = self._item, self._paper
        if item is None or paper is None:
            return
        words = item.toPlainText()[:LONGEST]
        self._item = self._paper = None
        self._scene.removeItem(paper)
        self._scene.hide_layer(self._layer, hidden=False)
        desk, design, thing = self._scene.desk, self._scene.desk.design, self._scene.desk.thing
        if keep and thing is not None and self._slot:
            if words != thing.shown.get(self._slot, ""):
                desk.replace(text("Fill in"), replace(thing, values={**thing.values, self._slot: words}))
        elif keep and design is not None:
            desk.change(text("Write"), set_values(design, desk.page, {self._layer}, text=words))
        self._scene.update()

    @staticmethod
    def _top(item: QGraphicsTextItem, layer: TextLayer, scale: float) -> float:
        room = layer.height_mm - item.boundingRect().height() * scale
        return {"top": 0.0, "middle": room / 2, "bottom": room}[layer.valign]
