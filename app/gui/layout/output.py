"""Makes print files of what is on the bench, and remembers what was made of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.making import Made, ToMake, make, suffix_of
from app.gui.layout.setup import Setup
from app.gui.layout.sheets import Sheets
from app.gui.layout.studio import Studio
from app.i18n import plural, text, tr
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner


class Output(QObject):
    """What was made or judged.

    changed: other files; moved: making goes on; done: files were made (list of Made); judged: a file of somebody else (Made);
    refused: an AppError
    """

    changed = Signal()
    moved = Signal()
    done = Signal(object)
    judged = Signal(object)
    refused = Signal(object)

    def __init__(
        self, desk: LayoutDesk, sheets: Sheets, setup: Setup, runner: Runner, studio: Callable[[], Studio]
    ) -> None:
        super().__init__(desk)
        self._desk, self._sheets, self._setup = desk, sheets, setup
        self._runner, self._studio = runner, studio
        self.made: list[Made] = []
        self.job: Job | None = None
        runner.changed.connect(self._job_moved)
        desk.opened.connect(self._forget)

    def make(self, path: Path, *, sheets: bool) -> None:
        """Make it. ``path``: the PDF, or the folder for pictures; ``sheets``: as arranged, else a page for each thing."""
        if self.job is not None and self.job.open:
            return
        layout = self._sheets.layout if sheets and self._setup.shop.route != "photo" else None
        order = ToMake(
            self._desk.things, self._sheets.pieces if layout is not None else None, layout, self._setup.shop, path.stem,
            datetime.now(UTC).replace(microsecond=0),
        )  # fmt: skip
        studio = self._studio()

        def work(*, progress: Progress) -> list[Made]:
            return make(studio, order, path, progress=progress)

        self.job = self._runner.run(
            text("Make print files"), work, then=self._was_made, failed=self._failed, lane="batch", writes=path.name
        )
        self.moved.emit()

    def judge(self, path: Path) -> None:
        """Judge a PDF that somebody sent, for the chosen print shop."""
        if self.job is not None and self.job.open:
            return
        shop = self._setup.shop if self._setup.shop.route != "photo" else None

        def work(*, progress: Progress) -> Made:
            from app.layouts.preflight.judging import preflight  # noqa: PLC0415 - loaded with the first file that is judged

            report = preflight(path, shop, progress=progress)
            return Made(path, plural("{n} page", "{n} pages", report.pages), report)

        self.job = self._runner.run(
            text("Check {name}", name=path.name), work, then=self._was_judged, failed=self._failed, lane="batch"
        )
        self.moved.emit()

    def stop(self) -> None:
        """Give up."""
        if self.job is not None:
            self.job.cancel()
            self.job = None
            self.moved.emit()

    def ask_path(self, parent: QWidget, folder: str) -> Path | None:
        """Where to: a folder for pictures, a file for a PDF. None: nowhere."""
        thing = self._desk.thing
        title = "print" if thing is None else (thing.label or thing.title)
        plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in title).strip("-") or "print"
        if self._setup.shop.route == "photo":
            name = QFileDialog.getExistingDirectory(parent, tr("Folder for the pictures"), folder)
            return Path(name) if name else None
        suffix = suffix_of(self._setup.shop)
        start = str(Path(folder or str(Path.home())) / f"{plain}{suffix}")
        name, _kind = QFileDialog.getSaveFileName(parent, tr("Save the print file"), start, f"PDF (*{suffix})")
        return Path(name).with_suffix(suffix) if name else None

    def close(self) -> None:
        """Listen no more."""
        self._runner.changed.disconnect(self._job_moved, missing_ok=True)

    def _was_made(self, made: list[Made]) -> None:
        self.job = None
        self.made = made
        self.changed.emit()
        self.done.emit(made)

    def _was_judged(self, made: Made) -> None:
        self.job, self.made = None, [made]
        self.changed.emit()
        self.judged.emit(made)

    def _failed(self, error: AppError) -> None:
        self.job = None
        self.moved.emit()
        self.refused.emit(error)

    def _job_moved(self, job: Job) -> None:
        if job is self.job:
            self.moved.emit()

    def _forget(self) -> None:
        if not self._desk.things and self.made:
            self.made = []
            self.changed.emit()
