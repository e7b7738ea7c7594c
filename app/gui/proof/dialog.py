"""What every question for a proof has: its words, its folder, what would go wrong or be replaced, and its buttons."""

from collections.abc import Callable, Iterable
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
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr

WIDTH = 600  # pixels
LINES_HIGH = 64  # pixels: three lines

Field = tuple[Text, Text, QWidget]
"""What a field is called, what belongs into it, and the field."""


class ProofDialog(QDialog):
    """``chosen`` is called with the wishes and the folder when the user starts the proof.

    A kind of proof makes its own fields and then calls ``lay_out``; it says what they hold, and what is wrong with them.
    """

    def __init__(
        self, wishes: ProofWishes, folder: Path, chosen: Callable[[ProofWishes, Path], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._wishes, self._window = wishes, parent.window()
        say(self, setWindowTitle=text("Make a proof"))
        self.setMinimumWidth(WIDTH)
        self.title = QLineEdit(wishes.title)
        self.look_at = QPlainTextEdit("\n".join(wishes.look_at))
        self.look_at.setProperty("kind", "words")
        self.look_at.setTabChangesFocus(True)
        self.look_at.setFixedHeight(LINES_HIGH)
        self.watermark = QLineEdit(wishes.watermark)
        self.folder = QLineEdit(str(folder))
        self.hint = label("", "dim", wrap=True)
        self.hint.setMinimumHeight(self.hint.fontMetrics().height())
        room = self.hint.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # what is above does not begin to scroll when something is said
        self.hint.setSizePolicy(room)
        self.start = button(text("Make the proof"), self.accept, "primary")
        say(self.start, setToolTip=text("Make the files beside your other work; it can be cancelled below"))
        self.start.setDefault(True)
        self.accepted.connect(lambda: chosen(self.wishes(), self._folder()))

    def wishes(self) -> ProofWishes:
        """The wishes as they are now."""
        lines = (line.strip() for line in self.look_at.toPlainText().splitlines())
        return replace(
            self._wishes,
            title=self.title.text().strip(),
            look_at=tuple(line for line in lines if line),
            watermark=self.watermark.text().strip(),
        )

    def fault(self, wishes: ProofWishes) -> Text | None:
        """What is wrong with the wishes; None: nothing."""
        return None if wishes.title else text("Give it a title.")

    def outcome(self, wishes: ProofWishes) -> str:  # noqa: ARG002 - not every kind has anything to say of them
        """What will come of the wishes; empty: nothing worth a line."""
        return ""

    def lay_out(
        self, purpose: Text, fields: Iterable[Field], more: Iterable[tuple[Text | None, QWidget]] = (),
        note: Text | None = None, beside: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Put everything in its place.

        purpose  what such a proof is for
        fields   what this kind asks right after the title
        more     what this kind asks after the usual fields
        note     one more thing to know before it is started
        beside   stands in the line of the buttons
        """
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(22, 20, 22, 8)
        column.setSpacing(12)
        column.addWidget(label(text("Make a proof"), "title"))
        column.addWidget(label(purpose, "dim", wrap=True))
        column.addLayout(self._rows(fields, more))
        if note is not None:
            column.addWidget(label(note, "dim", wrap=True))
        column.addWidget(self.hint)
        foot = self._foot(beside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(body), 1)
        whole.addWidget(rule())
        whole.addLayout(foot)
        for field in (self.title, self.folder):
            field.textChanged.connect(lambda _words: self.say_what_comes())
        self.say_what_comes()
        high = max(body.sizeHint().height(), body.heightForWidth(WIDTH)) + foot.sizeHint().height()
        self.resize(WIDTH, min(high, self._window.height() - 40))  # on a low screen the fields scroll
        self.title.setFocus()

    def say_what_comes(self) -> None:
        """Say what would go wrong or be replaced; without it, what will come of it."""
        wishes, folder = self.wishes(), self._folder()
        fault = self.fault(wishes) or _fault_of(folder)
        self.start.setEnabled(fault is None)
        if fault is not None:
            self.hint.setText(str(fault))
        elif wishes.round in rounds_in(folder, wishes.stem):
            self.hint.setText(tr("Files of round {n} are in this folder already; they are replaced.", n=wishes.round))
        else:
            self.hint.setText(self.outcome(wishes))
        self.hint.setVisible(bool(self.hint.text()))

    def _folder(self) -> Path:
        return Path(self.folder.text().strip())

    def _rows(self, fields: Iterable[Field], more: Iterable[tuple[Text | None, QWidget]]) -> QFormLayout:
        rows = QFormLayout()
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        every: tuple[Field, ...] = (
            (text("Title"), text("What the buyer calls it"), self.title),
            *fields,
            (text("Also to be checked"), text("One thing on each line, beside the usual ones"), self.look_at),
            (text("Watermark"), text("Words across the pictures of the sheet; empty for none"), self.watermark),
        )
        for title, description, field in every:
            say(field, setToolTip=description, setAccessibleName=title)
            rows.addRow(label(title), field)
        for words, widget in more:
            rows.addRow(label(words or ""), widget)
        say(self.folder, setToolTip=text("Made where there is none"), setAccessibleName=text("Folder"))
        choose = button(
            text("Choose…"), self._choose, "second", tip=text("Choose the folder for the files of the proof")
        )
        choose.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(choose)
        rows.addRow(label(text("Folder")), line)
        return rows

    def _foot(self, beside: QWidget | None) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(22, 10, 22, 16)
        foot.setSpacing(8)
        cancel = button(text("Cancel"), self.reject, "second", tip=text("Close without making a proof"))
        cancel.setAutoDefault(False)
        if beside is not None:
            foot.addWidget(beside)
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


def _fault_of(folder: Path) -> Text | None:
    if not folder.is_absolute():
        return text("Choose a folder for the files.")
    if folder.exists() and not folder.is_dir():
        return text("“{name}” is a file; choose a folder.", name=folder.name)
    if not folder.parent.is_dir():
        return text("There is no folder “{path}”; make it first.", path=str(folder.parent))
    return None
