"""The form of one tool: its fields, what they will lead to, and the button that starts it."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.fields.field import Field
from app.gui.fields.make import make_field
from app.gui.fields.picked import PlacesField
from app.gui.fields.picking import PickingField
from app.gui.fields.simple import ColorField, NumberField
from app.gui.widgets.basics import Card, button, label, rule, tool
from app.gui.widgets.panel import scrolling
from app.i18n import text
from app.jobs.runner import Job
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Value
from app.session.selection import Selection

SETTLE_MILLISECONDS = 120  # a preview is asked for once a value has stood still so long


class ToolFormView(QWidget):
    """Emits what the user wants.

    back_wanted     the list of tools again
    run_wanted      values (dict) to run the tool with
    values_settled  values (dict) to preview
    pick_wanted     whether clicks on the model are wanted now
    """

    back_wanted = Signal()
    run_wanted = Signal(object)
    stop_wanted = Signal()
    values_settled = Signal(object)
    pick_wanted = Signal(bool)

    def __init__(
        self, form: ToolForm, facts: MeshFacts, look: Look, selection: Selection, values: Mapping[str, Value]
    ) -> None:
        super().__init__()
        self.form, self._facts = form, facts
        self.fields: dict[str, Field] = {}
        self._rows: dict[str, QWidget] = {}
        self._picking: PickingField | None = None
        self._settle = once(self, SETTLE_MILLISECONDS, lambda: self.values_settled.emit(self.values()))
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 2, 12, 12)
        column.setSpacing(10)
        column.addWidget(label(form.description, "dim", wrap=True))
        for parameter in form.parameters:
            field = make_field(parameter, facts, look, selection)
            if parameter.id in values and parameter.kind not in {"faces", "point", "points"}:
                field.set_value(values[parameter.id])
            field.changed.connect(self._changed)
            if isinstance(field, ColorField):
                field.offer_pick()
            if isinstance(field, PickingField):
                field.pick_wanted.connect(lambda on, field=field: self._pick(field, on=on))
            self.fields[parameter.id] = field
            self._rows[parameter.id] = row = _row(field)
            column.addWidget(row)
        self.estimate = label("", "strong", wrap=True)
        self._card = Card()
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(12, 9, 12, 9)
        inner.addWidget(self.estimate)
        self._card.setVisible(form.estimate is not None)
        column.addWidget(self._card)
        self.result = label("", wrap=True)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._done = Card(kind="message")
        self._done.setProperty("tone", "ok")
        inside = QVBoxLayout(self._done)
        inside.setContentsMargins(12, 9, 12, 9)
        inside.addWidget(self.result)
        self._done.hide()
        column.addWidget(self._done)
        column.addStretch()
        back = tool(look.icon("mdi6.arrow-left"), text("Back to the list of tools"), self.back_wanted.emit, 20)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 12, 6)
        head.setSpacing(8)
        head.addWidget(back)
        head.addWidget(label(form.verb, "title"), 1)
        self.stop = button(text("Cancel"), self.stop_wanted.emit, "second")
        say(self.stop, setToolTip=text("Stop this change; the model stays as it was"))
        self.stop.hide()
        self.start = button(form.verb, lambda: self.run_wanted.emit(self.values()), "primary")
        say(self.start, setToolTip=form.description)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 10, 12, 12)
        foot.setSpacing(6)
        foot.addWidget(self.stop)
        foot.addWidget(self.start)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(scrolling(body), 1)
        outer.addWidget(rule())
        outer.addLayout(foot)
        self._changed()

    def values(self) -> dict[str, Value]:
        """The values as they are now, by the id of their parameter."""
        return {name: field.value() for name, field in self.fields.items()}

    def take_place(self, place: tuple[float, ...], color: tuple[int, int, int] = (255, 255, 255)) -> None:
        """A place on the model was clicked: (x, y, z, nx, ny, nz), and its sRGB colour."""
        if isinstance(self._picking, ColorField):
            self._picking.take_color(color)
        elif isinstance(self._picking, PlacesField):
            self._picking.take(place)

    def stop_picking(self) -> None:
        """Wait for no more clicks on the model."""
        if self._picking is not None:
            self._picking.stop()

    def show_result(self, words: str) -> None:
        """What the tool did; it stands there until a value is changed."""
        self.result.setText(words)
        self._done.setVisible(bool(words))

    def know(self, facts: MeshFacts) -> None:
        """The model was changed: limits and estimate are about what it is now; the result stays."""
        self._facts = facts
        for field in self.fields.values():
            if isinstance(field, NumberField) and field.parameter.limits is not None:
                with QSignalBlocker(field):
                    field.set_limits(field.parameter.limits(facts))
        self._estimate()

    def show_job(self, job: Job | None) -> None:
        """The change that is under way: the button says how far it is, and the way to stop it stands above."""
        running = job is not None and job.open
        if job is not None and running:
            percent = f"{job.done:.0%}"
            say(self.start, setText=text("{what} {percent}", what=job.what or job.title, percent=percent))
        else:
            say(self.start, setText=self.form.verb)
        self.stop.setVisible(running)
        self.start.setEnabled(not running)

    def _pick(self, field: PickingField, *, on: bool) -> None:
        if on and self._picking is not None and self._picking is not field:
            self._picking.pick.setChecked(False)
        self._picking = field if on else None
        self.pick_wanted.emit(on)

    def _changed(self) -> None:
        self.show_result("")
        values = self.values()
        for parameter in self.form.parameters:
            self._rows[parameter.id].setVisible(self.form.matters(parameter, values))
        self._estimate()
        self._settle.start()

    def _estimate(self) -> None:
        if self.form.estimate is not None:
            self.estimate.setText(str(self.form.estimate(self.values(), self._facts)))


def _row(field: Field) -> QWidget:
    parameter = field.parameter
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    if parameter.kind == "number" or (parameter.kind == "choice" and not parameter.switch):
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(label(parameter.title), 1)
        line.addWidget(field, 1)
        column.addLayout(line)
    else:
        if not parameter.switch:
            column.addWidget(label(parameter.title))
        column.addWidget(field)
    row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return row
