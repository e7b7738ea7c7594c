"""Asks what a proof shall show and say, and where its files go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.commands.proof import PARTS, ROUNDS, Part, ProofWishes, lines_of, rounds_in
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, rule
from app.gui.widgets.panel import scrolling
from app.i18n import Text, plural, text, tr

WIDTH = 600  # pixels
LINES_HIGH = 64  # pixels: three lines


class ProofDialog(QDialog):
    """``chosen`` is called with the wishes and the folder when the user starts the proof."""

    def __init__(
        self,
        wishes: ProofWishes,
        folder: Path,
        chosen: Callable[[ProofWishes, Path], object],
        parent: QWidget,
        note: Text | None = None,
    ) -> None:
        """``note``: one more thing to know before it is started."""
        super().__init__(parent)
        self._wishes = wishes
        say(self, setWindowTitle=text("Make a proof"))
        self.setMinimumWidth(WIDTH)
        self.title = QLineEdit(wishes.title)
        self.round = QDoubleSpinBox()  # the style sheet knows this kind of number field
        self.round.setDecimals(0)
        self.round.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        self.round.setRange(1, ROUNDS)
        self.round.setValue(wishes.round)
        self.base_text = QLineEdit(wishes.base_text.replace("\n", "\\n"))
        self.look_at = QPlainTextEdit("\n".join(wishes.look_at))
        self.look_at.setProperty("kind", "words")
        self.look_at.setTabChangesFocus(True)
        self.look_at.setFixedHeight(LINES_HIGH)
        self.watermark = QLineEdit(wishes.watermark)
        self.white = QCheckBox()
        self.white.setChecked(wishes.white)
        say(self.white, setText=text("The figurine is printed white"))
        self.folder = QLineEdit(str(folder))
        self.hint = label("", "dim", wrap=True)
        self.parts = {part: self._part(part, wishes) for part in PARTS}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(22, 20, 22, 4)
        column.setSpacing(12)
        column.addWidget(label(text("Make a proof"), "title"))
        column.addWidget(
            label(text("What the buyer looks at and agrees to before the figurine is printed."), "dim", wrap=True)
        )
        column.addLayout(self._rows())
        if note is not None:
            column.addWidget(label(note, "dim", wrap=True))
        column.addWidget(self.hint)
        foot = QVBoxLayout()
        foot.setContentsMargins(22, 10, 22, 16)
        foot.addLayout(self._foot())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(body), 1)
        whole.addWidget(rule())
        whole.addLayout(foot)
        for part in self.parts.values():
            part.toggled.connect(lambda _on: self._say())
        self.round.valueChanged.connect(lambda _value: self._say())
        for field in (self.title, self.folder):
            field.textChanged.connect(lambda _words: self._say())
        self.accepted.connect(lambda: chosen(self.wishes(), Path(self.folder.text().strip())))
        self._say()
        high = max(body.sizeHint().height(), body.heightForWidth(WIDTH)) + foot.sizeHint().height()
        self.resize(WIDTH, min(high, parent.window().height() - 40))  # on a low screen the fields scroll
        self.title.setFocus()

    def wishes(self) -> ProofWishes:
        """The wishes as they are now."""
        lines = (line.strip() for line in self.look_at.toPlainText().splitlines())
        return replace(
            self._wishes,
            title=self.title.text().strip(),
            round=round(self.round.value()),
            base_text=lines_of(self.base_text.text()),
            look_at=tuple(line for line in lines if line),
            parts=tuple(part for part, box in self.parts.items() if box.isChecked()),
            white=self.white.isChecked(),
            watermark=self.watermark.text().strip(),
        )

    def _part(self, part: Part, wishes: ProofWishes) -> QCheckBox:
        title, description = PARTS[part]
        box = QCheckBox()
        box.setChecked(part in wishes.parts)
        say(box, setText=title, setToolTip=description, setAccessibleDescription=description)
        return box

    def _rows(self) -> QFormLayout:
        rows = QFormLayout()
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: tuple[tuple[Text, Text, QWidget], ...] = (
            (text("Title"), text("What the buyer calls the figurine"), self.title),
            (text("Round of approval"), text("How many times the buyer has been asked, this time included"), self.round),
            (text("Text on the base"), text("Word for word, for the buyer to check; “\\n” begins another line"), self.base_text),
            (text("Also to be checked"), text("One thing on each line, beside the usual ones"), self.look_at),
            (text("Watermark"), text("Words across the pictures of the sheet; empty for none"), self.watermark),
        )  # fmt: skip
        for title, description, field in fields:
            say(field, setToolTip=description, setAccessibleName=title)
            rows.addRow(label(title), field)
        say(self.white, setToolTip=text("Show the form in white, without the colours of the model"))
        rows.addRow("", self.white)
        column = QVBoxLayout()
        column.setSpacing(4)
        for part, box in self.parts.items():
            line = QHBoxLayout()
            line.setSpacing(8)
            box.setMinimumWidth(132)
            line.addWidget(box)
            line.addWidget(label(PARTS[part][1], "dim", wrap=True), 1)
            column.addLayout(line)
        rows.addRow(label(text("Make")), column)
        say(self.folder, setToolTip=text("Made where there is none"), setAccessibleName=text("Folder"))
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.folder, 1)
        choose = button(text("Choose…"), self._choose, "second")
        say(choose, setToolTip=text("Choose the folder for the files of the proof"))
        beside.addWidget(choose)
        rows.addRow(label(text("Folder")), beside)
        return rows

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        cancel = button(text("Cancel"), self.reject, "second")
        say(cancel, setToolTip=text("Close without making a proof"))
        self.start = button(text("Make the proof"), self.accept, "primary")
        say(self.start, setToolTip=text("Make the files beside your other work; it can be cancelled below"))
        self.start.setDefault(True)
        cancel.setAutoDefault(False)
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self.start)
        return foot

    def _choose(self) -> None:
        start = Path(self.folder.text().strip() or ".")
        name = QFileDialog.getExistingDirectory(
            self, tr("Folder for the proof"), str(start if start.is_dir() else start.parent)
        )
        if name:
            self.folder.setText(name)

    def _say(self) -> None:
        """Say what would go wrong or be replaced; without it, how many files there will be."""
        wishes, folder = self.wishes(), Path(self.folder.text().strip())
        fault = self._fault(wishes, folder)
        self.start.setEnabled(fault is None)
        if fault is not None:
            self.hint.setText(str(fault))
        elif wishes.round in rounds_in(folder, wishes.stem):
            self.hint.setText(tr("Files of round {n} are in this folder already; they are replaced.", n=wishes.round))
        else:
            count = len(wishes.parts) + (3 if "stills" in wishes.parts else 0)
            self.hint.setText(str(plural("{n} file will be made.", "{n} files will be made.", count)))

    def _fault(self, wishes: ProofWishes, folder: Path) -> Text | None:
        if not wishes.title:
            return text("Give the figurine a title.")
        if not wishes.parts:
            return text("Choose at least one thing to make.")
        if not folder.is_absolute():
            return text("Choose a folder for the files.")
        if folder.exists() and not folder.is_dir():
            return text("“{name}” is a file; choose a folder.", name=folder.name)
        if not folder.parent.is_dir():
            return text("There is no folder “{path}”; make it first.", path=str(folder.parent))
        return None
