"""A report, file by file, before it is given to anybody; it is saved by hand and sent by nobody but people."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.message_bar import MessageBar
from app.i18n import Text, text, tr
from app.safe_write import write_chunks
from app.security.report_file import packed

_TITLES: dict[str, Text] = {
    "read me.txt": text("What this is"),
    "what happened.txt": text("What went wrong"),
    "what was open.txt": text("What was open"),
    "this pc.txt": text("This PC"),
    "log.txt": text("The end of the log"),
}


class ReportDialog(QDialog):
    """``parts``: the files of the report, scrubbed already; what is shown is what is saved."""

    def __init__(self, look: Look, parts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, setWindowTitle=text("Report"))
        self._parts = dict(parts)
        self.messages = MessageBar(look)
        self.files = QListWidget()
        self.files.setFixedWidth(190)
        say(self.files, setAccessibleName=text("Files of the report"), setToolTip=text("Choose a file to look at it"))
        for name in self._parts:
            item = QListWidgetItem(str(_TITLES.get(name, name)))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(name)
            self.files.addItem(item)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        say(self.words, setAccessibleName=text("Content of the file"))
        self.files.currentItemChanged.connect(self._show)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.files)
        middle.addWidget(self.words, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.setSpacing(8)
        leave = button(text("Close"), self.reject, "second", tip=text("Close this; nothing is changed (Escape)"))
        self.save = button(text("Save report…"), self._ask, "primary")
        say(
            self.save,
            setToolTip=text("Write all of these files into one .zip, which you can send to whoever helps you"),
        )
        row.addWidget(leave)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(
            label(
                text(
                    "This is all that the report holds. Names, telephone numbers, addresses, numbers of orders and names of "
                    "files were taken out as far as a program can tell. Nothing is sent by itself: look at it, save it, and give "
                    "it to whoever helps you."
                ),
                wrap=True,
            )
        )
        column.addWidget(self.messages)
        column.addLayout(middle, 1)
        column.addLayout(row)
        self.resize(860, 560)
        self.files.setCurrentRow(0)

    def save_to(self, path: Path) -> None:
        """Write the report there."""
        try:
            write_chunks(path, [packed({name: words for name, words in self._parts.items() if name != "read me.txt"})])
        except OSError:
            self.messages.say(text("The report cannot be written there; choose another folder."), "bad")
        else:
            self.messages.say(text("Saved {file}.", file=path.name), "ok")

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.words.setPlainText(self._parts[str(item.data(Qt.ItemDataRole.UserRole))])

    def _ask(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, tr("Save report"), str(Path.home() / "statuette-report.zip"), "ZIP (*.zip)"
        )
        if name:
            path = Path(name)
            self.save_to(path if path.suffix.lower() == ".zip" else path.with_name(path.name + ".zip"))
