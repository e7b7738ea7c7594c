"""Makes the backup of the day without being asked, while the program runs."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.commands import backups
from app.commands.office import Office
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.local import Local
from app.jobs.progress import Progress
from app.jobs.runner import Job
from app.security.actor import PROGRAM

FIRST_MS = 120_000  # after the start: whoever comes to work is not kept waiting
AGAIN_MS = 3_600_000


class DailyBackup(QObject):
    """Asks every hour, listed only where it fails; ``app.commands.backups.daily`` knows whether there is one already."""

    def __init__(self, desk: OfficeDesk, local: Local, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._local = desk, local
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        listen(desk.opened, self, self._opened)

    def look(self) -> Job | None:
        """Make the backup of today where it is wanted and not there; gives the job."""
        self._timer.start(AGAIN_MS)
        busy = self._job is not None and self._job.open
        if self._local.preferences.daily_backup and self._desk.ready and not busy:
            self._job = self._desk.ask(_daily, folder_of(self._local), lane="batch", progress=True)
        return self._job

    def _opened(self) -> None:
        self._timer.start(FIRST_MS)


def folder_of(local: Local) -> Path:
    """Where this PC keeps its backups."""
    chosen = local.preferences.backup_folder
    return Path(chosen) if chosen else local.data / "backups"


def _daily(office: Office, folder: Path, progress: Progress) -> Path | None:
    """Whoever is logged in, or nobody: it is the program that makes it."""
    return backups.daily(office.acting(PROGRAM), folder, progress=progress)
