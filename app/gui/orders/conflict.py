"""Somebody else was faster: both versions field by field, and whoever came second decides."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.errors import AppError
from app.gui.base.words import say
from app.gui.orders.stage import stage_state
from app.gui.widgets.basics import LEAVE, button, label
from app.i18n import Text, text, tr
from app.moments import minute
from app.orders.book import StaleError, differences
from app.orders.item_states import CAUSES, HOLD_REASONS
from app.orders.record import Record
from app.service.claim_states import CLAIM
from app.service.proof_states import PROOF
from app.service.records import Claim, Proof
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

FIELDS: dict[str, Text] = {
    "state": text("State"),
    "state_since": text("In this state since"),
    "assignee": text("Assigned to"),
    "due_at": text("Due"),
    "dues": text("Dates of the steps"),
    "hold_reason": text("Waits for"),
    "priority": text("Priority"),
    "revision": text("Model"),
    "approved": text("Approved model"),
    "round": text("Proof round"),
    "cause": text("Cause"),
    "quantity": text("Quantity"),
    "title": text("Title"),
    "parcel": text("Parcel"),
    "waybill": text("Waybill"),
    "carrier": text("Carrier"),
    "weight_g": text("Weight"),
    "decision": text("Decision"),
    "amount": text("Amount"),
    "status": text("Status"),
    "name": text("Name"),
}
_QUIET = {"stage", "held_from"}  # follows from what is shown
HIGHEST = 420  # pixels of the table; longer ones scroll
_SEALED = text("(confidential)")


class ConflictDialog(QDialog):
    """A table of what differs; ``again`` does it all the same, on top of what is there now."""

    def __init__(
        self, error: StaleError, title: str, again: Callable[[], object], parent: QWidget, names: Mapping[int, str]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Changed by somebody else"))
        self.setMinimumWidth(620)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(
            label(tr("“{title}” was changed by somebody else in the meantime", title=title), "title", wrap=True)
        )
        column.addWidget(
            label(text("Nothing of yours was written yet. Look at both versions and decide."), "dim", wrap=True)
        )
        self.table = QTableWidget(0, 3)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(tr("What differs"))
        self.table.setHorizontalHeaderLabels([tr("Field"), tr("There now"), tr("Yours")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for number in (1, 2):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self._fill(error, names)
        column.addWidget(self.table)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self.leave = button(text("Leave what is there now"), self.reject, "primary", tip=LEAVE)
        self.go = button(
            text("Do mine all the same"), self.accept, "second", tip=text("Write yours over what is there now")
        )
        say(
            self.go,
            setToolTip=text("Do it again on top of what is there now; it is refused if the state does not allow it"),
        )
        buttons.addWidget(self.go)
        buttons.addWidget(self.leave)
        column.addLayout(buttons)
        self.leave.setDefault(True)
        self.accepted.connect(again)

    def _fill(self, error: StaleError, names: Mapping[int, str]) -> None:
        found = differences(error.mine, error.theirs).fields
        for name, (mine, theirs) in found.items():
            if name in _QUIET:
                continue
            row = self.table.rowCount()
            self.table.insertRow(row)
            words = (
                str(FIELDS.get(name, name)),
                value_words(error.theirs, name, theirs, names),
                value_words(error.mine, name, mine, names),
            )
            for place, word in enumerate(words):
                self.table.setItem(row, place, QTableWidgetItem(word))
        self.table.resizeRowsToContents()
        high = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(min(high + head + 2 * self.table.frameWidth() + 2, HIGHEST))


def stale(
    error: AppError, title: str, again: Callable[[int], object], parent: QWidget, names: Mapping[int, str] | None = None
) -> bool:
    """Show both versions where somebody else was faster; ``again`` gets the version that is there now.

    False for any other error.
    """
    if not isinstance(error, StaleError):
        return False
    theirs = error.theirs.version
    ask_again(error, title, lambda: again(theirs), parent, names)
    return True


def ask_again(
    error: StaleError,
    title: str,
    again: Callable[[], object],
    parent: QWidget,
    names: Mapping[int, str] | None = None,
) -> ConflictDialog:
    """Show both versions; gives the dialog, which is open."""
    dialog = ConflictDialog(error, title, again, parent, names or {})
    dialog.open()
    return dialog


def value_words(record: Record, name: str, value: Any, names: Mapping[int, str]) -> str:
    """A value of a field as people read it; sealed ones are not shown."""
    if isinstance(value, bytes):
        return str(_SEALED) if value else "–"
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return minute(value)
    if name == "assignee":
        return names.get(value, tr("somebody")) if value else "–"
    if name in {"state", "held_from"}:
        return _state_words(record, str(value))
    if name == "hold_reason":
        return str(HOLD_REASONS.get(str(value), value))
    if name == "cause":
        return str(CAUSES.get(str(value), value))
    if name in {"revision", "approved"}:
        return str(value)[:8]
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {one}" for key, one in value.items()) or "–"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _state_words(record: Record, state: str) -> str:
    for kind, machine in ((Parcel, PARCEL), (Proof, PROOF), (Claim, CLAIM)):
        if isinstance(record, kind) and state in machine.state:
            return str(machine.state[state].title)
    return str(stage_state(state).title)
