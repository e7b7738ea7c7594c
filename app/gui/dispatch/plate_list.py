"""Plates: what is printed together. A list, the picking picture of the one that is chosen, and what can be done with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.dispatch.records import Plate
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.naming import Names
from app.gui.dispatch.side import Side
from app.gui.look import Look, Role
from app.gui.widgets.basics import button
from app.gui.widgets.panel import EmptyState
from app.gui.words import say
from app.i18n import plural, text, tr
from app.orders.machine import State

if TYPE_CHECKING:
    from app.commands.plates import PlateView

STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("open", text("Being filled"), "warn", icon="mdi6.view-grid-plus-outline"),
        State("closed", text("Closed for printing"), "accent", icon="mdi6.lock-outline"),
        State("printed", text("Print finished"), "ok", icon="mdi6.check-circle-outline"),
        State("cleared", text("Cleared"), "dim", icon="mdi6.broom"),
    )
}
_TONES: dict[str, Role] = {"warn": "warn", "accent": "accent", "ok": "ok", "dim": "dim"}


class PlateList(QWidget):
    """Emits ``chosen`` with the id of a plate (None: none), ``propose_wanted`` for a new one."""

    chosen = Signal(object)
    propose_wanted = Signal()

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__()
        self._look, self._names = look, names
        self._plates: tuple[Plate, ...] = ()
        self.list = QListWidget()
        self.list.setObjectName("plateList")
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

    def show_plates(self, plates: Sequence[Plate]) -> None:
        """Show these; the chosen one stays chosen."""
        current, self._plates = self.current(), tuple(plates)
        self.list.blockSignals(True)
        self.list.clear()
        for plate in self._plates:
            state = STATES[plate.state]
            words = [str(state.title), self._names.process(plate.process), self._names.material(plate.material)]
            count = plural("{n} piece", "{n} pieces", len(plate.placements))
            item = QListWidgetItem(
                self._look.icon(state.icon, _TONES[state.tone]),
                f"{plate.name}\n{' · '.join(w for w in (*words, str(count)) if w)}",
            )
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


class PlateDetail(Side):
    """Emits ``wanted`` ("repack" | "close" | "reopen" | "queue" | "paper", plate)."""

    wanted = Signal(str, object)

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__(look)
        self._names = names
        self.plate = 0
        self._image = QImage()
        self.close_it = self._act("close", "mdi6.lock-outline", "primary")
        self.queue = self._act("queue", "mdi6.tray-plus", "primary")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        say(
            self.picture,
            setAccessibleName=text("Picking picture"),
            setToolTip=text("The plate from above: which piece is which"),
        )
        self.picture.hide()
        self.column.addWidget(self.picture)
        self.pieces = Facts()
        self.column.addWidget(self.pieces)
        self.paper = self._act("paper", "mdi6.file-pdf-box")
        self.repack = self._act("repack", "mdi6.refresh")
        self.reopen = self._act("reopen", "mdi6.lock-open-outline")
        self.column.addStretch()

    def show_view(self, view: "PlateView", *, produces: bool) -> None:
        """Show this plate."""
        plate = view.plate
        if plate.id != self.plate:
            self.show_picture(None)
        self.plate = plate.id
        words = f"{self._names.process(plate.process)} · {plate.width_mm:g} × {plate.depth_mm:g} mm"
        self.show_head(plate.name, STATES[plate.state], words)
        self.pieces.show_rows(
            [
                (one.piece.label or "—", " · ".join((one.item.title or tr("Without a title"), one.number)))
                for one in view.pieces
            ]
        )
        opened, closed = plate.state == "open", plate.state == "closed"
        queued = any(one.piece.job is not None for one in view.pieces)
        self.close_it.setVisible(produces and opened)
        self.repack.setVisible(produces and opened)
        self.queue.setVisible(produces and closed and not queued)
        self.reopen.setVisible(produces and closed and not queued)

    def show_picture(self, picture: bytes | None) -> None:
        """The plate from above, PNG."""
        self._image = QImage.fromData(picture) if picture else QImage()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.picture.setVisible(not self._image.isNull())
        if not self._image.isNull():
            width = max(80, self.width() - 40)
            mode = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(self._image.scaledToWidth(width, mode)))

    def _act(self, name: str, icon: str, kind: str = "second") -> QPushButton:
        words, tip = _ACTS[name]
        return self.add_button(words, tip, lambda: self.wanted.emit(name, self.plate), icon, kind)


_ACTS = {
    "close": (
        text("Close the plate"),
        text("Its file and picking picture are made and proven; nothing of it changes then"),
    ),
    "queue": (text("Queue the plate"), text("One print job for all that is on it")),
    "paper": (text("Picking list as PDF…"), text("The picture with its list, to lay beside the plate")),
    "repack": (text("Pack it again"), text("Look for better places for what is on it")),
    "reopen": (text("Open it again"), text("Change what is on it; its file is made anew then")),
}
