"""Asks what the proof of a flat thing shall say, and where its files go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.commands.proof import ProofWishes, rounds_in
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, rule
from app.i18n import Text, text, tr

LINES_HIGH = 64  # pixels: three lines
FOR_ORDER = text("Pictures of how it will look and of each side, and a sheet to sign, which is kept with the order.")


class FlatProofDialog(QDialog):
    """``chosen`` is called with the wishes and the folder when somebody starts the proof."""

    def __init__(
        self, wishes: ProofWishes, folder: Path, chosen: Callable[[ProofWishes, Path], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._wishes = wishes
        say(self, setWindowTitle=text("Make a proof"))
        self.setMinimumWidth(560)
        self.title = QLineEdit(wishes.title)
        self.material = QLineEdit(wishes.material)
        self.look_at = QPlainTextEdit("\n".join(wishes.look_at))
        self.look_at.setProperty("kind", "words")
        self.look_at.setTabChangesFocus(True)
        self.look_at.setFixedHeight(LINES_HIGH)
        self.watermark = QLineEdit(wishes.watermark)
        self.folder = QLineEdit(str(folder))
        self.hint = label("", "dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(12)
        column.addWidget(label(text("Make a proof"), "title"))
        column.addWidget(label(text("What the buyer looks at and agrees to before it is printed."), "dim", wrap=True))
        column.addLayout(self._rows())
        column.addWidget(label(FOR_ORDER, "dim", wrap=True))
        column.addWidget(self.hint)
        column.addWidget(rule())
        column.addLayout(self._foot())
        for field in (self.title, self.folder):
            field.textChanged.connect(lambda _words: self._say())
        self.accepted.connect(lambda: chosen(self.wishes(), Path(self.folder.text().strip())))
        self._say()
        self.title.setFocus()

    def wishes(self) -> ProofWishes:
        """The wishes as they are now."""
        lines = (line.strip() for line in self.look_at.toPlainText().splitlines())
        return replace(
            self._wishes,
            title=self.title.text().strip(),
            material=self.material.text().strip(),
            look_at=tuple(line for line in lines if line),
            watermark=self.watermark.text().strip(),
        )

    def _rows(self) -> QFormLayout:
        rows = QFormLayout()
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: tuple[tuple[Text, Text, QWidget], ...] = (
            (text("Title"), text("What the buyer calls it"), self.title),
            (text("Material"), text("In the buyer's words"), self.material),
            (text("Also to be checked"), text("One thing on each line, beside the usual ones"), self.look_at),
            (text("Watermark"), text("Words across the pictures of the sheet; empty for none"), self.watermark),
        )
        for title, description, field in fields:
            say(field, setToolTip=description, setAccessibleName=title)
            rows.addRow(label(title), field)
        say(self.folder, setToolTip=text("Made where there is none"), setAccessibleName=text("Folder"))
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.folder, 1)
        choose = button(text("Choose…"), self._choose, "second")
        choose.setAutoDefault(False)
        say(choose, setToolTip=text("Choose the folder for the files of the proof"))
        beside.addWidget(choose)
        rows.addRow(label(text("Folder")), beside)
        return rows

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        cancel = button(text("Cancel"), self.reject, "second")
        cancel.setAutoDefault(False)
        say(cancel, setToolTip=text("Close without making a proof"))
        self.start = button(text("Make the proof"), self.accept, "primary")
        say(self.start, setToolTip=text("Make the files beside your other work; it can be cancelled below"))
        self.start.setDefault(True)
        foot.addWidget(label(text("Round {n} of approval", n=self._wishes.round), "dim"))
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
        """Say what would go wrong or be replaced."""
        folder = Path(self.folder.text().strip())
        fault = self._fault(folder)
        self.start.setEnabled(fault is None)
        there = fault is None and self._wishes.round in rounds_in(folder, self._wishes.stem)
        old = tr("Files of round {n} are in this folder already; they are replaced.", n=self._wishes.round)
        self.hint.setText(str(fault) if fault is not None else old if there else "")
        self.hint.setVisible(bool(self.hint.text()))

    def _fault(self, folder: Path) -> Text | None:
        if not self.title.text().strip():
            return text("Give it a title.")
        if not folder.is_absolute():
            return text("Choose a folder for the files.")
        if folder.exists() and not folder.is_dir():
            return text("“{name}” is a file; choose a folder.", name=folder.name)
        if not folder.parent.is_dir():
            return text("There is no folder “{path}”; make it first.", path=str(folder.parent))
        return None
