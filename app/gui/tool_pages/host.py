"""Connects the tool pages with the bench: opens forms, previews, takes places from the model, runs tools."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject

from app.commands import model
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.display import Display
from app.gui.tool_pages.page import ToolPage
from app.gui.tool_pages.side import ToolSide
from app.gui.viewport.dye_layer import DyeLayer
from app.gui.viewport.pick import Pick
from app.gui.viewport.widget import Viewport
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.jobs.runner import Job
from app.mesh.forms import FORMS, Group
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Value
from app.mesh.ghost import Ghost
from app.mesh.report import Report
from app.mesh.surface_color import color_at
from app.mesh.tints import TINTS
from app.session.bench import Document, Edit

PAGE_OF: dict[Group, str] = {"prepare": "prepare", "fix": "fix", "shape": "fix", "color": "color"}

StartEdit = Callable[[Callable[[], Job | None]], object]


class ToolHost(QObject):
    """``edit`` starts a change unless another one is under way; ``pages`` are those of ``PAGE_OF``."""

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        workshop: Workshop,
        side: ToolSide,
        pages: dict[str, ToolPage],
        viewport: Viewport,
        display: Display,
        messages: MessageBar,
        edit: StartEdit,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._side, self.pages = workshop, side, pages
        self._viewport, self._display, self._messages, self._edit = viewport, display, messages, edit
        self._job: Job | None = None
        self._preview: Job | None = None
        self._colors: DyeLayer | None = None
        self._picking: ToolPage | None = None
        for page in pages.values():
            page.run_wanted.connect(self._run)
            page.stop_wanted.connect(self._stop)
            page.preview_wanted.connect(self._ask_preview)
            page.pick_wanted.connect(lambda on, page=page: self._pick(page, on=on))
            page.closed.connect(self.end_preview)
        side.page_changed.connect(lambda _name: self.leave())
        viewport.picked_at.connect(self._picked)
        bench = workshop.bench
        bench.mesh_changed.connect(self._mesh_changed)
        bench.opened.connect(self._opened)
        bench.closed.connect(self._close_forms)
        bench.report_changed.connect(self._know)
        bench.done.connect(self._done)
        bench.unchanged.connect(self._done)

    def show_colors_on(self, layer: DyeLayer) -> None:
        """Where tools that only change colours show what they would do, while their values are dragged."""
        self._colors = layer

    def open_tool(self, tool_id: str) -> None:
        """Show the form of a tool on its page; the model must be there."""
        if self._workshop.bench.document is None:
            return
        facts = self._facts()
        if facts is None:
            self._messages.say(text("The model is still being opened; try again in a moment."), "info")
            return
        form = FORMS[tool_id]
        if not form.asks:
            self._run_at_once(form)
            return
        name = PAGE_OF[form.group]
        self._side.choose(name)
        self.pages[name].open(form, facts)

    def _run_at_once(self, form: ToolForm) -> None:
        document = self._workshop.bench.document
        assert document is not None
        selected = self._workshop.selection.of(document.revision)
        if form.parameters and not len(selected):
            self._messages.say(text("Nothing is selected: select faces on the page “Mend” first."), "info")
            return
        self._run(form.id, {parameter.id: selected for parameter in form.parameters})

    def leave(self) -> None:
        """Neither preview nor picking: another page is looked at."""
        for page in self.pages.values():
            if page.form is not None:
                page.form.stop_picking()
        self.end_preview()

    def end_preview(self) -> None:
        """Draw no ghost."""
        if self._preview is not None and self._preview.open:
            self._preview.cancel()
        self._preview = None
        self._viewport.show_ghost(None)
        if self._colors is not None:
            self._colors.show_tool(None)

    def show_job(self, job: Job | None) -> None:
        """The change that is under way."""
        self._job = job
        for page in self.pages.values():
            page.show_job(job)

    def _run(self, tool_id: str, values: dict[str, Value]) -> None:
        self.leave()
        self._edit(lambda: model.use_tool(self._workshop, tool_id, values))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _ask_preview(self, tool_id: str, values: dict[str, Value]) -> None:
        if self._job is not None and self._job.open:
            return  # the helper process is at work; a preview would only wait behind it
        self.end_preview()
        document = self._workshop.bench.document
        if tool_id in TINTS:
            self._show_colors(tool_id, values)
            return

        def made(ghost: Ghost | None) -> None:
            if self._workshop.bench.document is document and self._open_form() == tool_id:
                self._viewport.show_ghost(ghost)

        self._preview = model.preview_tool(self._workshop, tool_id, values, made)

    def _show_colors(self, tool_id: str, values: dict[str, Value]) -> None:
        """Colour by colour, on the selected faces where the tool has some."""
        document, facts = self._workshop.bench.document, self._facts()
        if self._colors is None or document is None or facts is None:
            return
        try:
            complete = FORMS[tool_id].complete(values, facts)
        except AppError:
            return  # the tool itself will say what does not fit
        process = model.process_of(document)
        faces = next((value for value in complete.values() if isinstance(value, np.ndarray)), None)
        self._colors.show_tool(lambda colors: TINTS[tool_id](colors, complete, process), faces)

    def _open_form(self) -> str:
        page = self.pages.get(self._side.page)
        return "" if page is None or page.form is None else page.form.form.id

    def _pick(self, page: ToolPage, *, on: bool) -> None:
        self._picking = page if on else None
        if on:
            self._messages.say(text("Click on the model to pick the place."), "info")

    def _picked(self, pick: Pick) -> None:
        page = self._picking
        mesh = self._display.mesh
        if page is not None and page.form is not None and mesh is not None and pick.face < len(mesh.faces):
            place = (*map(float, pick.point), *map(float, pick.normal))
            page.form.take_place(place, color_at(mesh, pick.face, pick.point))

    def _mesh_changed(self, _revision: str) -> None:
        self.end_preview()  # what was done is there now; the next change of a value shows what comes on top of it
        for page in self.pages.values():
            if page.form is not None:  # undone, or followed by something else; a tool that is done says so next
                page.form.show_result("")

    def _done(self, edit: Edit) -> None:
        """Say what a tool did where it was asked for: why it turned the model that way, how much material it saved."""
        for page in self.pages.values():
            if page.form is not None and page.form.form.id == edit.tool:
                page.form.show_result(f"✓ {edit.summary}" if edit.summary is not None else "")

    def _opened(self, _document: Document) -> None:
        self._close_forms()  # they are about the model that was there: its size, its result

    def _know(self, report: Report | None) -> None:
        facts = None if report is None else self._facts()
        for page in self.pages.values():
            if facts is not None and page.form is not None:
                page.form.know(facts)

    def _close_forms(self) -> None:
        for page in self.pages.values():
            page.close_form()

    def _facts(self) -> MeshFacts | None:
        report, mesh = self._workshop.bench.report, self._display.mesh
        if report is not None:
            width, depth, height = report.size_mm
            diagonal = (width**2 + depth**2 + height**2) ** 0.5
            return MeshFacts(report.faces, diagonal, report.area_mm2, report.size_mm, report.color)
        return None if mesh is None else MeshFacts.of_arrays(mesh.vertices, mesh.faces, mesh.size_mm, mesh.color)
