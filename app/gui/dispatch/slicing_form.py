"""How models are sliced for a printer: the name of its profile, tried at once, and where the slicers of this PC are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.commands.slicing import SlicerSeen
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark
from app.i18n import text, tr

PROGRAMS = {"prusa": "PrusaSlicer", "orca": "OrcaSlicer"}


class SlicingField(QWidget):
    """``line`` holds the profile.

    tried   profile: look whether this PC has it and its slicer
    chosen  (program, path): this slicer is that file
    """

    tried = Signal(str)
    chosen = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.line = QLineEdit()
        say(
            self.line,
            setAccessibleName=text("Slicing profile"),
            setToolTip=text(
                "An exported .ini file, or a folder of .json files: its name in "
                "the folder “slicing” of the settings, or its whole path"
            ),
        )
        self.try_it = button(text("Look for it"), lambda: self.tried.emit(self.line.text().strip()), "small")
        say(self.try_it, setToolTip=text("Look whether this PC has the profile, and the slicer that it is for"))
        self.menu = QMenu(self)
        for program, name in PROGRAMS.items():
            action = self.menu.addAction(look.icon("mdi6.application-cog-outline"), name)
            action.triggered.connect(lambda _checked=False, program=program: self.ask_program(program))
        self.where = button(text("Slicer…"), lambda: None, "small")
        self.where.setMenu(self.menu)
        say(self.where, setToolTip=text("Choose the program, where this PC does not find it by itself"))
        self.answer = label("", "dim", wrap=True)
        self.answer.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.try_it)
        row.addWidget(self.where)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.answer)

    def show_seen(self, seen: SlicerSeen) -> None:
        """What this PC has."""
        nowhere = tr("not found")
        lines = [f"{PROGRAMS[program]}: {path or nowhere}" for program, path in seen.programs.items()]
        if seen.makes:
            lines.append(tr("The profile is there; it makes {suffix} files.", suffix=seen.makes))
        if str(seen.trouble):
            lines.append(str(seen.trouble))
        self._answer("\n".join(lines), "bad" if str(seen.trouble) else "ok" if seen.makes else "")

    def show_refusal(self, error: AppError) -> None:
        """It could not be looked for, or not kept."""
        self._answer(str(error), "bad")

    def ask_program(self, program: str) -> None:
        """Ask for the file of a slicer."""
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose {program}", program=PROGRAMS[program]))
        if path:
            self.chosen.emit(program, path)

    def _answer(self, words: str, tone: str) -> None:
        self.answer.setText(words)
        mark(self.answer, tone=tone)
        self.answer.show()
