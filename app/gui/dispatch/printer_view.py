"""The wall of printers: tiles that share the width evenly; two hundred cost no more than those that are seen."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle

from app.gui.dispatch.printer_model import TILE, PrinterModel
from app.gui.dispatch.tile_delegate import COMPACT, HEIGHT, TileDelegate
from app.gui.dispatch.tiles import Tile
from app.gui.words import say
from app.i18n import text

NARROWEST, NARROWEST_COMPACT = 262, 186


class PrinterView(QListView):
    """Emits ``chosen`` with the tile the keys are at (or None), ``opened`` on Return or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, model: PrinterModel, delegate: TileDelegate, *, compact: bool = False) -> None:
        super().__init__()
        self._tiles, self._compact = model, compact
        self._current = 0
        self.setObjectName("printerTiles")
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalScrollBar().setSingleStep(28)
        say(self, setAccessibleName=text("Printers"))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(0)
        self._told.timeout.connect(lambda: self.chosen.emit(self.current()))
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self._told.start())
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(TILE)))

    def current(self) -> Tile | None:
        """The tile that is selected."""
        selected = self.selectionModel().selectedIndexes()
        return self._tiles.tile(selected[0].row()) if selected else None

    def go_to(self, printer: int) -> bool:
        """Select a printer; False where it is not shown."""
        number = self._tiles.number_of(printer)
        if number < 0:
            return False
        self.setCurrentIndex(self._tiles.index(number))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        tile = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and tile is not None:
            self.opened.emit(tile)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        narrowest = NARROWEST_COMPACT if self._compact else NARROWEST
        # Qt keeps the room of a scroll bar free while it lays tiles out, whether one is shown or not.
        room = self.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) - 4
        columns = max(1, room // narrowest)
        self.setGridSize(QSize(room // columns, COMPACT if self._compact else HEIGHT))
        super().resizeEvent(event)

    def _remember(self) -> None:
        tile = self.current()
        self._current = tile.id if tile is not None else 0

    def _restore(self) -> None:
        if self._current and not self.go_to(self._current):
            self.chosen.emit(None)
