"""Importing a file of orders: what its columns are, how far it is, and what came of it line by line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands.intake import IntakeResult, import_file, look_at_table
from app.commands.intake.columns import FIELDS, missing
from app.commands.intake.files import BUNDLES, TABLES
from app.commands.intake.importing import words_of
from app.commands.intake.table import Table
from app.errors import AppError
from app.gui.look import Look
from app.gui.office_desk import OfficeDesk
from app.gui.widgets.basics import button, label
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, text, tr
from app.jobs.runner import Job

PREVIEW_ROWS = 6
LOOK_MS = 100


def ask_import_file(parent: QWidget, folder: str) -> Path | None:
    """Ask for a file that orders come in."""
    endings = " ".join(f"*{ending}" for ending in sorted(BUNDLES | TABLES))
    name, _chosen = QFileDialog.getOpenFileName(
        parent, tr("Import orders"), folder, f"{tr('Orders ({endings})', endings=endings)};;{tr('All files (*)')}"
    )
    return Path(name) if name else None


class ColumnTable(QTableWidget):
    """The first rows of a table; above each column is chosen what it is."""

    def __init__(self, table: Table, proposed: dict[int, str], changed: Callable[[], object]) -> None:
        columns = len(table.header)
        super().__init__(1 + min(len(table.rows), PREVIEW_ROWS), columns)
        self._header = table.header
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

    def mapping(self) -> dict[int, str]:
        """Column number → field, of those that are taken."""
        return {number: box.currentData() for number, box in enumerate(self.boxes) if box.currentData()}

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
        self.go = button(text("Import"), self.start, "primary")
        self.go.hide()
        self.stop = button(text("Cancel"), self._stop, "second")
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.stop)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self.title, self.sentence, self.bar):
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

    def start(self) -> None:
        """Import it."""
        chosen = self.columns.chosen() if self.columns is not None else None
        self.go.hide()
        self.bar.show()
        self._pages.setCurrentIndex(0)
        self.sentence.setText(tr("Orders are being imported…"))
        self._job = self._desk.ask(
            import_file, self._path, columns=chosen, then=self._show_result, failed=self._failed,
            title=text("Import {file}", file=self._path.name), lane="batch", progress=True,
        )  # fmt: skip
        self._timer.start()

    def reject(self) -> None:
        """Closing it stops the import; what is in stays in."""
        self._stop()

    # ---- how it goes --------------------------------------------------------

    def _show_table(self, looked: tuple[Table, dict[int, str]]) -> None:
        table, proposed = looked
        self.columns = ColumnTable(table, proposed, self._check_columns)
        self._pages.addWidget(self.columns)
        self._pages.setCurrentWidget(self.columns)
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
        self.stop.hide()
        self.go.setText(tr("Done"))
        self.go.clicked.disconnect()
        self.go.clicked.connect(self.accept)
        self.go.setEnabled(True)
        self.go.show()
        self.go.setFocus()
        self._done(result)

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
