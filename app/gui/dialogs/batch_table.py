"""The rows of a batch as a table model: thousands of files without thousands of widgets."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.commands.batch_plan import Row
from app.gui.base.look import Look
from app.i18n import Text, text, tr

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (text("File"), text("State"), text("Triangles"), text("Size (mm)"), text("Seconds"), text("What to know"))
STATES: dict[str, tuple[Text, str]] = {
    "waiting": (text("waiting"), "dim"),
    "running": (text("at work"), "accent"),
    "printable": (text("✓ printable"), "ok"),
    "not_printable": (text("! not printable"), "warn"),
    "failed": (text("✕ failed"), "bad"),
    "cancelled": (text("stopped"), "dim"),
}


class BatchTable(QAbstractTableModel):
    """One row a file."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.rows: list[Row] = []
        self._names: list[str] = []
        self._doing: dict[int, str] = {}

    def show_rows(self, rows: Iterable[Row]) -> None:
        """These, all waiting."""
        self.beginResetModel()
        self.rows = list(rows)
        self._names = [row.name for row in self.rows]
        self._doing = {}
        self.endResetModel()

    def wait_again(self) -> None:
        """The same models, all waiting."""
        self.show_rows([Row(name, "", item=row.item) for name, row in zip(self._names, self.rows, strict=True)])

    def show_row(self, number: int, row: Row, done: float, what: Text | None) -> None:
        """How far one of them is."""
        if number >= len(self.rows):
            return
        self.rows[number] = row
        self._doing[number] = f"{done:.0%} {what or ''}" if row.state == "running" else ""
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and Qt's default
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802 - Qt's name
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return str(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        words, tone = STATES[row.state]
        if role == Qt.ItemDataRole.ForegroundRole and column == 1:
            return QColor(getattr(self._look.tokens, tone))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join((row.file, *row.steps, row.message)).strip()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in {2, 3, 4}:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._words(index.row(), row, str(words))[column]

    def _words(self, number: int, row: Row, state: str) -> tuple[str, ...]:
        blocked = tr("blocked by {checks}", checks=", ".join(row.blocking)) if row.blocking else ""
        return (
            self._names[number],
            state,
            f"{row.faces:,}" if row.faces else "",
            " × ".join(f"{v:.0f}" for v in row.size_mm),
            f"{row.seconds:.1f}" if row.seconds else "",
            self._doing.get(number) or row.message or blocked,
        )
