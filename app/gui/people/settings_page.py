"""The settings of the whole workshop, group by group."""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.commands import workshop_settings
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.setting_fields import SettingRow
from app.gui.widgets.basics import button, rule
from app.gui.widgets.panel import scrolling
from app.i18n import plural, text, tr
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings
from app.settings.workshop_fields import FIELDS


class SettingsPage(Page):
    """Changes are collected and saved together; the chain keeps which settings changed, never their values."""

    id = "settings"
    title = text("Workshop settings")
    sentence = text("They hold on every PC of the workshop. Each change is recorded with who made it.")
    icon = "mdi6.tune"
    permission = Permission.SETTINGS

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self.rows: dict[str, SettingRow] = {}
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for number, (title, fields) in enumerate(FIELDS):
            chip = QToolButton()
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setIconSize(QSize(14, 14))
            say(chip, setText=title, setToolTip=text("Show the settings of this group: {group}", group=title))
            chip.clicked.connect(lambda _on=False, number=number: self.show_group(number))
            self._group.addButton(chip, number)
            chips.addWidget(chip)
            body = QWidget()
            column = QVBoxLayout(body)
            column.setContentsMargins(2, 6, 14, 6)
            column.setSpacing(14)
            for field in fields:
                row = SettingRow(field)
                row.changed.connect(self._enable)
                self.rows[field.name] = row
                column.addWidget(row)
            column.addStretch()
            self._stack.addWidget(scrolling(body))
        chips.addStretch()
        self.content.addLayout(chips)
        self.content.addWidget(self._stack, 1)
        self.content.addWidget(rule())
        self.undo = button(text("Discard changes"), self.load, "second")
        say(self.undo, setToolTip=text("Show the settings as they are kept"))
        self.save = button(
            text("Save changes"), self._save, "primary", tip=text("Keep the settings, for every PC of the workshop")
        )
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.undo)
        foot.addWidget(self.save)
        self.content.addLayout(foot)
        self.show_group(0)
        self._enable()

    def show_group(self, number: int) -> None:
        """Show the settings of a group."""
        self._stack.setCurrentIndex(number)
        chip = self._group.button(number)
        chip.setChecked(True)

    def show_setting(self, name: str) -> None:
        """Bring a setting up and give it the keyboard."""
        for number, (_title, fields) in enumerate(FIELDS):
            if any(field.name == name for field in fields):
                self.show_group(number)
                self.rows[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Ask for the settings that are kept."""
        self.ask(workshop_settings.settings, then=self._show)

    def refresh(self) -> None:
        """Say how many changes wait, in the language of now."""
        self._enable()

    def _show(self, settings: WorkshopSettings) -> None:
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))
        self._enable()

    @property
    def changes(self) -> dict[str, Any]:
        """What would be saved."""
        return {name: row.editor.value() for name, row in self.rows.items() if row.is_changed}

    def _save(self) -> None:
        changes = self.changes

        def saved(settings: WorkshopSettings) -> None:
            self._show(settings)
            self.messages.say(plural("{n} setting was saved.", "{n} settings were saved.", len(changes)), "ok")

        self.save.setEnabled(False)
        self.ask(workshop_settings.change, **changes, then=saved, failed=lambda _error: self._enable())

    def _enable(self) -> None:
        changes = len(self.changes)
        self.undo.setEnabled(changes > 0)
        self.save.setEnabled(changes > 0)
        self.save.setText(
            str(plural("Save {n} change", "Save {n} changes", changes)) if changes else tr("Nothing was changed")
        )
