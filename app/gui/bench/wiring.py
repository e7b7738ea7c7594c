"""Connects the bench and the jobs with the panels that show them. Holds no state of its own but what is on its way."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.commands import model
from app.commands.registry import Command
from app.errors import AppError
from app.gui.base.display import Display
from app.gui.base.services import Services
from app.gui.bench.bench_view import BenchView
from app.gui.bench.heat_view import HeatView
from app.gui.bench.undo import UndoList
from app.gui.frame.status import Status
from app.gui.panels.report import ReportPanel
from app.gui.widgets.message_bar import Action, Tone
from app.i18n import Text, text
from app.jobs.runner import Job
from app.mesh.mesh import Mesh
from app.mesh.report import Finding, Report
from app.mesh.turning import LIES
from app.session.bench import Document, Edit
from app.settings.process import ProcessProfile


class Wiring(QObject):
    """What happens on the bench, on its way to the eye; what the panels want, on its way to a command."""

    comparing = Signal(bool)  # a comparison was begun by something else than its own action
    editing = Signal(object)  # the job that changes the model, each time it has moved; None: none
    unopened = Signal()  # what was on its way to the bench has not come: refused, cancelled, or it could not be kept

    def __init__(self, services: Services, bench_view: BenchView, report: ReportPanel, status: Status) -> None:
        super().__init__()
        self.workshop = services.workshop
        self._services, self._view, self._report, self._status = services, bench_view, report, status
        self.undo = UndoList(self.workshop.bench, self)
        self.display = Display(self.workshop.runner, self.workshop.store)
        self.display.setParent(self)
        self.heat = HeatView(self.workshop, self.display, bench_view.viewport.heat, self)
        self._keep_camera = False
        self._comparing = False
        self._before = ""
        self._with = ""
        self._marked: Finding | None = None
        self._opening: Job | None = None
        self._editing: Job | None = None
        self._notes: tuple[Text, ...] = ()  # of the document that is shown
        self.saving = ""  # name of a file that is saved as soon as what a brush has drawn is on the bench
        # What a brush has drawn is put on the bench before anything else begins with what is there.
        self.settled: Callable[[Callable[[], object]], object] = lambda action: action()
        bench, runner = self.workshop.bench, self.workshop.runner
        bench.opened.connect(self._opened)
        bench.closed.connect(self._closed)
        bench.mesh_changed.connect(self._mesh_changed)
        bench.document_changed.connect(self._document_changed)
        bench.report_changed.connect(self._report_changed)
        bench.unchanged.connect(self._unchanged)
        bench.overtaken.connect(self._overtaken)
        model.keep_report_fresh(self.workshop)
        bench_view.viewport.calm = lambda: not runner.computes
        runner.finished.connect(self._job_finished)
        runner.changed.connect(self._job_changed)
        runner.crashed.connect(services.bug)
        self.display.loaded.connect(self._loaded)
        self.display.before_loaded.connect(self._before_loaded)
        report.fix_wanted.connect(lambda repair_id: self.edit(lambda: model.repair(self.workshop, repair_id)))
        report.repair_wanted.connect(lambda: self.edit(lambda: model.repair_automatically(self.workshop)))
        report.height_confirmed.connect(lambda mm: self.edit(lambda: model.confirm_height(self.workshop, mm)))
        report.process_chosen.connect(self.choose_process)
        report.places_wanted.connect(self.mark)
        report.place_wanted.connect(self._fly_to)
        report.heat_wanted.connect(self.heat.show_finding)
        self.heat.changed.connect(report.findings.show_heat)
        bench_view.history.wanted.connect(lambda position: self.settled(lambda: self.undo.go_to(position)))
        report.show_process(self.workshop.preferences.process)
        status.show_process(self._process())

    # ---- what is wanted -----------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Open a model file in place of what is on the bench (which stays in the store)."""

        def failed(error: AppError) -> None:  # of several files that were tried it is said which
            self._view.messages.say(text("{file}: {why}", file=path.name, why=error.sentence), "bad")

        self._begin_opening(model.open_file(self.workshop, path, failed=failed))

    def open_sample(self, name: str) -> None:
        """Put a sample creation on the bench."""
        title = dict(self._services.samples)[name]
        self._begin_opening(model.open_sample(self.workshop, name, str(title)))

    def resume(self, document: Document) -> None:
        """Show what was on the bench when the program ended."""
        if not self.workshop.store.has(document.revision):
            self._view.messages.say(
                text(
                    "“{title}” was on the bench, but its stored copy is gone; open its file again.",
                    title=document.title,
                ),
                "warn",
            )
            return
        model.resume(self.workshop, document)
        if document.edits:
            self._view.messages.say(text("Everything is as you left it; undo still works."), "info")

    def edit(self, start: Callable[[], Job | None]) -> None:
        """Start a change of the model, unless one is under way: the two would be about different models."""
        self.settled(lambda: self._edit(start))

    def _edit(self, start: Callable[[], Job | None]) -> None:
        if self._editing is not None and self._editing.open:
            self._view.messages.say(
                text("“{job}” is still at work; wait for it, or cancel it below.", job=self._editing.title), "info"
            )
            return
        self._editing = start()
        self._show_editing(self._editing)

    def follow(self, job: Job) -> None:
        """Another job of the change that is under way: the next step of a recipe."""
        self._editing = job
        self._show_editing(job)

    def start(self, command: Command) -> None:
        """Start a command of the registry."""
        if command.id == "model.inspect":
            command.start(self.workshop)
            return

        def begin() -> Job | None:
            started = command.start(self.workshop)
            return started if isinstance(started, Job) else None

        self.edit(begin)

    def save(self, path: Path) -> None:
        """Write the print file."""
        self.saving = path.name
        self.settled(lambda: self._save(path))

    def _save(self, path: Path) -> None:
        self.saving = ""
        document = self.workshop.bench.document
        if document is None:
            return
        if path == document.source:
            self._view.messages.say(
                text(
                    "“{file}” is the file that you opened; choose another name, so that it stays as it was.",
                    file=path.name,
                ),
                "bad",
            )
            return
        model.save_as(self.workshop, path, self._saved)

    def save_revision(self, revision: str, path: Path) -> None:
        """Write a revision of the history to a file."""
        model.save_as(self.workshop, path, self._saved, revision)

    def choose_process(self, process_id: str) -> None:
        """Judge by another print process."""
        model.choose_process(self.workshop, process_id)
        self._status.show_process(self._process())
        self._services.keep_preferences()

    def compare_with(self, revision: str) -> None:
        """Show this revision before the line."""
        self._with = revision
        self.comparing.emit(True)
        self.compare(on=True)

    def compare(self, on: bool) -> None:
        """Show the model before and after its changes, or stop that."""
        document = self.workshop.bench.document
        self._comparing = on and document is not None
        if not on:
            self._with = ""
        wanted = (self._with or document.reference) if document is not None and on else ""
        if wanted == self._before:
            return
        self._before = wanted
        if wanted:
            self.display.load_before(wanted)
        else:
            self._view.viewport.compare(None)

    def move_divider(self, by: float) -> None:
        """Move the line between before and after by a share of the width."""
        at = self._view.viewport.split_at()
        if at is not None:
            self._view.viewport.move_split(at + by)

    def next_place(self, by: int) -> None:
        """Fly to the next (1) or previous (-1) place of what colours the model, or else of the findings."""
        if self.heat.source:
            self.heat.fly(by)
        else:
            self._report.findings.step(by)

    def hide_marks(self) -> None:
        """Show the model as it is."""
        self.heat.clear()
        self._report.choose(None)

    def mark(self, finding: Finding | None) -> None:
        """Draw the places of a finding on the model."""
        if finding is None and self._marked is None:
            return  # a picture costs a tenth of a second where no graphics card helps
        self._marked = finding
        mesh = self.display.mesh
        if finding is None or mesh is None:
            self._view.viewport.clear_places()
            return
        self._view.viewport.show_places(mesh, finding.places, finding.severity, str(finding.title))

    def refresh(self) -> None:
        """Say what stands in the picture again, in the language of now."""
        if self._marked is not None:
            self.mark(self._marked)
        self._view.viewport.heat.refresh()

    # ---- what has happened --------------------------------------------------

    def _begin_opening(self, job: Job) -> None:
        self._opening = job
        self._view.show_document(self.workshop.bench.document, coming=True)

    def _opened(self, document: Document) -> None:
        self._view.show_mesh(None, keep_camera=False)
        self._view.messages.clear()
        self._notes = document.notes
        for note in document.notes:
            self._view.messages.say(note, "info", self._answer_to(note))
        self.compare(on=False)
        self._keep_camera = False
        self._document_changed(document)
        self._services.keep_preferences()

    def _answer_to(self, note: Text) -> Action | None:
        if note.message != LIES.message:
            return None
        return text("Turn upright"), lambda: self.edit(lambda: model.turn(self.workshop, "y"))

    def _closed(self) -> None:
        self.display.clear()
        self.mark(None)
        self.heat.clear()
        self.compare(on=False)
        self._view.messages.clear()  # they were about the model
        self._view.show_mesh(None, keep_camera=False)
        for shower in (self._view, self._report, self._status):
            shower.show_document(None)
        self._report.show_report(None)

    def _document_changed(self, document: Document) -> None:
        for note in self._notes:
            if note not in document.notes:
                self._view.messages.take_back(note)
        self._notes = document.notes
        for shower in (self._view, self._report, self._status):
            shower.show_document(document)

    def _mesh_changed(self, revision: str) -> None:
        self.mark(None)
        self.heat.clear()
        self.display.load(revision)

    def _loaded(self, mesh: Mesh) -> None:
        self._view.show_mesh(mesh, keep_camera=self._keep_camera)
        self._keep_camera = True
        self.mark(self._marked)
        if self._comparing:
            self.compare(on=True)

    def _before_loaded(self, mesh: Mesh) -> None:
        if mesh.revision == self._before:  # nobody has ended the comparison meanwhile
            self._view.viewport.compare(mesh)

    def _report_changed(self, report: Report | None) -> None:
        self._view.show_report(report)
        self._report.show_report(report)

    def _unchanged(self, edit: Edit) -> None:
        self._view.messages.say(edit.summary or text("Nothing had to be changed."), "info")

    def _overtaken(self, edit: Edit) -> None:
        self._view.messages.say(
            text(
                "The model on the bench has changed meanwhile, so “{step}” was not kept; do it again if it is still wanted.",
                step=edit.title,
            ),
            "warn",
        )

    def _job_changed(self, job: Job) -> None:
        if job is self._editing:
            self._show_editing(job)

    def _job_finished(self, job: Job) -> None:
        if job is self._editing:
            self._editing = None
            self._show_editing(None)  # a recipe shows its next step right after
        if job is self._opening:
            self._opening = None
            before = self.workshop.bench.document
            if job.state == "done":  # it is put on the bench right after this, unless it cannot be kept
                QTimer.singleShot(0, self, lambda: self._look_whether_opened(before))
            else:
                self._look_whether_opened(before)

    def _look_whether_opened(self, before: Document | None) -> None:
        now = self.workshop.bench.document
        if now is before and self._opening is None:
            self._view.show_document(now)
            self.unopened.emit()

    def _show_editing(self, job: Job | None) -> None:
        self._report.show_job(job)
        self.editing.emit(job)

    def _saved(self, path: Path, lost: tuple[Text, ...]) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        sentences = [str(text("Saved {file}.", file=path.name)), *(str(words) for words in lost)]
        report = self.workshop.bench.report
        if report is not None and not report.printable:
            sentences.append(str(text("It cannot be printed yet: some checks still block it.")))
        tone: Tone = "ok" if len(sentences) == 1 else "warn"
        self._view.messages.say(" ".join(sentences), tone, (text("Show the folder"), show_folder))
        self._services.keep_preferences()

    def _fly_to(self, finding: Finding, number: int) -> None:
        self._view.viewport.fly_to(finding.places.boxes[number])

    def _process(self) -> ProcessProfile | None:
        return self._services.processes.get(self.workshop.preferences.process)
