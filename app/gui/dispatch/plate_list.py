"""Plates: what is printed together, as a list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.dispatch.naming import Names
from app.gui.dispatch.plate_states import STATES
from app.gui.dispatch.two_lines import TwoLines
from app.gui.widgets.basics import button
from app.gui.widgets.panel import EmptyState
from app.i18n import plural, text

if TYPE_CHECKING:
    from app.commands.plate_view import PlateRow

_TONES: dict[str, Role] = {"warn": "warn", "accent": "accent", "ok": "ok", "dim": "dim"}


class PlateList(QWidget):
    """Emits ``chosen`` with the id of a plate (None: none), ``propose_wanted`` for a new one."""

    chosen = Signal(object)
    propose_wanted = Signal()

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__()
        self._look, self._names = look, names
        self._plates: tuple[PlateRow, ...] = ()
        self.list = QListWidget()
        self.list.setObjectName("plateList")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        say(self.list, setAccessibleName=text("Plates"))
        self.list.currentItemChanged.connect(lambda _now, _before: self.chosen.emit(self.current()))
        self.empty = EmptyState(
            look, "mdi6.view-grid-outline", text("No plates yet"),
            text("Figurines of several orders are printed together: a plate takes what waits, the earliest due first."),
        )  # fmt: skip
        self.propose = button(
            text("Propose a plate…"), self.propose_wanted.emit, "primary", look.icon("mdi6.auto-fix", "on_fill")
        )
        say(self.propose, setToolTip=text("Fill a new plate with what waits in the queue"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 8, 8)
        column.addWidget(self.propose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addStretch()
        self.show_plates(())

    def current(self) -> int | None:
        """Id of the plate that is chosen."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    def show_plates(self, plates: "Sequence[PlateRow]") -> None:
        """Show these; the chosen one stays chosen."""
        current, self._plates = self.current(), tuple(plates)
        self.list.blockSignals(True)
        self.list.clear()
        for row in self._plates:
            plate, state = row.plate, STATES[row.plate.state]
            count = plural("{n} piece", "{n} pieces", row.pieces)
            kind = (self._names.process(plate.process), self._names.material(plate.material))
            words = f"{plate.name}\n{' · '.join(word for word in (str(state.title), str(count), *kind) if word)}"
            item = QListWidgetItem(self._look.icon(state.icon, _TONES[state.tone]), words)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, plate.id)
            self.list.addItem(item)
            if plate.id == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(self._plates))
        self.empty.setVisible(not self._plates)
        if self.current() != current:
            self.chosen.emit(self.current())

    def choose(self, plate: int) -> None:
        """Choose a plate."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == plate:
                self.list.setCurrentRow(row)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.show_plates(self._plates)
