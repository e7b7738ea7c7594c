"""The printers dock: small live tiles of all printers; a click shows one of them at the dispatch page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.printer_model import PrinterModel
from app.gui.dispatch.printer_view import PrinterView
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.tile_delegate import TileDelegate
from app.gui.dispatch.tiles import NEEDS, Tile, counts
from app.gui.widgets.basics import button, label
from app.gui.widgets.panel import EmptyState, scrolling
from app.i18n import text, tr


class PrintersPanel(QWidget):
    """``chosen`` gives the id of a printer that is to be shown; ``add_wanted``: there is none yet."""

    chosen = Signal(object)
    add_wanted = Signal()

    def __init__(self, look: Look, station: DispatchStation) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._station = station
        self.counter = label("", "dim")
        self.model = PrinterModel()
        delegate = TileDelegate(look, compact=True)
        self.wall = PrinterView(self.model, delegate, compact=True)
        for part in (self.model, delegate):
            part.setParent(self)  # they go with the panel
        say(self.wall, setToolTip=text("Return or a double click shows a printer at the dispatch page"))
        self.wall.opened.connect(lambda tile: self.chosen.emit(tile.id))
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(
            EmptyState(
                look,
                "mdi6.printer-3d-nozzle-outline",
                text("No printers yet"),
                wide=True,
            )
        )
        self.add = button(text("Find printers…"), self.add_wanted.emit, "small", look.icon("mdi6.radar"))
        say(self.add, setToolTip=text("Printers in the network are found, others are entered by hand."))
        below = QHBoxLayout()
        below.setContentsMargins(16, 0, 0, 0)
        below.addWidget(self.add)
        below.addStretch()
        column.addLayout(below)
        column.addStretch()
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolling(empty))
        self.stack.addWidget(self.wall)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(6, 0, 4, 4)
        outer.addWidget(self.stack)
        station.changed.connect(self.refresh)
        station.seen.connect(self._seen)
        self.refresh()

    def refresh(self) -> None:
        """Show the board as it is now; say everything again, in the language of now."""
        self.model.show(sorted(self._station.tiles(), key=_rank))
        self.model.refresh()
        self.stack.setCurrentIndex(1 if self.model.tiles else 0)
        self.add.setVisible(self._station.may_set_up)
        self._count()

    def _seen(self, printers: frozenset[int]) -> None:
        shown = [self._station.printer(printer) for printer in printers]
        self.model.update([self._station.tile(printer) for printer in shown if printer is not None])
        self._count()

    def _count(self) -> None:
        going, free, needs = counts(self.model.tiles)
        words = [tr("{n} printing", n=going), tr("{n} free", n=free)] if self.model.tiles else []
        if needs:
            words.append(tr("{n} need somebody", n=needs))
        self.counter.setText(" · ".join(words))


def _rank(tile: Tile) -> int:
    """Those that need somebody come first: there is room for few below the bench."""
    return 0 if tile.state in NEEDS else 1
