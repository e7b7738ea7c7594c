"""What helps where the order book is damaged: the last backup of this PC, or another one, is brought back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.commands import backups
from app.commands.backups import BackupFile
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.daily_backup import folder_of
from app.gui.people.guard import Guard
from app.gui.people.local import Local
from app.gui.people.restore_question import ask_before_restoring
from app.gui.people.typed_confirmation import TypedConfirmation
from app.i18n import text, tr
from app.jobs.runner import Job
from app.moments import minute
from app.orders.backup import Restored
from app.orders.book import BookDamagedError

LOOK_MS = 100
_OFFERED = 2


class DamagedBook(QObject):
    """Adds verbs to the page that says that the book is damaged."""

    def __init__(self, desk: OfficeDesk, guard: Guard, look: Look, local: Local) -> None:
        super().__init__(guard)
        self._desk, self._guard, self._look, self._local = desk, guard, look, local
        self._job: Job | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look_whether_stopped)
        self.dialog: TypedConfirmation | None = None
        guard.troubled.connect(self._troubled)

    def _troubled(self, error: AppError) -> None:
        if isinstance(error, BookDamagedError):
            self._desk.ask(backups.newest, folder_of(self._local), then=self._offer, failed=lambda _error: None)

    def _offer(self, found: tuple[BackupFile, ...]) -> None:
        page = self._guard.trouble
        for backup in found[:_OFFERED]:
            page.offer(
                text("Bring the backup of {moment} back…", moment=minute(backup.at)),
                text("Put what it holds in place of the damaged order book"),
                partial(self.confirm, backup.path),
            )
        page.offer(
            text("Another backup…") if found else text("Choose a backup…"),
            text("Choose the file of a backup that lies elsewhere"),
            self._choose,
        )
        if not found:
            page.show_problem(
                text("There is no backup in “{folder}”; look on other disks.", folder=str(folder_of(self._local)))
            )

    def _choose(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self._guard.cover, tr("Backup to bring back"), str(folder_of(self._local)), tr("Backups") + " (*.zip)"
        )
        if name:
            self.confirm(Path(name))

    def confirm(self, path: Path) -> TypedConfirmation:
        """Ask for the word to be typed, then bring the backup back."""
        self.dialog = ask_before_restoring(self._look, path, self._guard.cover, self._restore)
        return self.dialog

    def _restore(self, path: Path) -> None:
        if self._job is not None:
            return
        self._desk.close()  # Windows lets nobody move a file that somebody else has open
        self._job = self._desk.ask(
            backups.restore, path, then=self._restored, failed=self._refused, title=text("Bring a backup back"),
            lane="batch", progress=True,
        )  # fmt: skip
        self._looking.start()

    def _look_whether_stopped(self) -> None:
        """A job that is cancelled, or fails as a bug does, answers nobody."""
        job = self._job
        if job is None or job.open:
            return
        self._ended()
        self._desk.start()
        if job.state == "cancelled":
            self._guard.trouble.show_problem(text("Stopped. Nothing was changed."))

    def _ended(self) -> None:
        self._job = None
        self._looking.stop()

    def _restored(self, _restored: Restored) -> None:
        self._ended()
        self._desk.open_again()

    def _refused(self, error: AppError) -> None:
        self._ended()
        self._desk.start()
        self._guard.trouble.show_problem(error.sentence)
