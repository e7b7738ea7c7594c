"""From an item to its place in the print queue: opens the dialog, makes the file beside the window, queues it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.commands import print_files, slicing
from app.commands.approved import Approved, need_approved
from app.commands.office import Office
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch.records import PrintJob
from app.errors import AppError, FileRefusedError
from app.gui.base.look import Look
from app.gui.dispatch.if_there import if_there
from app.gui.dispatch.send_dialog import SendDialog, Wish
from app.gui.dispatch.station import DispatchStation
from app.gui.widgets.question import Question
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner


class Sending(QObject):
    """``sent`` is called with the jobs that were queued; ``parent``: the window that dialogs stand over."""

    def __init__(
        self, station: DispatchStation, look: Look, runner: Runner, parent: QWidget, said: Callable[[Text, int], object]
    ) -> None:
        super().__init__(parent)
        self._station, self._look, self._runner, self._window, self._said = station, look, runner, parent, said

    def send(self, item: int, path: Path | None = None) -> None:
        """Open the dialog for an item; ``path``: a sliced file for it. What speaks against it is said in its place."""
        self._station.ask(
            lambda office: need_approved(office, item),
            then=lambda approved: self._open(approved, path), failed=self._refused,
        )  # fmt: skip

    def _open(self, approved: Approved, path: Path | None) -> SendDialog:
        station = self._station
        board = station.board
        printers = () if board is None else board.printers
        dialog = SendDialog(self._look, station.names, approved, printers, station.activity(), self._window)
        dialog.prepared.connect(lambda wish: self._prepare(dialog, approved, wish))
        dialog.queued.connect(lambda made, printer: self._queue(dialog, approved, made, printer))
        dialog.open()
        if path is not None:
            dialog.take_file(path)
        return dialog

    def _prepare(self, dialog: SendDialog, approved: Approved, wish: Wish) -> None:
        job = self._station.ask(
            _make, approved.item.id, wish, then=if_there(dialog, dialog.show_made),
            failed=if_there(dialog, dialog.show_refusal), title=text("Prepare the print file"), lane="thread", progress=True,
        )  # fmt: skip
        if job is None:
            return
        dialog.follow(job)

        def changed(other: Job) -> None:
            if other is job and isValid(dialog):
                dialog.show_progress(job)

        self._runner.changed.connect(changed)
        dialog.destroyed.connect(lambda: self._runner.changed.disconnect(changed, missing_ok=True))

    def _queue(self, dialog: SendDialog, approved: Approved, made: MadeFile, printer: int | None) -> None:
        def done(jobs: tuple[PrintJob, ...]) -> None:
            if isValid(dialog):
                dialog.accept()
            self._said(plural("{n} job was queued.", "{n} jobs were queued.", len(jobs)), jobs[0].id)

        self._station.ask(
            queue_file, approved.item.id, made, printer, then=done,
            failed=if_there(dialog, dialog.show_refusal),
        )  # fmt: skip

    def _refused(self, error: AppError) -> None:
        """The guard's own sentence, in a window that stays until it is read."""
        question = Question(text("It cannot be sent to print"), error.sentence, text("Understood"), self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.no.hide()
        question.finish()
        question.open()


def _make(office: Office, item: int, wish: Wish, progress: Progress) -> MadeFile:
    """Make or read the file; not on the window's thread. Each of these is a command of its own, and guarded."""
    if wish.source == "model":
        return print_files.from_model(office, item, wish.suffix, progress)
    if wish.source == "slice":
        assert wish.printer is not None
        return slicing.slice_item(office, item, wish.printer, wish.material, progress)
    if wish.source == "layout":
        return print_files.from_layout(office, item)
    assert wish.path is not None
    try:
        content = wish.path.read_bytes()
    except OSError:
        raise FileRefusedError(text("The file cannot be read; look whether it is still there.")) from None
    return print_files.from_file(
        office, item, content, wish.path.name, wish.material, progress, vouched=wish.vouched
    )  # fmt: skip
