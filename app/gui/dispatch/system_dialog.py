"""From a job in the tray to paper: the print dialog of the system, then what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.commands import dispatch, print_dialog
from app.commands.office import Office
from app.dispatch.records import PrintJob
from app.errors import AppError
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.system_print import NotPrintedError, TruePicture, lying_at, paint, prepare, read_picture
from app.gui.orders.asking import ChoiceQuestion
from app.i18n import Text, text, tr

OUTCOMES: dict[str, Text] = {
    "printed": text("It was printed, and is good"),
    "again": text("Nothing came out: it stays in the tray"),
    "failed": text("It is spoilt: throw it away"),
}


class SystemDialog(QObject):
    """``said`` shows a sentence; ``parent``: the window that dialogs stand over."""

    def __init__(self, station: DispatchStation, parent: QWidget, said: Callable[[Text], object]) -> None:
        super().__init__(parent)
        self._station, self._window, self._said = station, parent, said

    def offer(self, job_id: int) -> None:
        """Open the dialog for this job, once its file was read beside the window."""
        row = self._station.job(job_id)
        path = None if row is None else lying_at(self._station.printer(row.job.printer), row.job)
        if path is None:
            self._refused(
                NotPrintedError(text("The file does not lie in the tray of this PC; print it where the tray is."))
            )
            return

        def read(office: Office) -> tuple[PrintJob, TruePicture]:
            job = print_dialog.open_dialog(office, job_id)
            return job, read_picture(path, job)

        self._station.ask(
            read, then=lambda found: self._open(found[0], found[1], path), failed=self._refused, lane="thread"
        )

    def _open(self, job: PrintJob, picture: TruePicture, path: Path) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, picture, job)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(tr("Print {name}", name=job.name or job.uid))

        def closed(result: int) -> None:
            dialog.deleteLater()
            if result == QDialog.DialogCode.Accepted:
                self.print_on(printer, job, picture, path)

        dialog.finished.connect(closed)
        QDialog.open(dialog)  # Qt for Python hides it behind a form with a receiver

    def print_on(self, printer: QPrinter, job: PrintJob, picture: TruePicture, path: Path) -> None:
        """Print beside the window; then ask what came of it."""
        self._station.ask(
            lambda _office: paint(printer, picture),
            then=lambda _none: self.ask_outcome(job, path), failed=self._refused, lane="thread",
        )  # fmt: skip

    def ask_outcome(self, job: PrintJob, path: Path) -> ChoiceQuestion:
        """Ask whoever stands at the printer; without an answer the job stays as it is."""
        question = ChoiceQuestion(
            text("Was {name} printed?", name=job.name or job.uid),
            text("Look at the printer first: it may take a while, and what it says by itself is not proof."),
            OUTCOMES,
            lambda key, words: self._decide(job, path, key, words),
            self._window,
            done=text("Write it down"),
        )
        question.open()
        return question

    def _decide(self, job: PrintJob, path: Path, outcome: str, words: str) -> None:
        if outcome == "again":
            self._said(text("The file stays in the tray; print it again when the printer is ready."))
            return

        def done(office: Office) -> None:
            reason = words or str(OUTCOMES[outcome])
            dispatch.decide(office, job.id, "printed" if outcome == "printed" else "failed", reason=reason)
            try:
                path.unlink(missing_ok=True)
            except OSError:
                raise NotPrintedError(
                    text("It was written down, but the file cannot be taken out of the tray; delete it by hand.")
                ) from None

        self._station.ask(done, failed=self._refused, lane="thread")

    def _refused(self, error: AppError) -> None:
        self._station.refused.emit(error)
