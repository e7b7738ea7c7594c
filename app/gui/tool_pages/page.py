"""A page of tools: a list to choose from, and the form of the one that was chosen in its place."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.tool_pages.form import ToolFormView
from app.gui.widgets.basics import label
from app.gui.widgets.panel import scrolling
from app.i18n import Text
from app.jobs.runner import Job
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Value
from app.session.selection import Selection

COLUMNS = 2


class ToolPage(QWidget):
    """Shows tools in sections; ``above`` stands over them and stays while the list is shown.

    run_wanted      tool id, values
    preview_wanted  tool id, values
    closed          the form was left: no preview, no picking
    """

    run_wanted = Signal(str, object)
    stop_wanted = Signal()
    preview_wanted = Signal(str, object)
    pick_wanted = Signal(bool)
    closed = Signal()

    def __init__(
        self,
        look: Look,
        sections: Iterable[tuple[Text, tuple[ToolForm, ...]]],
        actions: Mapping[str, QAction],
        selection: Selection,
        above: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._selection = look, selection
        self._kept: dict[str, dict[str, Value]] = {}
        self._job: Job | None = None
        self.form: ToolFormView | None = None
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(6)
        self._above = QVBoxLayout()
        self._above.setSpacing(8)
        column.addLayout(self._above)
        if above is not None:
            self.put_above(above)
        for title, forms in sections:
            if not forms:
                continue
            column.addWidget(label(title, "heading"))
            grid = QGridLayout()
            grid.setSpacing(6)
            for number, form in enumerate(forms):
                grid.addWidget(_tool_button(actions[f"tool.{form.id}"]), number // COLUMNS, number % COLUMNS)
            for number in range(COLUMNS):
                grid.setColumnStretch(number, 1)
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch()
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolling(body))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._stack)

    def pin(self, widget: QWidget) -> None:
        """Let this stand over the list, and over every form too."""
        self._outer.insertWidget(0, widget)

    def put_above(self, widget: QWidget) -> None:
        """Let this stand over the list, under what stands there already."""
        self._above.addWidget(widget)

    def open(self, form: ToolForm, facts: MeshFacts) -> ToolFormView:
        """Show the form of a tool, with the values it had last."""
        self.close_form()
        view = ToolFormView(form, facts, self._look, self._selection, self._kept.get(form.id, {}))
        view.back_wanted.connect(self.close_form)
        view.run_wanted.connect(lambda values: self._run(form.id, values))
        view.stop_wanted.connect(self.stop_wanted)
        view.values_settled.connect(lambda values: self.preview_wanted.emit(form.id, values))
        view.pick_wanted.connect(self.pick_wanted)
        view.show_job(self._job)
        self.form = view
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        first = next((field for field in view.fields.values() if field.focusProxy() is not None), view.start)
        first.setFocus()
        return view

    def close_form(self) -> None:
        """Show the list again."""
        view = self.form
        if view is None:
            return
        self._keep(view)
        view.stop_picking()
        self.form = None
        self._stack.setCurrentIndex(0)
        self._stack.removeWidget(view)
        view.deleteLater()
        self.closed.emit()

    def show_job(self, job: Job | None) -> None:
        """The change that is under way."""
        self._job = job
        if self.form is not None:
            self.form.show_job(job)

    def _run(self, tool_id: str, values: dict[str, Value]) -> None:
        if self.form is not None:
            self._keep(self.form)
        self.run_wanted.emit(tool_id, values)

    def _keep(self, view: ToolFormView) -> None:
        self._kept[view.form.id] = view.values()


def _tool_button(action: QAction) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "tool")
    made.setDefaultAction(action)
    made.setIconSize(QSize(20, 20))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    # A long name gives way at its end: the page is as wide as its dock, whatever the language.
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    made.setMinimumWidth(60)
    return made
