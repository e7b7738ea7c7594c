"""How well printing goes, and what it costs: by printer and by what was wrong, with bars to compare at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands import print_costs, print_report
from app.dispatch.defects import defect_title
from app.dispatch.statistics import Statistics, Tally
from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.dispatch.station import DispatchStation
from app.gui.widgets.basics import button, label
from app.gui.widgets.panel import EmptyState
from app.gui.widgets.segments import Segments
from app.i18n import Text, plural, text, tr
from app.orders.record import now

BAR, TONE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
SPANS = (7, 30, 90)
PRINTERS: tuple[tuple[Text, Text], ...] = (
    (text("Printer"), text("Name of the printer")),
    (text("Prints"), text("Printed to the end")),
    (text("Good"), text("Of what was begun: printed to the end, and passed the quality check")),
    (text("Failed"), text("Broken off by the printer, or thrown away")),
    (text("Spoiled"), text("Printed to the end, but did not pass the quality check")),
    (text("Cancelled"), text("Cancelled by somebody while it was printed")),
    (text("Sent back"), text("Refused by the printer before anything was printed")),
    (text("Hours"), text("Hours of the machine, with what failed")),
    (text("Material"), text("Grams of material, with what failed")),
    (text("Cost"), text("Machine and material, with what failed")),
    (text("Money lost"), text("The part of the cost that went into what failed, was cancelled or did not pass")),
)
CAUSES: tuple[tuple[Text, Text], ...] = (
    (text("What was wrong"), text("Cause that was given when it failed, or did not pass")),
    (text("How often"), text("Failed prints and verdicts with this cause")),
    (text("Money lost"), text("What these have cost")),
)
AnyIndex = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """What stands in a table. bar: from 0 to 1, or none; tone: colour of the bar, the number says the same."""

    words: str
    bar: float | None = None
    tone: Role = "accent"


class BarDelegate(QStyledItemDelegate):
    """Draws a bar below the number of a cell that has one."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().paint(painter, option, index)
        share = index.data(BAR)
        if share is None:
            return
        tokens = self._look.tokens
        place = QRectF(option.rect).adjusted(10, 0, -10, 0)
        bar = QRectF(place.left(), place.bottom() - 7, place.width(), 4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(bar, 2, 2)
        if share > 0:
            bar.setWidth(max(4.0, bar.width() * min(1.0, share)))
            painter.setBrush(QColor(getattr(tokens, index.data(TONE) or "accent")))
            painter.drawRoundedRect(bar, 2, 2)
        painter.restore()


class StatisticsView(QWidget):
    """Asks for its figures when it is shown. ``said``: a sentence about the file that was written, and its tone."""

    said = Signal(object, str)

    def __init__(self, look: Look, station: DispatchStation) -> None:
        super().__init__()
        self._look, self._station = look, station
        self.figures: Statistics | None = None
        self.days = SPANS[1]
        self.printers = _table(look, PRINTERS, text("Prints by printer"))
        self.causes = _table(look, CAUSES, text("Prints by what was wrong"))
        self.causes.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.causes.horizontalHeader().resizeSection(1, 220)
        self.sum = label("", "dim", wrap=True)
        self.export = button(text("Export as a table…"), self.ask_file, "small", look.icon("mdi6.file-export-outline"))
        say(self.export, setToolTip=text("Write these figures to a CSV file, which Excel opens"))
        self.empty = EmptyState(
            look, "mdi6.chart-bar", text("Nothing was printed in this time"),
            text("What has ended is counted here: by printer, and by what was wrong. Choose a longer time."),
        )  # fmt: skip
        self.body = QStackedWidget()
        self._arrange()
        station.changed.connect(self.look_again)
        self.choose(self.days)

    # ---- what is shown ------------------------------------------------------

    def choose(self, days: int) -> None:
        """Show what ended in the last days."""
        self.days = days
        self.spans.choose(str(days))
        self.look_again()

    def span(self) -> tuple[datetime, datetime]:
        """From when, until when."""
        until = now() + timedelta(minutes=1)  # clocks of PCs differ a little from the database's
        return until - timedelta(days=self.days), until

    def look_again(self) -> None:
        """Ask for the figures anew."""
        if self.isVisible() and self._station.may_see:
            days = self.days
            self._station.ask(
                print_costs.of_time, *self.span(),
                then=lambda figures: self.show_figures(figures) if days == self.days else None, quiet_look=True,
            )  # fmt: skip

    def show_figures(self, figures: Statistics) -> None:
        """Show these."""
        self.figures = figures
        rows = [(self._name(printer), tally) for printer, tally in figures.by_printer.items()]
        rows.sort(key=lambda row: -(row[1].printed + row[1].failed))
        _fill(self.printers, printer_cells(rows, figures.all))
        _fill(self.causes, cause_cells(figures))
        told = figures.all
        self.sum.setText(str(sum_words(told)))
        nothing = not (told.printed or told.failed or told.cancelled or told.refused or figures.by_cause)
        self.body.setCurrentIndex(1 if nothing else 0)
        self.sum.setVisible(not nothing)
        self.export.setEnabled(not nothing)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        for table, columns in ((self.printers, PRINTERS), (self.causes, CAUSES)):
            _name_columns(table, columns)
        if self.figures is not None:
            self.show_figures(self.figures)

    def ask_file(self) -> None:
        """Ask where to write the figures, and write them."""
        day = f"{now().astimezone():%Y-%m-%d}"
        proposed = str(Path.home() / "-".join((tr("prints"), str(self.days), f"{day}.csv")))
        name, _ = QFileDialog.getSaveFileName(self, tr("Export as a table"), proposed, tr("CSV table (*.csv)"))
        if name:
            path = Path(name)
            self.write(path if path.suffix.lower() == ".csv" else path.with_name(f"{path.name}.csv"))

    def write(self, path: Path) -> None:
        """Write the figures that are shown to this file."""
        self._station.ask(
            print_report.write_report, *self.span(), path,
            then=lambda done: self.said.emit(text("“{file}” was written.", file=done.name), "ok"),
            failed=lambda error: self.said.emit(error.sentence, "bad"), quiet_look=True, lane="thread",
            writes=path.name,
        )  # fmt: skip

    # ---- inside -------------------------------------------------------------

    def _arrange(self) -> None:
        self.spans = Segments()
        for days in SPANS:
            words = plural("Last {n} day", "Last {n} days", days)
            self.spans.add(str(days), words, text("What ended in the last {n} days", n=days)).setObjectName(
                f"days-{days}"
            )
        self.spans.pressed.connect(lambda name: self.choose(int(name)))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.spans)
        head.addWidget(self.sum, 1)
        head.addWidget(self.export)
        tables = QWidget()
        below = QVBoxLayout(tables)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(label(text("By printer"), "heading"))
        below.addWidget(self.printers, 3)
        below.addSpacing(6)
        below.addWidget(label(text("By what was wrong"), "heading"))
        below.addWidget(self.causes, 2)
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addStretch(2)
        middle.addWidget(self.empty)
        middle.addStretch(3)
        self.body.addWidget(tables)
        self.body.addWidget(nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.body, 1)

    def _name(self, printer: int) -> str:
        known = self._station.printer(printer)
        return tr("Not in use any more") if known is None else known.name


