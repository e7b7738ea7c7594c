"""Keeps the window open until the files that are being saved are written: an older one of that name would be printed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.i18n import Text, text
from app.jobs.runner import Job, Runner

LOOK_MILLISECONDS = 100


class SavingFirst(QObject):
    """Asked by the window whether it may close now; closes it once it may.

    called_off  a file was not saved, for an error or because somebody cancelled it: the window stays, with what is said
    """

    called_off = Signal()

    def __init__(
        self,
        runner: Runner,
        begins: Callable[[], str],
        say: Callable[[Text], object],
        close: Callable[[], object],
        parent: QObject,
    ) -> None:
        """``begins``: name of the file whose saving is about to begin, "" for none."""
        super().__init__(parent)
        self._runner, self._begins, self._say, self._close = runner, begins, say, close
        self._jobs: list[Job] = []  # that the window waits for
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def holds(self) -> bool:
        """Whether the window has to wait; says so then."""
        self._jobs += self._new()
        file = self._begins() or next((job.writes for job in self._jobs if job.open), "")
        if file:
            self._say(text("“{file}” is still being saved; the window closes when it is done.", file=file))
            self._timer.start()
        else:
            self._jobs = []
        return bool(file)

    def stop(self) -> None:
        """The window closes now."""
        self._timer.stop()
        self._jobs = []

    def _new(self) -> list[Job]:
        return [job for job in self._runner.jobs if job.writes and job.open and job not in self._jobs]

    def _look(self) -> None:
        self._jobs += self._new()
        if self._begins() or any(job.open for job in self._jobs):
            return
        saved = all(job.state == "done" for job in self._jobs)
        self.stop()
        if saved:
            self._close()
        else:
            self.called_off.emit()
