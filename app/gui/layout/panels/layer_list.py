"""The layers of the page, the highest first: chosen, renamed, hidden, locked, and dragged into another order."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.layout.desk import LayoutDesk
from app.i18n import Text, text, tr
from app.layouts.design.document import AnyLayer, CodeLayer, ShapeLayer, Template, TextLayer
from app.layouts.design.filling import places
from app.layouts.editing.changes import reordered, set_values

Index = QModelIndex | QPersistentModelIndex
KINDS: dict[str, tuple[str, Text]] = {
    "picture": ("mdi6.image-outline", text("Image")),
    "text": ("mdi6.format-text", text("Text")),
    "code": ("mdi6.qrcode", text("QR code")),
    "wave": ("mdi6.waveform", text("Sound wave")),
    "shape": ("mdi6.shape-outline", text("Shape")),
}
ID = Qt.ItemDataRole.UserRole
LAYER = Qt.ItemDataRole.UserRole + 1
SIDE = 24


def name_of(layer: AnyLayer, template: Template | None = None) -> str:
    """What a layer is called: its own name, the place that it is, what is written in it, or its kind."""
    if layer.name:
        return layer.name
    named = sorted(places(layer)) if template is not None else []
    slot = next((slot for slot in template.slots if slot.name in named[:1]), None) if template is not None else None
    if slot is not None:
        return tr(slot.title)
    if isinstance(layer, TextLayer | CodeLayer) and layer.text.strip():
        return " ".join(layer.text.split())[:60]
    if isinstance(layer, ShapeLayer) and layer.shape == "postcodes":
        return str(text("Postcode boxes"))
    return str(KINDS[layer.kind][1])


class LayerDelegate(QStyledItemDelegate):
    """A sign of the kind, the name, an eye and a lock that are clicked."""

    switched = Signal(str, str)  # id of the layer; "hidden" or "locked"

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint(option, index).width(), 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._look.tokens
        layer: AnyLayer = index.data(LAYER)
        box = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else tokens.hover))
            painter.drawRoundedRect(box, 6, 6)
        role = "dim" if layer.hidden else "text"
        self._look.icon(KINDS[layer.kind][0], "dim").paint(painter, QRect(box.left() + 8, box.top() + 6, 18, 18))
        painter.setPen(QColor(tokens.dim if role == "dim" else tokens.text))
        words = QRect(box.left() + 34, box.top(), box.width() - 34 - 2 * SIDE - 10, box.height())
        line = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, line)
        for number, (on, off, state) in enumerate(_switches(layer)):
            if state or over or chosen:
                place = _switch_box(box, number).adjusted(3, 3, -3, -3)
                self._look.icon(off if state else on, "warn" if state else "dim").paint(painter, place)
        painter.restore()

    def editorEvent(  # noqa: N802 - Qt's name
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if isinstance(event, QMouseEvent) and event.type() in {
            QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
        }:  # fmt: skip
            for number, name in enumerate(("hidden", "locked")):
                if _switch_box(option.rect.adjusted(0, 1, 0, -1), number).contains(event.position().toPoint()):
                    if event.type() == QEvent.Type.MouseButtonRelease:
                        self.switched.emit(index.data(ID), name)
                    return True
        return super().editorEvent(event, model, option, index)


def _switches(layer: AnyLayer) -> tuple[tuple[str, str, bool], ...]:
    return (
        ("mdi6.eye-outline", "mdi6.eye-off-outline", layer.hidden),
        ("mdi6.lock-open-variant-outline", "mdi6.lock-outline", layer.locked),
    )


def _switch_box(box: QRect, number: int) -> QRect:
    return QRect(box.right() - (2 - number) * SIDE - 4, box.top() + (box.height() - SIDE) // 2, SIDE, SIDE)


class LayerList(QListWidget):
    """Shows and changes the layers of the page that the desk shows."""

    def __init__(self, look: Look, desk: LayoutDesk) -> None:
        super().__init__()
        self.setObjectName("layerList")
        self._desk = desk
        self._filling = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        delegate = LayerDelegate(look, self)
        delegate.switched.connect(self._switch)
        self.setItemDelegate(delegate)
        say(
            self,
            setAccessibleName=text("Layers"),
            setToolTip=text("Drag to change what lies above what; double-click to rename"),
        )
        desk.changed.connect(self.refresh)
        desk.chosen.connect(self._show_chosen)
        self.itemSelectionChanged.connect(self._chosen_here)
        self.itemChanged.connect(self._renamed)

    def refresh(self) -> None:
        """Show the layers as they are now."""
        layers = tuple(reversed(self._desk.layers))
        self._filling = True
        if [self.item(n).data(ID) for n in range(self.count())] != [layer.id for layer in layers]:
            self.clear()
            for layer in layers:
                item = QListWidgetItem()
                item.setData(ID, layer.id)
                item.setFlags(
                    Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsEditable
                    | Qt.ItemFlag.ItemIsDragEnabled
                )  # fmt: skip
                self.addItem(item)
        for number, layer in enumerate(layers):
            item = self.item(number)
            item.setData(LAYER, layer)
            item.setText(name_of(layer, self._template()))
        self._filling = False
        self._show_chosen()
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """What was dragged lies where it was let go; the list itself follows the desk."""
        dragged = [item.data(ID) for item in self.selectedItems()]
        target = self.itemAt(event.position().toPoint())
        to = self.count() if target is None else self.row(target)
        if self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem:
            to += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.put_before(dragged, to)

    def put_before(self, dragged: list[str], row: int) -> None:
        """Put layers before the row ``row`` of the list (0: the highest)."""
        desk, design = self._desk, self._desk.design
        if design is None or not dragged:
            return
        names = [layer.id for layer in reversed(desk.layers)]
        before = [name for name in names[:row] if name not in dragged]
        after = [name for name in names if name not in dragged and name not in before]
        wanted = [*before, *(name for name in names if name in dragged), *after]
        for place, name in enumerate(reversed(wanted)):
            design = reordered(design, desk.page, name, place)
        desk.change(text("Change the order"), design)

    def _template(self) -> Template | None:
        thing = self._desk.thing
        return None if thing is None else thing.template

    def _show_chosen(self) -> None:
        self._filling = True
        for number in range(self.count()):
            item = self.item(number)
            item.setSelected(item.data(ID) in self._desk.selection)
        self._filling = False

    def _chosen_here(self) -> None:
        if not self._filling:
            self._desk.choose(item.data(ID) for item in self.selectedItems())

    def _renamed(self, item: QListWidgetItem) -> None:
        design = self._desk.design
        if self._filling or design is None:
            return
        layer: AnyLayer = item.data(LAYER)
        words = item.text().strip()[:80]
        if words != name_of(layer, self._template()):
            self._desk.change(text("Rename"), set_values(design, self._desk.page, {layer.id}, name=words))
        else:
            self.refresh()

    def _switch(self, layer: str, name: str) -> None:
        desk, design = self._desk, self._desk.design
        found = next((one for one in desk.layers if one.id == layer), None)
        if design is None or found is None:
            return
        titles = {"hidden": text("Hide or show"), "locked": text("Lock or unlock")}
        after = set_values(design, desk.page, {layer}, **{name: not getattr(found, name)})
        desk.change(titles[name], after)
