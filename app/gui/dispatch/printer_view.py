"""The wall of printers: tiles that share the width evenly; two hundred cost no more than those that are seen."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QStyle

from app.gui.base.words import say
from app.gui.dispatch.printer_model import PrinterModel
from app.gui.dispatch.thing_list import ThingList
from app.gui.dispatch.tile_delegate import COMPACT, HEIGHT, TileDelegate
from app.gui.dispatch.tiles import Tile
from app.i18n import text

NARROWEST, NARROWEST_COMPACT = 262, 186


class PrinterView(ThingList):
    """Emits ``chosen`` and ``opened`` with a tile. ``compact``: for the panel below the bench."""

    def __init__(self, model: PrinterModel, delegate: TileDelegate, *, compact: bool = False) -> None:
        super().__init__(model, model, delegate)
        self._compact, self._look = compact, delegate.look
        self.setObjectName("printerTiles")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.verticalScrollBar().setSingleStep(28)
        say(self, setAccessibleName=text("Printers"))
        delegate.sizeHintChanged.connect(lambda _index: self._fit())

    def current(self) -> Tile | None:
        """The tile that is selected."""
        tile: Tile | None = self.selected()
        return tile

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        narrowest = NARROWEST_COMPACT if self._compact else NARROWEST
        # Qt keeps the room of a scroll bar free while it lays tiles out, whether one is shown or not.
        room = self.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) - 4
        factor = self._look.text_factor
        columns = max(1, room // round(narrowest * factor))
        self.setGridSize(QSize(room // columns, round((COMPACT if self._compact else HEIGHT) * factor)))
