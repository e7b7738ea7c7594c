"""Backups: one now, one every day, what there is, whether it is whole, and the way back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QSpinBox, QVBoxLayout

from app.commands import backups, workshop_settings
from app.commands.backups import BackupFile, LastBackup
from app.commands.office import Office
from app.errors import AppError, WriteRefusedError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.people.daily_backup import folder_of
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.restore_question import ask_before_restoring
from app.gui.people.table import Column, RowsTable
from app.gui.people.typed_confirmation import TypedConfirmation
from app.gui.widgets.basics import Card, ElidedLabel, button, label
from app.gui.widgets.roomy import hold_width
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, plural, text, tr
from app.jobs.runner import Job
from app.moments import minute
from app.orders.backup import BackupReport, Restored
from app.orders.book import is_on_this_pc
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings

_SAVE_MS = 600  # of quiet after a change of the number


class BackupsPage(Page):
    """One thing at a time: while a backup is made, checked or brought back, the others wait."""

    id = "backups"
    title = text("Backups")
    sentence = text(
        "A backup holds the whole order book and its files. Keep one on another disk; the workshop's key is not in it."
    )
    icon = "mdi6.database-clock-outline"
    permission = Permission.BACKUP

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self._job: Job | None = None
        self._of_this_pc = True
        self.last = label("", wrap=True)
        self.bar, self.doing = ThinBar(), label("", "dim")
        self.table: RowsTable[BackupFile] = RowsTable(
            [
                Column(text("Made"), lambda b: minute(b.at), 150),
                Column(text("Size"), lambda b: size_words(b.size), 90, right=True),
                Column(text("State"), lambda b: str(state_of(b)), 230),
                Column(text("File"), lambda b: b.path.name, -1),
            ]
        )
        say(self.table, setAccessibleName=text("Backups in the folder"))
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.table.doubleClicked.connect(lambda _index: self._check())
        self.make = button(text("Back up now"), self.back_up, "primary", look.icon("mdi6.database-plus", "on_fill"))
        say(self.make, setToolTip=text("Write a new backup into the folder and read it back"))
        self.check = button(text("Check"), self._check, "second", look.icon("mdi6.database-check-outline"))
        say(self.check, setToolTip=text("Read all of the chosen backup; nothing is changed"))
        self.bring = button(
            text("Bring back…"), self._ask_restore, "second", look.icon("mdi6.database-refresh-outline")
        )
        say(self.bring, setToolTip=text("Put the chosen backup in the place of the order book; it is asked once more"))
        self.other = button(text("From another place…"), self._ask_file, "link")
        say(self.other, setToolTip=text("Bring back a backup that lies on another disk"))
        self.stop = button(text("Cancel"), self._cancel, "second")
        say(self.stop, setToolTip=text("Stop; a backup that is not finished leaves nothing behind"))
        self.content.addWidget(self._make_card())
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.doing, 1)
        for widget in (self.stop, self.other, self.check, self.bring):
            foot.addWidget(widget)
        self.content.addLayout(foot)
        self._wait = once(self, _SAVE_MS, self._save_kept)
        self._ended()

    @property
    def folder(self) -> Path:
        """Where the backups of this PC lie."""
        return folder_of(self.local)

    # ---- loading ------------------------------------------------------------

    def load(self) -> None:
        """Ask for what is there."""
        self.where.set_text(str(self.folder))
        self.ask(_on_this_pc, then=self._show_place)
        self.ask(workshop_settings.settings, then=self._show_settings)
        self._list()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()
        self.load()

    def _list(self) -> None:
        self.ask(backups.backups_in, self.folder, then=self._show)
        self.ask(backups.last_backup, then=self._show_last)

    def _show(self, found: tuple[BackupFile, ...]) -> None:
        self.table.show_rows(found, lambda one, other: one.path == other.path)
        self._enable()

    def _show_last(self, last: LastBackup | None) -> None:
        if last is None:
            words = tr("There is no backup yet. Make the first one now.")
        elif last.why:
            words = tr(
                "The last backup, {moment}, failed. Make one now and look at what is said.", moment=minute(last.at)
            )
        else:
            words = tr("Last backup: {moment}, read back and whole.", moment=minute(last.at))
        self.last.setText(words)

    def _show_place(self, of_this_pc: bool) -> None:
        self._of_this_pc = of_this_pc
        self._enable()

    def _show_settings(self, settings: WorkshopSettings) -> None:
        self.kept.blockSignals(True)
        self.kept.setValue(settings.backups_kept)
        self.kept.blockSignals(False)

    # ---- what the buttons do ------------------------------------------------

    def back_up(self) -> None:
        """Make one now."""
        self._work(
            backups.back_up, self.folder, title=text("Make a backup"),
            then=lambda path: self.messages.say(text("The backup {file} is made and whole.", file=path.name), "ok"),
        )  # fmt: skip

    def _check(self) -> None:
        chosen = self.table.chosen
        if chosen is not None and self._job is None:
            self._work(
                backups.check_backup, chosen.path, title=text("Check a backup"), then=self._say_checked,
            )  # fmt: skip

    def _say_checked(self, report: BackupReport) -> None:
        if report.missing:
            self.messages.say(
                plural(
                    "{n} file of the orders is missing or damaged beside this backup; the order book in it is whole.",
                    "{n} files of the orders are missing or damaged beside this backup; the order book in it is whole.",
                    report.missing,
                ),
                "warn",
            )
        else:
            self.messages.say(
                text(
                    "This backup is whole: {orders} orders, {items} items, {files} files, and the audit chain holds.",
                    orders=report.orders, items=report.items, files=report.files,
                ),
                "ok",
            )  # fmt: skip

    def _ask_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, tr("Backup to bring back"), str(Path.home()), tr("Backups") + " (statuette-*.zip *.zip)"
        )
        if name:
            self.confirm_restore(Path(name))

    def _ask_restore(self) -> None:
        chosen = self.table.chosen
        if chosen is not None:
            self.confirm_restore(chosen.path)

    def confirm_restore(self, path: Path) -> TypedConfirmation:
        """Ask for the word to be typed, then bring the backup back."""
        self.dialog = ask_before_restoring(self.look, path, self, self.restore)
        return self.dialog

    def restore(self, path: Path) -> None:
        """Bring it back."""
        self._work(backups.restore, path, title=text("Bring a backup back"), then=self._say_restored)

    def _say_restored(self, restored: Restored) -> None:
        aside = Path(restored.aside).name if restored.aside else ""
        self.messages.say(
            text(
                "The order book of {moment} is back. The former one is kept as {aside}.",
                moment=minute(restored.report.made_at), aside=aside,
            )
            if aside
            else text("The order book of {moment} is back.", moment=minute(restored.report.made_at)),
            "ok",
        )  # fmt: skip

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _work(self, command: Callable[..., object], path: Path, *, title: Text, then: Callable[..., object]) -> None:
        if self._job is not None:
            return

        def done(answer: object) -> None:
            then(answer)
            self._ended()
            self._list()

        def failed(_error: AppError) -> None:
            self._ended()
            self._list()

        self.messages.clear()
        self._job = self.ask(command, path, then=done, failed=failed, title=title, lane="batch", progress=True)
        self.bar.set_share(0.0)
        self.bar.show()
        self.doing.setText(str(title))
        self._enable()
        self._follow()

    def _follow(self) -> None:
        job = self._job
        if job is not None and job.open:
            self.bar.set_share(job.done)
            QTimer.singleShot(100, self, self._follow)
        elif job is not None:  # cancelled, here or in the list of jobs
            self._ended()
            self.messages.say(text("Stopped. Nothing was changed."), "info")

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.doing.setText("")
        self._enable()

    def _enable(self) -> None:
        free, chosen = self._job is None, self.table.chosen is not None
        self.make.setEnabled(free)
        self.other.setEnabled(free)
        self.check.setEnabled(free and chosen)
        self.bring.setEnabled(free and chosen)
        self.stop.setVisible(not free)
        self.daily.setEnabled(self._of_this_pc)
        self.kept.setEnabled(self._of_this_pc)
        self.server_hint.setVisible(not self._of_this_pc)

    # ---- every day, and the folder ------------------------------------------

    def _make_card(self) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 11, 14, 12)
        column.setSpacing(8)
        first = QHBoxLayout()
        first.addWidget(self.last, 1)
        first.addWidget(self.make)
        column.addLayout(first)
        self.where = ElidedLabel("dim")
        change = button(text("Change…"), self._ask_folder, "small")
        say(change, setToolTip=text("Choose another folder for the backups of this PC"))
        show = button(text("Show"), self._show_folder, "small")
        say(show, setToolTip=text("Open the folder of the backups"))
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(label(text("Folder"), "dim"))
        place.addWidget(self.where, 1)
        place.addWidget(show)
        place.addWidget(change)
        column.addLayout(place)
        self.daily = QCheckBox()
        say(
            self.daily,
            setText=text("One every day by itself"),
            setToolTip=text("While the program runs on this PC; several PCs do not disturb each other"),
        )
        self.daily.setChecked(self.local.preferences.daily_backup)
        self.daily.toggled.connect(self._keep_daily)
        self.kept = QSpinBox()
        self.kept.setRange(1, 365)
        hold_width(self.kept, 76)
        self.kept.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        say(
            self.kept,
            setAccessibleName=text("Backups that are kept"),
            setToolTip=text("Older ones are removed when a daily backup was made"),
        )
        self.kept.valueChanged.connect(lambda _number: self._wait.start())
        rule = QHBoxLayout()
        rule.setSpacing(8)
        rule.addWidget(self.daily)
        rule.addStretch()
        rule.addWidget(label(text("Keep the last"), "dim"))
        rule.addWidget(self.kept)
        column.addLayout(rule)
        self.server_hint = label(
            text(
                "The order book lies on a server, which has to be backed up there every day; a backup made here works too."
            ),
            "dim",
            wrap=True,
        )
        column.addWidget(self.server_hint)
        return card

    def _keep_daily(self, wanted: bool) -> None:
        if not self._change(daily_backup=wanted):
            with QSignalBlocker(self.daily):
                self.daily.setChecked(not wanted)

    def _save_kept(self) -> None:
        self.ask(workshop_settings.change, backups_kept=self.kept.value(), then=self._show_settings)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Folder for the backups of this PC"), str(self.folder))
        if name:
            self.use_folder(Path(name))

    def use_folder(self, folder: Path) -> None:
        """Keep the backups of this PC there from now on; those that are there already stay where they are."""
        if self._change(backup_folder=str(folder)):
            self.load()

    def _change(self, **preferences: Any) -> bool:
        """Change what this PC does; False, and said, where that could not be written down."""
        try:
            self.local.change(**preferences)
        except WriteRefusedError as error:
            self.messages.say(error.sentence, "bad")
            return False
        return True

    def _show_folder(self) -> None:
        folder = self.folder
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self.messages.say(text("The folder is made with the first backup."), "info")


def state_of(backup: BackupFile) -> Text:
    """Whether it is known to be whole."""
    if backup.read_at is None:
        return text("not checked here yet")
    if not backup.good:
        return text("damaged, seen {moment}", moment=minute(backup.read_at))
    return text("whole, read {moment}", moment=minute(backup.read_at))


def size_words(size: int) -> str:
    """Bytes for people."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{max(size, 1) / 1e3:,.1f} KB"


def _on_this_pc(office: Office) -> bool:
    return is_on_this_pc(office.book)
