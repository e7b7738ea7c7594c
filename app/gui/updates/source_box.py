"""Where updates come from, and whether they are looked for by themselves."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import label, tool
from app.i18n import Text, text, tr
from app.settings.preferences import Preferences


class SourceBox(QWidget):
    """Keeps what is chosen at once; ``changed`` when another source was chosen."""

    changed = Signal()

    def __init__(self, look: Look, preferences: Preferences, keep: Callable[[], None]) -> None:
        super().__init__()
        self._preferences, self._keep = preferences, keep
        self.line = QLineEdit(preferences.update_source)
        self.line.setMaxLength(500)
        say(
            self.line,
            setAccessibleName=text("Source of updates"),
            setToolTip=text("An address of whoever publishes this program, or a folder that the workshop shares"),
        )
        self.show_standard("")
        self.choose = tool(look.icon("mdi6.folder-open-outline"), text("Choose a folder"), self._choose)
        self.daily = QCheckBox()
        self.daily.setChecked(preferences.update_daily)
        say(
            self.daily,
            setText=text("Look for updates once a day"),
            setToolTip=text("Beside the work, quietly; nothing is put in place by itself"),
        )
        title = label(text("Where updates come from"), "dim")
        title.setBuddy(self.line)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(title)
        column.addLayout(row)
        column.addWidget(self.daily)
        self.line.editingFinished.connect(self._chosen)
        self.daily.toggled.connect(self._daily)

    def show_standard(self, source: str) -> None:
        """Say which source is taken where none is chosen."""
        empty: Text = text("https://server/updates, or a folder")
        say(self.line, setPlaceholderText=text("{source}", source=source) if source else empty)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of the updates"), self.line.text())
        if folder:
            self.line.setText(folder)
            self._chosen()

    def _chosen(self) -> None:
        source = self.line.text().strip()
        if source != self._preferences.update_source:
            self._preferences.update_source = source
            self._keep()
            self.changed.emit()

    def _daily(self, on: bool) -> None:
        self._preferences.update_daily = on
        self._keep()
