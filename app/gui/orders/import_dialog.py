"""Importing a file of orders: what its columns are, how far it is, and what came of it line by line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands.intake import IntakeResult, import_file, look_at_table
from app.commands.intake.bad_rows import save_problems
from app.commands.intake.columns import FIELDS, missing
from app.commands.intake.files import BUNDLES, TABLE_SOURCE, TABLES
from app.commands.intake.importing import words_of
from app.commands.intake.table import Table
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label
from app.gui.widgets.still_there import while_there
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, plural, text, tr
from app.jobs.runner import Job

PREVIEW_ROWS = 6
LOOK_MS = 100


def ask_import_file(parent: QWidget, folder: str) -> Path | None:
    """Ask for a file that orders come in."""
    endings = " ".join(f"*{ending}" for ending in sorted(BUNDLES | TABLES))
    kinds = ";;".join((tr("Orders ({endings})", endings=endings), tr("All files (*)")))
    name, _chosen = QFileDialog.getOpenFileName(parent, tr("Import orders"), folder, kinds)
    return Path(name) if name else None


class ColumnTable(QTableWidget):
    """The first rows of a table; above each column is chosen what it is."""

    def __init__(self, table: Table, proposed: dict[int, str], changed: Callable[[], object]) -> None:
        columns = len(table.header)
        super().__init__(1 + min(len(table.rows), PREVIEW_ROWS), columns)
        self._header = table.header
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the boxes in it
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows go about in it
        self.setAccessibleName(tr("The first rows of the file"))
        self.setHorizontalHeaderLabels(list(table.header))
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.verticalHeader().hide()
        self.boxes: list[QComboBox] = []
        for number in range(columns):
            box = QComboBox()
            box.addItem(tr("(not taken)"), "")
            for field, title in FIELDS.items():
                box.addItem(str(title), field)
            box.setCurrentIndex(max(0, box.findData(proposed.get(number, ""))))
            box.setToolTip(tr("What this column is: {name}", name=table.header[number]))
            box.setAccessibleName(box.toolTip())
            box.currentIndexChanged.connect(lambda _n: changed())
            self.boxes.append(box)
            self.setCellWidget(0, number, box)
        for line, (_number, cells) in enumerate(table.rows[:PREVIEW_ROWS], start=1):
            for number, cell in enumerate(cells[:columns]):
                self.setItem(line, number, QTableWidgetItem(cell))
        self.horizontalHeader().setMinimumSectionSize(130)
        self.resizeColumnsToContents()
        self.setRowHeight(0, max((box.sizeHint().height() for box in self.boxes), default=0) + 8)

    def mapping(self) -> dict[int, str]:
        """Column number → field, of those that are taken."""
        return {number: box.currentData() for number, box in enumerate(self.boxes) if box.currentData()}

    def propose(self, proposed: dict[int, str]) -> None:
        """Choose these instead."""
        for number, box in enumerate(self.boxes):
            box.setCurrentIndex(max(0, box.findData(proposed.get(number, ""))))

    def chosen(self) -> dict[str, str]:
        """Header → field; empty for a column that is not taken."""
        return {name: self.boxes[number].currentData() for number, name in enumerate(self._header)}

    def twice(self) -> Text | None:
        """The field that two columns are, if any."""
        seen: set[str] = set()
        for field in (box.currentData() for box in self.boxes):
            if field and field in seen:
                return FIELDS[field]
            seen.add(field)
        return None


class ImportDialog(QDialog):
    """Looks at the file, asks for its columns where it is a table, imports, and tells. ``done`` gets the result."""

    def __init__(
        self, desk: OfficeDesk, look: Look, path: Path, done: Callable[[IntakeResult], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._look, self._path, self._done = desk, look, path, done
        self._job: Job | None = None
        self._table: Table | None = None
        self._result: IntakeResult | None = None
        self.columns: ColumnTable | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Import orders"))
        self.resize(860, 480)
        self.title = label(path.name, "title", wrap=True)
        self.sentence = label(text("The file is being looked at…"), "dim", wrap=True)
        self.bar = ThinBar()
        self.bar.hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self.problems = self._make_problems()
        self._pages.addWidget(self.problems)
        self._make_source()
        self.save = button(text("Save what did not come in…"), self._save, "second")
        say(self.save, setToolTip=text("Write the rows that were refused to a file, each with what is wrong"))
        self.save.hide()
        self.go = button(text("Import"), self.start, "primary", tip=text("Take all good rows into the order book"))
        self.go.hide()
        self.stop = button(text("Cancel"), self._stop, "second", tip=LEAVE)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        buttons.addWidget(self.stop)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self.title, self.sentence, self.bar, self._from):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._show_progress)
        if path.suffix.lower() in TABLES:
            desk.ask(look_at_table, path, then=self._show_table, failed=self._failed)
        else:
            self.start()

    def _make_source(self) -> None:
        """Where a table comes from: each source has its own columns, and its own keys."""
        self._from, self.source = QWidget(), QLineEdit(TABLE_SOURCE)
        self.source.setValidator(QRegularExpressionValidator(QRegularExpression("[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")))
        self.source.setMaximumWidth(220)
        tip = text("A short name without blanks; columns are remembered for it, and its order keys count by themselves")
        say(self.source, setToolTip=tip, setAccessibleName=text("Where the orders come from"))
        self.source.editingFinished.connect(self._look_again)
        row = QHBoxLayout(self._from)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(text("Where the orders come from"), "dim"))
        row.addWidget(self.source)
        row.addStretch()
        self._from.hide()
        self._looked_for = TABLE_SOURCE

    def _look_again(self) -> None:
        """Another source: its columns may be known."""
        if self.columns is not None and self.source.text() not in {"", self._looked_for}:
            self._looked_for = self.source.text()
            self._ask(
                look_at_table,
                self._path,
                self._looked_for,
                then=self._propose,
                failed=self._failed,
            )

    def _propose(self, looked: tuple[Table, dict[int, str]]) -> None:
        if self.columns is not None:
            self.columns.propose(looked[1])
            self._check_columns()

    def start(self) -> None:
        """Import it."""
        chosen = self.columns.chosen() if self.columns is not None else None
        source = (self.source.text() or TABLE_SOURCE) if self.columns is not None else ""
        self.go.hide()
        self._from.hide()
        self.bar.show()
        self._pages.setCurrentIndex(0)
        self.sentence.setText(tr("Orders are being imported…"))
        self._job = self._ask(
            import_file, self._path, source=source, columns=chosen, then=self._show_result, failed=self._failed,
            title=text("Import {file}", file=self._path.name), lane="batch", progress=True,
        )  # fmt: skip
        self._timer.start()

    def _ask(
        self,
        command: Callable[..., Any],
        *args: Any,
        then: Callable[..., object],
        failed: Callable[..., object],
        **how: Any,
    ) -> Job:
        """Ask the office; nobody hears the answer once the window is closed."""
        return self._desk.ask(command, *args, then=while_there(self, then), failed=while_there(self, failed), **how)

    def reject(self) -> None:
        """Closing it stops the import; what is in stays in."""
        self._stop()

    # ---- how it goes --------------------------------------------------------

    def _show_table(self, looked: tuple[Table, dict[int, str]]) -> None:
        table, proposed = looked
        self._table = table
        self.columns = ColumnTable(table, proposed, self._check_columns)
        self._pages.addWidget(self.columns)
        self._pages.setCurrentWidget(self.columns)
        self._from.show()
        self.go.show()
        self.go.setDefault(True)
        self._check_columns()

    def _check_columns(self) -> None:
        if self.columns is None:
            return
        lacking, twice = missing(self.columns.mapping()), self.columns.twice()
        if lacking:
            names = ", ".join(map(str, lacking))
            self.sentence.setText(tr("Say above which column is: {names}", names=names))
        elif twice is not None:
            self.sentence.setText(tr("Two columns are “{name}”; take one of them out.", name=str(twice)))
        else:
            self.sentence.setText(tr("Check what each column is. It is remembered for the next table like this."))
        self.go.setEnabled(not lacking and twice is None)

    def _show_progress(self) -> None:
        job = self._job
        if job is None or not job.open:
            self._timer.stop()
            if job is not None and job.state == "cancelled":
                super().reject()
            return
        self.bar.set_share(job.done)
        if job.what is not None:
            self.sentence.setText(str(job.what))

    def _show_result(self, result: IntakeResult) -> None:
        self._job = None
        self.bar.hide()
        self.sentence.setText("\n".join(map(str, words_of(replace(result, problems=())))))
        self.problems.setRowCount(len(result.problems))
        for line, problem in enumerate(result.problems):
            self.problems.setItem(line, 0, QTableWidgetItem(str(problem.where)))
            self.problems.setItem(line, 1, QTableWidgetItem(str(problem.what)))
        self.problems.resizeRowsToContents()
        self._pages.setCurrentIndex(1 if result.problems else 0)
        self._result = result
        self.save.setVisible(bool(result.problems))
        self.stop.hide()
        self.go.setText(tr("Done"))
        self.go.clicked.disconnect()
        self.go.clicked.connect(self.accept)
        self.go.setEnabled(True)
        self.go.show()
        self.go.setFocus()
        self._done(result)

    def _save(self) -> None:
        refused = tr("refused")
        name = str(self._path.with_name(f"{self._path.stem}-{refused}.csv"))
        chosen, _kind = QFileDialog.getSaveFileName(self, tr("Save what did not come in"), name, tr("Table (*.csv)"))
        if chosen and self._result is not None:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".csv")
            self._ask(
                save_problems,
                path,
                self._result,
                self._table,
                then=self._saved,
                failed=self._not_saved,
                writes=path.name,
            )

    def _saved(self, rows: int) -> None:
        self.save.setEnabled(False)
        self.sentence.setText(
            str(
                plural(
                    "{n} row was saved; put it right and import it.",
                    "{n} rows were saved; put them right and import them.",
                    rows,
                )
            )
        )

    def _not_saved(self, error: AppError) -> None:
        self.sentence.setText(str(error))

    def _failed(self, error: AppError) -> None:
        self._job = None
        self.bar.hide()
        self.sentence.setProperty("tone", "bad")
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(str(error))
        self.go.hide()
        self.stop.setText(tr("Close"))

    def _stop(self) -> None:
        if self._job is not None and self._job.open:
            self._job.cancel()  # the timer closes the window when it has stopped
            self.sentence.setText(tr("It is being stopped; what came in already stays."))
            return
        super().reject()

    @staticmethod
    def _make_problems() -> QTableWidget:
        made = QTableWidget(0, 2)
        made.setHorizontalHeaderLabels([tr("Where"), tr("What is wrong")])
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.verticalHeader().hide()
        made.setWordWrap(True)
        made.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        made.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return made
