"""The settings dialog. Language and theme change at once; Cancel puts them back."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.text_size import SIZES
from app.gui.base.words import say, say_again
from app.gui.viewport.habits import HABITS
from app.gui.widgets.basics import LEAVE, button, label, millimetres, rule
from app.i18n import LANGUAGES, Text, text
from app.settings.preferences import Preferences
from app.settings.process import ProcessProfile

_THEMES = (("dark", text("Dark")), ("light", text("Light")), ("system", text("As the system")))


class SettingsDialog(QDialog):
    """Works on a copy of the preferences; ``try_out`` wears language and theme of it at once."""

    def __init__(
        self,
        preferences: Preferences,
        processes: Mapping[str, ProcessProfile],
        data_folder: Path,
        try_out: Callable[[str, str, int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._old = preferences
        self._try_out = try_out
        say(self, setWindowTitle=text("Settings"))
        self.setMinimumWidth(460)
        self.language = QComboBox()
        self.theme = QComboBox()
        self.text_size = QComboBox()
        self.process = QComboBox()
        self.navigation = QComboBox()
        for profile in processes.values():
            self.process.addItem(profile.title(), profile.id)
        self.height_mm = millimetres(preferences.default_height_mm)
        self._fill()
        self._choose(self.language, preferences.language)
        self._choose(self.theme, preferences.theme)
        for percent in sorted({*SIZES, preferences.text_percent}):
            self.text_size.addItem(f"{percent} %", percent)
        self._choose(self.text_size, preferences.text_percent)
        self._choose(self.process, preferences.process)
        self._choose(self.navigation, preferences.navigation)
        folder = label(str(data_folder), "dim", wrap=True)
        folder.setToolTip(str(data_folder))
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (text("Language"), self.language),
            (text("Theme"), self.theme),
            (text("Size of the words"), self.text_size),
            (text("Print process for new models"), self.process),
            (text("Mouse and keys of the view, as in"), self.navigation),
            (text("Height proposed for files without a printable size"), self.height_mm),
            (text("Data on this PC"), folder),
        ):
            if field is not folder:
                say(field, setAccessibleName=words, setToolTip=words)
            form.addRow(label(words, wrap=True), field)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(text("Cancel"), self.reject, "second", tip=LEAVE))
        done = button(text("Save settings"), self.accept, "primary", tip=text("Keep these settings and close (Return)"))
        done.setDefault(True)
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(16)
        column.addWidget(label(text("Settings"), "title"))
        column.addLayout(form)
        column.addWidget(rule())
        column.addLayout(foot)
        self.language.activated.connect(lambda _index: self._wear())
        self.theme.activated.connect(lambda _index: self._wear())
        self.text_size.activated.connect(lambda _index: self._wear())
        self.rejected.connect(lambda: try_out(self._old.language, self._old.theme, self._old.text_percent))

    def chosen(self) -> dict[str, object]:
        """Fields of the preferences as they are chosen now."""
        return {
            "language": self.language.currentData(),
            "theme": self.theme.currentData(),
            "text_percent": self.text_size.currentData(),
            "process": self.process.currentData(),
            "navigation": self.navigation.currentData(),
            "default_height_mm": self.height_mm.value(),
        }

    def _wear(self) -> None:
        self._try_out(self.language.currentData(), self.theme.currentData(), self.text_size.currentData())
        say_again(self)
        self._fill()

    def _fill(self) -> None:
        languages: list[tuple[str, Text | str]] = [("system", text("As the system")), *LANGUAGES.items()]
        habits: list[tuple[str, Text | str]] = [(one.id, one.title) for one in HABITS]
        for box, entries in ((self.language, languages), (self.theme, list(_THEMES)), (self.navigation, habits)):
            chosen = box.currentData()
            box.clear()
            for value, words in entries:
                box.addItem(str(words), value)
            if chosen is not None:
                self._choose(box, chosen)
        for row, one in enumerate(HABITS):
            self.navigation.setItemData(row, str(one.description), Qt.ItemDataRole.ToolTipRole)

    @staticmethod
    def _choose(box: QComboBox, value: object) -> None:
        box.setCurrentIndex(max(0, box.findData(value)))
