"""Cropping on the canvas: the whole picture around its box, dragged and zoomed with the pointer."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform

from app.gui.base.theme import Tokens
from app.gui.layout.canvas.drags import CropDrag, Ground, set_crop
from app.gui.layout.canvas.overlay import hair
from app.gui.layout.canvas.stage import Stage
from app.i18n import text
from app.layouts.design.document import Crop, PictureLayer
from app.layouts.editing.cropping import fitted, whole, zoomed

NOTCH = 1.12


class CropMode:
    """Which picture layer is cropped now, if any."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        self._layer = ""
        self._image = QImage()
        self.size = (1.0, 1.0)
        self._automatic = Crop()

    @property
    def active(self) -> bool:
        """Whether a picture is cropped."""
        return bool(self._layer)

    @property
    def layer(self) -> PictureLayer | None:
        """The layer as it is seen."""
        found = next((layer for layer in self._scene.layers if layer.id == self._layer), None)
        return found if isinstance(found, PictureLayer) else None

    @property
    def crop(self) -> Crop:
        """What is shown of the picture now."""
        layer = self.layer
        return self._automatic if layer is None or layer.crop is None else layer.crop

    def begin(
        self, layer: PictureLayer, image: QImage, size: tuple[float, float], automatic: Crop | None = None
    ) -> None:
        """Crop this layer. ``image``: its whole picture, upright, as large as a screen needs; ``size``: its true pixels."""
        self._layer, self._image, self.size = layer.id, image, size
        box = (layer.width_mm, layer.height_mm)
        self._automatic = whole(size, box) if automatic is None else fitted(automatic, size, box)
        self._scene.update()

    def end(self) -> None:
        """Leave it as it is now."""
        if self._layer:
            self._layer = ""
            self._image = QImage()
            self._scene.crop_wanted.emit("")
            self._scene.update()

    def press(self, at: QPointF, ground: Ground) -> CropDrag | None:
        """A drag of the picture, or None for a press beside it."""
        layer = self.layer
        if layer is None or not self._to_page(layer).map(self._area(layer)).contains(at):
            return None
        narrowed = Ground(ground.design, ground.page, frozenset({layer.id}), ground.scale_px, ((), ()))
        return CropDrag(narrowed, at, self.crop, self.size)

    def wheel(self, notches: float, at: QPointF) -> bool:
        """Zoom the picture in its box to the pointer."""
        layer, design = self.layer, self._scene.desk.design
        if layer is None or design is None:
            return False
        inverse, _ok = self._to_page(layer).inverted()
        local = inverse.map(at)
        box = (layer.width_mm, layer.height_mm)
        where = (min(1.0, max(0.0, local.x() / box[0])), min(1.0, max(0.0, local.y() / box[1])))
        crop = zoomed(self.crop, self.size, box, NOTCH**notches, where)
        desk = self._scene.desk
        desk.change(text("Crop"), set_crop(design, desk.page, layer.id, crop), f"crop {layer.id}")
        return True

    def draw(self, painter: QPainter, scale_px: float, tokens: Tokens) -> None:
        """The whole picture, dimmed outside of its box, with thirds inside."""
        layer = self.layer
        if layer is None:
            return
        crop = self.crop
        box = QRectF(0, 0, layer.width_mm, layer.height_mm)
        painter.save()
        painter.setTransform(self._to_page(layer), combine=True)
        frame = self._frame(layer, crop)
        painter.save()
        painter.setOpacity(0.35)
        self._draw_image(painter, frame, crop)
        painter.restore()
        painter.save()
        painter.setClipRect(box)
        self._draw_image(painter, frame, crop)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        thirds = QColor(255, 255, 255, 110)
        for number in (1, 2):
            painter.setPen(hair(thirds.name(QColor.NameFormat.HexArgb), 1.0))
            x, y = box.width() * number / 3, box.height() * number / 3
            painter.drawLine(QPointF(x, 0), QPointF(x, box.height()))
            painter.drawLine(QPointF(0, y), QPointF(box.width(), y))
        painter.setPen(hair(tokens.accent, 2.0))
        painter.drawRect(box)
        side = 14 / scale_px
        painter.setPen(hair("#ffffff", 3.0))
        for x, y in ((0.0, 0.0), (box.width(), 0.0), (box.width(), box.height()), (0.0, box.height())):
            painter.drawLine(QPointF(x, y), QPointF(x + (side if x == 0 else -side), y))
            painter.drawLine(QPointF(x, y), QPointF(x, y + (side if y == 0 else -side)))
        painter.restore()

    def _draw_image(self, painter: QPainter, frame: QRectF, crop: Crop) -> None:
        painter.save()
        painter.translate(frame.center())
        painter.rotate(crop.turn_deg)
        painter.drawImage(QRectF(-frame.width() / 2, -frame.height() / 2, frame.width(), frame.height()), self._image)
        painter.restore()

    def _frame(self, layer: PictureLayer, crop: Crop) -> QRectF:
        """Where the whole picture lies, in mm from the top left corner of its box."""
        width = layer.width_mm / (crop.right - crop.left)
        height = layer.height_mm / (crop.bottom - crop.top)
        return QRectF(-crop.left * width, -crop.top * height, width, height)

    def _area(self, layer: PictureLayer) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self._frame(layer, self.crop))
        return path

    @staticmethod
    def _to_page(layer: PictureLayer) -> QTransform:
        made = QTransform.fromTranslate(layer.x_mm + layer.width_mm / 2, layer.y_mm + layer.height_mm / 2)
        made.rotate(layer.turn_deg)
        return made.translate(-layer.width_mm / 2, -layer.height_mm / 2)
