"""What is shown when an error of the program has stopped something: calm, with the work kept first."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.i18n import text


@dataclass(frozen=True)
class Ways:
    """What can be done from the dialog beside going on; None: not here."""

    restart: Callable[[], object] | None = None
    show_folder: Callable[[], object] | None = None
    look_at_report: Callable[[], object] | None = None


class CrashDialog(QDialog):
    """One sentence, and the details behind it to copy. ``kept``: the work could be written down."""

    def __init__(
        self, words: str, parent: QWidget | None = None, ways: Ways | None = None, *, kept: bool = True
    ) -> None:
        super().__init__(parent)
        ways = ways or Ways()
        say(self, setWindowTitle=text("Something went wrong"))
        self.setMinimumWidth(620)
        self.sentence = label(
            text(
                "An error in the program stopped what you did last. Your work is kept on this PC: what is on the benches and "
                "what you were typing. You can go on; if it happens again, restart."
            )
            if kept
            else text(
                "An error in the program stopped what you did last, and not everything could be written down: see whether the "
                "disk of this PC is full. What was done before is safe."
            ),
            wrap=True,
        )
        self.details = QPlainTextEdit(words)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setMinimumHeight(220)
        self.details.hide()
        say(
            self.details,
            setAccessibleName=text("Details for developers"),
            setToolTip=text("What a developer needs to know; it names no person"),
        )
        self.fold = button(text("Show the details"), self._turn, "link")
        say(self.fold, setToolTip=text("What a developer needs to know; it names no person"))
        self.copied = button(text("Copy"), self._copy, "second")
        say(self.copied, setToolTip=text("Copy the details, to paste them into a message"))
        more = QHBoxLayout()
        more.setSpacing(8)
        more.addWidget(self.fold)
        more.addStretch()
        more.addWidget(self.copied)
        self.folder = button(text("Show the reports"), ways.show_folder or (lambda: None), "second")
        say(self.folder, setToolTip=text("Open the folder in which the reports of this PC are kept"))
        self.report = button(text("Look at the report…"), ways.look_at_report or (lambda: None), "second")
        say(self.report, setToolTip=text("See what the report holds, and save it to give it to whoever helps you"))
        for made, way in ((self.report, ways.look_at_report), (self.folder, ways.show_folder)):
            made.setVisible(way is not None)
            more.addWidget(made)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        self.restart = button(text("Restart"), lambda: self._restart(ways), "second")
        say(self.restart, setToolTip=text("Close the program and start it again; the bench comes back as it is"))
        self.restart.setVisible(ways.restart is not None)
        self.go_on = button(text("Go on working"), self.accept, "primary")
        self.go_on.setDefault(True)
        say(self.go_on, setToolTip=text("Close this and go on (Return)"))
        row.addWidget(self.restart)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addWidget(label(text("Something went wrong in the program"), "title"))
        column.addWidget(self.sentence)
        column.addLayout(more)
        column.addWidget(self.details, 1)
        column.addLayout(row)
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        shown = self.details.isHidden()
        self.details.setVisible(shown)
        say(self.fold, setText=text("Hide the details") if shown else text("Show the details"))
        self.resize(self.width(), self.sizeHint().height())

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())
        say(self.copied, setText=text("Copied"))

    def _restart(self, ways: Ways) -> None:
        self.accept()
        if ways.restart is not None:
            ways.restart()
