"""The question after the program has ended twice while it started: once more, or in safe mode. Loads nothing heavy."""

from typing import Literal

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.i18n import Text, plural, text

Choice = Literal["safe", "usual", "quit"]


class CrashedStartDialog(QDialog):
    """``choice`` holds what was chosen; closing it chooses nothing, so the program ends."""

    def __init__(self, starts: int) -> None:
        super().__init__()
        self.choice: Choice = "quit"
        say(self, setWindowTitle=Text("Statuette 手办工坊"))
        self.setMinimumWidth(560)
        self.safe = button(text("Start in safe mode"), lambda: self._choose("safe"), "primary")
        say(
            self.safe,
            setToolTip=text(
                "Without the model on the bench, without the graphics card, without printers; nothing is lost"
            ),
        )
        self.usual = button(text("Start as usual"), lambda: self._choose("usual"), "second")
        say(self.usual, setToolTip=text("Try once more"))
        leave = button(text("Quit"), self.reject, "second")
        say(leave, setToolTip=text("Do not start"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(leave)
        row.addStretch()
        row.addWidget(self.usual)
        row.addWidget(self.safe)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addWidget(label(text("The program did not come up"), "title"))
        column.addWidget(
            label(
                plural(
                    "It has ended {n} time in a row while it started. Your work is on this PC and safe. In safe mode it starts "
                    "with an empty bench and draws without the graphics card; from there you can see what is wrong, and "
                    "everything comes back when you leave safe mode.",
                    "It has ended {n} times in a row while it started. Your work is on this PC and safe. In safe mode it starts "
                    "with an empty bench and draws without the graphics card; from there you can see what is wrong, and "
                    "everything comes back when you leave safe mode.",
                    starts,
                ),
                wrap=True,
            )
        )
        column.addSpacing(4)
        column.addLayout(row)
        self.safe.setDefault(True)
        self.safe.setFocus()

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self.accept()
