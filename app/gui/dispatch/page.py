"""The page of dispatch: printers or the queue, beside it what is chosen, above it what needs somebody."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.dispatch.job_delegate import JobDelegate
from app.gui.dispatch.job_detail import JobDetail
from app.gui.dispatch.job_model import JobModel
from app.gui.dispatch.job_view import JobView
from app.gui.dispatch.piece_panel import PiecePanel
from app.gui.dispatch.plate_detail import PlateDetail
from app.gui.dispatch.plate_list import PlateList
from app.gui.dispatch.printer_detail import PrinterDetail
from app.gui.dispatch.printer_model import PrinterModel
from app.gui.dispatch.printer_view import PrinterView
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.statistics_view import StatisticsView
from app.gui.dispatch.tile_delegate import TileDelegate
from app.gui.dispatch.tiles import Tile, counts
from app.gui.widgets.basics import button, label
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.panel import EmptyState
from app.gui.widgets.roomy import hold_width
from app.gui.widgets.segments import Segments
from app.i18n import plural, text, tr
from app.orders.record import now

if TYPE_CHECKING:
    from app.commands.plate_view import PlateView

ROOMY = 900  # pixels of width from which on the side is wide
VIEWS = (
    ("printers", text("Printers"), text("All printers and what they do now (F7)")),
    ("queue", text("Print queue"), text("What is printed, what waits, what failed lately (Shift+F7)")),
    ("plates", text("Plates"), text("What is printed together, with its picking picture (Ctrl+F7)")),
    ("statistics", text("Statistics"), text("How well printing goes, and what it costs (Ctrl+Shift+F7)")),
)


class DispatchPage(QWidget):
    """Shows what ``station`` knows. ``wiring`` connects it with the window.

    add_wanted, find_wanted  a printer is to be added, or looked for
    decide_wanted            the first job that is unclear
    give_wanted              what waits is to be given to printers
    plates_shown             the plates are looked at
    """

    add_wanted = Signal()
    find_wanted = Signal()
    decide_wanted = Signal()
    plates_shown = Signal()
    give_wanted = Signal()

    def __init__(self, look: Look, station: DispatchStation) -> None:
        super().__init__()
        self.setObjectName("dispatchPage")
        self.station = station
        self.printers, self.jobs = PrinterModel(), JobModel()
        self.tile_delegate, self.job_delegate = TileDelegate(look), JobDelegate(look, station.names)
        self.wall = PrinterView(self.printers, self.tile_delegate)
        self.queue = JobView(self.jobs, self.job_delegate)
        for part in (self.printers, self.jobs, self.tile_delegate, self.job_delegate):
            part.setParent(self)  # they go with the page
        self.printer_detail, self.job_detail = PrinterDetail(look, station.names), JobDetail(look, station.names)
        self.plates, self.plate_detail = PlateList(look, station.names), PlateDetail(look, station.names)
        self.pieces = PiecePanel(look)
        self.statistics = StatisticsView(look, station)
        self.messages = MessageBar(look)
        self.counter = label("", "dim")
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(240)
        say(
            self.field,
            setPlaceholderText=text("Filter…"),
            setAccessibleName=text("Filter printers and jobs"),
            setToolTip=text("Show only what holds these words: name, state, order (Ctrl+F)"),
        )
        self.needs = QToolButton()
        self.needs.setProperty("kind", "view")
        self.needs.setCheckable(True)
        say(
            self.needs,
            setText=text("Needs somebody"),
            setToolTip=text("Only printers at which somebody has to do something"),
        )
        self.add = button(text("Add a printer…"), self.add_wanted.emit, "small", look.icon("mdi6.plus"))
        say(self.add, setToolTip=text("Enter how a printer is reached"))
        self.search = button(text("Find printers…"), self.find_wanted.emit, "small", look.icon("mdi6.radar"))
        say(self.search, setToolTip=text("Search the local network for printers"))
        self.give = button(text("Give out what waits"), self.give_wanted.emit, "small", look.icon("mdi6.share-outline"))
        say(self.give, setToolTip=text("Every job without a printer goes to a fitting one that can begin it first"))
        self.unclear = QFrame()
        self.unclear.setProperty("kind", "attention")
        self.unclear_words = label("", "strong", wrap=True)
        self.decide = button(text("Decide…"), self.decide_wanted.emit, "primary")
        say(self.decide, setToolTip=text("See what is known, and say whether it was printed"))
        self.empty = EmptyState(
            look, "mdi6.printer-3d-nozzle-outline", text("No printers yet"),
            text("Printers in the network are found, others are entered by hand."),
        )  # fmt: skip
        self.empty_find = button(
            text("Find printers…"), self.find_wanted.emit, "primary", look.icon("mdi6.radar", "on_fill")
        )
        say(self.empty_find, setToolTip=text("Search the local network for printers"))
        self.empty_add = button(text("Add a printer…"), self.add_wanted.emit, "second", look.icon("mdi6.plus"))
        say(self.empty_add, setToolTip=text("Enter how a printer is reached"))
        self.no_jobs = EmptyState(
            look, "mdi6.tray-arrow-down", text("Nothing waits to be printed"),
            text("Send an approved item to print: choose it in the order queue, then “Send to print” (Ctrl+Alt+P)."),
        )  # fmt: skip
        self.nothing = EmptyState(
            look, "mdi6.cursor-default-click-outline", text("Nothing is chosen"),
            text("Choose a printer or a job to see more of it, and what can be done."),
        )  # fmt: skip
        self.view = "printers"
        self._arrange()
        self._connect()
        self.choose_view("printers")
        self.show_board()

    # ---- what is shown ------------------------------------------------------

    def choose_view(self, name: str) -> None:
        """Show one of ``VIEWS``."""
        self.view = name
        self.switch.choose(name)
        self.needs.setVisible(name == "printers")
        self.field.setVisible(name in {"printers", "queue"})
        self._show_body()
        self._show_side()
        if name == "plates":
            self.plates_shown.emit()
        self.statistics.look_again()

    def show_plate(self, view: "PlateView | None") -> None:
        """The plate that is chosen; None: none is. An answer about one that is not chosen any more is left alone."""
        if view is not None and view.plate.id != self.plates.current():
            return
        if view is not None:
            self.plate_detail.show_view(view, produces=self.station.may_produce)
        self.pieces.show_view(view, produces=self.station.may_produce)
        if self.view == "plates":
            self.side.setVisible(view is not None)
            self.side.setCurrentIndex(0 if view is None else 3)

    def show_board(self) -> None:
        """The board of the station is another one."""
        station = self.station
        self.job_delegate.at = now()
        self.printers.show(station.tiles())
        self.jobs.show(station.lines())
        self._show_counts()
        self._show_body()
        self._show_side()

    def show_seen(self, printers: frozenset[int]) -> None:
        """Something new is seen at these printers."""
        station = self.station
        shown = [station.printer(printer) for printer in printers]
        self.printers.update([station.tile(printer) for printer in shown if printer is not None])
        self._show_counts()
        if self.view == "queue" and self.isVisible():
            self.jobs.show(station.lines())
        chosen = self.wall.current()
        line = self.queue.current()
        if (self.view == "printers" and chosen is not None and chosen.id in printers) or (
            self.view == "queue" and line is not None and line.row.job.printer in printers
        ):
            self._show_side()

    def go_to_printer(self, printer: int) -> None:
        """Choose a printer on the wall."""
        self._clear_filter()
        self.choose_view("printers")
        if self.wall.go_to(printer):
            self.wall.setFocus()

    def go_to_job(self, job: int) -> None:
        """Choose a job in the queue."""
        self._clear_filter()
        self.choose_view("queue")
        if self.queue.go_to(job):
            self.queue.setFocus()

    def take_picture(self, printer: int, picture: bytes | None) -> None:
        """A camera has shown the plate of a printer."""
        self.tile_delegate.take_picture(printer, picture)
        self.printers.refresh()
        chosen = self.wall.current()
        if chosen is not None and chosen.id == printer:
            self.printer_detail.show_picture(picture)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.printers.refresh()
        self.jobs.refresh()
        self.job_detail.fits.refresh()
        self.plates.refresh()
        self.plate_detail.refresh()
        self.pieces.refresh()
        self.statistics.refresh()
        self.show_board()

    # ---- inside -------------------------------------------------------------

    def _arrange(self) -> None:
        self.switch = Segments()
        for name, title, tip in VIEWS:
            self.switch.add(name, title, tip).setObjectName(f"dispatch-{name}")
        self.switch.pressed.connect(self.choose_view)
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 12, 6)
        head.setSpacing(8)
        for widget in (self.switch, self.field, self.needs):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.counter)
        head.addWidget(self.give)
        head.addWidget(self.search)
        head.addWidget(self.add)
        strip = QHBoxLayout(self.unclear)
        strip.setContentsMargins(12, 8, 10, 8)
        strip.addWidget(self.unclear_words, 1)
        strip.addWidget(self.decide)
        around = QHBoxLayout()
        around.setContentsMargins(12, 0, 12, 4)
        around.addWidget(self.unclear)
        first = QWidget()
        start = QVBoxLayout(first)
        start.addStretch(2)
        start.addWidget(self.empty)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.empty_find)
        buttons.addWidget(self.empty_add)
        buttons.addStretch()
        start.addLayout(buttons)
        start.addStretch(3)
        self.body = QStackedWidget()
        for shown in (first, self.wall, self.queue, _in_middle(self.no_jobs), self._make_plates(), self.statistics):
            self.body.addWidget(shown)
        self.side = QStackedWidget()
        self.side.setObjectName("dispatchSides")
        for told in (_in_middle(self.nothing), self.printer_detail, self.job_detail, self.plate_detail):
            self.side.addWidget(told)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.setContentsMargins(8, 0, 0, 0)
        row.addWidget(self.body, 1)
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.messages)
        column.addLayout(around)
        column.addLayout(row, 1)

    def _make_plates(self) -> QWidget:
        """The plates, and beside them the pieces of the one that is chosen."""
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.plates, 5)
        row.addWidget(self.pieces, 6)
        return both

    def _connect(self) -> None:
        self.wall.chosen.connect(lambda _tile: self._show_side())
        self.queue.chosen.connect(lambda _line: self._show_side())
        self.station.changed.connect(self.show_board)
        self.station.seen.connect(self.show_seen)
        # Words are filtered when nobody has typed for a moment: a filter lays the whole wall out anew.
        self._typed = once(self, 80, self._filter)
        self.field.textChanged.connect(lambda _words: self._typed.start())
        self.needs.toggled.connect(lambda _on: self._filter())

    def _finds(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Find) and self.field.isVisible()

    def _filter(self) -> None:
        self.printers.filter(self.field.text(), self.needs.isChecked())
        self.jobs.filter(self.field.text())

    def _clear_filter(self) -> None:
        self.field.clear()
        self.needs.setChecked(False)
        self._filter()

    def _show_counts(self) -> None:
        going, free, needs = counts(self.printers.tiles)
        words = [tr("{n} printing", n=going), tr("{n} free", n=free)] if self.printers.tiles else []
        self.counter.setText(" · ".join(words))
        wanted = tr("Needs somebody")
        self.needs.setText(f"{wanted} {needs}" if needs else wanted)
        unclear = self.station.unclear()
        self.unclear.setVisible(bool(unclear) and self.station.may_produce)
        if unclear:
            self.unclear_words.setText(
                str(
                    plural(
                        "{n} print is unclear: was it printed? Nothing is sent again before you decide.",
                        "{n} prints are unclear: were they printed? Nothing is sent again before you decide.",
                        len(unclear),
                    )
                )
            )

    def _show_body(self) -> None:
        board = self.station.board
        none = board is None or not board.printers
        jobs = board is not None and bool(board.jobs or board.ended)
        if self.view == "statistics":
            self.body.setCurrentIndex(5)
        elif self.view == "plates":
            self.body.setCurrentIndex(4)
            self.plates.propose.setVisible(self.station.may_produce)
        elif self.view == "queue":
            self.body.setCurrentIndex(2 if jobs else 3)
        else:
            self.body.setCurrentIndex(0 if none else 1)
        sets_up = self.station.may_set_up and self.view == "printers"
        planned = board is not None and any(row.job.state == "planned" for row in board.jobs)
        self.give.setVisible(self.view == "queue" and planned and self.station.may_produce)
        for widget in (self.add, self.search):
            widget.setVisible(sets_up and not none)
        for widget in (self.empty_add, self.empty_find):
            widget.setVisible(sets_up)
        self.field.setEnabled(not none or jobs)
        self.needs.setEnabled(not none)
        self._show_side_at_all(printers=not none, jobs=jobs)

    def _show_side_at_all(self, *, printers: bool, jobs: bool) -> None:
        """There is no side where there is nothing to choose."""
        there = {"printers": printers, "queue": jobs, "plates": self.plates.current() is not None}
        self.side.setVisible(there.get(self.view, False))

    def _show_side(self) -> None:
        if self.view == "plates":
            self.side.setCurrentIndex(0 if self.plates.current() is None else 3)
            return
        station = self.station
        tile: Tile | None = self.wall.current() if self.view == "printers" else None
        printer = station.printer(tile.id) if tile is not None else None
        line = self.queue.current() if self.view == "queue" else None
        if tile is not None and printer is not None:
            self.printer_detail.show_printer(
                printer, tile, station.floor.kinds.get(printer.driver), station.live.of(printer.id),
                produces=station.may_produce, sets_up=station.may_set_up,
            )  # fmt: skip
            self.side.setCurrentIndex(1)
        elif line is not None and station.board is not None:
            self.job_detail.show_line(line, station.board.printers, station.activity(), produces=station.may_produce)
            self.side.setCurrentIndex(2)
        else:
            self.side.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, the side takes less of it, and the words of buttons give way."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY
        hold_width(self.side, 330 if roomy else 268)
        self.counter.setVisible(self.width() >= ROOMY + 60)
        self.field.setMaximumWidth(240 if roomy else 120)

    def event(self, event: QEvent) -> bool:
        """Ctrl+F is this page's own while the keys work in it: as a second shortcut beside the window's neither would do."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._finds(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+F goes to the filter."""
        if self._finds(event):
            self.field.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The keys work at once, and what is looked at is of now."""
        super().showEvent(event)
        self.show_board()
        if self.view == "plates":
            self.plates_shown.emit()
        first = {"printers": self.wall, "queue": self.queue, "statistics": self.statistics.printers}
        first.get(self.view, self.plates.list).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks."""
        super().hideEvent(event)
        self._typed.stop()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(900, 560)


def _in_middle(widget: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addStretch(2)
    column.addWidget(widget)
    column.addStretch(3)
    return made
