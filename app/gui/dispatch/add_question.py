"""What is put on a plate: the pieces that wait for the same process and material, to be ticked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.commands.plate_pieces import Unit
from app.gui.base.words import say
from app.gui.dispatch.two_lines import TwoLines
from app.gui.widgets.basics import label
from app.gui.widgets.question import Question
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, plural, text, tr
from app.moments import day

WIDTH, MOST_ROWS = 480, 7
_URGENCY: dict[int, Text] = {1: text("High"), 2: text("Urgent")}
_UNIT = Qt.ItemDataRole.UserRole


class AddQuestion(Question):
    """``answered`` gets what was ticked: (item, which of its units), in the order of the list."""

    def __init__(
        self, plate: str, units: Sequence[Unit], answered: Callable[[list[tuple[int, int]]], object], parent: QWidget
    ) -> None:
        super().__init__(
            text("What is put on “{plate}”?", plate=plate),
            text("It gets its place when the plate is packed again. What is due first stands on top."),
            text("Put it on the plate"),
            parent,
        )
        hold_width(self, WIDTH)
        self.list = _TickList()
        say(
            self.list,
            setAccessibleName=text("Pieces that wait"),
            setToolTip=text("Click, or press Space, to tick a piece; several can be ticked"),
        )
        for unit in units:
            self.list.add(_words(unit), (unit.item.id, unit.unit))
        self.column.addWidget(self.list)
        self.chosen = label("", "dim")
        self.column.addWidget(self.chosen)
        self.finish()
        self.list.fit()
        self.list.itemChanged.connect(lambda _item: self._follow())
        self._follow()
        self.list.setFocus()
        self.accepted.connect(lambda: answered(self.list.ticked()))

    def _follow(self) -> None:
        count = len(self.list.ticked())
        self.go.setEnabled(count > 0)
        some = plural("{n} piece is ticked.", "{n} pieces are ticked.", count)
        self.chosen.setText(str(some) if count else tr("Nothing is ticked yet."))


class _TickList(QListWidget):
    """A click anywhere on a row ticks it, or takes the tick away."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("materialList")
        self.setItemDelegate(TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._before: Qt.CheckState | None = None
        self.itemPressed.connect(self._pressed)
        self.itemClicked.connect(self._clicked)

    def add(self, words: str, unit: tuple[int, int]) -> None:
        item = QListWidgetItem(words)
        item.setData(_UNIT, unit)
        item.setToolTip(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.addItem(item)

    def fit(self) -> None:
        """Be as high as what is in it, within limits."""
        rows = min(self.count(), MOST_ROWS)
        self.setFixedHeight(self.sizeHintForRow(0) * rows + 2 * self.frameWidth() + 12)
        self.setCurrentRow(0)

    def ticked(self) -> list[tuple[int, int]]:
        """What is ticked, from top to bottom."""
        items = [self.item(row) for row in range(self.count())]
        return [tuple(item.data(_UNIT)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return answers the question, which the list would keep for itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _pressed(self, item: QListWidgetItem) -> None:
        self._before = item.checkState()

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.checkState() == self._before:  # not on the box, which has changed it itself
            there = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if there else Qt.CheckState.Checked)


def _words(unit: Unit) -> str:
    item = unit.item
    first = [item.title or tr("Without a title")]
    if item.quantity > 1:
        first.append(tr("Piece {n} of {all}", n=unit.unit, all=item.quantity))
    second = [item.serial, unit.number]
    if unit.due_at is not None:
        second.append(tr("due {when}", when=day(unit.due_at)))
    if unit.priority in _URGENCY:
        second.append(str(_URGENCY[unit.priority]))
    return f"{' · '.join(first)}\n{' · '.join(second)}"
