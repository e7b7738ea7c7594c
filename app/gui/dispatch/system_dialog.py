"""From a job in the tray to paper: the print dialog of the system, then what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.commands import dispatch, print_dialog
from app.commands.dispatch_nothing import TakenAlreadyError, nothing_came_out
from app.commands.office import Office
from app.commands.print_dialog import ByHand
from app.dispatch.records import PrintJob
from app.errors import AppError
from app.gui.dispatch.good_copies import GoodCopies
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.system_print import (
    NotPrintedError,
    TruePicture,
    lying_at,
    need_room,
    paint,
    prepare,
    read_picture,
)
from app.gui.widgets.question import ChoiceQuestion
from app.i18n import Text, text, tr

OUTCOMES: dict[str, Text] = {
    "printed": text("It was printed, and is good"),
    "again": text("Nothing came out: print it again"),
    "nothing": text("Nothing came out: send it again"),
    "failed": text("It is spoilt: throw it away"),
}


class SystemDialog(QObject):
    """``parent``: the window that dialogs stand over."""

    def __init__(self, station: DispatchStation, parent: QWidget) -> None:
        super().__init__(parent)
        self._station, self._window = station, parent

    def offer(self, job_id: int) -> None:
        """Open the dialog for this job, once its file was read beside the window."""
        row = self._station.job(job_id)
        path = None if row is None else lying_at(self._station.printer(row.job.printer), row.job)
        if path is None:
            self._refused(
                NotPrintedError(text("The file does not lie in the tray of this PC; print it where the tray is."))
            )
            return

        def read(office: Office) -> tuple[ByHand, TruePicture]:
            before = print_dialog.before_dialog(office, job_id)
            return before, read_picture(path, before.job)

        def found(answer: tuple[ByHand, TruePicture]) -> None:
            before, picture = answer
            if before.opened:  # what came out already is not printed a second time
                self.ask_outcome(before.job, path, lambda: self._open(before, picture, path))
            else:
                self._open(before, picture, path)

        self._station.ask(read, then=found, failed=self._refused, lane="thread")

    def _open(self, before: ByHand, picture: TruePicture, path: Path) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, picture, before.job)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(tr("Print {name}", name=before.job.name or before.job.uid))

        def closed(result: int) -> None:
            dialog.deleteLater()
            if result == QDialog.DialogCode.Accepted:
                self._print(printer, before, picture, path)

        dialog.finished.connect(closed)
        QDialog.open(dialog)  # Qt for Python hides it behind a form with a receiver

    def _print(self, printer: QPrinter, before: ByHand, picture: TruePicture, path: Path) -> None:
        """Write it down and print, beside the window; then ask what came of it."""

        def work(office: Office) -> None:
            need_room(printer, picture)
            print_dialog.open_dialog(office, before.job.id, before)
            paint(printer, picture)

        self._station.ask(
            work,
            then=lambda _none: self.ask_outcome(before.job, path, lambda: self.offer_again(before.job.id)),
            failed=self._refused, lane="thread",
        )  # fmt: skip

    def offer_again(self, job_id: int) -> None:
        """Nothing came out: the dialog once more, without another question."""
        row = self._station.job(job_id)
        path = None if row is None else lying_at(self._station.printer(row.job.printer), row.job)
        if path is None:
            return

        def read(office: Office) -> tuple[ByHand, TruePicture]:
            before = print_dialog.before_dialog(office, job_id)
            return before, read_picture(path, before.job)

        self._station.ask(
            read, then=lambda found: self._open(found[0], found[1], path), failed=self._refused, lane="thread"
        )

    def tell(self, job_id: int) -> None:
        """Ask what came of a job of a printer that does not say so itself."""
        row = self._station.job(job_id)
        if row is None:
            return
        path = lying_at(self._station.printer(row.job.printer), row.job)
        self.ask_outcome(row.job, path, None if path is None else lambda: self.offer_again(job_id))

    def ask_outcome(self, job: PrintJob, path: Path | None, again: Callable[[], object] | None) -> ChoiceQuestion:
        """Ask whoever stands at the printer; without an answer the job stays as it is. again: prints it once more."""

        def answered(key: str, words: str) -> None:
            if key == "again" and again is not None:
                again()
            elif key == "nothing":
                self._nothing(job, words)
            else:
                self._decide(job, path, key, words, good.count())

        question = ChoiceQuestion(
            text("Was {name} printed?", name=job.name or job.uid),
            text("Look at the printer first: it may take a while, and what it says by itself is not proof."),
            {key: words for key, words in OUTCOMES.items() if key != ("nothing" if again is not None else "again")},
            answered,
            self._window,
            done=text("Write it down"),
        )
        good = GoodCopies(job)
        good.box.valueChanged.connect(lambda _count: question.choices["failed"].setChecked(True))
        question.column.insertWidget(question.column.indexOf(question.field), good)
        question.open()
        return question

    def _nothing(self, job: PrintJob, words: str, *, deleted: bool = False) -> None:
        """Nothing came out of a folder: the file is taken back; what its program has taken, a person deletes there first."""

        def failed(error: AppError) -> None:
            if isinstance(error, TakenAlreadyError):
                self.ask_deleted(job, words, error)
            else:
                self._refused(error)

        self._station.ask(
            nothing_came_out, self._station.floor, job.id, deleted=deleted, reason=words, failed=failed, lane="thread"
        )

    def ask_deleted(self, job: PrintJob, words: str, error: AppError) -> ChoiceQuestion:
        """Ask whether the file was deleted in the program that has taken it."""
        question = ChoiceQuestion(
            text("Is {name} deleted there?", name=job.name or job.uid),
            error.sentence,
            {"yes": text("It is deleted in the program; send it again")},
            lambda _key, _words: self._nothing(job, words, deleted=True),
            self._window,
            done=text("Send it again"),
        )
        question.field.hide()
        question.open()
        return question

    def _decide(self, job: PrintJob, path: Path | None, outcome: str, words: str, good: int) -> None:
        def done(office: Office) -> None:
            reason = words or str(OUTCOMES[outcome])
            if outcome == "printed":
                dispatch.decide(office, job.id, "printed", reason=reason)
            else:
                dispatch.decide(office, job.id, "failed", reason=reason, made=good)
            if path is None:
                return
            try:
                path.unlink(missing_ok=True)
            except OSError:
                raise NotPrintedError(
                    text("It was written down, but the file cannot be taken out of the tray; delete it by hand.")
                ) from None

        self._station.ask(done, failed=self._refused, lane="thread")

    def _refused(self, error: AppError) -> None:
        self._station.refused.emit(error)
