"""One layer on the canvas: its picture, moved and turned with the layer until a new one has been drawn."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem

from app.layouts.design.document import AnyLayer


@dataclass(frozen=True)
class Painted:
    """A layer as pixels. ``box``: where they lie on the page, mm; ``of``: the layer as it was when they were drawn."""

    image: QImage
    box: QRectF
    of: AnyLayer
    key: str


def place(layer: AnyLayer) -> QTransform:
    """From the unit square to where the layer lies."""
    made = QTransform()
    made.translate(layer.x_mm + layer.width_mm / 2, layer.y_mm + layer.height_mm / 2)
    made.rotate(layer.turn_deg)
    made.scale(layer.width_mm, layer.height_mm)
    made.translate(-0.5, -0.5)
    return made


class LayerItem(QGraphicsPixmapItem):
    """Shows the newest picture of a layer there is."""

    def __init__(self, layer: AnyLayer) -> None:
        super().__init__()
        self.layer = layer
        self.painted: Painted | None = None
        self.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def take(self, painted: Painted) -> None:
        """A new picture of it."""
        self.painted = painted
        self.setPixmap(QPixmap.fromImage(painted.image))
        self.show_layer(self.layer)

    def show_layer(self, layer: AnyLayer) -> None:
        """It lies elsewhere, or is turned."""
        self.layer = layer
        self.setVisible(not layer.hidden)
        painted = self.painted
        if painted is None:
            return
        pixmap = self.pixmap()
        there = QTransform.fromTranslate(painted.box.left(), painted.box.top())
        there.scale(painted.box.width() / pixmap.width(), painted.box.height() / pixmap.height())
        if _lies(layer) != _lies(painted.of):
            back, _ok = place(painted.of).inverted()
            there = there * back * place(layer)
        self.setTransform(there)


def _lies(layer: AnyLayer) -> tuple[float, ...]:
    return (layer.x_mm, layer.y_mm, layer.width_mm, layer.height_mm, layer.turn_deg)
