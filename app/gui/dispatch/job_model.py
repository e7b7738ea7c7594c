"""Print jobs as a list of Qt, in their turn; what has failed lately stands at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.commands.print_board import JobRow
from app.dispatch.job_states import JOB
from app.gui.dispatch.job_words import job_title, state_of
from app.i18n import Text

LINE = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-statuette-print-job"
WAITING = frozenset({"planned", "assigned"})
AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class JobLine:
    """A row of the queue: the job, the name of its printer, why it waits, and how far it is (0 to 1) where it prints.

    pauses  its printer can be paused from here; halted: it is seen paused
    """

    row: JobRow
    printer: str = ""
    why: Text | str = ""
    share: float | None = None
    pauses: bool = False
    halted: bool = False


class JobModel(QAbstractListModel):
    """``moved`` tells that somebody wants a job before another one (None: behind all)."""

    moved = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[JobLine] = []
        self._all: list[JobLine] = []
        self._place: dict[int, int] = {}
        self._words = ""

    def show(self, lines: Sequence[JobLine]) -> None:
        """Show these."""
        self._all = list(lines)
        self._lay()

    def filter(self, words: str) -> None:
        """Show those that hold these words."""
        self._words = words.strip().casefold()
        self._lay()

    def line(self, number: int) -> JobLine | None:
        """What stands in a row."""
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def thing(self, number: int) -> JobLine | None:
        """As ``line``: what a list of things asks."""
        return self.line(number)

    def id_of(self, line: JobLine) -> int:
        """The job of a row."""
        return line.row.job.id

    def line_of(self, job: int) -> JobLine | None:
        """The row of a job."""
        return self.line(self._place.get(job, -1))

    def number_of(self, job: int) -> int:
        """Its number; -1 where it is not shown."""
        return self._place.get(job, -1)

    def beside(self, job: int, by: int) -> int | None:
        """Before which job this one stands after it was moved by one place up (-1) or down (1); None: behind all.

        Raises LookupError where it cannot be moved there.
        """
        waiting = [line.row.job.id for line in self._lines if line.row.job.state in WAITING]
        at = waiting.index(job) if job in waiting else -1
        if at < 0 or not 0 <= at + by < len(waiting):
            raise LookupError(job)
        target = at + by if by < 0 else at + by + 1
        return waiting[target] if target < len(waiting) else None

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            state = state_of(line).title
            words = [job_title(line.row), str(state), line.printer, str(line.why)]
            return "\n".join(word for word in words if word)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        line = self.line(index.row())
        if line is None:
            return Qt.ItemFlag.ItemIsDropEnabled  # between two rows, or behind all
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if line.row.job.state in WAITING else flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        data = QMimeData()
        line = self.line(indexes[0].row()) if indexes else None
        if line is not None:
            data.setData(MIME, str(line.row.job.id).encode("ascii"))
        return data

    def dropMimeData(  # noqa: N802 - Qt's name and arguments
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: AnyIndex
    ) -> bool:
        """The book moves it, and then the list; so False: Qt takes nothing out."""
        if not data.hasFormat(MIME):
            return False
        job = int(bytes(data.data(MIME).data()))
        at = row if row >= 0 else (parent.row() if parent.isValid() else len(self._lines))
        before = self.line(at)
        target = before.row.job.id if before is not None and before.row.job.state in WAITING else None
        if target != job:
            self.moved.emit(job, target)
        return False

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def _lay(self) -> None:
        lines = [line for line in self._all if not self._words or self._words in _searched(line)]
        if [line.row.job.id for line in lines] == [line.row.job.id for line in self._lines]:
            for number, (old, new) in enumerate(zip(self._lines, lines, strict=True)):
                if old != new:
                    self._lines[number] = new
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._lines = lines
        self._place = {line.row.job.id: number for number, line in enumerate(lines)}
        self.endResetModel()


def _searched(line: JobLine) -> str:
    job = line.row.job
    return f"{job_title(line.row)} {job.name} {line.printer} {job.material} {JOB.state[job.state].title}".casefold()