def printer_cells(rows: Sequence[tuple[str, Tally]], whole: Tally) -> list[list[Cell]]:
    """One row for each printer, and all of them together where there are several. Bars compare printers."""
    most = max((row[1].printed for row in rows), default=0)
    dearest = max((row[1].cost.total for row in rows), default=0.0)
    worst = max((row[1].cost.lost for row in rows), default=0.0)
    cells = [_cells(name, tally, most, dearest, worst) for name, tally in rows]
    return [*cells, _cells(tr("All together"), whole, 0, 0.0, 0.0)] if len(rows) > 1 else cells


def cause_cells(figures: Statistics) -> list[list[Cell]]:
    """One row for each cause, the most frequent first."""
    most = max((one.count for one in figures.by_cause), default=0)
    return [
        [
            Cell(str(defect_title(one.cause))),
            Cell(str(one.count), one.count / most, "bad"),
            Cell(_money(one.lost)),
        ]
        for one in figures.by_cause
    ]


def sum_words(whole: Tally) -> Text:
    """All of it in a sentence."""
    return text(
        "{printed} printed, {spoiled} of them spoiled; {failed} failed. {hours} hours, {cost}; {lost} of it was lost.",
        printed=whole.printed, spoiled=whole.spoiled, failed=whole.failed, hours=f"{whole.cost.seconds / 3600:.1f}",
        cost=_money(whole.cost.total), lost=_money(whole.cost.lost),
    )  # fmt: skip


def _cells(name: str, tally: Tally, most: int, dearest: float, worst: float) -> list[Cell]:
    good, cost = tally.good_share, tally.cost
    tone: Role = "ok" if good is None or good >= 0.9 else "warn" if good >= 0.7 else "bad"
    return [
        Cell(name),
        Cell(str(tally.printed), _share(tally.printed, most)),
        Cell("—" if good is None else f"{good:.0%}", good, tone),
        Cell(_count(tally.failed)),
        Cell(_count(tally.spoiled)),
        Cell(_count(tally.cancelled)),
        Cell(_count(tally.refused)),
        Cell(f"{cost.seconds / 3600:.1f}"),
        Cell(f"{cost.grams:.0f} g"),
        Cell(_money(cost.total), _share(cost.total, dearest)),
        Cell(_money(cost.lost), _share(cost.lost, worst), "bad"),
    ]


def _share(value: float, most: float) -> float | None:
    return value / most if most else None


def _count(n: int) -> str:
    return str(n) if n else "—"


def _money(yuan: float) -> str:
    return f"¥{yuan:,.2f}"


def _table(look: Look, columns: Sequence[tuple[Text, Text]], name: Text) -> QTableWidget:
    made = QTableWidget(0, len(columns))
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(38)
    made.setItemDelegate(BarDelegate(look, made))
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(66)
    say(made, setAccessibleName=name)
    corner = made.findChild(QAbstractButton)  # there though hidden: readers of screens find it
    if isinstance(corner, QAbstractButton):
        say(corner, setToolTip=name)
    look.changed.connect(made.viewport().update)
    _name_columns(made, columns)
    return made


def _name_columns(table: QTableWidget, columns: Sequence[tuple[Text, Text]]) -> None:
    for number, (title, tip) in enumerate(columns):
        item = QTableWidgetItem(str(title))
        item.setToolTip(str(tip))
        item.setTextAlignment(_RIGHT if number else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderItem(number, item)


def _fill(table: QTableWidget, rows: Sequence[Sequence[Cell]]) -> None:
    table.setRowCount(len(rows))
    for line, cells in enumerate(rows):
        for number, cell in enumerate(cells):
            item = QTableWidgetItem(cell.words)
            item.setData(BAR, cell.bar)
            item.setData(TONE, cell.tone)
            if number:
                item.setTextAlignment(_RIGHT)
            table.setItem(line, number, item)
