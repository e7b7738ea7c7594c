"""Asks what the proof of a model shall show and say, and where its files go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands.proof import PARTS, ROUNDS, Part, ProofWishes, lines_of
from app.gui.base.words import say
from app.gui.proof.dialog import ProofDialog
from app.gui.widgets.basics import label
from app.i18n import Text, plural, text


class ModelProofDialog(ProofDialog):
    """The user says which round it is, and which files are made."""

    def __init__(
        self,
        wishes: ProofWishes,
        folder: Path,
        chosen: Callable[[ProofWishes, Path], object],
        parent: QWidget,
        note: Text | None = None,
    ) -> None:
        """``note``: one more thing to know before it is started."""
        super().__init__(wishes, folder, chosen, parent)
        self.round = QDoubleSpinBox()  # the style sheet knows this kind of number field
        self.round.setDecimals(0)
        self.round.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        self.round.setRange(1, ROUNDS)
        self.round.setValue(wishes.round)
        self.base_text = QLineEdit(wishes.base_text.replace("\n", "\\n"))
        self.white = QCheckBox()
        self.white.setChecked(wishes.white)
        say(
            self.white, setText=text("The figurine is printed white"),
            setToolTip=text("Show the form in white, without the colours of the model"),
        )  # fmt: skip
        self.parts = {part: _box(part, checked=part in wishes.parts) for part in PARTS}
        asked = text("How many times the buyer has been asked, this time included")
        word_for_word = text("Word for word, for the buyer to check; “\\n” begins another line")
        self.lay_out(
            text("What the buyer looks at and agrees to before the figurine is printed."),
            fields=(
                (text("Round of approval"), asked, self.round),
                (text("Text on the base"), word_for_word, self.base_text),
            ),
            more=((None, self.white), (text("Make"), self._made())),
            note=note,
        )
        for box in self.parts.values():
            box.toggled.connect(lambda _on: self.say_what_comes())
        self.round.valueChanged.connect(lambda _value: self.say_what_comes())

    def wishes(self) -> ProofWishes:
        """The wishes as they are now."""
        return replace(
            super().wishes(),
            round=round(self.round.value()),
            base_text=lines_of(self.base_text.text()),
            parts=tuple(part for part, box in self.parts.items() if box.isChecked()),
            white=self.white.isChecked(),
        )

    def fault(self, wishes: ProofWishes) -> Text | None:
        """What is wrong with the wishes; None: nothing."""
        fault = super().fault(wishes)
        if fault is None and not wishes.parts:
            return text("Choose at least one thing to make.")
        return fault

    def outcome(self, wishes: ProofWishes) -> str:
        """How many files there will be."""
        count = len(wishes.parts) + (3 if "stills" in wishes.parts else 0)
        return str(plural("{n} file will be made.", "{n} files will be made.", count))

    def _made(self) -> QWidget:
        every = QWidget()
        column = QVBoxLayout(every)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part, box in self.parts.items():
            line = QHBoxLayout()
            line.setSpacing(8)
            box.setMinimumWidth(132)
            line.addWidget(box)
            line.addWidget(label(PARTS[part][1], "dim", wrap=True), 1)
            column.addLayout(line)
        return every


def _box(part: Part, *, checked: bool) -> QCheckBox:
    title, description = PARTS[part]
    box = QCheckBox()
    box.setChecked(checked)
    say(box, setText=title, setToolTip=description, setAccessibleDescription=description)
    return box
