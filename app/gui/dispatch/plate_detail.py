"""The plate that is chosen: its picking picture, and what can be done with it. The next step stands on top."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from app.dispatch.job_states import JOB
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.naming import Names
from app.gui.dispatch.plate_states import STATES
from app.gui.dispatch.side import Side
from app.gui.widgets.basics import label
from app.gui.widgets.scaled_picture import ScaledPicture
from app.i18n import Text, plural, text

if TYPE_CHECKING:
    from app.commands.plate_view import PlateView

_ACTS: dict[str, tuple[Text, Text, str]] = {
    "close": (
        text("Close the plate"),
        text("Its file and picking picture are made and proven; nothing of it changes then"),
        "mdi6.lock-outline",
    ),
    "queue": (text("Queue the plate"), text("One print job for all that is on it"), "mdi6.tray-plus"),
    "job": (
        text("See its print job"),
        text("Where it is in the queue, at which printer, and what became of it"),
        "mdi6.tray-full",
    ),
    "add": (
        text("Put more on it…"),
        text("Choose from what waits for the same process and material"),
        "mdi6.plus-box-outline",
    ),
    "paper": (
        text("Picking list as PDF…"),
        text("The picture with its list, to lay beside the plate"),
        "mdi6.file-pdf-box",
    ),
    "repack": (text("Pack it again"), text("Look for better places for what is on it"), "mdi6.refresh"),
    "reopen": (
        text("Open it again"),
        text("Change what is on it; its file is made anew then, and a print job of it that waits is cancelled"),
        "mdi6.lock-open-outline",
    ),
    "dissolve": (text("Give the plate up…"), text("What stands on it waits for another plate"), "mdi6.close"),
}
_NOT_YET = text("Some pieces have no place on the plate; pack it again, or take them off.")


class PlateDetail(Side):
    """Emits ``wanted`` ("repack" | "close" | "reopen" | "queue" | "job" | "add" | "paper" | "dissolve", plate)."""

    wanted = Signal(str, object)

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__(look)
        self._names = names
        self._produces = False
        self.view: PlateView | None = None
        self.plate = 0
        self.notice, self.notice_words = QFrame(), label("", "", wrap=True)
        self._add_notice()
        self.add_now = self._act("add", "primary")
        self.pack_now = self._act("repack", "primary")
        self.reopen_now = self._act("reopen", "primary")
        self.close_it = self._act("close", "primary")
        self.queue = self._act("queue", "primary")
        self.job = self._act("job", "primary")
        self.picture = ScaledPicture(text("Picking picture"), text("The plate from above: which piece is which"))
        self.column.addWidget(self.picture)
        self.repack = self._act("repack")
        self.paper = self._act("paper")
        self.reopen = self._act("reopen")
        self.dissolve = self._act("dissolve")
        self.column.addStretch()

    def show_view(self, view: "PlateView", *, produces: bool) -> None:
        """Show this plate."""
        plate, job = view.plate, view.job
        if plate.id != self.plate:
            self.show_picture(None)
        self.plate, self.view, self._produces = plate.id, view, produces
        opened, closed = plate.state == "open", plate.state == "closed"
        words = [self._names.process(plate.process), self._names.material(plate.material)]
        words.append(f"{plate.width_mm:g} × {plate.depth_mm:g} mm")
        if job is not None and not opened:
            words.append(str(JOB.state[job.state].title))
        self.show_head(plate.name, STATES[plate.state], " · ".join(word for word in words if word))
        waits = job is not None and JOB.state[job.state].open
        is_empty, unplaced, short = opened and not view.pieces, opened and view.unplaced > 0, closed and view.lost > 0
        may_open = closed and (job is None or job.state in {"planned", "assigned", "failed", "cancelled"})
        shown = {
            self.add_now: is_empty, self.pack_now: unplaced, self.reopen_now: may_open and short and not waits,
            self.close_it: opened and not is_empty, self.queue: closed and not waits and not short,
            self.job: waits, self.repack: opened and not is_empty and not unplaced,
            self.reopen: may_open and not (short and not waits), self.dissolve: opened,
        }  # fmt: skip
        for button, there in shown.items():
            button.setVisible(produces and there)
        self.close_it.setEnabled(not unplaced)
        say(self.close_it, setToolTip=_NOT_YET if unplaced else _ACTS["close"][1])
        self.paper.setVisible(bool(view.pieces))
        self._show_notice(produces and (is_empty or unplaced or (short and not waits)))

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if self.view is not None:
            self.show_view(self.view, produces=self._produces)

    def show_picture(self, picture: bytes | None) -> None:
        """The plate from above, PNG."""
        self.picture.show_file(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.picture.fit(max(80, self.width() - 40))

    def _show_notice(self, there: bool) -> None:
        view = self.view
        self.notice.setVisible(there)
        if view is None or not there:
            return
        if view.lost:
            words = plural(
                "{n} piece has left this plate since it was closed: open it again and pack it.",
                "{n} pieces have left this plate since it was closed: open it again and pack it.", view.lost,
            )  # fmt: skip
        elif view.pieces:
            words = plural(
                "{n} piece has no place yet: pack the plate again, or take it off; then the plate can be closed.",
                "{n} pieces have no place yet: pack the plate again, or take them off; then the plate can be closed.",
                view.unplaced,
            )  # fmt: skip
        else:
            words = text("Nothing is on this plate: put on it what waits, or give it up.")
        self.notice_words.setText(str(words))

    def _add_notice(self) -> None:
        self.notice.setProperty("kind", "attention")
        column = QVBoxLayout(self.notice)
        column.setContentsMargins(10, 8, 10, 8)
        self.notice_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.notice_words)
        self.column.addWidget(self.notice)
        self.notice.hide()

    def _act(self, name: str, kind: str = "second") -> QPushButton:
        words, tip, icon = _ACTS[name]
        return self.add_button(words, tip, lambda: self.wanted.emit(name, self.plate), icon, kind)
