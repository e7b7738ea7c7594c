"""The watched folder in the window: which one it is, whether it is watched now, and what came of the last files."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.commands.intake.importing import words_of
from app.commands.intake.watched import Told, WatchedFolder
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.orders.doing import Teller
from app.gui.widgets.basics import LEAVE, button, label
from app.i18n import Text, text, tr
from app.security.permissions import Permission, may
from app.settings.preferences import Preferences

LAST = 20
CLOSE_S = 10.0


class FolderWatch(QObject):
    """Watches the folder of the settings while somebody who may import is at the desk, or nobody: files need no person.

    ``told`` is emitted on the main thread for each file.
    """

    told = Signal(object)
    _from_thread = Signal(object)

    def __init__(
        self, desk: OfficeDesk, preferences: Preferences, keep: Callable[[], object], teller: Teller, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._preferences, self._keep, self._teller = desk, preferences, keep, teller
        self._watched: WatchedFolder | None = None
        self.last: deque[str] = deque(maxlen=LAST)
        self._from_thread.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        desk.opened.connect(self._begin)

    @property
    def folder(self) -> str:
        """The folder of the settings; empty where none is watched."""
        return self._preferences.watched_folder

    @property
    def running(self) -> bool:
        """Whether it is watched now."""
        return self._watched is not None and self._watched.running

    def watch(self, folder: str) -> None:
        """Watch this folder from now on, also after a restart; the empty one ends it."""
        self.stop(0)  # what is being imported there comes to its end beside the window
        self._preferences.watched_folder = folder
        self._keep()
        self._begin()

    def stop(self, wait_s: float = CLOSE_S) -> None:
        """Stop watching until the next start. ``wait_s``: how long a file on its way may take."""
        if self._watched is not None:
            self._watched.stop(wait_s)
            self._watched = None

    def close(self) -> None:
        """The window is going."""
        self._desk.opened.disconnect(self._begin, missing_ok=True)
        self.stop()

    def _begin(self) -> None:
        if self.folder and self._watched is None and self._desk.ready:
            self._watched = WatchedFolder(self._desk.office, Path(self.folder), self._from_thread.emit)
            self._watched.start()

    def _hear(self, told: Told) -> None:
        sentence = words_of_file(told)
        self.last.appendleft(sentence)
        if may(self._desk.actor, Permission.ORDERS_IMPORT):
            good = told.error is None and told.result is not None and told.result.good
            self._teller.say(sentence, "ok" if good else "bad")
        self.told.emit(told)


def words_of_file(told: Told) -> str:
    """What became of a file, in a sentence or two."""
    if told.error is not None:
        return tr("{file}: {why}", file=told.name, why=str(told.error)) if told.name else str(told.error)
    if told.result is None:
        return told.name
    said: list[Text] = list(words_of(told.result))[:3]
    return tr("{file}: {why}", file=told.name, why=" ".join(map(str, said)))


class WatchDialog(QDialog):
    """Chooses the folder and switches it on and off; lists what came of the last files."""

    def __init__(self, watch: FolderWatch, parent: QWidget) -> None:
        super().__init__(parent)
        self._watch = watch
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Watched folder"))
        self.resize(560, 380)
        self.folder = QLineEdit(watch.folder)
        say(
            self.folder,
            setPlaceholderText=text("No folder is chosen"),
            setAccessibleName=text("Watched folder"),
            setToolTip=text("Files of orders that are put here come in, and are moved to “done” or “failed” then"),
        )
        self.choose = button(
            text("Choose…"), self._choose, "second", tip=text("Choose a folder of this PC or of the network")
        )
        self.on = QCheckBox()
        say(self.on, setText=text("Watch this folder"), setToolTip=text("Also after the program is started again"))
        self.on.setChecked(bool(watch.folder))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.list = QListWidget()
        self.list.setWordWrap(True)
        say(self.list, setAccessibleName=text("What came of the last files"))
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Orders from a watched folder"), "title"))
        column.addWidget(
            label(text("JSON, ZIP, CSV or XLSX files that are put into it come in by themselves."), "dim", wrap=True)
        )
        column.addLayout(row)
        column.addWidget(self.on)
        column.addWidget(self.problem)
        column.addWidget(label(text("What came of the last files"), "heading"))
        column.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(text("Cancel"), self.reject, "second", tip=LEAVE))
        self.done_button = button(
            text("Done"), self._finish, "primary", tip=text("Keep these settings and close (Return)")
        )
        buttons.addWidget(self.done_button)
        column.addLayout(buttons)
        watch.told.connect(self._show)
        self._show(None)

    def _show(self, _told: object) -> None:
        self.list.clear()
        self.list.addItems(list(self._watch.last) or [tr("No file has come in yet.")])

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Watched folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)
            self.on.setChecked(True)

    def _finish(self) -> None:
        folder = self.folder.text().strip()
        if not self.on.isChecked():
            self._watch.watch("")
        elif not folder or not Path(folder).is_dir():
            self.problem.setText(tr("There is no such folder; choose one."))
            self.problem.show()
            return
        elif folder != self._watch.folder or not self._watch.running:
            self._watch.watch(folder)
        self.accept()
